"""The well-filled database has what the schema can hold: its lists of values are read from Postgres."""

import re
from collections.abc import Iterator
from typing import get_args

import pytest

from feedback_buttons.accounts import audit
from feedback_buttons.accounts.api_keys import SCOPES
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.config.settings import Config
from feedback_buttons.delivery_events import webhooks
from feedback_buttons.mail import tool_keys
from feedback_buttons.storage import db
from feedback_buttons.verdicts.rules import REASONS
from feedback_buttons.verdicts.visits_in_words import FLAGS

TABLES = """
select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
where nspname = 'public' and relkind in ('r', 'p') and not relispartition"""
COLUMNS = """
select relname as table_name, attname as name, typname as type, typtype as kind,
    coalesce((select string_agg(pg_get_constraintdef(oid), ' ') from pg_constraint where contypid = pg_type.oid), '')
    || coalesce((select string_agg(pg_get_constraintdef(oid), ' ') from pg_constraint
                 where conrelid = pg_class.oid and conkey = array[attnum]), '') as checks,
    array(select enumlabel::text from pg_enum where enumtypid = pg_type.oid) as labels
from pg_attribute
join pg_class on pg_class.oid = attrelid
join pg_namespace on pg_namespace.oid = relnamespace
join pg_type on pg_type.oid = atttypid
where nspname = 'public' and relkind in ('r', 'p') and not relispartition and attnum > 0 and not attisdropped"""
# What the code can say, by the column that holds it.
WORDS = {
    ("rating", "reason"): set(REASONS),
    ("audit", "did"): set(get_args(audit.Did)),
    ("webhook", "provider"): set(webhooks.NAMES),
    ("campaign", "asks"): set(SCALES),
    ("tool_key", "tool"): set(tool_keys.TOOLS),
    ("visit", "flags"): set(FLAGS),
    ("api_key", "scopes"): set(SCOPES),
}


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url)) as connection:
        yield connection


def values(conn: db.Connection, table: str, column: str) -> set[object]:
    """What stands in a column; of lists, what stands in them."""
    found = conn.execute(f'select distinct "{column}" from "{table}"'.encode()).fetchall()  # noqa: S608
    if any(isinstance(row[0], dict) for row in found):
        return {str(row[0]) for row in found} - {"{}"}
    lists = (row[0] if isinstance(row[0], list) else [row[0]] for row in found)
    return {str(value) if isinstance(value, dict) else value for each in lists for value in each}


def wanted(checks: str, labels: list[str], kind: str) -> set[object]:
    """The values that a column's type and checks list."""
    if kind == "bool":
        return {True, False}
    listed: set[object] = set(labels)
    for array in re.findall(r"= ANY \(\(?ARRAY\[(.*?)\]", checks):
        listed |= set(re.findall(r"'([^']*)'", array))
    for low, high in re.findall(r">= (\d+)\)? AND \(?\(?\w+\)?(?:::integer)? <= (\d+)", checks):
        listed |= set(range(int(low), int(high) + 1))
    return listed


def test_its_sums_are_those_of_its_ratings(conn: db.Connection) -> None:
    assert not conn.execute(db.query("unequal_sums")).fetchall()


def test_every_table_has_a_row(conn: db.Connection) -> None:
    for (table,) in conn.execute(TABLES.encode()).fetchall():
        row = conn.execute(f'select 1 from "{table}" limit 1'.encode()).fetchone()  # noqa: S608
        assert row, f"{table} is empty: let tests/support/full_database.py make a row"


def test_every_listed_value_is_in_a_row(conn: db.Connection, subtests: pytest.Subtests) -> None:
    lists = 0
    for table, name, type_, _, checks, labels in conn.execute(COLUMNS.encode()).fetchall():
        known = wanted(checks, labels, type_)
        lists += bool(known)
        with subtests.test(f"{table}.{name}"):
            missing = known - values(conn, table, name) if known else set()
            assert not missing, f"{table}.{name} lacks {missing}"
    assert lists > 20


def test_every_word_of_the_code_is_in_a_row(conn: db.Connection, subtests: pytest.Subtests) -> None:
    for (table, column), known in WORDS.items():
        with subtests.test(f"{table}.{column}"):
            missing = known - values(conn, table, column)
            assert not missing, f"{table}.{column} lacks {missing}"


def test_every_column_holds_something_and_lacks_it_where_it_may(
    conn: db.Connection, subtests: pytest.Subtests
) -> None:
    for table, name, *_ in conn.execute(COLUMNS.encode()).fetchall():
        with subtests.test(f"{table}.{name}"):
            assert values(conn, table, name) - {None}, "is empty in every row"
