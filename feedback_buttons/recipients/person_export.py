"""Everything that is stored about one person, for their request: each row of each table that contains recipients.

Which tables these are is read from the database's own catalogue: none can be forgotten.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.storage import db

_DERIVED = (
    "words",
    "bucket",
    "changed",
)  # made of what stands beside it, or the database's own numbers


@dataclass(frozen=True, slots=True)
class _Table:
    """A row of recipient_tables.sql."""

    name: str
    by_campaign: bool
    by_bucket: bool


def taken(
    connection: db.Connection, recipients: Collection[int], *, by: str = audit.COMMAND_LINE
) -> dict[str, list[dict[str, Any]]]:
    """All that is kept about a person who has these pseudonyms, which is put on record: rows by table, values as JSON
    has them; tables that hold nothing of them are left out."""
    kept_rows = read(connection, recipients)
    audit.record(connection, by, "recipient exported", rows=sum(map(len, kept_rows.values())))
    return kept_rows


def read(connection: db.Connection, recipients: Collection[int]) -> dict[str, list[dict[str, Any]]]:
    """The rows alone, as :func:`taken` has them."""
    tables = db.rows(connection, _Table, "recipient_tables")
    rows = {table.name: _rows(connection, table, recipients) for table in tables}
    return {name: listed for name, listed in rows.items() if listed}


def _rows(
    connection: db.Connection, table: _Table, recipients: Collection[int]
) -> list[dict[str, Any]]:
    """The rows of one table, found by its key wherever that begins with the campaign."""
    where = [sql.SQL("recipient = any(%(recipients)s)")]
    if table.by_campaign:
        where.append(sql.SQL("(campaign = '' or campaign in (select slug from campaign))"))
    if table.by_bucket:
        where.append(sql.SQL("bucket = any(%(buckets)s)"))
    query = sql.SQL("select to_jsonb(kept) - %(derived)s::text[] from {} as kept where {}").format(
        sql.Identifier(table.name), sql.SQL(" and ").join(where)
    )
    values = {
        "recipients": list(recipients),
        "buckets": sorted({ids.bucket(recipient) for recipient in recipients}),
        "derived": list(_DERIVED),
    }
    return [row for (row,) in connection.execute(query, values).fetchall()]
