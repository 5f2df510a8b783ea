"""Scanners that no list has, known by what they did in other recipients' mails.

A network, or a way to fill in headers, that opened three different buttons in each of many mails, or always
the same one, is a scanner's in the next mail as well. What is remembered of either is a hash under the
installation's own key and three numbers, which fade: in how many mails it opened a button, in how many of them
three, in how many the same. Each process counts what it sees, and shares it through the database once a minute.

Headers that any browser sends are no signature: people have them too. A page that such a client opens must be
pressed; a press is never void because of it.
"""

import hashlib
import struct
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from werkzeug.wrappers import Request

from feedback_buttons.base.latest_entries import LatestEntries
from feedback_buttons.base.rate_limiter import truncated
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.storage import db

# What is opened in a mail within this time belongs together.
WINDOW = timedelta(minutes=10)
# Three different buttons within seconds are a scan, or six at any pace: a finger that holds buttons for a
# preview is slower, and seldom holds so many.
QUICK, FEW, MANY = timedelta(seconds=2.5), 3, 6
# So many mails must have been scanned, and this share of those in which it opened anything. People may share
# a scanner's network, and far more of them its headers.
LEAST, SHARES = 5.0, {"learned_network": 0.2, "learned_headers": 0.5}
# Or in so many mails it opened first the same button as in the one before: it only knows a mail's first link.
ALIKE, ALIKE_SHARE = 10.0, 0.95
HALF_LIFE = timedelta(days=7)
NETWORK, HEADERS = "learned_network", "learned_headers"
_MAILS = 50_000  # latest pairs of client and mail, for the window
_COUNTED = 50_000  # latest networks and header signatures
# What a client's headers are told apart by.
_SIGNATURE = (
    "HTTP_USER_AGENT",
    "HTTP_ACCEPT",
    "HTTP_ACCEPT_ENCODING",
    "HTTP_SEC_CH_UA",
    "HTTP_SEC_FETCH_SITE",
)

_OPENING = struct.Struct("<bd")  # a button's score, and when it was opened, in seconds of Unix
_NOTHING = timedelta()

Trait = tuple[str, int]  # NETWORK or HEADERS, and a hash


class _Row(NamedTuple):
    """A trait and its tally, as the database has them."""

    kind: str
    hash: int
    at: datetime
    mails: float
    scans: float
    alike: float

    @property
    def trait(self) -> Trait:
        return self.kind, self.hash


@dataclass(slots=True)
class Tally:
    """In how many mails a button was opened, in how many three, and in how many first the same as in the
    mail before; as of a time, from where all fade. ``score`` is what was opened first in the latest, ``shared`` whether
    the database has it."""

    at: datetime
    mails: float = 0.0
    scans: float = 0.0
    alike: float = 0.0
    score: int = -1
    shared: bool = False

    def add(self, at: datetime, mails: float, scans: float, alike: float) -> None:
        """Count so many more, as of a time."""
        left = _left(at - self.at)
        self.mails = self.mails * left + mails
        if scans or self.scans:
            self.scans = self.scans * left + scans
        if alike or self.alike:
            self.alike = self.alike * left + alike
        self.at = max(self.at, at)

    def scans_at(self, now: datetime, share: float) -> bool:
        """Whether this is a scanner's, which scans this share of the mails that it opens."""
        if self.scans < LEAST and self.alike < ALIKE:  # and what fades grows no more
            return False
        left = _left(now - self.at)
        many = self.scans * left >= LEAST and self.scans >= share * self.mails
        same = self.alike * left >= ALIKE and self.alike >= ALIKE_SHARE * (self.mails - 1)
        return many or same


