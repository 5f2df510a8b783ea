"""Scanners that no list has, known by what they did in other recipients' mails.

A network, or a way to fill in headers, that opened three different buttons in each of many mails is a scanner's
in the next mail as well. What is remembered of either is a hash under the installation's own key and two numbers,
which fade: in how many mails it opened a button, and in how many of them three. Each process counts what it
sees, and shares it with the others through the database once a minute.

Headers that any browser sends are no signature: people have them too. A page that such a client opens must be
pressed; a press is never void because of it.
"""

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from flask import Request

from feedback_buttons import db
from feedback_buttons.links import Away, Database
from feedback_buttons.visitors import truncated

# Three different buttons of a mail within this time are a scan of it.
WINDOW = timedelta(minutes=10)
SCAN = 3
# So many mails must have been scanned, and this share of those in which it opened anything.
LEAST, SHARE = 5.0, 0.5
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

Trait = tuple[str, int]  # NETWORK or HEADERS, and a hash


@dataclass(slots=True)
class Tally:
    """In how many mails a button was opened, and three; as of a time, from where both fade."""

    at: datetime
    mails: float = 0.0
    scans: float = 0.0

    def add(self, now: datetime, mails: float = 0.0, scans: float = 0.0) -> None:
        """Count so many more."""
        left = _left(now - self.at)
        self.mails, self.scans = self.mails * left + mails, self.scans * left + scans
        self.at = max(self.at, now)

    def scans_at(self, now: datetime) -> bool:
        """Whether this is a scanner's."""
        return self.scans * _left(now - self.at) >= LEAST and self.scans >= SHARE * self.mails


class Learned:
    """Counts what clients open, and says whose they are.

    Args:
        key: any secret of the installation's; hashes under it lead nowhere without it.
    """

    def __init__(self, key: bytes) -> None:
        self._key = hashlib.blake2b(key, person=b"learned scanner", digest_size=32).digest()
        self._lock = threading.Lock()
        self._mails: OrderedDict[tuple[Trait, str, int], tuple[datetime, int]] = OrderedDict()
        self._tallies: OrderedDict[Trait, Tally] = OrderedDict()
        self._news: dict[Trait, Tally] = {}  # not shared yet
        self._hash = lru_cache(maxsize=8192)(self._digest)

    def traits(self, request: Request) -> tuple[Trait, ...]:
        """What a request is known by: its network; and its headers, unless they are any browser's, which
        a scanner's often are as well."""
        environ = request.environ
        network = NETWORK, self._hash(truncated(request.remote_addr or ""))
        if environ.get("HTTP_ACCEPT_LANGUAGE") and environ.get("HTTP_SEC_FETCH_MODE"):
            return (network,)
        signature = "\n".join(environ.get(name, "")[:512] for name in _SIGNATURE)
        return network, (HEADERS, self._hash(signature))

    def flags(self, traits: tuple[Trait, ...], now: datetime) -> frozenset[str]:
        """Which of a client's traits are a scanner's: NETWORK, HEADERS."""
        with self._lock:
            found = [(name, self._tallies.get((name, hash))) for name, hash in traits]
        return frozenset(name for name, tally in found if tally and tally.scans_at(now))

    def note(
        self, traits: tuple[Trait, ...], campaign: str, recipient: int, score: int, now: datetime
    ) -> None:
        """Count that a client opened a button of a mail."""
        with self._lock:
            for trait in traits:
                self._note(trait, (trait, campaign, recipient), score, now)

    def _note(self, trait: Trait, mail: tuple[Trait, str, int], score: int, now: datetime) -> None:
        at, opened = self._mails.get(mail, (now, 0))
        again = bool(opened) and now - at <= WINDOW
        before = opened if again else 0
        opened = before | 1 << score
        self._mails[mail] = at if again else now, opened
        self._mails.move_to_end(mail)
        scan = before.bit_count() < SCAN <= opened.bit_count()
        if scan or not again:
            self._count(trait, now, float(not again), float(scan))
        while len(self._mails) > _MAILS:
            self._mails.popitem(last=False)

    def _count(self, trait: Trait, now: datetime, mails: float, scans: float) -> None:
        for tallies in (self._tallies, self._news):
            tallies.setdefault(trait, Tally(now)).add(now, mails, scans)
        self._tallies.move_to_end(trait)
        while len(self._tallies) > _COUNTED:
            old, _ = self._tallies.popitem(last=False)
            self._news.pop(old, None)

    def share(self, database: Database) -> None:
        """Add what this process saw to what all know, and take over the rest; nothing while the
        database is away. Only what has scanned anything is shared."""
        with self._lock:
            told = {
                trait: self._news.pop(trait)
                for trait in list(self._news)
                if self._tallies[trait].scans > 0
            }
        rows = [(*trait, tally.at, tally.mails, tally.scans) for trait, tally in told.items()]
        try:
            known = database.use(lambda connection: _exchange(connection, rows), durable=False)
        except Away:
            known = []
        with self._lock:
            for kind, hash, at, mails, scans in known:
                self._tallies[kind, hash] = Tally(at, mails, scans)
                if news := self._news.get((kind, hash)):
                    self._tallies[kind, hash].add(news.at, news.mails, news.scans)
            if not known:
                self._news = {**told, **self._news}

    def _digest(self, text: str) -> int:
        digest = hashlib.blake2b(text.encode("utf-8", "replace"), key=self._key, digest_size=8)
        return int.from_bytes(digest.digest(), signed=True)


def _left(passed: timedelta) -> float:
    return float(0.5 ** (max(passed, timedelta()) / HALF_LIFE))


def _exchange(
    connection: db.Connection, rows: list[tuple[str, int, datetime, float, float]]
) -> list[tuple[str, int, datetime, float, float]]:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], [], []]
    names = ("kinds", "hashes", "times", "mails", "scans")
    with connection.transaction():
        connection.execute(db.query("learn_scanners"), dict(zip(names, columns, strict=True)))
        return connection.execute(db.query("learned_scanners")).fetchall()
