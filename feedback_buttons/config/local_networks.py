"""The operator's own networks, into which messages may be sent; without them only public addresses are called."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


def parse(text: str) -> tuple[Network, ...]:
    """The networks in a list with commas.

    Raises:
        ValueError: one is none; the text names it.

    >>> parse("10.1.0.0/16, fd00::/8")
    (IPv4Network('10.1.0.0/16'), IPv6Network('fd00::/8'))
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
