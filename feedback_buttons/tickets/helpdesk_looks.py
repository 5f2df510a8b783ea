"""Asks help desks for the status of their tickets: one that was solved there closes its case here.

A thread of the worker's; any number of workers may have one, a channel is in one hand at a time."""

import logging
import threading
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import psycopg

from feedback_buttons.channels import channel_list
from feedback_buttons.channels.channel_list import ChannelError
from feedback_buttons.channels.senders import Way
from feedback_buttons.outbox import outcomes
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list, ticket_status
from feedback_buttons.tickets.helpdesks import HelpdeskFailure, SignInLost

PAUSE = timedelta(minutes=2)  # from one look to the next
LEASE = timedelta(minutes=5)  # longer than a look may take
IDLE = 5.0  # seconds from one look to the next while nothing is due

log = logging.getLogger(__name__)


class _Look(NamedTuple):
    """A row of claim_look.sql."""

    id: int
    kind: str
    name: str
    settings: dict[str, Any]
    looked_to: datetime
    now: datetime


class _Open(NamedTuple):
    """A row of looked_tickets.sql."""

    id: int
    remote_id: str
    changed_at: datetime


def run(url: str, out: Way, stop: threading.Event) -> None:
    """Look at what is due until told to stop; outlasts a database that is away."""
    while not stop.is_set():
        try:
            with db.connect(url, autocommit=True) as connection:
                while not stop.is_set():
                    if not look(connection, out):
                        stop.wait(IDLE)
        except psycopg.Error as error:
            log.warning("help desks wait for the database: %s", str(error).strip())
            stop.wait(IDLE)


def look(connection: db.Connection, out: Way) -> bool:
    """Ask the help desk that is due, if there is one; whether there was.

    Raises:
        psycopg.Error: the database is away; it is asked again when its lease has ended.
    """
    values = {"kinds": list(helpdesk_list.HELPDESKS), "lease": LEASE}
    due = db.row(connection, _Look, "claim_look", values)
    if due is None:
        return False
    try:
        up_to = _asked(connection, out, due)
    except HelpdeskFailure as failure:
        if isinstance(failure, SignInLost):
            channel = channel_list.get(connection, due.id)
            channel_list.pause(connection, channel, helpdesk_list.SIGNED_OUT, by=due.name)
        _note(connection, due, failure.outcome)
    except ChannelError as error:
        _note(connection, due, AttemptOutcome("refused", reply=error.sentence))
    except Exception as error:  # a help desk's odd answer must not stop the others
        if connection.closed:
            raise
        log.error("asking %s failed by a fault of our own: %s", due.name, type(error).__name__)
        _note(
            connection,
            due,
            AttemptOutcome("later", reply=f"a fault of our own: {type(error).__name__}"),
        )
    else:
        _note(connection, due, None, up_to)
    return True


def _asked(connection: db.Connection, out: Way, due: _Look) -> datetime | None:
    """Close what was solved there; up to when it was asked, None for now. What changed here meanwhile stays as it is
    until the next look."""
    opened = _open(connection, due.id)
    if not opened:
        return None
    desk = helpdesk_list.opened(connection, out, due.id, due.kind, due.settings)
    seen = desk.statuses({ticket.remote_id for ticket in opened}, due.looked_to)
    still = set(_open(connection, due.id))
    for ticket in opened:
        if seen.states.get(ticket.remote_id, "open") != "open" and ticket in still:
            ticket_status.set_(connection, due.id, ticket.id, "solved", None)
    return seen.up_to


def _open(connection: db.Connection, channel: int) -> list[_Open]:
    return db.rows(connection, _Open, "looked_tickets", {"channel": channel})


def _note(
    connection: db.Connection,
    due: _Look,
    failure: AttemptOutcome | None,
    up_to: datetime | None = None,
) -> None:
    """Keep how it went: what is looked at next begins there, unless it failed."""
    after = timedelta(seconds=(failure.after if failure else None) or 1.0)
    reply = " ".join(filter(None, (str(failure.status or ""), failure.reply))) if failure else ""
    values: dict[str, object] = {
        "channel": due.id,
        "looked_to": None if failure else up_to or due.now,
        "after": after,
    }
    values |= {"pause": after if up_to else max(PAUSE, after), "reply": outcomes.one_line(reply)}
    connection.execute(db.query("note_look"), values)
