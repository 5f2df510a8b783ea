"""Who may use the dashboard: names, roles, passwords, one-time sign-in links, sessions' versions."""

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from feedback_buttons.accounts import audit, passwords
from feedback_buttons.accounts.roles import ROLES, Role
from feedback_buttons.accounts.roles import may as may
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.i18n.team_language import LANGUAGES
from feedback_buttons.storage import db

MAX_NAME = 64


class UserError(FeedbackError):
    """A name or a role that cannot be used; the message says why."""

    code = "user-invalid"


@dataclass(frozen=True, slots=True)
class Account:
    """A user. A session carries the version it was made under and ends when that goes up.

    ``sso`` says that a single sign-on provider vouches for them and decides on their role. ``language`` is
    what they have chosen for the dashboard, None for their browser's.
    """

    name: str
    role: str
    session_version: int
    sso: bool
    has_password: bool
    created_at: datetime
    signed_in_at: datetime | None
    language: str | None


def add(
    conn: db.Connection,
    name: str,
    password: str,
    role: Role = "admin",
    *,
    by: str = audit.COMMAND_LINE,
) -> Account:
    """Make a user, or give its first password (and this role) to one that only had sign-in links.

    Raises:
        UserError: the name is taken or unusable, or there is no such role.
        passwords.PasswordError: it is too short or too long.
    """
    values = _new(name, role) | {"password_hash": passwords.hashed(password)}
    account = db.row(conn, Account, "add_account", values)
    if account is None:
        raise UserError(
            wording("There is already a user {name!r}. Remove it first, or take another name."),
            name=name,
        )
    audit.record(conn, by, "user added", account.name, role=role)
    return account


def vouched(conn: db.Connection, subject: str, name: str, role: Role) -> Account:
    """The user that a single sign-on provider means by ``subject``, made under this name if there is
    none, in the role that it has there.

    Raises:
        UserError: the name is unusable, or belongs to somebody else.
    """
    try:
        with conn.transaction():
            values = _new(name, role) | {"subject": subject}
            return _one(conn, "sso_account", values)
    except psycopg.errors.UniqueViolation as error:
        raise UserError(
            wording(
                "There is already another user {name!r} here. An administrator can "
                "remove that one; then sign in again."
            ),
            name=clean_name(name),
        ) from error


def unvouched(conn: db.Connection, subject: str, name: str) -> None:
    """End the sessions of whom the provider means by ``subject`` and calls ``name``, because it gives them no role
    any more; that is a sign-in that failed."""
    conn.execute(db.query("end_sso_sessions"), {"subject": subject})
    audit.record(conn, "", "sign-in failed", by="sso", name=name[:MAX_NAME])


def verify(conn: db.Connection, name: str, password: str) -> Account | None:
    """The user with this name and password, or None; unknown names take as long as known ones.

    Raises:
        passwords.SigninCrowded: too many are signing in at this moment.
    """
    try:
        name = clean_name(name)
    except UserError:
        name = ""
    right = passwords.match(db.value(conn, "password_of", {"name": name}), password)
    return get(conn, name) if right else None


def get(conn: db.Connection, name: str) -> Account | None:
    """The user as it stands now, or None once it has been removed."""
    return db.row(conn, Account, "account", {"name": name})


def list_(conn: db.Connection) -> list[Account]:
    """All users, by name."""
    return db.rows(conn, Account, "accounts")


