"""What a statement may not hold where its tables are parted by bucket over several servers: Citus cannot plan it there,
or plans it and answers for one server. Read from the parsed statement, not from its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pglast import ast, parse_plpgsql, parse_sql
from pglast.enums.parsenodes import CTEMaterialize

# What is asked of a server that gives its own number or place, not the database's.
_OF_ONE_SERVER = {"ctid", "xmin", "tableoid"}
_LEVELS = (ast.SelectStmt, ast.UpdateStmt, ast.DeleteStmt, ast.InsertStmt)
# Each server answers for itself where they stand beside its rows: they are asked before, and given.
_NUMBERS = {"change_horizon", "newest_change", "highest_change", "change_progress"}
_PARAMETER = "$"  # stands beside the tables whose bucket is given


@dataclass(frozen=True)
class Catalog:
    """What the database says: the columns of its tables and views, which of them are parted by bucket, and which
    functions are volatile or otherwise not immutable."""

    columns: Mapping[str, frozenset[str]]
    parted: frozenset[str]
    volatile: frozenset[str]
    stable: frozenset[str]


@dataclass
class Level:
    """A query, its tables by alias, and those whose bucket is said to be equal."""

    node: ast.Node
    ctes: Mapping[str, bool]  # by name, whether it is kept apart from what reads it
    above: "Level | None" = None
    asked: bool = False  # whether it is a condition, a value or lateral
    read: set[str] = field(default_factory=set)  # of the ctes
    tables: dict[str, str] = field(default_factory=dict)
    others: set[str] = field(
        default_factory=set
    )  # subqueries and functions, whose columns are not looked up
    equal: list[set[str]] = field(default_factory=list)


def broken_rules(text: str, catalog: Catalog) -> set[str]:
    """Which rules the statements of a text break; with libpq's parameters."""
    return {
        rule
        for statement in parse_sql(text)
        for level in _levels(statement.stmt, None, {})
        for rule in _of_level(level, catalog)
        if _touches(statement.stmt, catalog)
    } | {
        "asks for a number of one server"
        for statement in parse_sql(text)
        if _touches(statement.stmt, catalog) and _named(statement.stmt) & _NUMBERS
    }


def expressions_of(function: str) -> Iterator[str]:
    """What is asked in a function in PL/pgSQL, given as it is made: statements, and expressions that stand alone."""
    return _expressions(parse_plpgsql(function))


def changed_with(text: str, planned: set[str]) -> set[str]:
    """The tables that a statement updates or deletes from while it reads planned ones, and that are not planned."""
    return {
        node.relation.relname
        for statement in parse_sql(text)
        for node in _all(statement)
        if isinstance(node, ast.UpdateStmt | ast.DeleteStmt)
        and node.relation.relname not in planned
        and any(isinstance(part, ast.RangeVar) and part.relname in planned for part in _all(node))
    }


def selects_no_column(asked: str) -> bool:
    """Whether there is a query without columns in a statement, or in an expression."""
    asked = re.sub(r"\A\s*[\w.]+\s*:=", "", asked)
    begins = re.match(r"\s*(with|select|insert|update|delete)\b", asked, re.I)
    return any(
        isinstance(node, ast.SelectStmt) and not (node.targetList or node.valuesLists or node.larg)
        for statement in parse_sql(asked if begins else f"select {asked}")
        for node in _all(statement)
    )


def statements_of(function: str) -> Iterator[str]:
    """The statements among these."""
    for text in expressions_of(function):
        if re.match(r"\s*(with|select|insert|update|delete)\b", text):
            yield text


def _expressions(tree: object) -> Iterator[str]:
    if isinstance(tree, dict):
        if "PLpgSQL_expr" in tree:
            yield tree["PLpgSQL_expr"]["query"]
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _expressions(part)


def _children(node: object) -> Iterator[ast.Node]:
    if isinstance(node, ast.Node):
        for name in node.__slots__:
            value = getattr(node, name, None)
            for part in value if isinstance(value, tuple) else (value,):
                if isinstance(part, ast.Node):
                    yield part
                elif isinstance(part, tuple):
                    yield from (inner for inner in part if isinstance(inner, ast.Node))


def _all(node: ast.Node) -> Iterator[ast.Node]:
    yield node
    for child in _children(node):
        yield from _all(child)


def _own(node: ast.Node) -> Iterator[ast.Node]:
    """What stands in a query itself, and not in those below it."""
    for child in _children(node):
        if not isinstance(child, _LEVELS):
            yield child
            yield from _own(child)


