"""Which addresses may be called: none that leads into a private network, however it is written; pure but for the DNS.

What a name leads to is looked up once, here, and that very address is then connected to: a name that leads elsewhere a
moment later is never asked again.
"""

import re
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import idna

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.config.local_networks import Network

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

_NAT64 = IPv6Network("64:ff9b::/96")
_ISATAP = (
    0x5EFE  # before the last 32 bits of an address: an IPv4 one stands in these (RFC 5214, 6.1)
)
# What the library calls global, and nobody on the internet is: a site's own (RFC 3879), protocols' (RFC 6890), of
# relays that are no more (RFC 7526), for documents (RFC 9637).
_NOBODYS = tuple(map(ip_network, ("fec0::/10", "192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
_PORTS = {"https": 443, "http": 80}
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# A last label that is a number makes the whole an address in some resolvers: 2130706433, 0x7f.1, 127.1.
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")


class ForbiddenAddress(FeedbackError):
    """This address is not called; the message says why."""

    code = "address-forbidden"


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be asked for in the DNS; ``host`` is a name in ASCII, or an IP address without brackets."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """As the Host header says it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def parse(url: str, local: Iterable[Network] = ()) -> Target:
    """The parts of an address, if it is one that may be looked up at all.

    Args:
        url: as somebody has typed it.
        local: the operator's own networks; only where there are some, plain http can be meant.

    Raises:
        ForbiddenAddress: it is no address of the web, holds a password, or leads into a private network.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = _host(parts.hostname or "")
    except ValueError:
        raise ForbiddenAddress(wording("This is no address of the web.")) from None
    if parts.scheme not in (("https", "http") if local else ("https",)):
        raise ForbiddenAddress(wording("The address must begin with https://."))
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddress(wording("The address must not hold a user or a password."))
    if port == 0 or not all("!" <= letter <= "~" for letter in parts.path + parts.query):
        raise ForbiddenAddress(wording("This is no address of the web."))
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    target = Target(parts.scheme, host, port or _PORTS[parts.scheme], path)
    if (literal := _literal(host)) is not None:
        _check(literal, target.scheme, tuple(local))
    return target


def _host(host: str) -> str:
    """A host in one form.

    Raises:
        ValueError: it is none.
    """
    if ":" in host:
        return str(IPv6Address(host))
    bare = host.lower().removesuffix(".")
    ascii_host = bare if bare.isascii() else idna.encode(bare, uts46=True).decode("ascii")
    labels = ascii_host.split(".")
    if not all(map(_LABEL.fullmatch, labels)) or len(ascii_host) > 253:
        raise ValueError("no host")
    return str(IPv4Address(ascii_host)) if _NUMBER.fullmatch(labels[-1]) else ascii_host


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None


def checked_addresses(
    target: Target, local: Iterable[Network] = (), resolve: Resolve | None = None
) -> list[str]:
    """What the target's name leads to, each of it looked at: the addresses to connect to, in order.

    Raises:
        ForbiddenAddress: one of them is private. A name that leads both ways is not to be trusted at all.
        OSError: the name leads nowhere.
    """
    addresses = list(dict.fromkeys((resolve or _resolved)(target.host, target.port)))
    for address in addresses:
        _check(ip_address(address.partition("%")[0]), target.scheme, tuple(local))
    return addresses


def _resolved(host: str, port: int) -> list[str]:
    records = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(record[4][0]) for record in records]


def _check(address: Address, scheme: str, local: tuple[Network, ...]) -> None:
    real = embedded(address)
    if any(real in network for network in local):
        return
    if scheme != "https":
        raise ForbiddenAddress(wording("The address must begin with https://."))
    if not is_public(real):
        raise ForbiddenAddress(
            wording("The address leads into a private network."),
            hint=wording("The operator can allow one with FEEDBACK_LOCAL_NETWORKS."),
        )


def embedded(address: Address) -> Address:
    """The IPv4 address that stands within an IPv6 one (mapped, NAT64, 6to4, Teredo, ISATAP); else the address itself.

    >>> embedded(ip_address("::ffff:127.0.0.1")), embedded(ip_address("64:ff9b::a00:1"))
    (IPv4Address('127.0.0.1'), IPv4Address('10.0.0.1'))
    """
    if isinstance(address, IPv4Address):
        return address
    before = int(address) >> 32
    if address in _NAT64 or before == 0 or before & 0xFCFF_FFFF == _ISATAP:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def is_public(address: Address) -> bool:
    """Whether anybody on the internet may be meant by it.

    >>> [is_public(ip_address(text)) for text in ("93.184.215.14", "10.0.0.1", "100.64.0.1", "169.254.169.254")]
    [True, False, False, False]
    """
    if any(address in network for network in _NOBODYS):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved
