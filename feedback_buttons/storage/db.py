"""Connections, and the queries of sql/queries by name."""

import json
import os
import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, LiteralString, TypeVar

import psycopg
from psycopg import errors, sql
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.rows import TupleRow, class_row, scalar_row
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool

from feedback_buttons.storage import own_session

SQL = Path(__file__).parents[1] / "sql"
Connection = psycopg.Connection[TupleRow]
Pool = ConnectionPool[Connection]
Row = TypeVar("Row")
Kind = TypeVar("Kind", bound=Connection)

# Every session agrees on these, whatever the server's own settings are.
# On Citus each node is asked over one connection: after several, it changes no table that foreign keys lead to within
# the same transaction. Elsewhere nobody reads that setting.
_OPTIONS = (
    "-c timezone=UTC -c search_path=public -c statement_timeout=30000"
    f" -c citus.multi_shard_modify_mode=sequential {own_session.OPTION}"
)
# A page reads little: to compile its queries or to share them out takes longer than to run them.
_READ = "-c jit=off -c max_parallel_workers_per_gather=0"
COLLECTOR = "feedback_collector"
_PARAMETER = re.compile(r"%\((\w+)\)s")
_FRAGMENT = re.compile(r"\{(\w+)\}")
# Where every row is found by its key, the plan is always the same; and one made while a table is
# empty, or for a batch, must not read the whole table when it has grown.
_BY_KEY = (
    "-c statement_timeout=2000 -c plan_cache_mode=force_generic_plan -c jit=off"
    " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
)
WRITE_OPTIONS = f"{_OPTIONS} {_BY_KEY}"
# A front's session that waits for a server which hangs ends when its client has cut it. By a timeout of its own, which
# must not come first, it would ask that server to stop, and wait for that for good.
_FRONT = "-c statement_timeout=10000 -c client_connection_check_interval=500"


def _loads(data: str | bytes) -> Any:  # noqa: ANN401 (any JSON)
    """JSON of a column; most campaigns have nothing in theirs, which is much faster to tell than to read."""
    return [] if data == b"[]" else {} if data == b"{}" else json.loads(data)


set_json_loads(_loads)


@cache
def query(name: str) -> bytes:
    """The text of a query, by the name of its file, which no other has; which folder that is in tells people
    what it is about. Where it says ``{name}``, the text of that file below sql/fragments is put.

    Raises:
        KeyError: there is no such query.
    """
    text = _files()[name].read_text("utf-8")
    return _FRAGMENT.sub(lambda mark: _fragment(mark[1]), text).encode()


@cache
def _fragment(name: str) -> str:
    text = (SQL / "fragments" / f"{name}.sql").read_text("utf-8").strip()
    return _FRAGMENT.sub(lambda mark: _fragment(mark[1]), text)


@cache
def _files() -> dict[str, Path]:
    """All files below sql/queries, by their names."""
    return {path.stem: path for path in (SQL / "queries").rglob("*.sql")}


def rows(
    connection: Connection,
    kind: type[Row],
    name: str,
    values: Mapping[str, Any] | None = None,
    *,
    prepare: bool | None = None,
) -> list[Row]:
    """All rows of a query, read by their columns' names.

    Args:
        kind: what a row becomes, such as a dataclass; it gets the columns by name.
        name: the query's.
        values: its parameters.
        prepare: False plans it for these very parameters; None leaves that to psycopg.

    Raises:
        TypeError: ``kind`` has not the columns that the query has.
        psycopg.Error: as from psycopg itself.
    """
    with connection.cursor(row_factory=class_row(kind)) as cursor:
        return cursor.execute(query(name), values, prepare=prepare).fetchall()


def row(
    connection: Connection,
    kind: type[Row],
    name: str,
    values: Mapping[str, Any] | None = None,
) -> Row | None:
    """The first row of a query as :func:`rows` has it; None where there is none."""
    return next(iter(rows(connection, kind, name, values)), None)


def column(connection: Connection, name: str, values: Mapping[str, Any] | None = None) -> list[Any]:
    """The values of a query with one column, from all its rows."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(query(name), values).fetchall()


def value(connection: Connection, name: str, values: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 (a column of any type)
    """The value of a query with one column and at most one row; None where it has no row."""
    return next(iter(column(connection, name, values)), None)


def first_value(connection: Connection, statement: LiteralString, *values: object) -> Any:  # noqa: ANN401 (a column of any type)
    """The value of a statement that stands in the code, for what a file would hide."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(statement, values).fetchone()


