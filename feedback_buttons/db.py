"""Connections, and the queries of sql/queries by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

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
# Where every row is found by its key, the plan is always the same; and one made while a table is
# empty, or for a batch, must not read the whole table when it has grown.
_BY_KEY = (
    "-c statement_timeout=2000 -c plan_cache_mode=force_generic_plan -c jit=off"
    " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
)


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


def connect(url: str, *, autocommit: bool = False) -> Connection:
    """A connection for one job; use it as a context manager, which commits or rolls back."""
    return psycopg.connect(url, options=_OPTIONS, connect_timeout=5, autocommit=autocommit)


@contextmanager
def session(config: Config) -> Iterator[Connection]:
    """A connection to the configured database, starting the embedded one if need be."""
    with database(config) as url, connect(url) as connection:
        yield connection


def write_connection(url: str, role: str | None, *, durable: bool) -> Connection:
    """An autocommitting connection for many small writes that are all made by key.

    With ``role`` the session gives up its own rights for that role's. Unless ``durable``, a commit
    does not wait for the disk.
    """
    options = _BY_KEY if durable else f"{_BY_KEY} -c synchronous_commit=off"
    connection: Connection = psycopg.connect(
        url,
        options=f"{_OPTIONS} {options}",
        connect_timeout=2,
        autocommit=True,
        # On a network that swallows packets the system would wait for a quarter of an hour.
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=5000,
    )
    connection.prepare_threshold = 1
    try:
        if role:
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    except psycopg.Error:
        connection.close()
        raise
    return connection


def pool(url: str, size: int) -> Pool:
    """A pool of at most ``size`` autocommitting connections; checked before use, so that a restart of
    Postgres costs no request."""
    return ConnectionPool(
        url,
        kwargs={"options": _OPTIONS, "connect_timeout": 5, "autocommit": True},
        connection_class=Connection,
        check=ConnectionPool.check_connection,
        min_size=1,
        max_size=size,
        timeout=5,
        open=True,
    )
