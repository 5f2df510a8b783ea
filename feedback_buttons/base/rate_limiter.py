"""Keeps one noisy network from taking everybody's capacity: a bucket of tokens for each."""

import ipaddress
import socket
import threading
from collections import OrderedDict
from contextlib import suppress
from functools import lru_cache

# Visits a second for one network (/24, or /48 of version 6) in one process, and how many at once. An
# office of thousands behind one address opens no mail faster than this, and whoever does only loses
# evidence: its pages ask for a press, and presses always count.
RATE, BURST = 50.0, 500.0
_NETWORKS = 20_000  # the longest silent one is forgotten: it would have a full bucket by now


class Quota:
    """Counts what each network may still have recorded."""

    def __init__(self, rate: float = RATE, burst: float = BURST) -> None:
        self._rate, self._burst = rate, burst
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, network: str, now: float) -> bool:
        """Take one token at a time in seconds; whether there was one."""
        with self._lock:
            tokens, at = self._buckets.pop(network, (self._burst, now))
            tokens = min(self._burst, tokens + max(0.0, now - at) * self._rate)
            self._buckets[network] = max(0.0, tokens - 1), now
            if len(self._buckets) > _NETWORKS:
                self._buckets.popitem(last=False)
        return tokens >= 1


@lru_cache(maxsize=8192)
def truncated(address: str) -> str:
    """The network of an address: /24 of version 4, /48 of version 6."""
    four = address.removeprefix("::ffff:")  # version 4, on a socket of version 6
    with suppress(OSError, ValueError):  # ipaddress takes longer than all the rest of a client
        socket.inet_pton(socket.AF_INET, four)
        return f"{four.rpartition('.')[0]}.0/24"
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
