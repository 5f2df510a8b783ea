"""What kind of network an address belongs to.

Probable, never certain: see data/README.md for the sources, the classes and what is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path


class NetworkClass(StrEnum):
    """Who mostly sends requests from a network."""

    UNKNOWN = "unknown"  # homes, offices, mobile, or not known
    HOSTING = "hosting"  # data centres and clouds
    SECURITY = "security"  # mail security services
    RELAY = "relay"  # iCloud Private Relay and the like: people without an address of their own


@dataclass(frozen=True)
class Network:
    """A network's class, and its operator's name ("" when unknown)."""

    kind: NetworkClass
    operator: str = ""


DATA = Path(__file__).parent / "data" / "networks.txt"
UNKNOWN = Network(NetworkClass.UNKNOWN)


@dataclass(frozen=True)
class _Table:
    """Sorted, disjoint ranges of one IP version."""

    firsts: list[int]
    lasts: list[int]
    networks: list[Network]

    def find(self, number: int) -> Network:
        index = bisect_right(self.firsts, number) - 1
        if index < 0 or number > self.lasts[index]:
            return UNKNOWN
        return self.networks[index]


def _lines() -> Iterator[tuple[int, int, int, Network]]:
    """Rows (version, first, last, network) of the data file."""
    network = UNKNOWN
    for line in DATA.read_text("ascii").splitlines():
        if line.startswith("["):
            kind, operator = line[1:].split("] ", 1)
            network = Network(NetworkClass(kind), operator)
            continue
        first, last = (ip_address(text) for text in line.split("-"))
        yield first.version, int(first), int(last), network


@lru_cache(maxsize=1)
def _tables() -> dict[int, _Table]:
    """The tables by IP version, read once."""
    rows = sorted(_lines(), key=lambda row: row[:2])
    return {
        version: _Table(
            [first for v, first, _, _ in rows if v == version],
            [last for v, _, last, _ in rows if v == version],
            [network for v, _, _, network in rows if v == version],
        )
        for version in (4, 6)
    }


def classify(ip: str) -> Network:
    """The network that an address belongs to; UNKNOWN when it isn't an address at all.

    >>> classify("40.107.1.2").kind, classify("192.0.2.1").kind
    (<NetworkClass.SECURITY: 'security'>, <NetworkClass.UNKNOWN: 'unknown'>)
    """
    try:
        address: IPv4Address | IPv6Address = ip_address(ip)
    except ValueError:
        return UNKNOWN
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return _tables()[address.version].find(int(address))
