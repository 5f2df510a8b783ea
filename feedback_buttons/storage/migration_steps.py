"""Applies one migration while recipients answer, in the manner that its first line names.

At once, if it names none: in one transaction. It waits half a second for its locks, and who writes waits for as long
behind it; then it lets them pass, and tries again. So nobody waits for a report that reads a table for minutes.

``-- Manner: in steps through rating.``: its statement is run for a part of that table after the other, each in a
transaction of its own, from ``%(first)s`` to before ``%(end)s``, which are places of rows (`ctid`).

``-- Manner: beside writers.``: its statement is run without a transaction, as an index is built that way. What an
attempt leaves behind that was broken off is removed before the next one. With ``, part by part of visit`` it is run so
for each part of that table, ``%(part)s``: of a whole Postgres builds no index beside writers, but it puts one together
in a moment of those that its parts have.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import psycopg
from psycopg import errors, sql

from feedback_buttons.storage import db, engine
from feedback_buttons.storage.migration_files import Migration, MigrationError

_LOCK_TIMEOUT = "500ms"
_ATTEMPTS = 60  # at one that met somebody who reads or writes: five minutes
_LONGEST_PAUSE = 5.0  # seconds from one attempt to the next
_BLOCKS = 500  # of 8 kB, in one transaction: some ten thousand ratings
_ALL_BLOCKS = 2**32 - 1
_INDEX = re.compile(
    rb"create\s+(?:unique\s+)?index\s+concurrently\s+if\s+not\s+exists\s+(\w+)", re.I
)

Say = Callable[[str], None]


def apply(connection: db.Connection, migration: Migration, say: Say) -> None:
    """Apply one migration, and note that it is.

    Args:
        connection: in autocommit.
        say: told when it waits, a line each time.

    Raises:
        MigrationError: it failed; of one that is done in steps some may be done, and are done again another time.
    """
    try:
        if migration.table:
            _in_steps(connection, migration, say)
        elif migration.beside_writers:
            _beside_writers(connection, migration, say)
        else:
            _try(lambda: _at_once(connection, migration), migration, say)
            return
        _note(connection, migration)
    except psycopg.Error as error:
        raise _failed(migration, error) from error


def _try(attempt: Callable[[], None], migration: Migration, say: Say) -> None:
    """Try until nobody holds what it needs."""
    for number in range(_ATTEMPTS):
        try:
            return attempt()
        except (errors.DeadlockDetected, errors.LockNotAvailable):
            if number == _ATTEMPTS - 1:
                raise
            if number in (0, 9, 29):
                say(f"{migration.name} lets others pass that use its tables, and tries again.")
        time.sleep(min(_LONGEST_PAUSE, 0.1 * 2**number))


def _at_once(connection: db.Connection, migration: Migration) -> None:
    with briefly_locked(connection):
        connection.execute(migration.text)
        _note(connection, migration)


def _in_steps(connection: db.Connection, migration: Migration, say: Say) -> None:
    """Run a statement for all blocks that the table has now; what is added later is written by who knows how."""
    values = {"table": migration.table}
    blocks, at_once = db.value(connection, "blocks_of_table", values), _BLOCKS
    if engine.of_nodes(connection):  # each of which has blocks of its own
        blocks = at_once = _ALL_BLOCKS
    for block in range(0, blocks, at_once):
        part = {"first": f"({block},0)", "end": f"({block + at_once},0)"}

        def step(part: dict[str, str] = part) -> None:
            with briefly_locked(connection):
                connection.execute(migration.text, part)

        _try(step, migration, say)


def _beside_writers(connection: db.Connection, migration: Migration, say: Say) -> None:
    if not migration.whole:
        _try(lambda: _build(connection, migration.text), migration, say)
        return
    for part in db.column(connection, "parts_of_table", {"table": migration.whole}):
        text = migration.text.replace(b"%(part)s", part.encode())
        with suppress(errors.UndefinedTable):  # a day that was old enough to be dropped meanwhile
            _try(partial(_build, connection, text), migration, say)


def _build(connection: db.Connection, text: bytes) -> None:
    for name in _INDEX.findall(text):
        if db.value(connection, "index_is_broken", {"name": name.decode()}):
            index = sql.Identifier(name.decode())
            connection.execute(sql.SQL("drop index concurrently {}").format(index))
    connection.execute(text)


@contextmanager
def briefly_locked(connection: db.Connection) -> Iterator[None]:
    """A transaction that waits for no lock longer than those who write should wait behind it."""
    with connection.transaction():
        if engine.of_nodes(connection):  # no node waits longer
            connection.execute("set local citus.propagate_set_commands = 'local'")
        connection.execute(f"set local lock_timeout = '{_LOCK_TIMEOUT}'".encode())
        yield


def _note(connection: db.Connection, migration: Migration) -> None:
    connection.execute(
        "insert into migration (name, applied_at, checksum) values (%s, %s, %s)",
        [migration.name, datetime.now(UTC), migration.checksum],
    )


def _failed(migration: Migration, error: psycopg.Error) -> MigrationError:
    message = (error.diag.message_primary or str(error)).strip()
    hint = error.diag.message_hint or "Nothing of it is applied; those before it are."
    if migration.table or migration.beside_writers:
        hint = error.diag.message_hint or "Run it again: it goes on where it is not done."
    return MigrationError(f"the migration {migration.name} failed: {message}.", hint=hint)