def _touches(node: ast.Node, catalog: Catalog) -> bool:
    return any(
        isinstance(part, ast.RangeVar) and part.relname in catalog.parted for part in _all(node)
    )


def _named(node: ast.Node) -> set[str]:
    """The functions, tables and views that a statement names."""
    tables = {part.relname for part in _all(node) if isinstance(part, ast.RangeVar)}
    return tables | _calls(node)


def _levels(
    node: ast.Node, above: Level | None, ctes: Mapping[str, bool], *, asked: bool = False
) -> Iterator[Level]:
    """Each query of a statement, those within it after it."""
    if isinstance(node, _LEVELS):
        clause = getattr(node, "withClause", None)
        always = CTEMaterialize.CTEMaterializeAlways
        parts = clause.ctes if clause else ()
        ctes = {**ctes, **{cte.ctename: cte.ctematerialized == always for cte in parts}}
        above = Level(node, ctes, above, asked)
        _add_tables(above)
        yield above
    for child in _children(node):
        if isinstance(child, ast.WithClause):  # it sees nothing of the query that it stands in
            yield from _levels(child, above.above if above else None, ctes)
        else:
            yield from _levels(child, above, ctes, asked=_is_asked(node))


def _is_asked(node: ast.Node) -> bool:
    """Whether a query in it is run for each row of another."""
    return isinstance(node, ast.SubLink) or (
        isinstance(node, ast.RangeSubselect) and bool(node.lateral)
    )


def _add_tables(level: Level) -> None:
    node = level.node
    if isinstance(node, ast.InsertStmt):
        return
    for part in [node] if isinstance(node, ast.SelectStmt) else [node, node.relation]:
        for own in (part, *_own(part)):
            if isinstance(own, ast.RangeVar):
                alias = own.alias.aliasname if own.alias else own.relname
                if own.relname in level.ctes:
                    level.others.add(alias)
                    level.read.add(own.relname)
                else:
                    level.tables[alias] = own.relname
            elif isinstance(own, ast.RangeSubselect | ast.RangeFunction) and own.alias:
                level.others.add(own.alias.aliasname)
    for own in _own(node):
        if isinstance(own, ast.JoinExpr) and "bucket" in _names(own.usingClause or ()):
            level.equal.append({*_aliases(own.larg), *_aliases(own.rarg)})
        elif isinstance(own, ast.A_Expr) and _names(own.name) == ["="]:
            sides = [_bucket_of(side, level) for side in (own.lexpr, own.rexpr)]
            if all(sides):
                level.equal.append({side for side in sides if side})


def _names(values: tuple[ast.Node, ...]) -> list[str]:
    return [value.sval for value in values if isinstance(value, ast.String)]


def _aliases(node: ast.Node) -> Iterator[str]:
    """The tables of one side of a join."""
    for part in (node, *_own(node)):
        if isinstance(part, ast.RangeVar):
            yield part.alias.aliasname if part.alias else part.relname


def _bucket_of(node: ast.Node, level: Level) -> str | None:
    """Of which table it is the bucket, or that it is a given one."""
    if isinstance(node, ast.TypeCast):
        return _bucket_of(node.arg, level)
    if isinstance(node, ast.ParamRef | ast.A_Const):
        return _PARAMETER
    if not isinstance(node, ast.ColumnRef):
        return None
    *table, column = _names(node.fields) or [""]
    if column != "bucket":
        return None
    return table[-1] if table else next(iter(level.tables), None)


def _of_level(level: Level, catalog: Catalog) -> Iterator[str]:
    node = level.node
    if isinstance(node, ast.SelectStmt):
        yield from _of_select(level, catalog)
    if (
        isinstance(node, ast.UpdateStmt | ast.DeleteStmt)
        and node.relation.relname in catalog.parted
    ):
        yield from _of_change(node, catalog)
    if (
        isinstance(node, ast.InsertStmt)
        and node.relation.relname in catalog.parted
        and node.onConflictClause
    ):
        called = _calls(node.onConflictClause)
        if called & (catalog.volatile | catalog.stable):
            yield "do update set calls what is not immutable"
    if isinstance(node, ast.SelectStmt | ast.UpdateStmt | ast.DeleteStmt):
        yield from _of_tables(level, catalog)


def _of_change(node: ast.UpdateStmt | ast.DeleteStmt, catalog: Catalog) -> Iterator[str]:
    for value in getattr(node, "targetList", None) or ():
        if _calls(value) & catalog.volatile:
            yield "set calls what is volatile"
    if node.whereClause and _calls(node.whereClause) & catalog.volatile:
        yield "where calls what is volatile"


