"""The dashboard's sessions: one for each browser that somebody signed in with, listed and ended one by one.

A cookie is not enough by itself: a copy of it would work on after its owner has signed out.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from feedback_buttons.accounts import audit
from feedback_buttons.accounts.users import Account
from feedback_buttons.storage import db

LIFETIME = timedelta(days=14)
# Who leaves the company leaves its provider: ask that again each working day.
SSO_LIFETIME = timedelta(hours=12)

# What a browser's user agent has in it: the first that is there is told.
_BROWSERS = {
    "Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS", "Windows": "Windows",
    "Macintosh": "macOS", "Linux": "Linux",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Session:
    """A session as its user sees it: ``id`` names it and opens nothing; ``device`` is "" where nobody can tell;
    ``way`` is password, link or sso."""

    id: str
    way: str
    device: str
    began_at: datetime
    seen_at: datetime


def begin(conn: db.Connection, account: Account, way: str, user_agent: str, now: datetime) -> str:
    """Open a session; the secret for the browser's cookie, of which only the SHA-256 is kept."""
    secret = secrets.token_urlsafe(24)
    values = {
        "hash": _digest(secret), "name": account.name, "version": account.session_version,
        "way": way, "device": device(user_agent), "now": now,
    }  # fmt: skip
    conn.execute(db.query("begin_session"), values)
    return secret


def account(conn: db.Connection, name: str, secret: str, now: datetime) -> Account | None:
    """The user whose session this is, as it stands now; None once the session has ended."""
    values = {"hash": _digest(secret), "name": name, "now": now}
    return db.row(conn, Account, "session_account", values)


def list_(conn: db.Connection, name: str, now: datetime) -> list[Session]:
    """A user's sessions that have not ended, the one that was seen last first."""
    values = {"name": name, "now": now, "life": LIFETIME, "sso_life": SSO_LIFETIME}
    return db.rows(conn, Session, "sessions", values)


def end(conn: db.Connection, name: str, id: str) -> bool:
    """End one of a user's own sessions; False where there is no such session of theirs."""
    ended = _ended(conn, name, id)
    if ended:
        audit.record(conn, name, "signed out")
    return ended


def replaced(conn: db.Connection, name: str, secret: str) -> None:
    """End the session of a browser in which somebody signs in anew."""
    _ended(conn, name, id_of(secret))


def id_of(secret: str) -> str:
    """What names the session of a browser that has this secret."""
    return _digest(secret).hex()


def forget(conn: db.Connection, now: datetime) -> int:
    """Forget the sessions that are over; return how many."""
    return conn.execute(db.query("forget_sessions"), {"before": now - LIFETIME}).rowcount


def device(user_agent: str) -> str:
    """A browser and its system, from what it says of itself.

    >>> device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
    'Firefox, Linux'
    >>> device("curl/8"), device("")
    ('', '')
    """
    words = (
        next((name for mark, name in names.items() if mark in user_agent), "")
        for names in (_BROWSERS, _SYSTEMS)
    )
    return ", ".join(word for word in words if word)


def _ended(conn: db.Connection, name: str, id: str) -> bool:
    is_id = re.fullmatch(r"[0-9a-f]{64}", id)
    return bool(is_id and db.value(conn, "end_session", {"name": name, "id": id}))


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
