"""A channel whose other side takes nothing of ours any more stops and says so; its messages wait, and go out when it is
mended."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace

import pytest
from other_side import LOCAL, OtherSide, other_side
from prometheus_client import CollectorRegistry

from feedback_buttons.channels import channel_list
from feedback_buttons.channels.notices import Notice
from feedback_buttons.config.settings import Config
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.outbox.outbox_gauges import OutboxGauges
from feedback_buttons.processes import sending
from feedback_buttons.processes.checks import channels_check
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list

NOTICE = Notice("test", "A test", data={"n": 1}).payload()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as side:
        yield side


@pytest.fixture
def settings(config: Config) -> Config:
    return replace(config, local_networks=LOCAL)


def waiting(conn: db.Connection, settings: Config, side: OtherSide, kind: str) -> None:
    """Three messages to a channel "out" of this kind."""
    fields = {"url": side.url, "key": "pk_1"}
    channel, _ = channel_list.add(conn, "out", kind, fields, settings.session_keys, local=LOCAL)
    for _ in range(3):
        outbox_messages.add(conn, channel.id, "notice", NOTICE)


def deliver(conn: db.Connection, settings: Config) -> dict[str, int]:
    """Send what is due, without the pauses; how many messages there are then, by state."""
    conn.execute("update outbox_message set due_at = now() where state = 'waiting'")
    conn.execute("update channel set free_at = 'epoch'")
    while sending.deliver_all(conn, settings):
        conn.execute("update channel set free_at = 'epoch'")
    return {state: number for state, number in outbox_messages.counts(conn).items() if number}


def gauge(conn: db.Connection) -> float | None:
    asked = CollectorRegistry()
    asked.register(OutboxGauges(lambda: nullcontext(conn)))
    return asked.get_sample_value("feedback_channels_stopped")


@pytest.mark.parametrize(
    ("kind", "status", "reason"),
    [
        ("klaviyo", 401, channel_list.SIGNED_OUT),
        ("klaviyo", 403, channel_list.SIGNED_OUT),
        ("webhook", 401, channel_list.TURNED_AWAY),
        ("webhook", 410, channel_list.TURNED_AWAY),
        ("slack", 404, channel_list.TURNED_AWAY),
        ("teams", 410, channel_list.TURNED_AWAY),
    ],
)
def test_a_channel_that_is_turned_away_stops_and_its_messages_go_out_when_it_is_mended(
    conn: db.Connection, settings: Config, side: OtherSide, kind: str, status: int, reason: str
) -> None:
    waiting(conn, settings, side, kind)
    assert (channels_check.look(conn).ok, gauge(conn)) == (True, 0)
    side.answers = [status]
    assert deliver(conn, settings) == {"waiting": 3}
    assert (len(side.requests), channel_list.named(conn, "out").paused) == (1, reason)
    finding = channels_check.look(conn)
    assert (finding.ok, "out" in finding.message, gauge(conn)) == (False, True, 1)
    channel_list.pause(conn, channel_list.named(conn, "out"), None)
    assert deliver(conn, settings) == {"sent": 3}
    assert (channels_check.look(conn).ok, gauge(conn)) == (True, 0)


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_what_a_webhook_says_of_one_message_stops_no_other(
    conn: db.Connection, settings: Config, side: OtherSide, status: int
) -> None:
    waiting(conn, settings, side, "webhook")
    side.answers = [status]
    assert deliver(conn, settings) == {"dead": 1, "sent": 2}
    assert channel_list.named(conn, "out").paused is None


def test_klaviyo_is_called_with_the_key_that_it_is_given_anew(
    conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    waiting(conn, settings, side, "klaviyo")
    side.answers = [401]
    deliver(conn, settings)
    channel = channel_list.named(conn, "out")
    helpdesk_list.sign_in(conn, channel, "pk_2", settings.session_keys, by="admin")
    assert deliver(conn, settings) == {"sent": 3}
    keys = [request.headers["Authorization"] for request in side.requests]
    assert keys == ["Klaviyo-API-Key pk_1", *["Klaviyo-API-Key pk_2"] * 3]


def test_a_channel_that_somebody_paused_is_none_that_was_turned_away(
    conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    waiting(conn, settings, side, "webhook")
    side.answers = [410]
    channel_list.pause(conn, channel_list.named(conn, "out"), channel_list.BY_HAND)
    assert deliver(conn, settings) == {"waiting": 3}
    assert (len(side.requests), channels_check.look(conn).ok) == (0, True)
