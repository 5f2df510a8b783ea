"""Sums over all rows of all tables, equal where the tables hold the same, in whatever order."""

from collections.abc import Callable
from dataclasses import dataclass

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
    for table in db.column(connection, "kept_tables"):
        rows, hashes = connection.execute(sum_query(table)).fetchone() or (0, "0")
        counted[table] = TableSum(rows, hashes)
        tell(sum(entry.rows for entry in counted.values()))
    return counted


def sum_query(table: str) -> sql.Composed:
    """What asks for the sums of a table: the number of rows, and the sum of hashes as text."""
    return sql.SQL(
        "select count(*), coalesce(sum(hashtextextended(kept::text, 0)::numeric), 0)::text"
        " from public.{table} as kept"
    ).format(table=sql.Identifier(table))
