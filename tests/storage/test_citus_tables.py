"""What Citus asks of the tables that it parts by bucket, brings whole to each node, or takes along because foreign keys
connect them with one of these; read from the migrated schema. Each rule names the file of its source that says so."""

import re
from collections.abc import Iterator

import pytest
from engine_rules import changed_with, expressions_of, selects_no_column

from feedback_buttons.storage import db, distribution

# All of them, by what is done with them: "parted" by bucket, "whole", or "beside", on the coordinator.
TABLES = """
with recursive connected as (
    select oid as connected from pg_class where relname = any (%s) and relnamespace = 'public'::regnamespace
    union
    select case conrelid when connected then confrelid else conrelid end
    from connected join pg_constraint on contype = 'f' and connected in (conrelid, confrelid)
), planned as (
    select c.oid, relname::text as name,
           case when relname = any (%s) then 'whole'
                when relname <> 'outbox_message'
                     and exists (select 1 from pg_attribute where attrelid = c.oid and attname = 'bucket') then 'parted'
                when c.oid in (select connected from connected) then 'beside' end as kind
    from pg_class as c
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
)
select oid::bigint, name, kind from planned where kind is not null
"""


@pytest.fixture
def owner(database: str) -> Iterator[db.Connection]:
    with db.connect(database) as connection:
        yield connection


@pytest.fixture
def planned(owner: db.Connection) -> dict[int, tuple[str, str]]:
    whole = list(distribution.WHOLE)
    tables = {
        oid: (name, kind)
        for oid, name, kind in owner.execute(TABLES.encode(), [whole, whole]).fetchall()
    }
    assert {"rating", "visit", "campaign", "channel", "topic"} <= {
        name for name, _ in tables.values()
    }
    return tables


def test_no_column_has_a_number_of_its_own(
    owner: db.Connection, planned: dict[int, tuple[str, str]]
) -> None:
    """An identity that is not a bigint is refused (regress/sql/generated_identity.sql)."""
    numbered = owner.execute(
        "select attrelid::bigint, attname from pg_attribute"
        " left join pg_attrdef on adrelid = attrelid and adnum = attnum"
        " where attidentity <> '' or pg_get_expr(adbin, adrelid) like '%nextval%'"
        # which `distribute` drops first
        " and attrelid <> 'topic'::regclass"
    ).fetchall()
    assert [(planned[table], column) for table, column in numbered if table in planned] == []


def test_each_unique_index_of_parted_rows_holds_their_bucket(
    owner: db.Connection, planned: dict[int, tuple[str, str]]
) -> None:
    """Else "creating unique indexes on non-partition columns" (commands/table.c)."""
    unique = owner.execute(
        "select indrelid::bigint, indexrelid::regclass::text, array_agg(attname::text) from pg_index"
        " join pg_attribute on attrelid = indrelid and attnum = any (indkey) where indisunique group by 1, 2"
    ).fetchall()
    parted = {table for table, (_, kind) in planned.items() if kind == "parted"}
    assert len(parted & {table for table, *_ in unique}) > 20
    assert [
        name for table, name, columns in unique if table in parted and "bucket" not in columns
    ] == []


def test_each_row_that_moves_is_known_by_a_key(
    owner: db.Connection, planned: dict[int, tuple[str, str]]
) -> None:
    """Else "cannot use logical replication to transfer shards" (operations/shard_transfer.c): a primary key, or what
    stands for it."""
    keyless = (
        "select c.oid::bigint, relname::text, relispartition, relreplident::text from pg_class as c"
        " where relkind = 'r' and relnamespace = 'public'::regnamespace and relreplident <> 'i'"
        " and not exists (select 1 from pg_index where indrelid = c.oid and indisprimary)"
    )
    before = owner.execute(keyless.encode()).fetchall()
    moved = {table for table, (_, kind) in planned.items() if kind != "beside"}
    assert {name for table, name, part, _ in before if table in moved and not part} == set()
    assert any(name == "visit_other" for _, name, *_ in before)
    (step,) = (
        step for step in distribution.citus_steps(owner, []) if "replica identity" in step.statement
    )
    owner.execute(step.statement.encode())
    owner.execute("select make_visit_partition('2001-02-03')")
    assert [name for _, name, part, _ in owner.execute(keyless.encode()) if part] == []


