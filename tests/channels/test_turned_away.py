"""A channel whose other side takes nothing of ours any more stops and says so; its messages wait, and go out when it is
mended."""

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace

import pytest
from other_side import LOCAL, OtherSide, other_side
from prometheus_client import CollectorRegistry

from feedback_buttons.accounts import audit
from feedback_buttons.channels import channel_list, channel_moves
from feedback_buttons.channels.channel_list import ChannelError
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


@pytest.mark.parametrize("kind", ["webhook", "slack", "teams"])
def test_what_waits_goes_to_the_address_that_a_channel_is_given_anew(
    conn: db.Connection, settings: Config, side: OtherSide, kind: str
) -> None:
    waiting(conn, settings, side, kind)
    side.answers = [410]
    deliver(conn, settings)
    conn.execute("update outbox_message set due_at = now() + interval '1 day' where attempts > 0")
    keys = settings.session_keys
    before = channel_list.opened_of(conn, channel_list.named(conn, "out").id, keys)
    with other_side() as new:
        move(conn, settings, new.url)
        due = "select count(*) from outbox_message where due_at > now() and attempts > 0"
        assert conn.execute(due).fetchone() == (0,)
        assert deliver(conn, settings) == {"sent": 3}
        assert (len(side.requests), len(new.requests)) == (1, 3)
    after = channel_list.opened_of(conn, channel_list.named(conn, "out").id, keys)
    assert after == before | {"url": new.url}  # with the keys that it signs with
    told = audit.page(conn).entries[0]
    assert (told.did, told.detail) == ("channel changed", {"address": "127.0.0.1"})


def move(conn: db.Connection, settings: Config, address: str) -> None:
    channel = channel_list.named(conn, "out")
    channel_moves.move(conn, channel, address, settings.session_keys, local=LOCAL)


@pytest.mark.parametrize("reason", [channel_list.BY_HAND, channel_list.UNSUBSCRIBED])
def test_a_new_address_lets_no_channel_go_on_that_a_person_stopped(
    conn: db.Connection, settings: Config, reason: str
) -> None:
    fields = {"to": "a@example.com", "language": "nl", "comments": "yes"}
    channel, _ = channel_list.add(conn, "out", "mail", fields, settings.session_keys)
    outbox_messages.add(conn, channel.id, "notice", NOTICE)
    channel_list.pause(conn, channel, reason)
    later = "update outbox_message set due_at = now() + interval '1 day' returning due_at"
    due = conn.execute(later).fetchone()
    move(conn, settings, "b@example.com")
    moved = channel_list.named(conn, "out")
    assert moved.settings == {
        "language": "nl",
        "comments": True,
        "to": "b@example.com",
        "moved": True,
    }
    assert (moved.paused, moved.waiting) == (reason, 1)
    assert conn.execute("select due_at from outbox_message").fetchone() == due  # as it was planned


@pytest.mark.parametrize(
    ("kind", "fields", "address"),
    [
        ("zendesk", {"client": "c", "client_secret": "s"}, "acme-new"),
        ("freshdesk", {"number_field": "cf_n", "by_number": "yes"}, "acme-new"),
        ("zoho", {"client": "c", "client_secret": "s", "org": "1", "department": "2",
                  "number_field": "cf_n", "score_field": "cf_s"}, "eu"),
    ],
)  # fmt: skip
def test_a_help_desk_keeps_its_key_at_its_new_address_and_no_token_of_the_old_one(
    conn: db.Connection, settings: Config, kind: str, fields: dict[str, str], address: str
) -> None:
    keys, old = settings.session_keys, "com" if kind == "zoho" else "acme"
    channel, _ = channel_list.add(conn, "out", kind, fields | {"url": old, "key": "k"}, keys)
    before = channel_list.renewed(conn, channel.id, keys, lambda kept: kept | {"access": "old"})
    move(conn, settings, address)
    after = channel_list.opened_of(conn, channel.id, keys)
    addresses = {name for name, value in before.items() if after.get(name) != value}
    assert addresses == {"access", "url"} | ({"accounts"} if kind == "zoho" else set())
    settings_now = channel_list.named(conn, "out").settings
    assert settings_now.pop("host") != channel.settings["host"]
    assert settings_now == {k: v for k, v in channel.settings.items() if k != "host"}


def test_an_address_that_is_none_changes_nothing(conn: db.Connection, settings: Config) -> None:
    fields = {"url": "https://example.com/x"}
    channel_list.add(conn, "out", "slack", fields, settings.session_keys)
    with pytest.raises(Exception, match="no address of the web"):
        move(conn, settings, "nowhere")
    assert channel_list.named(conn, "out").settings["host"] == "example.com"
    channel_list.remove(conn, "out")
    channel_list.add(conn, "out", "klaviyo", {"key": "pk"}, settings.session_keys)
    with pytest.raises(ChannelError):
        move(conn, settings, "https://example.com/x")
