"""Makes a backup while everything runs: one moment of the database, with the sums of that moment."""

import hashlib
import os
import secrets
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from feedback_buttons.backups import backup_files, table_sums
from feedback_buttons.backups.backup_files import BackupError, BackupFacts
from feedback_buttons.backups.postgres_tools import BLOCK, Tools
from feedback_buttons.backups.table_sums import KeptTable
from feedback_buttons.base import datadir
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db, parts

Progress = Callable[[int], object]


class BackupMoment(NamedTuple):
    """A moment of a database that a transaction holds: its address, the snapshot's name, which part of an installation
    it is, and the folder below the backup that it goes to."""

    url: str
    connection: db.Connection
    snapshot: str
    part: str
    folder: str = "."


def make(
    url: str,
    config: Config,
    folder: Path,
    now: datetime,
    *,
    written: Progress = lambda _: None,
    summed: Progress = lambda _: None,
) -> Path:
    """Write a backup of the database into a new folder below ``folder``; it takes its name when it is whole. That
    of the front of an installation over several servers has those of the servers within it.

    Args:
        config: whose keys' marks are noted, to be compared when it is restored. The keys themselves are not in it.
        written: told how many bytes of an archive are written.
        summed: told of how many rows the sums are made.

    Returns:
        The backup's own folder.

    Raises:
        BackupError: the folder cannot be written to, there is nothing to back up, or Citus parts the rows.
        ToolError, NoBinaries: Postgres' programs failed or are missing.
        psycopg.Error: the database is away, or one of its servers.
    """
    with db.connect(url) as connection:
        backup_files.refuse_nodes(connection)
    backup = backup_files.place(folder, now)
    draft = folder / f".{backup.name}.{secrets.token_hex(4)}.part"
    try:
        draft.mkdir(mode=0o700, parents=True)
        with ExitStack() as stack:
            for moment in _moments(stack, url):
                target = draft / moment.folder
                target.mkdir(mode=0o700, exist_ok=True)
                facts = _dump(moment, config, target, now, written, summed)
                backup_files.write(target, facts)
        draft.rename(backup)
        datadir.sync(folder)
    except OSError as error:
        raise BackupError(
            "cannot write to {folder}: {cause}.", folder=folder, cause=error.strerror
        ) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return backup


def _moments(stack: ExitStack, url: str) -> list[BackupMoment]:
    """The moment that is backed up, and those of the servers that rows are parted over: as near to each other as they
    can be opened, while no campaign is changed. The front's comes first, so that it names no answer that they lack."""
    with db.connect(url) as guard:
        addresses = parts.addresses(guard)
        if addresses:
            guard.execute("set local lock_timeout = '60s'")
            guard.execute("lock table only campaign in share mode")
        moments = [_moment(stack, url)]
        for place, address in enumerate(addresses):
            moment = _moment(stack, address)
            if moment.part != f"part {place} of {len(addresses)}":
                raise BackupError(
                    "server {place} is {part!r}, not part {place} of {count}.",
                    hint="Run `feedback-buttons distribute` again, with the same servers in the same order.",
                    place=place, part=moment.part, count=len(addresses),
                )  # fmt: skip
            moments.append(moment._replace(folder=f"server-{place}"))
    return moments


def _moment(stack: ExitStack, url: str) -> BackupMoment:
    connection = stack.enter_context(db.connect(url, autocommit=True))
    stack.enter_context(connection.transaction())
    connection.execute("set transaction isolation level repeatable read, read only")
    part = parts.name(connection)
    return BackupMoment(
        url, connection, db.first_value(connection, "select pg_export_snapshot()"), part
    )


def _dump(
    moment: BackupMoment,
    config: Config,
    draft: Path,
    now: datetime,
    written: Progress,
    summed: Progress,
) -> BackupFacts:
    """Write the archive, and sum up the very rows that are in it: both see one snapshot."""
    tools, connection = Tools(moment.url), moment.connection
    migration = _newest_migration(connection)
    size, digest = _archive(tools, draft / backup_files.ARCHIVE, moment.snapshot, written)
    return BackupFacts(
        made_at=now,
        tools=tools.major,
        bytes=size,
        sha256=digest,
        migration=migration,
        roles=db.column(connection, "granted_roles"),
        keys=backup_files.key_marks(config),
        tables=table_sums.sums(connection, summed),
        part=moment.part,
    )


def _newest_migration(connection: db.Connection) -> str:
    if "migration" not in [table.name for table in db.rows(connection, KeptTable, "kept_tables")]:
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
