"""Takes messages from the outbox, has them sent and records the result; any number of workers may run this.

A message is claimed in one committed statement before anybody is called, and what came of the call is noted behind
it.
Who dies in between leaves it "sending": when its lease ends the next one takes it, and knows that it may have gone out.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg

from feedback_buttons.outbox import outcomes
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.storage import db

LEASE = timedelta(seconds=120)  # longer than any call may take
IDLE = 1.0  # seconds from one look to the next while nothing is due
_STATES = {"delivered": "sent", "refused": "dead"}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand and the channel that it goes to. ``attempts`` counts this one; ``unknown`` says that nobody
    knows how the attempt before ended: where the other side can be asked whether it has this key, it is asked first."""

    id: int
    key: UUID
    channel: int
    kind: str
    payload: dict[str, Any]
    campaign: str | None
    recipient: int | None
    occasion: int | None
    created_at: datetime
    attempts: int
    unknown: bool
    channel_kind: str
    channel_name: str
    sealed: bytes
    settings: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sender:
    """What sends to one kind of channel, and the pause from one message to the next, in seconds."""

    send: Callable[[db.Connection, Claimed], AttemptOutcome]
    pace: float = 0.0


Senders = Mapping[str, Sender]


def run(url: str, senders: Senders, stop: threading.Event) -> None:
    """Send what is due until told to stop; outlasts a database that is away."""
    while not stop.is_set():
        try:
            with db.connect(url, autocommit=True) as connection:
                while not stop.is_set():
                    if not deliver_one(connection, senders):
                        stop.wait(IDLE)
        except psycopg.Error as error:
            log.warning("messages wait for the database: %s", str(error).strip())
            stop.wait(IDLE * 5)


def deliver_one(connection: db.Connection, senders: Senders, lease: timedelta = LEASE) -> bool:
    """Try the message that is due, if there is one; whether there was.

    Raises:
        psycopg.Error: the database is away; the message is taken up again when its lease has ended.
    """
    message = db.row(connection, Claimed, "claim_message", {"lease": lease})
    if message is None:
        return False
    sender = senders.get(message.channel_kind)
    outcome = (
        _sent(connection, sender, message)
        if sender
        else AttemptOutcome("refused", reply="this version knows no such channel")
    )
    _settle(connection, message, outcome, sender.pace if sender else 0.0)
    return True


def _sent(connection: db.Connection, sender: Sender, message: Claimed) -> AttemptOutcome:
    """How sending went; a fault of our own is noted as such, and keeps no other message from being sent."""
    if message.unknown and message.attempts > len(outcomes.WAITS) + 1:
        return AttemptOutcome("refused", reply="no attempt was ever seen through")
    try:
        return sender.send(connection, message)
    except Exception as error:  # a message must not stop the others
        if connection.closed:
            raise
        # Only of what kind, and where: its text may hold what the message says, or where it goes.
        place = traceback.extract_tb(error.__traceback__)[-1]
        fault = f"{type(error).__name__} in {place.name}, line {place.lineno}"
        log.error("a message to %s failed by a fault of our own: %s", message.channel_name, fault)
        return AttemptOutcome("later", reply=f"a fault of our own: {fault}")


def _settle(
    connection: db.Connection, message: Claimed, outcome: AttemptOutcome, pace: float
) -> None:
    if outcome.result == "unsaid":
        hand = {"id": message.id, "number": message.attempts}
        connection.execute(db.query("drop_message"), hand)
        return
    wait = (
        outcomes.next_wait(message.attempts, outcome.after) if outcome.result == "later" else None
    )
    state = "waiting" if wait else _STATES.get(outcome.result, "dead")
    if state == "dead":
        log.error("a message to %s is dead: %s", message.channel_name, outcome.status)
    clean = replace(outcome, reply=outcomes.one_line(outcome.reply))
    values: dict[str, object] = {
        "id": message.id, "number": message.attempts, "state": state, "wait": wait or timedelta(),
        "pace": timedelta(seconds=max(pace, outcome.after or 0.0)), "outcome": clean.result,
        "status": clean.status, "reply": clean.reply, "remote_id": clean.remote_id,
    }  # fmt: skip
    db.value(connection, "settle_message", values)
