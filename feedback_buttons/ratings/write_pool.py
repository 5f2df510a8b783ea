"""The collector's way to the database: never waited for longer than a moment, never trusted to be there.

Connections are not checked before use, which would cost a round trip. What is done with one may be done again, so after
a broken connection it simply is. When the database doesn't answer in time everybody is told so at once (:class:`Away`)
until a probe gets through. Of several servers behind a front each has a circuit of its own: while one is away, the
others take what is theirs.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TypeVar

import psycopg
from psycopg import errors

from feedback_buttons.ratings import write_refusals
from feedback_buttons.ratings.circuit import Away, Circuit, Declined, held
from feedback_buttons.ratings.write_refusals import WriteRefusal
from feedback_buttons.storage import db, parts
from feedback_buttons.storage.parts import Parting

__all__ = ("LIMIT", "Away", "Database", "Declined")
T = TypeVar("T")
LIMIT = 2.0  # seconds for one use, from which on the database counts as away
_SPARE = 2  # connections that uses of one server leave to the others
_TICK = 0.25  # seconds between looks at what is under way
_AGAIN = (errors.DeadlockDetected, errors.SerializationFailure)
_ATTEMPTS = 5

log = logging.getLogger(__name__)


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
        self._size = size
        self._free = {durable: threading.Semaphore(size) for durable in (True, False)}
        self._idle: dict[bool, deque[db.WriteConnection]] = {True: deque(), False: deque()}
        self._under_way: dict[int, tuple[float, db.WriteConnection]] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._whole = Circuit("the database", size * 2, tell)
        self._servers: tuple[Circuit, ...] = ()
        self._parting: Parting | None = None
        self._closed = threading.Event()

    @property
    def away(self) -> bool:
        """Whether the database counts as away now; of several servers the front."""
        return self._whole.away

    @property
    def parting(self) -> Parting:
        """How rows are parted, as of the first time that the database said so.

        Raises:
            Away: it never did.
        """
        if self._parting is None:
            parting = self.use(parts.parting)
            with self._lock:
                if parting.called and not self._servers:
                    room = max(1, self._size - _SPARE)
                    self._servers = tuple(
                        Circuit(f"server {place}", room, self._tell)
                        for place in range(parting.parts)
                    )
                self._parting = parting
            if parting.called:
                self._drop_idle()  # they are not as a front's are to be
        return self._parting

    def server(self, bucket: int) -> int | None:
        """The place of the server that has a bucket; None where the database itself has all, or nobody knows yet."""
        with suppress(Away):
            if self.parting.called:
                return bucket % self.parting.parts
        return None

    def reaches(self, server: int | None) -> bool:
        """Whether what is one server's can be written now, or with None what is the database's own."""
        return not self.away and not any(
            circuit.away for place, circuit in enumerate(self._servers) if place == server
        )

    def refuses(self, server: int | None) -> bool:
        """Whether the database, or this server of it, answers and does not take what is written."""
        return self._whole.refuses or any(
            circuit.refuses for place, circuit in enumerate(self._servers) if place == server
        )

    def servers_away(self) -> dict[int, bool]:
        """Of each server behind a front, by its place, whether it does not answer, or takes nothing, now that it is
        asked; empty where there is none.

        Raises:
            Away: the database itself is.
        """
        count = self.parting.parts if self.parting.called else 0
        return {place: not self._answers(place) for place in range(count)}

    def close(self) -> None:
        """Close all connections that nobody uses."""
        self._closed.set()
        self._drop_idle()
        if self._thread:
            self._thread.join(timeout=5)
        self._drop_idle()  # what was given back meanwhile

    def use(
        self,
        work: Callable[[db.WriteConnection], T],
        *,
        durable: bool = True,
        bucket: int | None = None,
    ) -> T:
        """Do something with a connection; repeats it where that may help.

        Args:
            work: what to do; may run more than once.
            durable: whether commits wait for the disk. What a crash may take back needn't.
            bucket: whose rows it is about, if only those of one: then it concerns the server alone that has them.

        Raises:
            Away: the database doesn't answer, now or for a while already; the work may have been done.
            Declined: it answers, and would not take this from anybody.
            psycopg.Error: the work itself is wrong.
        """
        server = None if bucket is None else self.server(bucket)
        circuit = self._whole if server is None else self._servers[server]
        self._refuse_if_away(circuit)
        self._watch()
        end = time.monotonic() + self._limit
        broken = 0
        for _ in range(_ATTEMPTS):
            connection = None
            try:
                with self._connection(durable, circuit) as connection:
                    return work(connection)
            except _AGAIN as error:
                log.info("a write is repeated: %s", type(error).__name__)
            except psycopg.Error as error:
                if connection is not None and write_refusals.of_a_row(error):
                    raise
                # A connection may have been broken for long, or hold plans from before a migration; that
                # says nothing of the database. A new one that can't be had does.
                broken += 1
                late = time.monotonic() > end
                of_server = connection is not None and (late or write_refusals.of_server(error))
                blamed = circuit if of_server else self._whole
                old = isinstance(error, errors.FeatureNotSupported)
                stale = connection is not None and (connection.closed or old) and broken == 1
                if not stale or late or blamed.away:
                    blamed.trip(error)
                    if blamed is self._whole:
                        self._drop_idle()
                    raise blamed.turned_away(str(error).strip()) from error
                self._drop_idle()
        raise Away("the write met another at every attempt")

    def _refuse_if_away(self, circuit: Circuit) -> None:
        for needed in (self._whole, circuit):
            if needed.away:
                raise needed.turned_away(f"{needed.subject} is away")

    def _answers(self, place: int) -> bool:
        try:
            self.use(lambda own: write_refusals.ask(own, place), bucket=place)
        except (Away, psycopg.Error):
            return False
        return True

    @contextmanager
    def _connection(self, durable: bool, circuit: Circuit) -> Iterator[db.WriteConnection]:
        with held(circuit.room, self._limit), held(self._free[durable], self._limit):
            self._refuse_if_away(circuit)  # it may have become so while others had all connections
            connection = self._take(durable)
            try:
                with self._cut_in_time(connection):
                    yield connection
            finally:
                self._give_back(connection, durable)

    @contextmanager
    def _cut_in_time(self, connection: db.WriteConnection) -> Iterator[None]:
        token = id(connection)
        self._under_way[token] = time.monotonic() + self._limit, connection
        try:
            yield
        finally:
            self._under_way.pop(token, None)

    def _take(self, durable: bool) -> db.WriteConnection:
        while True:
            try:
                connection = self._idle[durable].pop()
            except IndexError:
                return self._opened(durable=durable)
            if not connection.closed:
                return connection

    def _opened(self, *, durable: bool = True) -> db.WriteConnection:
        front = bool(self._servers)
        return db.write_connection(self._url, self._role, durable=durable, front=front)

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

    def _watch(self) -> None:
        # Not before the first use: a thread doesn't survive the fork of a server's worker.
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
        """Cut what takes too long, and probe what was away."""
        now = time.monotonic()
        for until, connection in tuple(self._under_way.values()):
            if until < now:
                db.cut(connection)
        if self._whole.due:
            self._probe()
        for place, circuit in enumerate(self._servers):
            # Each by a thread of its own: one that hangs must not keep this one from cutting others.
            if circuit.due and not self.away and circuit.probing.acquire(blocking=False):
                probe = partial(self._probe_server, place, circuit)
                threading.Thread(target=probe, name="probe", daemon=True).start()

    def _probe(self) -> None:
        connection = None
        try:
            with self._opened() as connection:
                write_refusals.try_writing(connection, servers=[] if self._servers else None)
        except psycopg.Error as error:
            unlet = connection is None and write_refusals.answers(self._url)
            self._whole.probe_failed(error, unlet=unlet)
            return
        self._whole.probed()

    def _probe_server(self, place: int, circuit: Circuit) -> None:
        connection = None
        try:
            with (
                self._opened() as connection,
                self._cut_in_time(connection),
            ):
                write_refusals.try_writing(connection, servers=[place])
            circuit.probed()
        except psycopg.Error as error:
            if connection is None:
                self._whole.trip(error)
            circuit.probe_failed(error, unlet=False)
        finally:
            circuit.probing.release()
