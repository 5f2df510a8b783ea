"""What counts as away: a database, or one of the servers that answers are parted over. Whoever asks for it is told so
at once, until a probe gets through. What answers and takes nothing is told apart (:class:`Declined`): somebody has to
mend it, and must hear of it.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg

from feedback_buttons.base import ids
from feedback_buttons.ratings import write_refusals
from feedback_buttons.ratings.write_refusals import WriteRefusal

_FIRST_REST, _LONGEST_REST = 0.5, 15.0  # seconds between a failure and the next probe
_SETTLED = 30.0  # seconds without a failure, after which the next one rests shortly again

log = logging.getLogger(__name__)


class Away(Exception):
    """The database doesn't answer, or not soon enough."""


class Declined(Away):
    """The database answers, and does not take what is written."""


class Circuit:
    """Whether one thing counts as away; used by many threads.

    Args:
        subject: what it is, such as "the database" or "server 1".
        room: how many may use it at one moment.
        tell: told while it refuses what is written, every moment anew; None when it no longer does.
    """

    def __init__(
        self, subject: str, room: int, tell: Callable[[WriteRefusal | None], None]
    ) -> None:
        self.subject = subject
        self.room = threading.Semaphore(room)
        self.probing = threading.Lock()
        self._tell = tell
        self._lock = threading.Lock()
        self._failed_at: float | None = None
        self._rest = _FIRST_REST
        self._probe_at = 0.0
        self._refusal: WriteRefusal | None = None
        self._before: WriteRefusal | None = None  # the last one that seemed to be over
        # Whether a probe was refused as well, and so can tell the end of it.
        self._reproduced = False
        self._unlet = 0  # probes in a row that found a server, and were not let in

    @property
    def away(self) -> bool:
        """Whether it counts as away now."""
        return self._failed_at is not None

    @property
    def refuses(self) -> bool:
        """Whether it answers, and does not take what is written."""
        return self._refusal is not None

    @property
    def due(self) -> bool:
        """Whether it has been away for so long that it may be probed."""
        since = self._failed_at
        return since is not None and time.monotonic() - since >= self._rest

    @property
    def _lately(self) -> bool:
        """Whether a probe got through only a moment ago."""
        return time.monotonic() - self._probe_at < _SETTLED

    def turned_away(self, words: str) -> Away:
        """What to raise for somebody who asks for it while it is away, or finds that it is."""
        return Declined(self._refusal.words) if self._refusal else Away(words)

    def trip(self, error: psycopg.Error) -> None:
        """From now on everybody is told at once."""
        refused = write_refusals.lasts(error)
        with self._lock:
            now = time.monotonic()
            if self._failed_at is None:
                if refused:
                    self._note_refusal(error)
                else:
                    log.error(
                        "%s is away; answers wait on this disk: %s",
                        self.subject,
                        str(error).strip(),
                    )
                self._rest = min(self._rest * 2, _LONGEST_REST) if self._lately else _FIRST_REST
                self._failed_at = now

    def probed(self) -> None:
        """A probe got through."""
        self._end_refusal()
        log.warning("%s is back", self.subject)
        self._unlet = 0
        self._probe_at = time.monotonic()
        self._failed_at = None

    def probe_failed(self, error: psycopg.Error, *, unlet: bool) -> None:
        """A probe did not get through; ``unlet`` where a server was there that took no connection of ours."""
        refused = write_refusals.lasts(error)
        if not refused and unlet:
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

    def _note_refusal(self, error: psycopg.Error) -> None:
        """It refuses what is written: still, again, or from now on."""
        if self._refusal is None and self._before and self._lately:
            self._refusal = self._before
        elif self._refusal is None:
            self._refusal = WriteRefusal(ids.utc_now(), write_refusals.in_one_line(error))
            log.critical(
                "%s REFUSES WHAT IS WRITTEN, no answer arrives; all wait on this disk: %s",
                self.subject.upper(),
                self._refusal.words,
            )
        self._tell(self._refusal)

    def _end_refusal(self) -> None:
        if self._refusal is not None:
            self._before, self._refusal = self._refusal, None
            if self._reproduced:
                # else, as of a full disk, the last word grows old if it is the last
                self._tell(None)
            self._reproduced = False


@contextmanager
def held(room: threading.Semaphore, seconds: float) -> Iterator[None]:
    """A place in a room; waited for so long.

    Raises:
        Away: there was none.
    """
    if not room.acquire(timeout=seconds):
        raise Away("all connections are busy")
    try:
        yield
    finally:
        room.release()
