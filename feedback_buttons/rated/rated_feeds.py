"""Which channels are told of each settled answer, and the messages for them; a round of the worker.

An answer that may still be taken back is put into the outbox for when it has settled: what it says is read then. One
that changed meanwhile has a message of its own, and the older one says nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.channels import channel_list
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.outbox.outbox_messages import AnswerKey
from feedback_buttons.storage import changes, db, engine

KINDS = ("webhook", "klaviyo")  # the kinds of channels that take answers
PAGE = 2_000  # changes of a campaign that are read in one transaction


class RatedFeedError(FeedbackError, ValueError):
    """A channel cannot be told of answers; the message says why."""

    code = "rated-feed-invalid"


@dataclass(frozen=True, slots=True)
class RatedFeed:
    """A channel that is told of the answers of a campaign, or of all; ``since`` is the change behind which it is."""

    channel: int
    name: str
    kind: str
    campaign: str | None
    since: int
    account: str
    made_at: datetime


class _Bound(NamedTuple):
    """A row of rated_bounds.sql."""

    campaign: str
    since: int
    until: int


class _Change(NamedTuple):
    """A row of rated_changes.sql."""

    campaign: str
    changed: int
    recipient: int
    occasion: int
    settles_at: datetime | None


class _Recalled(NamedTuple):
    """A row of recalled_answers.sql."""

    channel: int
    key: UUID
    campaign: str | None


def list_(connection: db.Connection) -> list[RatedFeed]:
    """All, by the channel's name."""
    return db.rows(connection, RatedFeed, "rated_feeds")


def add(
    connection: db.Connection,
    name: str,
    campaign: str | None = None,
    *,
    by: str = audit.COMMAND_LINE,
) -> None:
    """Tell the channel of this name of answers from now on.

    Raises:
        ChannelError: there is no such channel.
        RatedFeedError: it takes no answers, or gets them already; or there is no such campaign.
    """
    channel = channel_list.named(connection, name)
    if channel.kind not in KINDS:
        raise RatedFeedError(
            wording("Answers go to webhooks and Klaviyo; {name} is neither."), name=name
        )
    row = {"channel": channel.id, "campaign": campaign, "account": by, "now": ids.utc_now()}
    try:
        with connection.transaction():
            if db.value(connection, "add_rated_feed", row) is None:
                raise RatedFeedError(wording("{name} gets answers already."), name=name)
            audit.record(connection, by, "channel changed", channel.name, answers=campaign or "all")
    except psycopg.errors.ForeignKeyViolation as error:
        raise RatedFeedError(wording("There is no campaign {slug!r}."), slug=campaign) from error


def remove(connection: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Tell a channel of answers no more.

    Raises:
        RatedFeedError: it was not.
    """
    if db.value(connection, "remove_rated_feed", {"name": name}) is None:
        raise RatedFeedError(wording("{name} gets no answers."), name=name)
    audit.record(connection, by, "channel changed", name, answers="none")


def queue(connection: db.Connection, now: datetime) -> int:
    """Put what changed since the last round into the outbox; how many messages."""
    number = 0
    for feed in list_(connection):
        with connection.transaction():
            horizon = changes.progress(connection).horizon
            reach = {"channel": feed.channel, "limit": PAGE, "horizon": horizon}
            query = engine.which(connection, "rated_bounds", "rated_bounds_of_nodes")
            bounds = db.rows(connection, _Bound, query, reach)
            values = {"channel": feed.channel, "bounds": Jsonb([row._asdict() for row in bounds])}
            for change in db.rows(connection, _Change, "rated_changes", values):
                number += _add(connection, feed.channel, change, now) is not None
            # Up to what was read, not what there is by now: answers come in meanwhile.
            connection.execute(db.query("note_rated_looks"), values)
    return number + _recall(connection)


def _add(connection: db.Connection, channel: int, change: _Change, now: datetime) -> int | None:
    key = outbox_messages.key_of(
        "rated", channel, *(change.campaign, change.changed, change.recipient, change.occasion)
    )
    answer = AnswerKey(change.campaign, change.recipient, change.occasion)
    return outbox_messages.add(
        connection, channel, "rated", {"changed": str(change.changed)}, key=key, answer=answer,
        due_at=max(change.settles_at or now, now),
    )  # fmt: skip


def _recall(connection: db.Connection) -> int:
    """Tell programs of answers that they know and that were erased."""
    with connection.transaction():
        recalled = db.rows(connection, _Recalled, "recalled_answers")
        for answer in recalled:
            payload = {"event": str(answer.key), "became": "erased"}
            outbox_messages.add(
                connection, answer.channel, "recall", payload, campaign=answer.campaign
            )
    return len(recalled)
