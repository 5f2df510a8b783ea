"""The brake on guessing passwords: leaky buckets in the database, which hold across workers.

Every try is taken before the password is looked at, so that many at once are not more than they may be.
A browser that has signed somebody in before has tries of its own for that name: whoever guesses from
elsewhere cannot lock its person out. Names and addresses are hashed under the day's key.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from feedback_buttons.base.rate_limiter import truncated
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import day_keys, db


@dataclass(frozen=True, slots=True)
class Limit:
    """So many tries at once, and another one each ``pause``."""

    kind: str
    tries: int
    pause: timedelta


NAME = Limit("name", 10, timedelta(seconds=30))
BROWSER = Limit("browser", 10, timedelta(seconds=30))
TESTS = Limit("test mail", 10, timedelta(minutes=1))  # of one user
NETWORK = Limit("network", 100, timedelta(seconds=3))  # an office, at nine in the morning


class Braked(Exception):
    """Too many tries; ``seconds`` until the next one."""

    def __init__(self, seconds: int) -> None:
        said = tr("Too many tries. The next one is possible in {seconds} seconds.")
        super().__init__(said.format(seconds=seconds))
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
    limit, value = (BROWSER, f"{browser} {name}") if browser else (NAME, name)
    key = _key(secret, limit, value)
    _take(connection, limit, key, now)
    return key


def spend(connection: db.Connection, limit: Limit, value: str, now: datetime) -> None:
    """Take a try at something that is done only so often, by whomever ``value`` names.

    Raises:
        Braked: there is none left.
    """
    _take(connection, limit, _key(_secret(connection, now), limit, value), now)


def release(connection: db.Connection, key: bytes) -> None:
    """Give all tries back: the password was right."""
    connection.execute(db.query("give_tries_back"), {"key": key})


def _take(connection: db.Connection, limit: Limit, key: bytes, now: datetime) -> None:
    values = {"key": key, "now": now, "pause": limit.pause, "tries": limit.tries}
    if connection.execute(db.query("take_try"), values).fetchone() is None:
        row = connection.execute(db.query("next_try"), values).fetchone()
        raise Braked(max(1, ceil((row[0] - now).total_seconds())) if row else 1)


def _secret(connection: db.Connection, now: datetime) -> bytes:
    key = None
    while key is None:  # the first answer is empty where another process makes the key meanwhile
        key = day_keys.share(connection, now.date(), day_keys.fresh())
    return key


def _key(secret: bytes, limit: Limit, value: str) -> bytes:
    text = f"{limit.kind}\n{value}".encode("utf-8", "replace")
    return hashlib.blake2b(text, key=secret, digest_size=16).digest()
