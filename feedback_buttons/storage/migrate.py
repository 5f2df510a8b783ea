"""Applies sql/migrations in order, each once, each in a transaction of its own."""

import logging
from datetime import UTC, date, datetime, timedelta

import psycopg

from feedback_buttons.storage import db

# Any number that no other program on this database uses: one migration runs at a time.
_LOCK = 0x6662_6D69
PARTITION_DAYS = 8

log = logging.getLogger(__name__)


def migrate(url: str) -> list[str]:
    """Bring the database at ``url`` up to date.

    Returns:
        The names of the migrations that were applied now, in order; empty when there were none.

    Raises:
        psycopg.Error: a migration failed; it and those after it are not applied.
    """
    applied = []
    with db.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        connection.execute(
            "create table if not exists migration (name text primary key, applied_at timestamptz not null)"
        )
        for name in pending(connection):
            with connection.transaction():
                connection.execute((db.SQL / "migrations" / f"{name}.sql").read_bytes())
                connection.execute(
                    "insert into migration values (%s, %s)", [name, datetime.now(UTC)]
                )
            applied.append(name)
        _first_partitions(connection)
    return applied


def _first_partitions(connection: db.Connection) -> None:
    """So that evidence has its days before a worker runs. Without them it is kept all the same, so this keeps
    nothing from starting; the worker tries again each minute."""
    try:
        keep_partitions(connection, datetime.now(UTC))
    except psycopg.Error as error:
        if connection.closed:
            raise
        log.warning("no partitions could be made for the days ahead: %s", str(error).strip())


def pending(connection: db.Connection) -> list[str]:
    """The migrations that this database does not have yet; all of them for an empty database."""
    names = sorted(path.stem for path in (db.SQL / "migrations").glob("*.sql"))
    if not db.first_value(connection, "select to_regclass('migration') is not null"):
        return names
    done = db.first_value(connection, "select coalesce(array_agg(name), '{}') from migration")
    return [name for name in names if name not in done]


def keep_partitions(
    connection: db.Connection, now: datetime, retention_days: int | None = None
) -> None:
    """Make the evidence's partitions for the week ahead; drop those older than a retention, where one is given."""
    drop_before = date.min if retention_days is None else now.date() - timedelta(retention_days)
    connection.execute(
        db.query("keep_partitions"),
        {
            "first": now.date() - timedelta(days=1),
            "days": PARTITION_DAYS + 1,
            "drop_before": drop_before,
        },
    )
