"""The messages of the outbox: added with what they belong to, listed, replayed, deleted."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.storage import db

State = Literal["waiting", "sending", "sent", "dead"]
STATES: tuple[State, ...] = ("waiting", "sending", "sent", "dead")
PAGE = 50
KEPT = timedelta(days=30)  # for how long what is over can be looked at
_SPACE = uuid.UUID(
    "6f0f3a9e-0d6b-5a0e-9c1b-2f4f6b8d7c10"
)  # of our keys, so that they are nobody else's

_ids = ids.Ids()


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as operators see it, with how its last attempt ended. ``kind`` says what it is about, ``channel`` is
    the channel's name."""

    id: int
    key: uuid.UUID
    channel: str
    channel_kind: str
    kind: str
    campaign: str | None
    state: State
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    remote_id: str | None
    outcome: str | None
    status: int | None
    reply: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call of the other side; without an end nobody knows how it ended."""

    number: int
    began_at: datetime
    ended_at: datetime | None
    outcome: str | None
    status: int | None
    reply: str


class _Count(NamedTuple):
    """A row of outbox_counts.sql."""

    state: str
    messages: int


class AnswerKey(NamedTuple):
    """Whose answer on which occasion a message is about."""

    campaign: str
    recipient: int
    occasion: int


def key_of(*parts: object) -> uuid.UUID:
    """The same key for the same parts: what is added a second time is known by it.

    >>> key_of("alert", 7) == key_of("alert", 7), key_of("alert", 7) == key_of("alert", 71)
    (True, False)
    """
    return uuid.uuid5(_SPACE, "\0".join(map(str, parts)))


def add(
    connection: db.Connection,
    channel: int,
    kind: str,
    payload: Mapping[str, Any] | None = None,
    *,
    key: uuid.UUID | None = None,
    campaign: str | None = None,
    answer: AnswerKey | None = None,
    due_at: datetime | None = None,
) -> int | None:
    """Put a message into the outbox, in the same transaction as the event that it reports.

    Args:
        channel: the channel's id.
        kind: what makes its words when it is sent; "notice" has them in its payload.
        payload: what that needs, as JSON. Of recipients nothing but what stands in ``answer``: erasures find it there.
        key: known at the other side, where it takes one, so that nothing is made twice; see :func:`key_of`.
        campaign: whose message it is; with it, it goes.
        answer: the answer that it is about.
        due_at: not before then.

    Returns:
        Its id; None where a message of this key stands already.
    """
    id, now = _ids.next()
    row = {"id": id, "key": key or uuid.uuid4(), "channel": channel, "kind": kind, "now": now}
    row |= {"payload": Jsonb(dict(payload or {})), "due_at": due_at or now}
    row |= {"campaign": answer.campaign if answer else campaign}
    row |= {"recipient": answer.recipient, "occasion": answer.occasion} if answer else {}
    row |= {"bucket": ids.bucket(answer.recipient) if answer else None}
    message: int | None = db.value(
        connection, "add_message", {"recipient": None, "occasion": None} | row
    )
    return message


def list_(
    connection: db.Connection,
    *,
    state: str | None = None,
    channel: str | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[Listed]:
    """Messages, newest first; of one state or of the channel of one name, where they are named."""
    values = {"state": state, "channel": channel, "before": before or audit.END, "limit": limit}
    return db.rows(connection, Listed, "outbox_messages", values)


def attempts(connection: db.Connection, message: int) -> list[Attempt]:
    """The attempts at a message, in order."""
    return db.rows(connection, Attempt, "outbox_attempts", {"message": message})


def counts(connection: db.Connection) -> dict[str, int]:
    """The number of messages in each state; all states are in it."""
    rows = db.rows(connection, _Count, "outbox_counts")
    return dict.fromkeys(STATES, 0) | {row.state: row.messages for row in rows}


def replay(
    connection: db.Connection,
    *,
    id: int | None = None,
    channel: str | None = None,
    by: str = audit.COMMAND_LINE,
) -> int:
    """Let dead messages be tried again from the first wait on: one, or all of a channel, or all. How many."""
    messages = db.column(connection, "replay_messages", {"id": id, "channel": channel})
    if messages:
        audit.record(connection, by, "messages replayed", channel or "", messages=len(messages))
    return len(messages)


def forget(connection: db.Connection, now: datetime) -> int:
    """Throw away what has been over for longer than KEPT; return how many messages."""
    return connection.execute(db.query("forget_messages"), {"before": now - KEPT}).rowcount
