"""Ids made by the application, ordered by time; and the bucket of a recipient."""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
BUCKETS = 32
_RANDOM_BITS = 11


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def bucket(recipient: int) -> int:
    """The recipient's bucket, 0 to 31: spreads a campaign over rollup rows and shards."""
    return recipient & (BUCKETS - 1)


class Ids:
    """Makes 63-bit ids: microseconds since 1970, then 11 random bits.

    Within a process ids and times never go back, even when the machine's clock does: the order of
    answers is the order in which they were taken.
    """

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._last = 0
        self._lock = threading.Lock()

    def next(self, after: int = 0) -> tuple[int, datetime]:
        """A new id, and the time that it carries. It comes behind the id ``after``, which another process
        may have made whose clock is ahead."""
        micros = max(_micros(self._clock()), (after >> _RANDOM_BITS) + 1)
        with self._lock:
            self._last = micros = max(micros, self._last + 1)
        id = micros << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        return id, time_of(id)


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def time_of(id: int) -> datetime:
    """The time that an id carries."""
    micros = id >> _RANDOM_BITS
    return datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
