"""The later fetches of a burst, which wait in memory for a moment and are recorded together.

A scanner opens all buttons of a mail within seconds. Where two scores that one client fetched are in the database, a
third makes a burst of them whatever else there is, so its page asks for a press, and that needs no look at the
evidence. Its record may come a little later: it has its own time and is judged with all the rest, as one is that came
by another process.
"""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from feedback_buttons.ratings import rating_rows
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.verdicts.evidence import Visit

HOLD = 0.9  # seconds for which a fetch waits at most, and then for the database
_BURSTS = 1_000  # recipients whose bursts are known, or of whom something is held
_FETCHES = 16  # held of one recipient; a row of evidence has room for 64
_THREADS = 4
Whose = tuple[str, int]

log = logging.getLogger(__name__)


class _Held(NamedTuple):
    """What is held of a recipient, all of one row of evidence."""

    subject: Subject
    slot: int
    visits: list[Visit]


class HeldFetches:
    """Holds fetches of bursts, of each recipient those of one row of evidence.

    Args:
        record: records fetches of one recipient and one row, in the order of their ids.
    """

    def __init__(self, record: Callable[[Subject, Sequence[Visit]], object]) -> None:
        self._record = record
        self._lock = threading.Lock()
        self._bursts: OrderedDict[Whose, tuple[int, frozenset[int | None]]] = OrderedDict()
        self._held: dict[Whose, _Held] = {}
        self._waits, self._closed = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def note(self, subject: Subject, visit: Visit, scores: frozenset[int | None]) -> None:
        """A visit is in the database, and so are these scores of its client; where they are two, more may be held."""
        slot = rating_rows.slot_columns(subject, visit).get("slot") if len(scores) > 1 else None
        if slot is None:
            return
        with self._lock:
            self._bursts[_whose(subject)] = slot, scores
            if len(self._bursts) > _BURSTS:
                self._bursts.popitem(last=False)

    def take(self, subject: Subject, visit: Visit) -> bool:
        """Hold a fetch that belongs to a burst for certain; whether it is held, and will be recorded."""
        whose = _whose(subject)
        slot, scores = self._bursts.get(whose, (0, frozenset()))
        if len(scores | {visit.score}) < 3 or visit.score is None:
            return False
        if slot != rating_rows.slot_columns(subject, visit).get("slot"):
            return False
        with self._lock:
            if whose not in self._held and len(self._held) >= _BURSTS:
                return False
            held = self._held.setdefault(whose, _Held(subject, slot, []))
            if held.slot != slot or len(held.visits) >= _FETCHES:
                return False
            held.visits.append(visit)
            # Not before: a thread doesn't survive the fork of a server's worker.
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="held", daemon=True)
                self._thread.start()
        self._waits.set()
        return True

    def release(self, subject: Subject) -> None:
        """Record what is held of a recipient, before anything else of theirs is looked at."""
        if self._held:
            with self._lock:
                held = self._held.pop(_whose(subject), None)
            if held:
                self._write(held)

    def release_all(self) -> None:
        """Record all that is held."""
        with self._lock:
            held, self._held = self._held, {}
        if held:
            with ThreadPoolExecutor(_THREADS, "held") as threads:
                list(threads.map(self._write, held.values()))

    def close(self) -> None:
        """Record all that is held, and hold no more."""
        self._closed.set()
        self._waits.set()
        if self._thread:
            self._thread.join(timeout=30)
        self.release_all()

    def _run(self) -> None:
        while not self._closed.is_set():
            self._waits.wait()
            self._waits.clear()
            self._closed.wait(HOLD)
            self.release_all()

    def _write(self, held: _Held) -> None:
        try:
            self._record(held.subject, sorted(held.visits, key=lambda visit: visit.id))
        except Exception:  # without its thread nothing would be recorded any more
            log.exception("fetches of a burst could not be recorded")


def _whose(subject: Subject) -> Whose:
    return subject.campaign, subject.recipient
