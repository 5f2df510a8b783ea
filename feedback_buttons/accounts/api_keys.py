"""The keys of the API: made once, shown once, kept as a hash, each good for some things only."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.storage import db

Scope = Literal[
    "campaigns:read",
    "campaigns:write",
    "tokens",
    "deliveries",
    "answers",
    "references",
    "alerts:read",
    "alerts:write",
    "cases:read",
    "cases:write",
]
SCOPES: tuple[Scope, ...] = get_args(Scope)
MEANS: Mapping[Scope, str] = {
    "campaigns:read": "see campaigns and their score",
    "campaigns:write": "make, change and close campaigns",
    "tokens": "sign recipients and make snippets",
    "deliveries": "say how many mails were delivered",
    "answers": "read ratings and comments",
    "alerts:read": "see channels, rules of alerts and the messages that leave",
    "alerts:write": "make, pause and remove channels and rules, send messages again",
    "references": "with answers and cases: whose they are, where that is kept",
    "cases:read": "read cases and what was done about them",
    "cases:write": "take, note, tag, snooze and close cases",
}
PREFIX = "fbk_"  # so that people, and programs that search for secrets, know one when they see it
_ids = ids.Ids()


class ApiKeyError(FeedbackError):
    """A key cannot be made or revoked; the message says why."""

    code = "api-key-invalid"


@dataclass(frozen=True, slots=True)
class Key:
    """A key, without its secret."""

    id: int
    name: str
    scopes: list[str]
    created_at: datetime
    created_by: str
    used_at: datetime | None
    revoked_at: datetime | None


def add(
    connection: db.Connection, name: str, scopes: Iterable[str], account: str
) -> tuple[Key, str]:
    """Make a key; its secret is returned here and never again.

    Args:
        name: what or who it is for.
        scopes: of SCOPES.
        account: who makes it, for the audit trail.

    Raises:
        ApiKeyError: the name or a scope is wrong, or the name is in use.
    """
    cleaned, chosen = " ".join(name.split()), sorted(set(scopes))
    if not (0 < len(cleaned) <= 64 and cleaned.isprintable()):
        raise ApiKeyError(wording("A key's name needs 1 to 64 printable characters."))
    if not chosen or not set(chosen) <= set(SCOPES):
        raise ApiKeyError(
            wording("A key needs one or more of these scopes: {known}."), known=", ".join(SCOPES)
        )
    secret = PREFIX + secrets.token_urlsafe(32)
    id, now = _ids.next()
    row = {"id": id, "name": cleaned, "hash": _digest(secret), "scopes": chosen}
    key = db.row(connection, Key, "add_api_key", row | {"now": now, "account": account})
    if key is None:
        raise ApiKeyError(
            wording(
                "There is a key {cleaned!r} already. Revoke it first, or name this one otherwise."
            ),
            cleaned=cleaned,
        )
    audit.record(connection, account, "key made", cleaned, scopes=chosen)
    return key, secret


def list_(connection: db.Connection) -> list[Key]:
    """All keys, revoked ones too, newest first."""
    return db.rows(connection, Key, "api_keys")


def revoke(connection: db.Connection, name: str, account: str) -> bool:
    """Revoke the key of this name at once; False if there was none."""
    values = {"name": " ".join(name.split()), "now": ids.utc_now()}
    revoked = connection.execute(db.query("revoke_api_key"), values).rowcount > 0
    if revoked:
        audit.record(connection, account, "key revoked", str(values["name"]))
    return revoked


def find(connection: db.Connection, secret: str) -> Key | None:
    """The key with this secret, if it is good; remembers that it was used."""
    key = db.row(connection, Key, "api_key", {"hash": _digest(secret)})
    if key is not None:
        connection.execute(db.query("use_api_key"), {"id": key.id, "now": ids.utc_now()})
    return key


def _digest(secret: str) -> bytes:
    """Its secret is random and long, so that a plain hash cannot be guessed back."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
