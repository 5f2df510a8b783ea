"""Normalises public addresses to the form that browsers send, with which they are compared."""

from ipaddress import ip_address
from urllib.parse import quote, urlsplit

import idna

# What the dashboard's own paths begin with.
DASHBOARD_PATHS = frozenset({
    "account", "alerts", "api", "assets", "audit", "audit.csv", "audit.parquet", "audit.xlsx",
    "campaign", "campaigns", "campaigns.csv", "campaigns.parquet", "campaigns.xlsx",
    "cases", "cases.csv", "cases.parquet", "cases.xlsx", "targets",
    "comments", "comments.csv", "comments.parquet", "comments.xlsx", "compare", "gains", "handover", "healthz",
    "installations", "journey", "live", "live-compare",
    "mail-tests", "messages", "metrics", "people", "readyz", "rest",
    "screens", "session", "shared", "sharing", "sign-in",
    "sign-out", "signing", "sso", "static", "tickets", "topics",
    "topics.csv", "topics.parquet", "topics.xlsx", "unsubscribe", "wall", "wall-stream", "webhooks",
    "what-if", "what-if.csv", "what-if.json", "what-if.parquet", "what-if.xlsx",
})  # fmt: skip
_PORTS = {"http": 80, "https": 443}


def normal(address: str) -> str:
    """An address as a browser would send it, without a stroke at its end.

    Raises:
        ValueError: it is none of a web server, or has what a base address cannot have.

    >>> normal("HTTPS://Bücher.Example:443/Feedback//"), normal("http://[::1]:8080")
    ('https://xn--bcher-kva.example/Feedback', 'http://[::1]:8080')
    """
    parts = urlsplit(address.strip())
    scheme, host, port = parts.scheme, parts.hostname, parts.port
    if scheme not in _PORTS or not host or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("no base address of a web server")
    shown = _host(host) if port in (None, _PORTS[scheme]) else f"{_host(host)}:{port}"
    path = "/".join(quote(part, safe="%~!$&'()*+,;=:@") for part in parts.path.split("/") if part)
    return f"{scheme}://{shown}/{path}".rstrip("/")


def local(host: str, port: int) -> str:
    """Where a program on this machine reaches what listens on a host and port.

    >>> local("0.0.0.0", 8080), local("::1", 8080), local("::", 8080)
    ('http://127.0.0.1:8080', 'http://[::1]:8080', 'http://127.0.0.1:8080')
    """
    anywhere = host in ("", "0.0.0.0", "::")  # noqa: S104 (compared, not bound)
    return f"http://{'127.0.0.1' if anywhere else _host(host)}:{port}"


def _host(host: str) -> str:
    host = host.strip("[]").lower()
    try:
        address = ip_address(host)
    except ValueError:
        return host if host.isascii() else idna.encode(host, uts46=True).decode()
    return f"[{address}]" if address.version == 6 else str(address)
