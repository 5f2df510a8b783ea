"""Who sends a request: the client as an irreversible hash, its network, and signs that it is a machine."""

import hashlib
import threading
from contextlib import suppress
from datetime import date
from functools import lru_cache
from urllib.parse import urlsplit

from werkzeug.wrappers import Request

from feedback_buttons.base.rate_limiter import LONGEST, truncated
from feedback_buttons.endpoint.spool import Spool, SpoolError
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.storage import day_keys
from feedback_buttons.verdicts import client_signals, networks


class Visitors:
    """Hashes clients under a key that lives for one day and is then thrown away."""

    def __init__(self, database: Database, spool: Spool) -> None:
        self._database, self._spool = database, spool
        self._lock = threading.Lock()
        self._day: date | None = None
        self._key = day_keys.fresh()

    def client(self, device: bytes, day: date) -> int:
        """The client: a signed 64-bit number from what device() says."""
        digest = hashlib.blake2b(device, key=self._key_of(day), digest_size=8).digest()
        return int.from_bytes(digest, signed=True)

    def _key_of(self, day: date) -> bytes:
        if day != self._day:
            with self._lock:
                if day != self._day:
                    self._renew(day)
        return self._key

    def _renew(self, day: date) -> None:
        """Fetch the day's key, which all collectors share. While the database is away one of this
        machine's own serves, and the next request asks again."""
        fresh = day_keys.fresh()
        try:
            shared = self._database.use(lambda connection: day_keys.share(connection, day, fresh))
        except Away:
            with suppress(SpoolError):
                self._key = self._spool.client_key(day, fresh, shared=False)
            return
        if shared:
            self._key, self._day = shared, day
            with suppress(SpoolError):
                self._spool.client_key(day, self._key, shared=True)


def device(request: Request) -> bytes:
    """Whose request it is: its truncated address and its user agent. Neither is kept."""
    address, agent = request.remote_addr or "", request.environ.get("HTTP_USER_AGENT", "")
    return f"{truncated(address)}\n{agent[:512]}".encode("utf-8", "replace")


def network(address: str) -> str:
    """The class of the network that a request came from."""
    return _network(address[:LONGEST])


@lru_cache(maxsize=8192)
def _network(address: str) -> str:
    return networks.classify(address).kind.value


def flags(request: Request) -> frozenset[str]:
    """What a request's headers and address say against it."""
    environ = request.environ
    names = _header_flags(tuple([environ.get(key, "")[:512] for key in _HEADERS.values()]))
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI") or request.full_path
    return names | {"mangled"} if client_signals.is_mangled(target) else names


_HEADERS = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in client_signals.HEADERS}


@lru_cache(maxsize=2048)  # its keys are headers, half a kilobyte each
def _header_flags(values: tuple[str, ...]) -> frozenset[str]:
    """The traits of these HEADERS: there are fewer browsers than people."""
    headers = {name: value for name, value in zip(_HEADERS, values, strict=True) if value}
    return frozenset(client_signals.traits(headers, "/r/a/b/1").names)


def press_flags(request: Request, url: str) -> frozenset[str]:
    """The same for a form that was sent: browsers name the page it comes from, and say whether a
    person's gesture sent it (Chromium and Firefox do; others are not held to it)."""
    names = set(flags(request))
    headers = request.headers
    source = headers.get("Origin") or headers.get("Referer", "")
    if urlsplit(source).netloc not in (request.host, urlsplit(url).netloc):
        names.add("foreign_form")
    agent = headers.get("User-Agent", "")
    says = "Chrome/" in agent or "Firefox/" in agent
    if says and headers.get("Sec-Fetch-Mode") and headers.get("Sec-Fetch-User") != "?1":
        names.add("no_gesture")
    return frozenset(names)
