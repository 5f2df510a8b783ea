"""The collector's way to the database: never waited for longer than a moment, never trusted to be there.

Connections are not checked before use, which would cost a round trip. What is done with one may be done
again, so after a broken connection it simply is. When the database doesn't answer in time everybody
is told so at once (:class:`Away`) until a probe gets through. A database that answers and takes nothing is told apart
(:class:`Declined`): somebody has to mend it, and must hear of it.
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

from feedback_buttons.base import ids
from feedback_buttons.ratings import write_refusals
from feedback_buttons.ratings.write_refusals import WriteRefusal
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


class Declined(Away):
    """The database answers, and does not take what is written."""


class Database:
    """A few connections, for statements that may be repeated: whoever uses one must bear that what it
    did may have been done already.

    Args:
        url: the database's address.
        role: whose rights every session has; None for the user's own.
        size: how many connections of each kind.
        limit: seconds that one use may take.
        tell: told while the database refuses what is written, every moment anew; None when it no longer does.
    """

    def __init__(
        self,
        url: str,
        *,
        role: str | None = None,
        size: int = 8,
        limit: float = LIMIT,
        tell: Callable[[WriteRefusal | None], None] = lambda _: None,
    ) -> None:
        self._url, self._role, self._limit, self._tell = url, role, limit, tell
        self._free = {durable: threading.Semaphore(size) for durable in (True, False)}
        self._idle: dict[bool, deque[db.WriteConnection]] = {True: deque(), False: deque()}
        self._under_way: dict[int, tuple[float, db.WriteConnection]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._failed_at: float | None = None
        self._rest = _FIRST_REST
        self._probe_at = 0.0
        self._refusal: WriteRefusal | None = None
        self._before: WriteRefusal | None = None  # the last one that seemed to be over
        self._reproduced = (
            False  # whether a probe was refused as well, and so can tell the end of it
        )
        self._unlet = 0  # probes in a row that found a server, and were not let in
        self._closed = threading.Event()

    @property
    def away(self) -> bool:
        """Whether the database counts as away now."""
        return self._failed_at is not None

    @property
    def refuses(self) -> bool:
        """Whether it answers, and does not take what is written."""
        return self._refusal is not None

    @property
    def _lately(self) -> bool:
        """Whether a probe got through only a moment ago."""
        return time.monotonic() - self._probe_at < _SETTLED

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
            Declined: it answers, and would not take this from anybody.
            psycopg.Error: the work itself is wrong.
        """
        if self.away:
            raise self._turned_away("the database is away")
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
            except psycopg.Error as error:
                if connection is not None and write_refusals.of_a_row(error):
                    raise
                # A connection may have been broken for long, or hold plans from before a migration; that
                # says nothing of the database. A new one that can't be had does.
                broken += 1
                old = isinstance(error, errors.FeatureNotSupported)
                stale = connection is not None and (connection.closed or old) and broken == 1
                if not stale or time.monotonic() > end or self.away:
                    self._trip(error)
                    raise self._turned_away(str(error).strip()) from error
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

    def _turned_away(self, words: str) -> Away:
        return Declined(self._refusal.words) if self._refusal else Away(words)

    def _trip(self, error: psycopg.Error) -> None:
        """From now on everybody is told at once."""
        refused = write_refusals.lasts(error)
        with self._lock:
            now = time.monotonic()
            if self._failed_at is None:
                if refused:
                    self._note_refusal(error)
                else:
                    log.error(
                        "the database is away; answers wait on this disk: %s", str(error).strip()
                    )
                self._rest = min(self._rest * 2, _LONGEST_REST) if self._lately else _FIRST_REST
                self._failed_at = now
        self._drop_idle()

    def _note_refusal(self, error: psycopg.Error) -> None:
        """The database refuses what is written: still, again, or from now on."""
        if self._refusal is None and self._before and self._lately:
            self._refusal = self._before
        elif self._refusal is None:
            self._refusal = WriteRefusal(ids.utc_now(), write_refusals.in_one_line(error))
            log.critical(
                "THE DATABASE REFUSES WHAT IS WRITTEN, no answer arrives; all wait on this disk: %s",
                self._refusal.words,
            )
        self._tell(self._refusal)

    def _end_refusal(self) -> None:
        if self._refusal is not None:
            self._before, self._refusal = self._refusal, None
            if self._reproduced:
                self._tell(
                    None
                )  # else, as of a full disk, the last word grows old if it is the last
            self._reproduced = False

    def _watch(self) -> None:
        # Not before the first use: a thread doesn't survive the fork of a server's worker.
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while not self._closed.wait(_TICK):
            try:
                self._look()
            except Exception:  # without this thread the database would be away for ever
                log.exception("the look at the database failed and is repeated")

    def _look(self) -> None:
        """Cut what takes too long, and probe a database that was away."""
        now = time.monotonic()
        for until, connection in tuple(self._under_way.values()):
            if until < now:
                _cut(connection)
        if self._failed_at is not None and now - self._failed_at >= self._rest:
            self._probe()

    def _probe(self) -> None:
        connection = None
        try:
            with db.write_connection(self._url, self._role, durable=True) as connection:
                write_refusals.try_writing(connection)
        except psycopg.Error as error:
            self._probe_failed(error, let_in=connection is not None)
            return
        self._end_refusal()
        log.warning("the database is back")
        self._unlet = 0
        self._probe_at = time.monotonic()
        self._failed_at = None

    def _probe_failed(self, error: psycopg.Error, *, let_in: bool) -> None:
        refused = write_refusals.lasts(error)
        if not refused and not let_in and write_refusals.answers(self._url):
            # Twice in a row: a server that was away may be there again between the two questions.
            self._unlet += 1
            refused = self._unlet > 1
        else:
            self._unlet = 0
        if refused:
            self._reproduced = True
            self._note_refusal(error)
        elif not self._unlet:
            self._end_refusal()  # it is away, which is something else
        self._failed_at = time.monotonic()
        self._rest = _FIRST_REST


def _cut(connection: db.Connection) -> None:
    """End a connection under someone who waits for it, who then gets an error: neither the server nor
    the network may be there any more to end it for us."""
    with (
        suppress(OSError, psycopg.Error),
        socket.socket(fileno=os.dup(connection.pgconn.socket)) as other,
    ):
        other.shutdown(socket.SHUT_RDWR)
