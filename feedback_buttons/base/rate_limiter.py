"""The one rate limiter: how often something may be done, each use with limits of its own.

It is GCRA, a leaky bucket that needs one number a key: until when the key is busy with what it was granted.
`RateLimiter` keeps that number in memory, for what a click or a request of a program may cost; the tries at a
password, which must hold over all processes, have it in the database (feedback_buttons/accounts/attempt_limiter.py,
sql/queries/accounts/attempt_limiter/take_try.sql) with the same Limit and the same sums.

Why not the library `limits` (5.8): it has no storage for Postgres, its storage in memory needs a thread of its own,
which a forked worker loses, and a hit takes 7 to 9 µs of processor time with fixed windows, 18 with moving ones,
against 2 here (50,000 hits by 5,000 networks, one run). It would replace a third of this file.
"""

import ipaddress
import socket
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from math import floor
from typing import NamedTuple

LONGEST = 45  # characters of an address; what a proxy passes on may be of any length
_KEYS = 20_000  # the longest silent one is forgotten: it would have all back by now
_ROUNDING = 1e-4  # seconds by which sums of many pauses may be off


@dataclass(frozen=True, slots=True)
class Limit:
    """``burst`` times at once, and once more each ``pause`` seconds; a pause of 0 limits nothing."""

    burst: int
    pause: float

    @property
    def window(self) -> float:
        """Seconds after which all that was taken at once is back."""
        return self.burst * self.pause


class Taken(NamedTuple):
    """What became of one attempt.

    Attributes:
        granted: whether there was one left.
        busy: seconds until all are back.
        limit: which limit it was.
    """

    granted: bool
    busy: float
    limit: Limit

    @property
    def left(self) -> int:
        """How many could be taken at once now."""
        return max(0, floor((self.limit.window - self.busy + _ROUNDING) / self.limit.pause))

    @property
    def wait(self) -> float:
        """Seconds until there is one more; 0 if there is one."""
        return max(0.0, self.busy - self.limit.window + self.limit.pause)


class RateLimiter:
    """Counts what each key may still do, in this process.

    Args:
        limit: how often, the same for each key.
        clock: tells seconds that never go back.
    """

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._lock = threading.Lock()
        self._busy_until: OrderedDict[Hashable, float] = OrderedDict()

    def take(self, key: Hashable) -> Taken:
        """Take one of what a key has left, if there is one."""
        limit = self._limit
        with self._lock:
            now = self._clock()
            busy_until = max(now, self._busy_until.pop(key, now))
            granted = busy_until <= now + limit.pause * (limit.burst - 1) + _ROUNDING
            if granted:
                busy_until += limit.pause
            self._busy_until[key] = busy_until
            if len(self._busy_until) > _KEYS:
                self._busy_until.popitem(last=False)
        return Taken(granted, busy_until - now, limit)


def truncated(address: str) -> str:
    """The network of an address: /24 of version 4, /48 of version 6 (of which anybody can have one, with its 65,536
    networks of /64); "" for what is no address.

    >>> truncated("192.0.2.7"), truncated("::ffff:192.0.2.7"), truncated("::FFFF:c000:207")
    ('192.0.2.0/24', '192.0.2.0/24', '192.0.2.0/24')
    >>> truncated("2001:db8:1:2::7"), truncated("2001:db8:1:ffff::8")
    ('2001:db8:1::/48', '2001:db8:1::/48')
    """
    return _truncated(address[:LONGEST])


@lru_cache(maxsize=8192)
def _truncated(address: str) -> str:
    four = address.lower().removeprefix("::ffff:")  # version 4, on a socket of version 6
    with suppress(OSError, ValueError):  # ipaddress takes longer than all the rest of a client
        socket.inet_pton(socket.AF_INET, four)
        return f"{four.rpartition('.')[0]}.0/24"
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if ip.version == 6 and ip.ipv4_mapped:  # written otherwise
        ip = ip.ipv4_mapped
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
