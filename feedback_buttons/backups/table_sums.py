"""Sums over all rows of all tables, equal where the tables hold the same, in whatever order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from psycopg import sql

from feedback_buttons.storage import db

# So that a value is written the same way by every server.
FORMS = (
    "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres';"
    " set local bytea_output = 'hex'; set local extra_float_digits = 1"
)


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and the sum of their hashes, as text: it has more digits than JSON's readers keep."""

    rows: int
    hash: str


class KeptTable(NamedTuple):
    """A table of ours; ``alone`` where the rows of tables that hang below it are not its own."""

    name: str
    alone: bool


def sums(
    connection: db.Connection, tell: Callable[[int], object] = lambda _: None
) -> dict[str, TableSum]:
    """The sums of every table of ours, by its name, as this transaction sees them.

    Args:
        tell: called with the number of rows that are done, after each table.
    """
    connection.execute(FORMS)
    connection.execute("set local statement_timeout = 0")
    counted = {}
    for table in db.rows(connection, KeptTable, "kept_tables"):
        query = sum_query(table.name, alone=table.alone)
        rows, hashes = connection.execute(query).fetchone() or (0, "0")
        counted[table.name] = TableSum(rows, hashes)
        tell(sum(entry.rows for entry in counted.values()))
    return counted


def sum_query(table: str, *, alone: bool = False) -> sql.Composed:
    """What asks for the sums of a table: the number of rows, and the sum of hashes as text. ``alone`` leaves out what
    hangs below it."""
    return sql.SQL(
        "select count(*), coalesce(sum(hashtextextended(kept::text, 0)::numeric), 0)::text"
        " from {only} public.{table} as kept"
    ).format(table=sql.Identifier(table), only=sql.SQL("only" if alone else ""))
