"""What Prometheus is told of messages: how many of each kind wait, are tried again and are dead, and since when."""

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from prometheus_client import CollectorRegistry

from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.outbox.outbox_gauges import KINDS, STATES, OutboxGauges
from feedback_buttons.processes import sending
from feedback_buttons.storage import db

LATE = "update outbox_message set due_at = now() - interval '1 h' where kind = 'rated'"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


def registry(conn: db.Connection) -> CollectorRegistry:
    asked = CollectorRegistry()
    asked.register(OutboxGauges(lambda: nullcontext(conn)))
    return asked


def add(conn: db.Connection) -> int:
    """A message of each kind, to a channel of its own; the channel."""
    values = {"url": "https://example.com/"}
    channel = channel_list.add(conn, "ops", "webhook", values, ("a key",))[0]
    for kind in KINDS:
        outbox_messages.add(conn, channel.id, kind)
    return channel.id


def test_messages_are_counted_by_kind_and_by_what_keeps_them(conn: db.Connection) -> None:
    add(conn)
    conn.execute("update outbox_message set state = 'dead' where kind = 'ticket'")
    conn.execute("update outbox_message set attempts = 2, state = 'sending' where kind = 'rated'")
    conn.execute("update outbox_message set state = 'sent' where kind = 'digest'")
    told = registry(conn)

    def number(kind: str, state: str) -> float | None:
        return told.get_sample_value("feedback_messages", {"kind": kind, "state": state})

    counted = {(kind, state): number(kind, state) for kind in KINDS for state in STATES}
    expected = {(kind, "waiting"): 1.0 for kind in KINDS if kind not in ("ticket", "digest")}
    expected |= {("ticket", "dead"): 1.0, ("rated", "retried"): 1.0, ("rated", "waiting"): 0.0}
    assert counted == dict.fromkeys(counted, 0.0) | expected


def test_what_is_due_and_not_sent_is_told_but_of_a_paused_channel(conn: db.Connection) -> None:
    channel = add(conn)

    def overdue(kind: str) -> float:
        name = "feedback_message_overdue_seconds"
        return registry(conn).get_sample_value(name, {"kind": kind}) or 0.0

    conn.execute("update outbox_message set due_at = now() + interval '1 h'")
    assert overdue("rated") == 0
    conn.execute(LATE)
    assert 3600 <= overdue("rated") < 3700
    assert overdue("ticket") == 0
    conn.execute("update channel set paused = 'by hand' where id = %s", [channel])
    assert overdue("rated") == 0


def test_a_database_that_is_away_keeps_nobody_from_the_other_metrics(database: str) -> None:
    gone = OutboxGauges(lambda: db.connect(f"{database}&port=1"))
    assert not list(gone.collect())


def test_every_kind_that_is_sent_is_counted(config: Config) -> None:
    assert set(KINDS) == {*sending._renders(config), "notice"}