def test_foreign_keys_lead_where_they_may(
    owner: db.Connection, planned: dict[int, tuple[str, str]]
) -> None:
    """Parted rows to whole tables, these to others that are whole, and all else where it likes but to parted rows
    (commands/foreign_constraint.c)."""
    keys = owner.execute(
        "select conrelid::bigint, confrelid::bigint from pg_constraint where contype = 'f'"
    ).fetchall()
    wrong = []
    for table, other in keys:
        (name, kind), (_, led_to) = (
            planned.get(one, (str(one), "elsewhere")) for one in (table, other)
        )
        if led_to == "parted" or (kind in ("parted", "whole") and led_to != "whole"):
            wrong.append((name, planned.get(other)))
    assert (wrong, len(keys) > 20) == ([], True)


def test_no_table_of_theirs_has_a_trigger(
    owner: db.Connection, planned: dict[int, tuple[str, str]]
) -> None:
    """ "triggers are not supported on distributed tables" (commands/trigger.c)."""
    triggers = owner.execute(
        "select tgrelid::bigint, tgname from pg_trigger where not tgisinternal"
    ).fetchall()
    assert triggers
    assert [name for table, name in triggers if table in planned] == []


def test_no_function_is_bound_to_a_table_that_gets_another_number(
    owner: db.Connection, planned: dict[int, tuple[str, str]]
) -> None:
    """A table that is taken along becomes the coordinator's shard under another name, and whoever is bound to it reads
    that (commands/citus_add_local_table_to_metadata.c)."""
    bound = owner.execute(
        "select objid::regprocedure::text, refobjid::bigint from pg_depend"
        " where classid = 'pg_proc'::regclass and refclassid = 'pg_class'::regclass"
    ).fetchall()
    wrong = [name for name, table in bound if planned.get(table, ("", ""))[1] == "beside"]
    assert (wrong, bool(bound)) == ([], True)


def test_no_other_table_is_changed_while_one_of_theirs_is_read(
    planned: dict[int, tuple[str, str]],
) -> None:
    """ "relation … is not distributed" (issue 5280), or, before Citus 13.0.2, nothing at all (pull request 7897)."""
    names = {name for name, _ in planned.values()}
    changed = {
        path.stem: tables
        for path in (db.SQL / "queries").rglob("*.sql")
        if (tables := changed_with(db.numbered(path.stem)[0].decode(), names))
    }
    assert changed == {"forget_unused_tags": {"tag"}}  # which is not asked there
    assert changed_with("delete from tag where exists (select 1 from comment)", names) == {"tag"}


def test_what_a_click_calls_on_a_node_needs_no_right_of_a_column_there(
    owner: db.Connection,
) -> None:
    """Rights of columns come to no node before Citus 13.1 (commands/grant.c)."""
    sent = {*distribution.WRITES, *distribution.EVIDENCE} - {"erase_answer"}
    owners = owner.execute(
        "select proname::text, bool_and(prosecdef) from pg_proc where proname = any (%s) group by 1",
        [list(sent)],
    ).fetchall()
    assert dict(owners) == dict.fromkeys(sent, True)
    columns = owner.execute(
        "select distinct relname::text from pg_attribute join pg_class as c on c.oid = attrelid"
        " where attacl is not null and relname = any (%s) and not has_table_privilege(%s, c.oid, 'select')",
        [list(distribution.WHOLE), db.COLLECTOR],
    ).fetchall()
    assert columns == []


def test_no_function_asks_for_rows_without_columns(owner: db.Connection) -> None:
    """Such a query is refused, also where only whether it has rows is asked."""
    bodies = owner.execute(
        "select proname::text, pg_get_functiondef(p.oid) from pg_proc as p join pg_language as l on l.oid = prolang"
        " where pronamespace = 'public'::regnamespace and lanname = 'plpgsql'"
    ).fetchall()
    asked = [
        (name, text)
        for name, body in bodies
        for text in expressions_of(_plain(owner, body))
        if "select" in text.lower() and selects_no_column(text)
    ]
    assert (asked, len(bodies) > 20) == ([], True)
    assert selects_no_column("not exists (select from visit_other)")


def _plain(owner: db.Connection, body: str) -> str:
    """As the parser reads it, which knows only Postgres' own types."""
    types = owner.execute("select typname from pg_type where typtype in ('d', 'e')").fetchall()
    return re.sub(rf" ({'|'.join(name for (name,) in types)})(?=[,)])", " text", body)
