"""Who may use the dashboard: names, passwords, one-time sign-in links."""

import hashlib
import secrets
import threading
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedback_buttons import db, ids
from feedback_buttons.roles import ROLES, Role
from feedback_buttons.roles import may as may

MIN_PASSWORD = 12
MAX_PASSWORD = 1024  # characters; hashing a longer one would only cost time
MAX_NAME = 64

_hasher = PasswordHasher()
# Each hash takes 64 MB and tens of milliseconds: a crowd at the door must not take the machine.
_at_once = threading.Semaphore(2)


class UserError(Exception):
    """A name or a password that cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user. A session carries the version it was made under and ends when that goes up."""

    name: str
    role: str
    session_version: int


def add(conn: db.Connection, name: str, password: str, role: Role = "admin") -> Account:
    """Make a user, or give its first password (and this role) to one that only had sign-in links.

    Raises:
        UserError: the name is taken or unusable, the password too short or too long, or no such role.
    """
    name = clean_name(name)
    if role not in ROLES:
        raise UserError(f"A role is one of {', '.join(ROLES)}, not {role!r}.")
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise UserError(f"A password needs {MIN_PASSWORD} to {MAX_PASSWORD:,} characters.")
    row = conn.execute(
        db.query("add_account"),
        {"name": name, "password_hash": _hasher.hash(password), "role": role, "now": ids.utc_now()},
    ).fetchone()
    if row is None:
        raise UserError(f"There is already a user {name!r}. Remove it first, or take another name.")
    return Account(*row)


def verify(conn: db.Connection, name: str, password: str) -> Account | None:
    """The user with this name and password, or None; unknown names take as long as known ones."""
    try:
        name = clean_name(name)
    except UserError:
        name = ""
    row = conn.execute(db.query("password_of"), {"name": name}).fetchone()
    stored = row[3] if row else None
    with _at_once:
        right = _matches(stored or _nobodys_hash(), password[:MAX_PASSWORD])
    return Account(*row[:3]) if row and stored and right else None


def get(conn: db.Connection, name: str) -> Account | None:
    """The user as it stands now, or None once it has been removed."""
    row = conn.execute(db.query("account"), {"name": name}).fetchone()
    return Account(*row) if row else None


def list_(conn: db.Connection) -> list[Account]:
    """All users, by name."""
    return [Account(*row) for row in conn.execute(db.query("accounts"))]


def remove(conn: db.Connection, name: str) -> bool:
    """Remove a user, whose sessions and links end with it; False if there was none."""
    cursor = conn.execute(db.query("remove_account"), {"name": clean_name(name)})
    return cursor.rowcount > 0


def make_signin_link(
    conn: db.Connection, name: str = "admin", ttl: timedelta = timedelta(hours=1)
) -> str:
    """A secret that signs ``name`` in once, within ``ttl``; makes the user if there is none.

    Only the secret's SHA-256 is kept: who reads the database cannot sign in with it.
    """
    token = secrets.token_urlsafe(32)
    now = ids.utc_now()
    conn.execute(
        db.query("make_signin_link"),
        {"hash": _digest(token), "name": clean_name(name), "now": now, "expires_at": now + ttl},
    )
    return token


def use_signin_link(conn: db.Connection, token: str) -> Account | None:
    """The user of an unused, unexpired link, which is used up by this; else None."""
    row = conn.execute(
        db.query("use_signin_link"), {"hash": _digest(token), "now": ids.utc_now()}
    ).fetchone()
    return Account(*row) if row else None


def clean_name(name: str) -> str:
    """The one spelling of a name: case and composition of characters make no difference.

    Raises:
        UserError: it is empty, longer than 64 characters, or holds something unprintable.
    """
    cleaned = unicodedata.normalize("NFKC", name).strip().casefold()
    if not (0 < len(cleaned) <= MAX_NAME and cleaned.isprintable()):
        raise UserError(f"A name needs 1 to {MAX_NAME} printable characters.")
    return cleaned


def _matches(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe())


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
