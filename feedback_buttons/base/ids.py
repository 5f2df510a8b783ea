"""Ids made by the application, ordered by time; and a recipient's bucket and code."""

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
BUCKETS = 32
_RANDOM_BITS = 11
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.fromtimestamp(time.time(), UTC)


def bucket(recipient: int) -> int:
    """The recipient's bucket, 0 to 31: spreads a campaign over rollup rows and shards."""
    return recipient & (BUCKETS - 1)


def last_of(at: datetime) -> int:
    """The last id that can be made of a moment.

    >>> last_of(datetime.fromtimestamp(1, UTC)) - (1_000_000 << 11)
    2047
    """
    return (round(at.timestamp() * 1e6) << _RANDOM_BITS) | ((1 << _RANDOM_BITS) - 1)


def recipient_code(recipient: int) -> str:
    """The pseudonym as people see it: 13 letters of lowercase Crockford base 32.

    >>> recipient_code(-1), recipient_code(0)
    ('fzzzzzzzzzzzz', '0000000000000')
    """
    bits = recipient % 2**64
    return "".join(_LETTERS[bits >> shift & 31] for shift in range(60, -1, -5))


class Ids:
    """Makes 63-bit ids: microseconds since 1970, then 11 random bits.

    Within a process ids and times never go back, even when the machine's clock does: the order of
    answers is the order in which they were taken.
    """

    def __init__(self, clock: Clock = utc_now) -> None:
        self._clock = clock
        self._chance = random.Random()  # noqa: S311 - ids are no secrets, and the system's costs a call
        self._read = 0  # what the clock said last, in microseconds
        self._ahead = 0  # how far our time is ahead of it, since it was set back
        self._last = 0
        self._lock = threading.Lock()

    def next(self, after: int = 0) -> tuple[int, datetime]:
        """A new id, and the time that it carries. It comes behind the id ``after``, which another process
        may have made whose clock is ahead."""
        with self._lock:
            micros = max(self._now(), (after >> _RANDOM_BITS) + 1, self._last + 1)
            self._last = micros
        id = micros << _RANDOM_BITS | self._chance.getrandbits(_RANDOM_BITS)
        return id, time_of(id)

    def now(self) -> datetime:
        """The time, by the clock that ids are made by."""
        with self._lock:
            return time_of(max(self._now(), self._last) << _RANDOM_BITS)

    def _now(self) -> int:
        """The clock's time; where that was set back our own goes on, a little slower until they meet, or
        until the clock is put right. It must not stand still: nobody could press anything at a person's
        pace."""
        read = _micros(self._clock())
        passed = read - self._read
        if passed < 0:
            self._ahead -= passed
        elif passed >= self._ahead:  # the clock is past our time by itself
            self._ahead = 0
        else:
            self._ahead -= passed // 50
        self._read = read
        return read + self._ahead


def _micros(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000 + at.microsecond


def first_id(at: datetime) -> int:
    """The first of the ids that carry this time."""
    return _micros(at) << _RANDOM_BITS


def time_of(id: int) -> datetime:
    """The time that an id carries."""
    micros = id >> _RANDOM_BITS
    return datetime.fromtimestamp(micros // 1_000_000, UTC).replace(microsecond=micros % 1_000_000)
