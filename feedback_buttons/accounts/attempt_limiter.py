"""The brake on guessing passwords: the rate limiter of feedback_buttons/base with its numbers in the database, so
that it holds across workers.

Every try is taken before the password is looked at, so that many at once are not more than they may be.
A browser that has signed somebody in before has tries of its own for that name: whoever guesses from
elsewhere cannot lock its person out. Names and addresses are hashed under the day's key.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.rate_limiter import Limit, truncated
from feedback_buttons.storage import day_keys, db


@dataclass(frozen=True, slots=True)
class Attempts:
    """What is tried, and how often each may."""

    kind: str
    limit: Limit


NAME = Attempts("name", Limit(burst=10, pause=30))
BROWSER = Attempts("browser", Limit(burst=10, pause=30))
TESTS = Attempts("test mail", Limit(burst=10, pause=60))  # of one user
NETWORK = Attempts("network", Limit(burst=100, pause=3))  # an office, at nine in the morning


class Braked(FeedbackError):
    """Too many tries; ``seconds`` until the next one."""

    code = "too-many-tries"

    def __init__(self, seconds: int) -> None:
        message = wording("Too many tries. The next one is possible in {seconds} seconds.")
        super().__init__(message, seconds=seconds)
        self.seconds = seconds


def take(
    connection: db.Connection, name: str, address: str, browser: str | None, now: datetime
) -> bytes:
    """Take a try at a name's password; return what gives the tries back when it was right.

    Args:
        address: the client's, of which only a hash of its network is kept.
        browser: what is known of a browser that has signed this name in before.

    Raises:
        Braked: there is none left.
    """
    secret = _secret(connection, now)
    if browser is None:
        _take(connection, NETWORK, _key(secret, NETWORK, truncated(address)), now)
    attempts, value = (BROWSER, f"{browser} {name}") if browser else (NAME, name)
    key = _key(secret, attempts, value)
    _take(connection, attempts, key, now)
    return key


def spend(connection: db.Connection, attempts: Attempts, value: str, now: datetime) -> None:
    """Take a try at something that is done only so often, by whomever ``value`` names.

    Raises:
        Braked: there is none left.
    """
    _take(connection, attempts, _key(_secret(connection, now), attempts, value), now)


def release(connection: db.Connection, key: bytes) -> None:
    """Give all tries back: the password was right."""
    connection.execute(db.query("give_tries_back"), {"key": key})


def _take(connection: db.Connection, attempts: Attempts, key: bytes, now: datetime) -> None:
    pause = timedelta(seconds=attempts.limit.pause)
    values = {"key": key, "now": now, "pause": pause, "tries": attempts.limit.burst}
    if db.value(connection, "take_try", values) is None:
        free_at = db.value(connection, "next_try", values)
        raise Braked(max(1, ceil((free_at - now).total_seconds())) if free_at else 1)


def _secret(connection: db.Connection, now: datetime) -> bytes:
    key = None
    while key is None:  # the first answer is empty where another process makes the key meanwhile
        key = day_keys.share(connection, now.date(), day_keys.fresh())
    return key


def _key(secret: bytes, attempts: Attempts, value: str) -> bytes:
    text = f"{attempts.kind}\n{value}".encode("utf-8", "replace")
    return hashlib.blake2b(text, key=secret, digest_size=16).digest()
