"""The collector's way to the database: never waited for longer than a moment, never trusted to be there.

Connections are not checked before use, which would cost a round trip. What is done with one may be done
again, so after a broken connection it simply is. When the database doesn't answer in time everybody
is told so at once (:class:`Away`) until a probe gets through.
"""

import logging
import os
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import psycopg
from psycopg import errors

from feedback_buttons.storage import db

T = TypeVar("T")
LIMIT = 2.0  # seconds for one use, from which on the database counts as away
_TICK = 0.25  # seconds between looks at what is under way
_FIRST_REST, _LONGEST_REST = 0.5, 15.0  # seconds between a failure and the next probe
_SETTLED = 30.0  # seconds without a failure, after which the next one rests shortly again
_AGAIN = (errors.DeadlockDetected, errors.SerializationFailure)
_ATTEMPTS = 5

log = logging.getLogger(__name__)


class Away(Exception):
    """The database doesn't answer, or not soon enough."""


class Database:
    """A few connections, for statements that may be repeated: whoever uses one must bear that what it
    did may have been done already.

    Args:
        url: the database's address.
        role: whose rights every session has; None for the user's own.
        size: how many connections of each kind.
        limit: seconds that one use may take.
    """

    def __init__(
        self, url: str, *, role: str | None = None, size: int = 8, limit: float = LIMIT
    ) -> None:
        self._url, self._role, self._limit = url, role, limit
        self._free = {durable: threading.Semaphore(size) for durable in (True, False)}
        self._idle: dict[bool, deque[db.WriteConnection]] = {True: deque(), False: deque()}
        self._under_way: dict[int, tuple[float, db.WriteConnection]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._failed_at: float | None = None
        self._rest = _FIRST_REST
        self._probe_at = 0.0
        self._closed = threading.Event()

    @property
    def away(self) -> bool:
        """Whether the database counts as away now."""
        return self._failed_at is not None

    def close(self) -> None:
        """Close all connections that nobody uses."""
        self._closed.set()
        self._drop_idle()
        if self._thread:
            self._thread.join(timeout=5)
        self._drop_idle()  # what was given back meanwhile

    def use(self, work: Callable[[db.WriteConnection], T], *, durable: bool = True) -> T:
        """Do something with a connection; repeats it where that may help.

        Args:
            work: what to do; may run more than once.
            durable: whether commits wait for the disk. What a crash may take back needn't.

        Raises:
            Away: the database doesn't answer, now or for a while already; the work may have been done.
            psycopg.Error: the work itself is wrong.
        """
        if self.away:
            raise Away("the database is away")
        self._watch()
        end = time.monotonic() + self._limit
        broken = 0
        for _ in range(_ATTEMPTS):
            connection = None
            try:
                with self._connection(durable) as connection:
                    return work(connection)
            except _AGAIN as error:
                log.info("a write is repeated: %s", type(error).__name__)
            except (errors.DataError, errors.IntegrityError):
                raise
            except psycopg.Error as error:
                # A connection may have been broken for long; that says nothing of the database. A
                # new one that can't be had does.
                broken += 1
                stale = connection is not None and connection.closed and broken == 1
                if not stale or time.monotonic() > end or self.away:
                    self._trip(error)
                    raise Away(str(error).strip()) from error
                self._drop_idle()
        raise Away("the write met another at every attempt")

    @contextmanager
    def _connection(self, durable: bool) -> Iterator[db.WriteConnection]:
        if not self._free[durable].acquire(timeout=self._limit):
            raise Away("all connections are busy")
        try:
            connection = self._take(durable)
            token = id(connection)
            self._under_way[token] = time.monotonic() + self._limit, connection
            try:
                yield connection
            finally:
                self._under_way.pop(token, None)
                self._give_back(connection, durable)
        finally:
            self._free[durable].release()

    def _take(self, durable: bool) -> db.WriteConnection:
        while True:
            try:
                connection = self._idle[durable].pop()
            except IndexError:
                return db.write_connection(self._url, self._role, durable=durable)
            if not connection.closed:
                return connection

    def _give_back(self, connection: db.WriteConnection, durable: bool) -> None:
        idle = connection.pgconn.transaction_status == psycopg.pq.TransactionStatus.IDLE
        if idle and not self._closed.is_set():
            self._idle[durable].append(connection)
        else:
            connection.close()

    def _drop_idle(self) -> None:
        for connections in self._idle.values():
            with suppress(IndexError):
                while True:
                    connections.pop().close()

    def _trip(self, error: Exception) -> None:
        """From now on everybody is told at once."""
        with self._lock:
            now = time.monotonic()
            if self._failed_at is None:
                away = isinstance(error, psycopg.OperationalError)
                log.error(
                    "the database %s; answers wait on this disk: %s",
                    "is away" if away else "does not take what is written (is it migrated?)",
                    str(error).strip(),
                )
                recently = now - self._probe_at < _SETTLED
                self._rest = min(self._rest * 2, _LONGEST_REST) if recently else _FIRST_REST
                self._failed_at = now
        self._drop_idle()

    def _watch(self) -> None:
        # Not before the first use: a thread doesn't survive the fork of a server's worker.
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while not self._closed.wait(_TICK):
            now = time.monotonic()
            for until, connection in tuple(self._under_way.values()):
                if until < now:
                    _cut(connection)
            if self._failed_at is not None and now - self._failed_at >= self._rest:
                self._probe()

    def _probe(self) -> None:
        try:
            with db.write_connection(self._url, self._role, durable=True) as connection:
                connection.execute("select 1")
        except psycopg.Error:
            self._failed_at = time.monotonic()
            self._rest = _FIRST_REST
            return
        log.warning("the database is back")
        self._probe_at = time.monotonic()
        self._failed_at = None


def _cut(connection: db.Connection) -> None:
    """End a connection under someone who waits for it, who then gets an error: neither the server nor
    the network may be there any more to end it for us."""
    with (
        suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(connection.pgconn.socket)) as other,
    ):
        other.shutdown(socket.SHUT_RDWR)
