"""Makes a backup while everything runs: one moment of the database, with the sums of that moment."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from feedback_buttons.backups import backup_files, table_sums
from feedback_buttons.backups.backup_files import BackupError, BackupFacts
from feedback_buttons.backups.postgres_tools import BLOCK, Tools
from feedback_buttons.base import datadir
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db

Progress = Callable[[int], object]


def make(
    url: str,
    config: Config,
    folder: Path,
    now: datetime,
    *,
    written: Progress = lambda _: None,
    summed: Progress = lambda _: None,
) -> Path:
    """Write a backup of the database into a new folder below ``folder``; it takes its name when it is whole.

    Args:
        config: whose keys' marks are noted, to be compared when it is restored. The keys themselves are not in it.
        written: told how many bytes of the archive are written.
        summed: told of how many rows the sums are made.

    Returns:
        The backup's own folder.

    Raises:
        BackupError: the folder cannot be written to, there is nothing to back up, or Citus parts the rows.
        ToolError, NoBinaries: Postgres' programs failed or are missing.
        psycopg.Error: the database is away.
    """
    with db.connect(url) as connection:
        backup_files.refuse_nodes(connection)
    backup = backup_files.place(folder, now)
    draft = folder / f".{backup.name}.{secrets.token_hex(4)}.part"
    try:
        draft.mkdir(mode=0o700, parents=True)
        facts = _dump(url, config, draft, now, written, summed)
        backup_files.write(draft, facts)
        draft.rename(backup)
        datadir.sync(folder)
    except OSError as error:
        raise BackupError(
            "cannot write to {folder}: {cause}.", folder=folder, cause=error.strerror
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return backup


def _dump(
    url: str, config: Config, draft: Path, now: datetime, written: Progress, summed: Progress
) -> BackupFacts:
    """Write the archive, and sum up the very rows that are in it: both see one snapshot."""
    tools = Tools(url)
    with db.connect(url, autocommit=True) as connection, connection.transaction():
        connection.execute("set transaction isolation level repeatable read, read only")
        migration = _newest_migration(connection)
        snapshot = db.first_value(connection, "select pg_export_snapshot()")
        size, digest = _archive(tools, draft / backup_files.ARCHIVE, snapshot, written)
        return BackupFacts(
            made_at=now,
            tools=tools.major,
            bytes=size,
            sha256=digest,
            migration=migration,
            roles=db.column(connection, "granted_roles"),
            keys=backup_files.key_marks(config),
            tables=table_sums.sums(connection, summed),
        )


def _newest_migration(connection: db.Connection) -> str:
    if "migration" not in db.column(connection, "kept_tables"):
        raise BackupError(
            "there is nothing in this database to back up.", hint="Run: feedback-buttons migrate"
        )
    return str(db.first_value(connection, "select max(name) from migration"))


def _archive(tools: Tools, path: Path, snapshot: str, written: Progress) -> tuple[int, str]:
    """Write the archive, to the disk itself; its size in bytes and its SHA-256."""
    size, digest = 0, hashlib.sha256()
    with path.open("xb") as file, tools.dump(snapshot) as stream:
        while block := stream.read(BLOCK):
            file.write(block)
            digest.update(block)
            size += len(block)
            written(size)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()