@cache
def numbered(name: str) -> tuple[bytes, list[str]]:
    """A query with libpq's parameters, $1 and so on, and their names in that order."""
    text = query(name).decode()
    names = list(dict.fromkeys(_PARAMETER.findall(text)))
    numbered = _PARAMETER.sub(lambda parameter: f"${names.index(parameter[1]) + 1}", text)
    return numbered.replace("%%", "%").encode(), names


def _good(result: PGresult) -> PGresult:
    if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        raise errors.error_from_result(result)
    return result


class WriteConnection(psycopg.Connection[TupleRow]):
    """A connection for the few statements that every click runs. What psycopg does around a statement takes
    about as long as what the server does, so these are prepared once and handed to libpq as they are.

    Measured with `record_visit` against `execute(…, prepare=True).fetchall()`, in turns: 178 µs of this process's time
    for a call against 375 (ratio 0.47; five rounds of 600 calls). At full load several clicks share a call: over a
    whole visit (GET and confirmation) 0.96, which the noise of a busy machine hides."""

    def __init__(self, pgconn: PGconn) -> None:
        super().__init__(pgconn)
        self._ready: set[str] = set()

    def run(self, name: str, values: Mapping[str, str]) -> list[tuple[Any, ...]]:
        """The rows of the query of this name, which gets its parameters as text; a transaction of its own.

        Raises:
            psycopg.Error: as from psycopg itself.
        """
        text, names = numbered(name)
        if name not in self._ready:
            _good(self.pgconn.prepare(name.encode(), text))
            self._ready.add(name)
        parameters = [values[name].encode() for name in names]
        result = _good(self.pgconn.exec_prepared(name.encode(), parameters))
        rows = Transformer(self)
        rows.set_pgresult(result)
        return rows.load_rows(0, result.ntuples, tuple)


def connect(url: str, *, autocommit: bool = False) -> Connection:
    """A connection for one job; use it as a context manager, which commits or rolls back.

    Raises:
        SharedSession: the address leads through a pooler.
        psycopg.Error: as from psycopg itself.
    """
    connection = _opened(psycopg.Connection[TupleRow], url, options=_OPTIONS, connect_timeout=5)
    connection.autocommit = autocommit
    return connection


def _opened(kind: type[Kind], url: str, **how: Any) -> Kind:  # noqa: ANN401 (libpq's parameters)
    """A new autocommitting connection with a session of its own."""
    try:
        connection = kind.connect(url, autocommit=True, **how)
    except psycopg.OperationalError as error:
        raise own_session.translated(error) from error
    try:
        own_session.check(connection)
    except psycopg.Error:
        connection.close()
        raise
    return connection


def refuse_pooler(url: str) -> None:
    """See before anything begins that the address leads to Postgres itself; one that is away is no matter.

    Raises:
        SharedSession: it leads through a pooler.
    """
    try:
        connect(url).close()
    except own_session.SharedSession:
        raise
    except psycopg.Error:
        return


def write_connection(
    url: str, role: str | None, *, durable: bool, front: bool = False
) -> WriteConnection:
    """An autocommitting connection for many small writes that are all made by key.

    With ``role`` the session gives up its own rights for that role's. Unless ``durable``, a commit
    does not wait for the disk. Of a ``front`` the client cuts what takes too long.
    """
    options = WRITE_OPTIONS if durable else f"{WRITE_OPTIONS} -c synchronous_commit=off"
    options += f" {_FRONT}" if front else ""
    connection = _opened(
        WriteConnection,
        url,
        options=options,
        connect_timeout=2,
        # On a network that swallows packets the system would wait for a quarter of an hour.
        keepalives_idle=5,
        keepalives_interval=2,
        keepalives_count=3,
        tcp_user_timeout=5000,
    )
    connection.prepare_threshold = 1
    try:
        connection.execute(query("plan_for_citus"))
        if role:
            connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    except psycopg.Error:
        connection.close()
        raise
    return connection


def cut(connection: Connection) -> None:
    """End a connection under someone who waits for it, who then gets an error: neither the server nor
    the network may be there any more to end it for us."""
    with (
        suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(connection.pgconn.socket)) as other,
    ):
        other.shutdown(socket.SHUT_RDWR)


def pool(url: str, size: int) -> Pool:
    """A pool of at most ``size`` autocommitting connections; checked before use, so that a restart of
    Postgres costs no request."""
    return ConnectionPool(
        url,
        kwargs={"options": f"{_OPTIONS} {_READ}", "connect_timeout": 5, "autocommit": True},
        connection_class=Connection,
        configure=own_session.check,
        check=ConnectionPool.check_connection,
        min_size=1,
        max_size=size,
        timeout=5,
        open=True,
    )
