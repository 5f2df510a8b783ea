"""Postgres servers of the tests' own, copied from one that was made and migrated once for a run of the tests."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from feedback_buttons.base import datadir
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.storage.migrate import migrate

MIGRATED = "migrated"


def made_once(shared: Path) -> Path:
    """A stopped cluster, in a folder that all workers of a run share: it holds the empty database of any new one, and
    beside it one that is migrated. Whoever comes first makes it."""
    cluster = shared / "cluster"
    with datadir.locked(shared / "cluster.lock"):
        if not cluster.exists():
            data_dir = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))  # its user can enter it
            with Server(data_dir, durable=False) as server:
                run(server.url, f"CREATE DATABASE {MIGRATED}")
                migrate(server.url.replace("/feedback?", f"/{MIGRATED}?"))
            shutil.move(data_dir / "postgres" / "cluster", cluster)
            shutil.rmtree(data_dir)
    return cluster


@contextmanager
def copied(cluster: Path, data_dir: Path, *, durable: bool = True) -> Iterator[Server]:
    """A server on a copy of the cluster, in this data directory."""
    server = Server(data_dir, durable=durable)
    home = data_dir / "postgres"
    home.mkdir(mode=0o700)
    owner = cluster.stat()
    os.chown(home, owner.st_uid, owner.st_gid)
    subprocess.run(["/bin/cp", "-a", cluster, home / "cluster"], check=True)
    with server:
        yield server


@contextmanager
def migrated(cluster: Path, data_dir: Path) -> Iterator[Server]:
    """Such a server whose own database is migrated."""
    with copied(cluster, data_dir) as server:
        elsewhere = server.url.replace("/feedback?", "/postgres?")
        run(elsewhere, "DROP DATABASE feedback")
        run(elsewhere, f"ALTER DATABASE {MIGRATED} RENAME TO feedback")
        yield server


def run(url: str, statement: str) -> None:
    """Let an administrator run a statement."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
