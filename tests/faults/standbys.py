"""A standby of a Postgres, by streaming replication as an operator makes it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg

from feedback_buttons.embedded_postgres import postgres_binaries
from feedback_buttons.embedded_postgres.postgres import Server
from tests.faults.machines import eventually, kill_postgres


@contextmanager
def of(primary: Server, cluster: Path, data_dir: Path) -> Iterator[Server]:
    """A standby of this server, in a new data directory, that has caught up and follows."""
    standby = Server(data_dir, durable=False)
    home = data_dir / "postgres"
    home.mkdir(mode=0o700)
    owner = cluster.stat()
    os.chown(home, owner.st_uid, owner.st_gid)
    account: dict[str, Any] = {} if os.geteuid() else {"user": owner.st_uid, "group": owner.st_gid}
    version = (cluster / "PG_VERSION").read_text().strip()
    programs = postgres_binaries.find(data_dir, account, version)
    command = [
        programs / "pg_basebackup",
        "-D",
        home / "cluster",
        "-d",
        primary.url,
        "-R",
        "-c",
        "fast",
        "--no-sync",
    ]
    subprocess.run(command, check=True, **account)
    with standby:
        eventually(lambda: value(primary.url, "select count(*) from pg_stat_replication"))
        yield standby


def stop_receiving(standby: Server) -> None:
    """The standby gets nothing any more, as if the network between the two were gone."""
    with psycopg.connect(standby.url, autocommit=True) as connection:
        connection.execute("alter system set primary_conninfo = ''")
        connection.execute("select pg_reload_conf()")
    eventually(lambda: not value(standby.url, "select count(*) from pg_stat_wal_receiver"))


def fail_over(primary: Server, standby: Server) -> None:
    """Kill the primary and let the standby take its place."""
    kill_postgres(primary)
    value(standby.url, "select pg_promote()")


def either(*servers: Server) -> str:
    """The address of whichever of them may be written."""
    parts = urlsplit(servers[0].url)
    hosts = ",".join(parse_qs(urlsplit(server.url).query)["host"][0] for server in servers)
    return (
        f"{parts.scheme}://{parts.netloc}{parts.path}?host={hosts}&target_session_attrs=read-write"
    )


def value(url: str, statement: str) -> object:
    """What a statement says, in a connection of its own."""
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement.encode()).fetchone()
    return row[0] if row else None
