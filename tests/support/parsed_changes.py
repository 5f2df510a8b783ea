"""What changes of rows ask of functions, as Postgres itself has read the statement: it says which function an operator
or a cast is, and how volatile that is. An engine that plans a statement for several servers refuses some of it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from feedback_buttons.storage import db

INSERT, CHANGES = "3", ("2", "4")  # kinds of commands: update and delete
_WORD = re.compile(r"[(){}]|(?:\\.|[^\s(){}\\])+")
_FUNCTION = ("funcid", "opfuncid", "aggfnoid")
_BY_CASES = ("CASE", "CASEEXPR", "COALESCE", "COALESCEEXPR")


@dataclass(frozen=True)
class Parsed:
    """A node of a parsed statement: what it is, and its fields, each a list of what stands in it."""

    kind: str
    fields: Mapping[str, list[Any]]


@dataclass(frozen=True)
class Functions:
    """How volatile functions are, by number: "i", "s" or "v"; and which tables the engine plans, by number."""

    volatility: Mapping[int, str]
    tables: Mapping[int, str]


def parsed(connection: db.Connection, text: str, types: list[str] | None) -> Parsed:
    """A statement with libpq's parameters; their types where Postgres cannot tell.

    Args:
        connection: in autocommit, on which nothing is prepared.
    """
    if types is None:
        connection.pgconn.prepare(b"asked", text.encode())
        asked = "select parameter_types::text[] from pg_prepared_statements where name = 'asked'"
        types = list(db.first_value(connection, asked))  # type: ignore[arg-type]
        connection.execute("deallocate asked")
    arguments = ", ".join(types)
    made = f"create function probe({arguments}) returns void language sql begin atomic {text.strip().rstrip(';')}; end"
    with connection.transaction(force_rollback=True):
        connection.execute(made.encode())
        tree = db.first_value(
            connection, "select prosqlbody::text from pg_proc where proname = 'probe'"
        )
    return read(tree)[0]


def read(tree: str) -> list[Parsed]:
    """Statements as Postgres writes them once they are read."""
    nodes: list[Parsed] = []
    for node in _read(iter(_WORD.findall(tree))):
        nodes += node if isinstance(node, list) else [node]
    return nodes


def planned(connection: db.Connection) -> Functions:
    """What Citus plans: the tables with a bucket, and those that foreign keys connect with the campaigns, which are
    whole."""
    keys = connection.execute(
        "select conrelid::bigint, confrelid::bigint from pg_constraint where contype = 'f'"
    ).fetchall()
    tables = {db.first_value(connection, "select 'campaign'::regclass::bigint")}
    while more := {table for key in keys if tables & {*key} for table in key} - tables:
        tables |= more
    buckets = "select attrelid::bigint from pg_attribute where attname = 'bucket' and attnum > 0"
    tables |= {table for (table,) in connection.execute(buckets)}
    names = dict(connection.execute("select oid::bigint, relname::text from pg_class").fetchall())
    volatility = connection.execute("select oid::bigint, provolatile::text from pg_proc").fetchall()
    return Functions(dict(volatility), {table: names[table] for table in tables})


def _read(words: Iterator[str]) -> list[Any]:
    found: list[Any] = []
    for word in words:
        if word in ")}":
            break
        if word == "(":
            found.append(_read(words))
        elif word == "{":
            kind, *rest = _read(words)
            fields: dict[str, list[Any]] = {}
            name = ""
            for part in rest:
                if isinstance(part, str) and part.startswith(":"):
                    name = part[1:]
                fields.setdefault(name, []).append(part)
            found.append(Parsed(kind, {key: values[1:] for key, values in fields.items()}))
        else:
            found.append(word)
    return found


def _all(node: object, *, below: bool = True) -> Iterator[Parsed]:
    """What stands in it, itself too; without ``below`` not what stands in another query within it."""
    parts: list[Any] = node if isinstance(node, list) else []
    if isinstance(node, Parsed) and (below or node.kind != "QUERY"):
        yield node
        parts = [part for values in node.fields.values() for part in values]
    for part in parts:
        yield from _all(part, below=below)


def broken_changes(tree: Parsed, functions: Functions) -> set[str]:
    """Which rules the changes of a statement's planned tables break."""
    return {
        rule
        for query in _all(tree)
        if query.kind == "QUERY" and _target(query) in functions.tables
        for rule in _of_change(query, functions)
    }


def _target(query: Parsed) -> int:
    place = int(query.fields["resultRelation"][0])
    if not place:
        return 0
    return int(query.fields["rtable"][0][place - 1].fields["relid"][0])


def _called(
    node: object, functions: Functions, kinds: str, *, below: bool = True
) -> Iterator[Parsed]:
    for part in _all(node, below=below):
        for field in _FUNCTION:
            number = part.fields.get(field, ["0"])[0]
            if functions.volatility.get(int(number), "i") in kinds:
                yield part


def _of_change(query: Parsed, functions: Functions) -> Iterator[str]:
    kind = query.fields["commandType"][0]
    if kind == INSERT and any(_called(query.fields["onConflict"], functions, "sv")):
        yield "on conflict calls what is not immutable"
    if kind not in CHANGES:
        return
    parts = [query.fields["jointree"], query.fields["targetList"] if kind == CHANGES[0] else []]
    if any(_called(query, functions, "v")):
        yield "calls what is volatile"
    for called in _called(parts, functions, "s", below=False):
        if any(part.kind == "VAR" for part in _all(called)):
            yield "asks what is stable of a column"
    for part in _all(parts, below=False):
        if part.kind in _BY_CASES and any(_called(part, functions, "sv")):
            yield "asks what is not immutable by cases"
    if any(_called(query.fields["returningList"], functions, "sv")):
        yield "returns what is not immutable"
