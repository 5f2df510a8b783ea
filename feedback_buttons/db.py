"""Connections, and the queries of sql/queries by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from feedback_buttons import postgres
from feedback_buttons.config import Config

SQL = Path(__file__).resolve().parent.parent / "sql"
Connection = psycopg.Connection[TupleRow]
Pool = ConnectionPool[Connection]

# Every session agrees on these, whatever the server's own settings are.
_OPTIONS = "-c timezone=UTC -c search_path=public -c statement_timeout=30000"
COLLECTOR = "feedback_collector"


@contextmanager
def database(config: Config) -> Iterator[str]:
    """The database's address: DATABASE_URL, or the embedded Postgres of the data directory."""
    if config.database_url:
        yield config.database_url
    else:
        with postgres.running(config.data_dir) as url:
            yield url


@cache
def query(name: str) -> bytes:
    """The text of sql/queries/<name>.sql."""
    return (SQL / "queries" / f"{name}.sql").read_bytes()


def connect(url: str, **options: Any) -> Connection:
    """A connection for one job; use it as a context manager, which commits or rolls back."""
    return psycopg.connect(url, options=_OPTIONS, connect_timeout=5, **options)


@contextmanager
def session(config: Config) -> Iterator[Connection]:
    """A connection to the configured database, starting the embedded one if need be."""
    with database(config) as url, connect(url) as connection:
        yield connection


def pool(url: str, size: int, *, role: str | None = None, options: str = "") -> Pool:
    """A pool of at most ``size`` autocommitting connections; checked before use, so that a restart of
    Postgres costs no request.

    With ``role`` every session gives up its own rights for that role's; ``options`` are the server's.
    """

    def configure(connection: Connection) -> None:
        if role:
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))

    return ConnectionPool(
        url,
        kwargs={"options": f"{_OPTIONS} {options}", "connect_timeout": 5, "autocommit": True},
        connection_class=Connection,
        configure=configure,
        check=ConnectionPool.check_connection,
        min_size=1,
        max_size=size,
        timeout=5,
        open=True,
    )
