"""docs/privacy.md names every column of the database: what it holds, whose it is, why, for how long, what erases it."""

import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from feedback_buttons.storage import db

DOCS = Path(__file__).parents[2] / "docs"
TABLES = tomllib.loads((DOCS / "stored_fields.toml").read_text("utf-8"))["table"]
COLUMNS = """
select relname, array_agg(attname::text)
from pg_attribute join pg_class on pg_class.oid = attrelid
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and attnum > 0
  and not attisdropped
group by relname"""


@pytest.fixture
def columns(database: str) -> Iterator[dict[str, list[str]]]:
    """The names of all columns of the database, by table."""
    with db.connect(database) as connection:
        yield dict(connection.execute(COLUMNS.encode()).fetchall())


def test_every_column_of_the_database_is_in_the_list(columns: dict[str, list[str]]) -> None:
    listed = {name: set(table["every"]) for name, table in TABLES.items()}
    assert listed == {name: set(names) for name, names in columns.items()}, (
        "say in docs/stored_fields.toml what it holds and why, then: python docs/write_privacy.py"
    )


def test_what_knows_a_recipient_is_said_to_be_theirs(columns: dict[str, list[str]]) -> None:
    knows = {name for name, names in columns.items() if "recipient" in names}
    assert knows == {name for name, table in TABLES.items() if table["whose"] == "recipient"}


def test_the_page_is_made_of_the_list() -> None:
    written = runpy.run_path(str(DOCS / "write_privacy.py"))["text"]()
    assert (DOCS / "privacy.md").read_text("utf-8") == written
    for table in TABLES.values():
        assert all(table[name] for name in ("holds", "why", "kept", "erased_by"))
