"""Applies sql/migrations in order, each once, however long it takes; migration_steps.py says in which manner."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import psycopg

from feedback_buttons.storage import changes, db, migration_files, migration_steps, schema_state
from feedback_buttons.storage.migration_files import Migration, MigrationError, pending

__all__ = ["MigrationError", "keep_partitions", "migrate", "pending"]

# Any number that no other program on this database uses: one migration runs at a time.
_LOCK = 0x6662_6D69
PARTITION_DAYS = 8
PATIENCE = 10.0  # seconds from one word about a migration that is under way to the next

Say = Callable[[str], None]
log = logging.getLogger(__name__)


def _silent(_: str) -> None:
    """Say nothing."""


def migrate(url: str, say: Say = _silent) -> list[str]:
    """Bring the database at ``url`` up to date.

    Args:
        say: told what is done and how far it is, a line each; of a new database, that it is made.

    Returns:
        The names of the migrations that were applied now, in order; empty when there were none.

    Raises:
        MigrationError: the database is newer than this code, or a migration failed; it and those after it are not
            applied.
        psycopg.Error: the database is away.
    """
    with db.connect(url, autocommit=True) as connection:
        # What a page may take says nothing of how long a table of millions is rewritten.
        connection.execute("set statement_timeout = 0")
        _wait_for_turn(connection, say)
        _prepare(connection)
        wanted = set(pending(connection))
        migrations = migration_files.all_()
        todo = [migration for migration in migrations if migration.name in wanted]
        of_steps = say
        if todo == migrations:  # in a new database no step has anything to do that takes long
            say("Making the database …")
            of_steps = _silent
        for number, migration in enumerate(todo, 1):
            with _watched(f"{migration.name} ({number} of {len(todo)})", of_steps):
                migration_steps.apply(connection, migration, of_steps)
        _note_checksums(connection, migrations)
        schema_state.note(connection)
        changes.renew(connection, datetime.now(UTC))
        _first_partitions(connection)
    return [migration.name for migration in todo]


def _wait_for_turn(connection: db.Connection, say: Say) -> None:
    if not db.first_value(connection, "select pg_try_advisory_lock(%s)", _LOCK):
        say("Another process migrates this database; waiting for it.")
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])


def _prepare(connection: db.Connection) -> None:
    """Make the table of what was applied, and its column of checksums where it is from before these."""
    connection.execute(
        "create table if not exists migration (name text primary key, applied_at timestamptz not null)"
    )
    connection.execute("alter table migration add column if not exists checksum text")


def _note_checksums(connection: db.Connection, migrations: list[Migration]) -> None:
    """Give those a checksum that were applied before there were any: the text that this code has of them."""
    sums = [migration.checksum for migration in migrations]
    names = [migration.name for migration in migrations]
    connection.execute(db.query("note_checksums"), {"names": names, "sums": sums})


@contextmanager
def _watched(step: str, say: Say) -> Iterator[None]:
    """Say that a step is begun, now and then that it is still under way, and how long it took."""
    began, over = time.monotonic(), threading.Event()

    def tell() -> None:
        while not over.wait(PATIENCE):
            say(f"Applying {step}: still at it after {time.monotonic() - began:.0f} s.")

    teller = threading.Thread(target=tell, name="migration", daemon=True)
    say(f"Applying {step} …")
    teller.start()
    try:
        yield
    finally:
        over.set()
        teller.join()
    say(f"Applied {step} in {time.monotonic() - began:.1f} s.")


def _first_partitions(connection: db.Connection) -> None:
    """So that evidence has its days before a worker runs. Without them it is kept all the same, so this keeps
    nothing from starting; the worker tries again each minute."""
    try:
        keep_partitions(connection, datetime.now(UTC))
    except psycopg.Error as error:
        if connection.closed:
            raise
        log.warning("no partitions could be made for the days ahead: %s", str(error).strip())


def keep_partitions(
    connection: db.Connection, now: datetime, retention_days: int | None = None
) -> int:
    """Make the evidence's partitions for the week ahead; drop those older than a retention, where one is given.

    Returns:
        How many days were made, or where a retention is given dropped.

    Raises:
        psycopg.errors.LockNotAvailable: somebody reads evidence for long, as a backup does; clicks would
            wait behind us.
    """
    drop_before = date.min if retention_days is None else now.date() - timedelta(retention_days)
    values = {
        "first": now.date() - timedelta(days=1),
        "days": PARTITION_DAYS + 1,
        "drop_before": drop_before,
    }
    before = set(db.column(connection, "evidence_days"))
    with migration_steps.briefly_locked(connection):
        connection.execute(db.query("keep_partitions"), values)
    after = set(db.column(connection, "evidence_days"))
    return len(after - before if retention_days is None else before - after)