class Learned:
    """Counts what clients open, and says whose they are.

    Args:
        key: any secret of the installation's; hashes under it lead nowhere without it.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(key, person=b"learned scanner", digest_size=32).digest()
        self._lock = threading.Lock()
        self._mails = LatestEntries[int, bytes](
            _MAILS
        )  # by client and mail: _OPENING of each button
        self._tallies = LatestEntries[Trait, Tally](_COUNTED)
        self._news: dict[Trait, Tally] = {}  # counted since they were shared
        self._hash = lru_cache(maxsize=2048)(self._digest)

    def traits(self, request: Request) -> tuple[Trait, ...]:
        """What a request is known by: its network; and its headers, unless they are any browser's, which
        a scanner's often are as well."""
        environ = request.environ
        network = NETWORK, self._hash(truncated(request.remote_addr or ""))
        if environ.get("HTTP_ACCEPT_LANGUAGE") and environ.get("HTTP_SEC_FETCH_MODE"):
            return (network,)
        signature = "\n".join([environ.get(name, "")[:512] for name in _SIGNATURE])
        return network, (HEADERS, self._hash(signature))

    def flags(self, traits: tuple[Trait, ...], now: datetime) -> frozenset[str]:
        """Which of a client's traits are a scanner's: NETWORK, HEADERS."""
        with self._lock:
            tallies = [(trait[0], self._tallies.get(trait)) for trait in traits]
        return frozenset(
            [name for name, tally in tallies if tally and tally.scans_at(now, SHARES[name])]
        )

    def scans(self, request: Request, now: datetime) -> bool:
        """Whether a request comes from a scanner's network."""
        return NETWORK in self.flags(self.traits(request)[:1], now)

    def note(
        self, traits: tuple[Trait, ...], campaign: str, recipient: int, score: int, now: datetime
    ) -> None:
        """Count that a client opened a button of a mail."""
        with self._lock:
            for trait in traits:
                # Of sixty-four bits: no two of so few mails have the same.
                self._note(trait, hash((trait, campaign, recipient)), score, now)

    def _note(self, trait: Trait, mail: int, score: int, now: datetime) -> None:
        seconds = now.timestamp()
        opened = _read_openings(self._mails.get(mail) or b"")
        first = not opened or seconds - max(opened.values()) > WINDOW.total_seconds()
        if first:
            self._mails[mail] = _OPENING.pack(score, seconds)
            self._count(trait, now, score, first=True, scan=False)
            return
        scanned = _scanned(opened)
        opened[score] = seconds
        self._mails[mail] = b"".join(_OPENING.pack(*opening) for opening in opened.items())
        if not scanned and _scanned(opened):
            self._count(trait, now, score, first=False, scan=True)

    def _count(self, trait: Trait, now: datetime, score: int, *, first: bool, scan: bool) -> None:
        tally = self._tallies.get(trait) or Tally(now)
        more = now, float(first), float(scan), float(first and tally.score == score)
        tally.add(*more)
        if first:
            tally.score = score
        self._tallies[trait] = tally
        if tally.shared:
            self._news.setdefault(trait, Tally(now)).add(*more)

    def share(self, database: Database, now: datetime) -> None:
        """Add what this process saw to what all know, and take over the rest; nothing while the
        database is away. Only what has scanned anything is shared."""
        rows = self._unshared(now)
        try:
            rows_of_all = database.use(
                lambda connection: _exchange(connection, rows), durable=False
            )
        except Away:
            rows_of_all = []
        with self._lock:
            if not rows_of_all:
                for row in rows:
                    self._news.setdefault(row.trait, Tally(row.at)).add(*row[2:])
                return
            for row in rows_of_all:
                before = self._tallies.get(row.trait)
                tally = Tally(*row[2:], before.score if before else -1, shared=True)
                if news := self._news.get(row.trait):
                    tally.add(news.at, news.mails, news.scans, news.alike)
                self._tallies[row.trait] = tally

    def _unshared(self, now: datetime) -> list[_Row]:
        """What this process alone has seen of those that scan; it is taken as shared from now on."""
        with self._lock:
            news, self._news = self._news, {}
            fresh = {
                trait: tally
                for trait, tally in self._tallies.items()
                if not tally.shared and (tally.scans > 0 or tally.scans_at(now, 1.0))
            }
            for tally in fresh.values():
                tally.shared = True
            return [
                _Row(*trait, tally.at, tally.mails, tally.scans, tally.alike)
                for trait, tally in (news | fresh).items()
            ]

    def _digest(self, text: str) -> int:
        digest = hashlib.blake2b(text.encode("utf-8", "replace"), key=self._key, digest_size=8)
        return int.from_bytes(digest.digest(), signed=True)


def _read_openings(packed: bytes) -> dict[int, float]:
    """When which button was opened last: by score, seconds of Unix."""
    return dict(_OPENING.iter_unpack(packed)) if packed else {}


def _scanned(opened: dict[int, float]) -> bool:
    """Whether buttons that were opened at these times were opened by a scanner."""
    if len(opened) < FEW:
        return False
    if len(opened) >= MANY:
        return True
    times = sorted(opened.values())
    quick = QUICK.total_seconds()
    return any(last - at <= quick for at, last in zip(times, times[FEW - 1 :], strict=False))


def _left(passed: timedelta) -> float:
    return float(0.5 ** (passed / HALF_LIFE)) if passed > _NOTHING else 1.0


def _exchange(connection: db.Connection, rows: list[_Row]) -> list[_Row]:
    names = ("kinds", "hashes", "times", "mails", "scans", "alike")
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    with connection.transaction():
        connection.execute(db.query("learn_scanners"), dict(zip(names, columns, strict=True)))
        return db.rows(connection, _Row, "learned_scanners")