def _calls(node: ast.Node) -> set[str]:
    called = {_names(part.funcname)[-1] for part in _all(node) if isinstance(part, ast.FuncCall)}
    if any(isinstance(part, ast.SQLValueFunction) for part in _all(node)):
        called.add("now")
    return called


def _of_select(level: Level, catalog: Catalog) -> Iterator[str]:
    node = level.node
    if not (node.targetList or node.valuesLists or node.larg):
        yield "selects no column"
    apart = level.read and not level.tables and all(level.ctes[name] for name in level.read)
    if any(isinstance(part, ast.GroupingSet) for part in _own(node)) and not apart:
        yield "grouping sets"
    if level.above and not (node.fromClause or node.larg or node.valuesLists):
        called = {
            name
            for part in _own(node)
            if isinstance(part, ast.FuncCall)
            for name in _names(part.funcname)[-1:]
        }
        if called & (catalog.volatile | catalog.stable):
            yield "a subquery without from calls what is not immutable"
    parted = _parted(level, catalog)
    if node.lockingClause and parted and not all(_is_given(level, table) for table in parted):
        yield "locks rows of several buckets"


def _parted(level: Level, catalog: Catalog) -> list[str]:
    return [alias for alias, name in level.tables.items() if name in catalog.parted]


def _same(level: Level, alias: str) -> set[str]:
    """The tables whose bucket is that of a table, itself among them."""
    same, grown = {alias}, True
    while grown:
        more = {name for pair in level.equal if pair & same for name in pair}
        grown, same = not more <= same, same | more
    return same


def _is_given(level: Level, alias: str) -> bool:
    return _PARAMETER in _same(level, alias)


def _of_tables(level: Level, catalog: Catalog) -> Iterator[str]:
    parted = _parted(level, catalog)
    tied = bool(parted) and bool(_same(level, parted[0]) & (_outer(level) | {_PARAMETER}))
    if level.read and level.asked and not tied and _is_correlated(level, catalog):
        yield "asks a cte for each row"
    for own in _own(level.node):
        names = _names(own.fields) if isinstance(own, ast.ColumnRef) else []
        one = all(_is_given(level, alias) for alias in parted)
        if names and names[-1] in _OF_ONE_SERVER and parted and not one:
            yield "asks for a place on one server"
    if not parted:
        return
    same = _same(level, parted[0])
    if not all(alias in same for alias in parted):
        yield "joins tables not by their bucket"
    tied = same & _outer(level) and (not level.asked or _has_rows(level.above, catalog, level.node))
    alone = not tied and not _is_given(level, parted[0])
    if alone and _is_correlated(level, catalog):
        yield "is asked for each row of what is in another place"


def _has_rows(level: Level | None, catalog: Catalog, but: ast.Node) -> bool:
    """Whether a query reads a parted table itself, or in a subquery other than one; a cte has no rows of a server."""
    if level is None:
        return False
    node, within = level.node, {id(part) for part in _all(but)}
    sources = getattr(node, "fromClause", None) or getattr(node, "usingClause", None) or ()
    target = () if isinstance(node, ast.SelectStmt) else (node.relation,)
    return any(
        isinstance(part, ast.RangeVar) and part.relname in catalog.parted and id(part) not in within
        for source in (*target, *sources)
        for part in _all(source)
    )


def _outer(level: Level) -> set[str]:
    """The tables of the queries that it stands in."""
    above = level.above
    return set(above.tables) | above.others | _outer(above) if above else set()


def _outer_columns(level: Level | None, catalog: Catalog) -> set[str]:
    if level is None:
        return set()
    here = (catalog.columns.get(name, frozenset()) for name in level.tables.values())
    return _outer_columns(level.above, catalog).union(*here)


def _is_correlated(level: Level, catalog: Catalog) -> bool:
    """Whether it names a column of the query that it stands in."""
    own = set().union(*(catalog.columns.get(name, frozenset()) for name in level.tables.values()))
    outer = _outer_columns(level.above, catalog)
    for part in _own(level.node):
        names = _names(part.fields) if isinstance(part, ast.ColumnRef) else []
        if len(names) > 1 and names[0] not in level.tables and names[0] not in level.others:
            return True
        if len(names) == 1 and names[0] in outer and names[0] not in own and not level.others:
            return True
    return False
