"""Counts waiting, retried and dead messages for Prometheus; the database is asked at each report."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple

import psycopg
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from feedback_buttons.storage import db

# What messages are about. A label's values stand in the code: each has its line although nothing waits.
KINDS = (
    "alert",
    "correction",
    "digest",
    "erased ticket",
    "notice",
    "rated",
    "recall",
    "ticket",
)
STATES = ("waiting", "retried", "dead")


class _OpenMessages(NamedTuple):
    """A row of open_messages.sql."""

    kind: str
    state: str
    messages: int
    overdue: float


class OutboxGauges(Collector):
    """Tells of the outbox; tells nothing while the database is away, or not migrated yet.

    Args:
        connect: a connection for one question.
    """

    def __init__(self, connect: Callable[[], AbstractContextManager[db.Connection]]) -> None:
        self._connect = connect

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """As prometheus-client asks for them."""
        try:
            with self._connect() as connection:
                rows = db.rows(connection, _OpenMessages, "open_messages")
                stopped = db.column(connection, "stopped_channels")
        except psycopg.Error:
            return
        counted = {(row.kind, row.state): row.messages for row in rows}
        messages = GaugeMetricFamily(
            "feedback_messages",
            "Messages of the outbox that wait for their first attempt, are tried again, or are dead.",
            labels=("kind", "state"),
        )
        overdue = GaugeMetricFamily(
            "feedback_message_overdue_seconds",
            "For how long the message that has been due for longest is not sent; 0 where none is due.",
            labels=("kind",),
        )
        for kind in KINDS:
            for state in STATES:
                messages.add_metric((kind, state), counted.get((kind, state), 0))
            late = (row.overdue for row in rows if row.kind == kind)
            overdue.add_metric((kind,), max(late, default=0.0))
        yield messages
        yield overdue
        yield GaugeMetricFamily(
            "feedback_channels_stopped",
            "Channels whose other side takes nothing of ours any more: their messages wait for the team.",
            value=len(stopped),
        )
