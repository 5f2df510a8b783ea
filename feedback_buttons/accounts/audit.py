"""The audit trail: who signed in, who took data away, who changed what.

An entry names the user, or COMMAND_LINE, and never a recipient.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from psycopg.types.json import Jsonb

from feedback_buttons.base import ids
from feedback_buttons.storage import db

COMMAND_LINE = "command line"  # no user can have this name
PAGE = 50
Did = Literal[
    "signed in",
    "sign-in failed",
    "signed out",
    "signed out everywhere",
    "trail exported",
    "user added",
    "user removed",
    "role changed",
    "password changed",
    "sign-in link made",
    "campaign added",
    "campaign changed",
    "campaign closed",
    "campaign opened",
    "campaign deleted",
    "target set",
    "rest set",
    "touchpoints ordered",
    "marker added",
    "marker removed",
    "recipients signed",
    "test mail sent",
    "answers exported",
    "comments exported",
    "answer overruled",
    "recipient erased",
    "recipient exported",
    "key made",
    "key revoked",
    "screen shared",
    "screen revoked",
    "outcomes told",
    "page shared",
    "page revoked",
    "tool key made",
    "tool key revoked",
    "webhook made",
    "webhook changed",
    "webhook removed",
    "case rule added",
    "case rule removed",
    "cases exported",
    "topic added",
    "topic changed",
    "topic removed",
    "scenario saved",
    "scenario removed",
    "messages replayed",
    "channel added",
    "channel changed",
    "channel removed",
    "channel tested",
    "alert rule added",
    "alert rule removed",
]

_ids = ids.Ids()
END = 2**63 - 1  # behind every id


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that somebody did, to what, and what is to be known about it."""

    id: int
    at: datetime
    account: str
    did: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Entries, newest first; those after ``next`` go on, None at the end."""

    entries: tuple[Entry, ...]
    next: int | None


def record(
    connection: db.Connection,
    account: str,
    did: Did,
    subject: str = "",
    **detail: Any,  # noqa: ANN401 (JSON)
) -> None:
    """Add an entry; call it in the transaction of what it tells of.

    Args:
        account: the user's name, or COMMAND_LINE.
        subject: what was touched: a campaign's slug, a user, a key's name. Never a recipient.
        detail: what else is to be known, as JSON.
    """
    id, at = _ids.next()
    row = {"id": id, "at": at, "account": account, "did": did, "subject": subject}
    connection.execute(db.query("record_audit"), row | {"detail": Jsonb(detail)})


def page(
    connection: db.Connection,
    *,
    before: int | None = None,
    account: str | None = None,
    did: str | None = None,
    limit: int = PAGE,
) -> AuditPage:
    """At most so many entries, newest first; of one user and one kind only, if given."""
    values = {"before": before or END, "account": account, "did": did, "limit": limit + 1}
    entries = db.rows(connection, Entry, "audit_page", values)
    more = len(entries) > limit
    return AuditPage(tuple(entries[:limit]), entries[limit - 1].id if more else None)


def forget(connection: db.Connection, now: datetime, days: int) -> int:
    """Drop the entries that are older than so many days; return how many."""
    before = ids.first_id(now - timedelta(days=days))
    return connection.execute(db.query("forget_audit"), {"before": before}).rowcount


def changes(before: object, after: object) -> dict[str, list[Any]]:
    """What differs between two dataclasses of the same kind: [old, new] by field; times as text."""
    fields = type(before).__dataclass_fields__  # type: ignore[attr-defined]
    pairs = {name: [getattr(before, name), getattr(after, name)] for name in fields}
    return {
        name: [value.isoformat() if isinstance(value, datetime) else value for value in pair]
        for name, pair in pairs.items()
        if pair[0] != pair[1]
    }
