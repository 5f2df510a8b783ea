"""Tells those who were told of an answer that it changed, went or was erased: programs which event it was, people by a
message behind the first one, in the same thread where it is a mail. Not more often than a rule sends messages."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.alerts import alert_timing
from feedback_buttons.alerts.alert_rules import AlertRule
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.storage import db

PROGRAMS = ("webhook",)
PEOPLE = ("mail", "slack", "teams")
MOST = 100  # answers that one message can name


class _Recall(NamedTuple):
    """A row of recalled_alerts.sql."""

    id: int
    campaign: str
    gone: str
    channel: int


class _Correction(NamedTuple):
    """A row of corrected_alerts.sql."""

    batch: int
    channel: int
    campaign: str | None
    number: int
    events: list[int]


def queue(connection: db.Connection, rules: Sequence[AlertRule], now: datetime) -> int:
    """Put what is to be recalled and corrected into the outbox; how many messages."""
    return _recall(connection) + _correct(connection, rules, now)


def _recall(connection: db.Connection) -> int:
    with connection.transaction():
        recalls = db.rows(connection, _Recall, "recalled_alerts", {"kinds": list(PROGRAMS)})
        for recall in recalls:
            payload = {"event": str(recall.id), "became": recall.gone}
            outbox_messages.add(
                connection, recall.channel, "recall", payload, campaign=recall.campaign
            )
    return len(recalls)


def _correct(connection: db.Connection, rules: Sequence[AlertRule], now: datetime) -> int:
    awake = [rule.id for rule in rules if not alert_timing.is_quiet(now, rule.quiet, rule.clock)]
    values = {
        "kinds": list(PEOPLE), "rules": awake, "since": now - alert_timing.GAP, "most": MOST,
    }  # fmt: skip
    with connection.transaction():
        corrections = db.rows(connection, _Correction, "corrected_alerts", values)
        for due in corrections:
            payload = {"batch": due.batch, "events": due.events, "number": due.number}
            outbox_messages.add(
                connection, due.channel, "correction", payload, campaign=due.campaign
            )
    return len(corrections)
