"""Group commit: what several requests want written at one moment is written in one call.

There is no thread for it. A request that finds nobody writing writes its own, at once; those that come
meanwhile wait, and the first of them then writes for all that wait. Where several were there a moment ago it
first waits a moment for as many. So an idle process adds no delay, and a busy one needs ever fewer calls
for the same number of requests.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

MOST_WAITING = 1000
# Seconds that a leader waits for those who were there less than RECENTLY ago: about what a request takes.
MOMENT, RECENTLY = 0.005, 0.02
# Seconds that one waits who may be shed, where many wait already: an idle database has written them by then.
PATIENCE = 0.1
# For more than so many it is not worth while, and those who wait may be shed.
COMPANY = 8
Item = TypeVar("Item")
Result = TypeVar("Result")


class Full(Exception):
    """As many wait as may; this one was not written."""


class _Ticket(Generic[Item, Result]):
    """One who waits: wakes up with a result, an error, or as the next to write."""

    __slots__ = ("error", "item", "key", "leads", "ready", "result")

    def __init__(self, item: Item, key: Hashable) -> None:
        self.item, self.key = item, key
        self.ready = threading.Lock()
        self.ready.acquire()
        self.leads = False
        self.result: Result | None = None
        self.error: BaseException | None = None


class Batcher(Generic[Item, Result]):
    """Calls ``write`` with one or more items; it returns as many results, or fails for all.

    Args:
        write: writes a batch, all or nothing.
        key: what may stand in a batch only once, since a statement can change a row only once.
        common: errors that no single row is to blame for, so that trying row by row is in vain.
        most: the longest batch.
        queue: how many may wait of those that may be shed; more only for so long as ``patience`` (s), so that
            many at one moment are written, and a slow database does not take all threads.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Sequence[Result]],
        key: Callable[[Item], Hashable],
        *,
        common: tuple[type[BaseException], ...] = (),
        most: int = 64,
        queue: int = 0,
        patience: float = PATIENCE,
    ) -> None:
        self._write, self._key, self._common = write, key, common
        self._most, self._queue, self._patience = most, queue, patience
        self._lock = threading.Lock()
        self._writing = False
        self._waiting: deque[_Ticket[Item, Result]] = deque()
        self._company, self._ended = 1, 0.0  # how many were there last, and when
        self._expecting: _Ticket[Item, Result] | None = None
        self.calls = 0
        self.written = 0

    def __call__(self, item: Item, *, shed: bool = False) -> Result:
        """Write an item; returns when it is written. With ``shed`` it may be dropped instead.

        Raises:
            Full: too many wait already, and do for a while; it is not written.
            Exception: whatever writing this item, or the batch it was in, raises.
        """
        ticket: _Ticket[Item, Result] = _Ticket(item, self._key(item))
        with self._lock:
            hurried = shed and self._writing and len(self._waiting) >= self._queue
            if self._writing:
                if len(self._waiting) >= MOST_WAITING:
                    raise Full
                self._waiting.append(ticket)
                self._tell_leader()
            else:
                self._writing = ticket.leads = True
        if hurried:
            self._wait_a_while(ticket)
        elif not ticket.leads:
            ticket.ready.acquire()
        if ticket.leads:
            self._lead(ticket)
        if ticket.error:
            raise ticket.error
        return ticket.result  # type: ignore[return-value]  # without an error there is one

    def _wait_a_while(self, ticket: _Ticket[Item, Result]) -> None:
        """Wait until the ticket is served, or leads, or has waited for too long.

        Raises:
            Full: it has, and nobody has begun to write it.
        """
        if ticket.ready.acquire(timeout=self._patience):
            return
        with self._lock:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                raise Full
        ticket.ready.acquire()

    def _lead(self, own: _Ticket[Item, Result]) -> None:
        self._await_company(own)
        batch = self._gather(own)
        try:
            self._serve(batch)
        finally:
            with self._lock:
                self._company = min(len(batch) + len(self._waiting), COMPANY)
                self._ended = time.monotonic()
                heir = self._waiting.popleft() if self._waiting else None
                self._writing = heir is not None
            for ticket in batch[1:]:
                ticket.ready.release()
            if heir:
                heir.leads = True
                heir.ready.release()

    def _await_company(self, own: _Ticket[Item, Result]) -> None:
        """Wait for as many as there were a moment ago; they are on their way, unless the load ends."""
        if self._company > 1 and time.monotonic() - self._ended < RECENTLY:
            with self._lock:
                self._expecting = own
                self._tell_leader()
            own.ready.acquire(timeout=MOMENT)
            self._expecting = None

    def _tell_leader(self) -> None:
        if self._expecting and len(self._waiting) + 1 >= self._company:
            self._expecting.ready.release()
            self._expecting = None

    def _gather(self, own: _Ticket[Item, Result]) -> list[_Ticket[Item, Result]]:
        """All that wait and fit: each key once, and of one key the oldest first."""
        if not self._waiting:
            return [own]
        batch, keys = [own], {own.key}
        later: list[_Ticket[Item, Result]] = []
        with self._lock:
            while self._waiting and len(batch) < self._most:
                ticket = self._waiting.popleft()
                (later if ticket.key in keys else batch).append(ticket)
                keys.add(ticket.key)
            self._waiting.extendleft(reversed(later))
        return batch

    def _serve(self, batch: Sequence[_Ticket[Item, Result]]) -> None:
        self.calls += 1
        self.written += len(batch)
        try:
            results = self._write([ticket.item for ticket in batch])
            for ticket, result in zip(batch, results, strict=True):
                ticket.result = result
        except Exception as error:
            if len(batch) == 1 or isinstance(error, self._common):
                for ticket in batch:
                    ticket.error = error
                return
            # One row is poisoned: each is tried alone, so that only that one fails.
            for ticket in batch:
                self._serve([ticket])
        except BaseException as error:
            for ticket in batch:
                ticket.error = error
            raise
