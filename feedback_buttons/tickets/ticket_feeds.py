"""Which channels get tickets, and the messages that ask for them; a round of the worker.

A case has one ticket at a channel, however often it is opened again: what comes later is a note to it. The first
message's key is the ticket's own, so that a second try is known at the other side.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.cases import case_events
from feedback_buttons.cases.case_events import CaseEvent, EventPlace
from feedback_buttons.channels import channel_list
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.outbox.outbox_messages import AnswerKey
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list

KINDS = ("webhook", *helpdesk_list.HELPDESKS)  # the kinds of channels that take tickets
KIND = "ticket"  # of the messages
ERASED = "erased ticket"
PAGE = 500  # events of cases that are read at once

_ids = ids.Ids()


class TicketFeedError(FeedbackError, ValueError):
    """A channel cannot get tickets; the message says why."""

    code = "ticket-feed-invalid"


@dataclass(frozen=True, slots=True)
class TicketFeed:
    """A channel that gets a ticket for each case of a campaign, of a touchpoint, or of all, with a score up to one (as
    it is stored); read up to ``changed`` and ``case_event``. ``look_reply`` is what a help desk said when it
    could not tell how its tickets stand, "" where it could."""

    channel: int
    name: str
    kind: str
    campaign: str | None
    touchpoint: str | None
    score_to: int | None
    account: str
    made_at: datetime
    changed: int
    case_event: int
    look_reply: str

    def covers(self, event: CaseEvent, touchpoint: str) -> bool:
        """Whether a case that was opened is to have a ticket here."""
        low = self.score_to is None or (event.score is not None and event.score <= self.score_to)
        return (
            low
            and self.campaign in (None, event.campaign)
            and self.touchpoint in (None, touchpoint)
        )


class _Ticket(NamedTuple):
    """A row of ticket_of_case.sql."""

    id: int
    key: UUID
    state: str


class _Erased(NamedTuple):
    """A row of erased_tickets.sql."""

    id: int
    channel: int
    campaign: str
    remote_id: str | None


def list_(connection: db.Connection) -> list[TicketFeed]:
    """All, by the channel's name."""
    return db.rows(connection, TicketFeed, "ticket_feeds")


def add(
    connection: db.Connection,
    name: str,
    *,
    campaign: str | None = None,
    touchpoint: str | None = None,
    score_to: int | None = None,
    by: str = audit.COMMAND_LINE,
) -> None:
    """Send the channel of this name a ticket for each case that is opened from now on.

    Raises:
        ChannelError: there is no such channel.
        TicketFeedError: it takes no tickets, or gets them already; or there is no such campaign or score.
    """
    channel = channel_list.named(connection, name)
    if channel.kind not in KINDS:
        raise TicketFeedError(
            wording("Tickets go to help desks and signed webhooks; {name} is none."), name=name
        )
    if score_to is not None and score_to not in scales.ANY:
        raise TicketFeedError(wording("Scores are from 0 to 10."))
    touchpoint = (touchpoint or "").strip() or None
    whose = {"channel": channel.id, "campaign": campaign, "touchpoint": touchpoint}
    row = {**whose, "score_to": score_to, "account": by, "now": ids.utc_now()}
    try:
        with connection.transaction():
            if db.value(connection, "add_ticket_feed", row) is None:
                raise TicketFeedError(wording("{name} gets tickets already."), name=name)
            audit.record(connection, by, "channel changed", channel.name, tickets=campaign or "all")
    except psycopg.errors.ForeignKeyViolation as error:
        raise TicketFeedError(wording("There is no campaign {slug!r}."), slug=campaign) from error


def remove(connection: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Send a channel no more tickets, nor notes to those that it has.

    Raises:
        TicketFeedError: it gets none.
    """
    if db.value(connection, "remove_ticket_feed", {"name": name}) is None:
        raise TicketFeedError(wording("{name} gets no tickets."), name=name)
    audit.record(connection, by, "channel changed", name, tickets="none")


def queue(connection: db.Connection, now: datetime) -> int:
    """Put what became of cases since the last round into the outbox; how many messages."""
    connection.execute(db.query("note_remote_tickets"))
    feeds = list_(connection)
    listed = campaigns.list_(connection) if feeds else ()
    touchpoints = {campaign.slug: campaign.touchpoint or "" for campaign in listed}
    number = 0
    for feed in feeds:
        with connection.transaction():
            number += _read(connection, feed, touchpoints, now)
    return number + _tell_erased(connection)


def _read(
    connection: db.Connection, feed: TicketFeed, touchpoints: dict[str, str], now: datetime
) -> int:
    """Ask for tickets of what happened since a feed was last read, and note on those that there are."""
    place, number = EventPlace(feed.changed, feed.case_event), 0
    while events := case_events.since(connection, place, PAGE):
        place = events[-1].place
        for event in events:
            if event.campaign in touchpoints and event.did != "erased":
                number += _tell(connection, feed, event, touchpoints[event.campaign], now)
    values = {"channel": feed.channel, "changed": place.changed, "case_event": place.id}
    connection.execute(db.query("note_ticket_feed"), values)
    return number


def _tell(
    connection: db.Connection, feed: TicketFeed, event: CaseEvent, touchpoint: str, now: datetime
) -> int:
    case = {"channel": feed.channel, "campaign": event.campaign}
    case |= {"recipient": event.recipient, "occasion": event.occasion}
    ticket = db.row(connection, _Ticket, "ticket_of_case", case)
    did = event.did
    if ticket is None:
        if did not in ("opened", "reopened") or not feed.covers(event, touchpoint):
            return 0
        id, _ = _ids.next()
        key = outbox_messages.key_of("ticket", id)
        connection.execute(
            db.query("add_ticket"), {**case, "id": id, "key": key, "score": event.score, "now": now}
        )
        ticket, did = _Ticket(id, key, "open"), "opened"
    elif did == "closed" and ticket.state == "solved":
        return 0  # it was closed from there
    else:
        key = outbox_messages.key_of("ticket", ticket.id, event.changed, event.id)
        if did == "reopened":
            reopened = {"channel": feed.channel, "ticket": ticket.id, "state": "open"}
            connection.execute(db.query("set_ticket"), reopened | {"remote_id": None})
    answer = AnswerKey(event.campaign, event.recipient, event.occasion)
    payload = {"ticket": str(ticket.id), "did": did}
    message = outbox_messages.add(connection, feed.channel, KIND, payload, key=key, answer=answer)
    return int(message is not None)


def _tell_erased(connection: db.Connection) -> int:
    """Tell the other side of tickets whose answers were erased, and forget them."""
    with connection.transaction():
        erased = db.rows(connection, _Erased, "erased_tickets")
        for ticket in erased:
            payload = {"ticket": str(ticket.id), "remote_id": ticket.remote_id}
            outbox_messages.add(
                connection, ticket.channel, ERASED, payload, campaign=ticket.campaign
            )
    return len(erased)
