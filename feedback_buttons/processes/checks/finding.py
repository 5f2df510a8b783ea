"""The result of one check."""

from dataclasses import dataclass
from ipaddress import ip_address


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. Where it isn't ok, ``todo`` says what to do."""

    name: str
    ok: bool
    message: str
    todo: str = ""


def is_local(host: str) -> bool:
    """Whether a host is this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