def remove(conn: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> bool:
    """Remove a user, whose sessions and links end with it; False if there was none."""
    values = {"name": clean_name(name)}
    removed = conn.execute(db.query("remove_account"), values).rowcount > 0
    if removed:
        audit.record(conn, by, "user removed", values["name"])
    return removed


def set_password(conn: db.Connection, name: str, password: str) -> Account:
    """Give a user another password, which they chose; all their other sessions and links end.

    Raises:
        UserError: there is no such user.
        passwords.PasswordError: it is too short or too long.
    """
    values = {"name": clean_name(name), "password_hash": passwords.hashed(password)}
    account = _one(conn, "set_password", values)
    audit.record(conn, account.name, "password changed", account.name)
    return account


def set_role(
    conn: db.Connection, name: str, role: Role, *, by: str = audit.COMMAND_LINE
) -> Account:
    """Give a user another role, which counts from its next request on.

    Raises:
        UserError: there is no such user or no such role.
    """
    values = {"name": clean_name(name), "role": _role(role)}
    account = _one(conn, "set_role", values)
    audit.record(conn, by, "role changed", account.name, role=role)
    return account


def set_language(conn: db.Connection, name: str, language: str | None) -> Account:
    """Speak to a user in one of language.LANGUAGES; None leaves it to their browser.

    Raises:
        UserError: there is no such user or no such language.
    """
    if language is not None and language not in LANGUAGES:
        raise UserError(wording("Choose one of the languages."))
    values = {"name": clean_name(name), "language": language}
    return _one(conn, "set_language", values)


def end_sessions(conn: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> Account:
    """Sign a user out everywhere; unused sign-in links end too.

    Raises:
        UserError: there is no such user.
    """
    values = {"name": clean_name(name)}
    account = _one(conn, "end_sessions", values)
    audit.record(conn, by, "signed out everywhere", account.name)
    return account


def is_last_admin(conn: db.Connection, name: str) -> bool:
    """Whether nobody could manage users without this one; true until the transaction ends."""
    return db.column(conn, "admins") == [clean_name(name)]


def make_signin_link(
    conn: db.Connection,
    name: str = "admin",
    ttl: timedelta = timedelta(hours=1),
    role: Role = "admin",
    *,
    by: str = audit.COMMAND_LINE,
) -> str:
    """A secret that signs ``name`` in once, within ``ttl``; makes the user, in this role, if there is
    none.

    Only the secret's SHA-256 is kept: who reads the database cannot sign in with it.
    """
    token = secrets.token_urlsafe(32)
    values = _new(name, role)
    values |= {"hash": _digest(token), "expires_at": values["now"] + ttl}
    added = get(conn, values["name"]) is None
    conn.execute(db.query("make_signin_link"), values)
    if added:
        audit.record(conn, by, "user added", values["name"], role=role)
    hours = ttl // timedelta(hours=1)
    audit.record(conn, by, "sign-in link made", values["name"], hours=hours)
    return token


def use_signin_link(conn: db.Connection, token: str) -> Account | None:
    """The user of an unused, unexpired link, which is used up by this; else None."""
    values = {"hash": _digest(token), "now": ids.utc_now()}
    name = db.value(conn, "use_signin_link", values)
    return get(conn, name) if name else None


def signin_link_until(conn: db.Connection, token: str) -> datetime | None:
    """Until when an unused link signs in; None for one that was used, or that there never was."""
    until: datetime | None = db.value(conn, "signin_link_until", {"hash": _digest(token)})
    return until


def signed_in(conn: db.Connection, name: str, way: str) -> Account | None:
    """Remember that the user has just signed in by ``way``: "password", "link" or "sso"; None if it has just been
    removed."""
    audit.record(conn, name, "signed in", by=way)
    values = {"name": name, "now": ids.utc_now()}
    return db.row(conn, Account, "signed_in", values)


def sign_in_failed(conn: db.Connection, name: str) -> None:
    """Remember that somebody gave a wrong password for ``name``, which is kept only if there is such a user:
    people type passwords there."""
    there = name if get(conn, name) else ""
    audit.record(conn, there, "sign-in failed", by="password")


def clean_name(name: str) -> str:
    """The one spelling of a name: case and composition of characters make no difference.

    Raises:
        UserError: it is empty, longer than 64 characters, holds something unprintable, or is no
            person's.
    """
    cleaned = unicodedata.normalize("NFKC", name).strip().casefold()
    if not (0 < len(cleaned) <= MAX_NAME and cleaned.isprintable()):
        raise UserError(
            wording("A name needs 1 to {max_name} printable characters."), max_name=MAX_NAME
        )
    if cleaned == audit.COMMAND_LINE:
        raise UserError(
            wording("{cleaned!r} is what the audit trail calls the server's own commands."),
            cleaned=cleaned,
        )
    return cleaned


def _new(name: str, role: str) -> dict[str, Any]:
    """What every new account has. Its sessions' versions begin anywhere, so that those of a removed
    user of the same name stay ended."""
    return {
        "name": clean_name(name),
        "role": _role(role),
        "version": secrets.randbits(30),
        "now": ids.utc_now(),
    }


def _role(role: str) -> str:
    if role not in ROLES:
        raise UserError(
            wording("A role is one of {join}, not {role!r}."), join=", ".join(ROLES), role=role
        )
    return role


def _one(conn: db.Connection, query: str, values: Mapping[str, Any]) -> Account:
    """The account that a query changes; its parameter ``name`` says whose.

    Raises:
        UserError: there is no such user.
    """
    account = db.row(conn, Account, query, values)
    if account is None:
        raise UserError(wording("There is no user {name!r}."), name=values["name"])
    return account


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
