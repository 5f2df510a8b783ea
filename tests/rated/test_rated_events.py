"""Settled answers go back to the mail tool: once each, as they stand, and what is gone is said to be."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from answers import Answer, put
from other_side import LOCAL, OtherSide, other_side
from person import Clock, Person

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.processes import sending
from feedback_buttons.rated import rated_feeds
from feedback_buttons.rated.rated_feeds import RatedFeedError
from feedback_buttons.recipients import erasure, references
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

NOW = ids.utc_now()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "other"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title(), touchpoint="delivery"))
        references.keep(connection, [7], ["zoe@example.com"], [{}], NOW)
        yield connection


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as side:
        yield side


@pytest.fixture
def settings(config: Config, conn: db.Connection, side: OtherSide) -> Config:
    settings = replace(config, local_networks=LOCAL)
    for name, kind in (("hook", "webhook"), ("mails", "klaviyo"), ("chat", "slack")):
        fields = {"url": side.url, "key": "pk_1", "comments": "yes" if kind == "webhook" else ""}
        channel_list.add(conn, name, kind, fields, settings.session_keys, local=LOCAL)
    return settings


@pytest.fixture
def zoe(settings: Config) -> Iterator[Person]:
    clock = Clock(NOW - timedelta(hours=1))
    app = create_app(settings, clock)
    person = Person(app.test_client(), clock)
    token = Tokens(settings.signing_keys, settings.pseudonym_key).sign("delay", 7, 0)
    person.open(f"/r/delay/{token}/02")
    yield person
    app.close()


def sent(conn: db.Connection, settings: Config, side: OtherSide) -> list[dict[str, Any]]:
    """What a round of the worker sends."""
    before = len(side.requests)
    rated_feeds.queue(conn, ids.utc_now())
    while sending.deliver_all(conn, settings):
        conn.execute("update channel set free_at = 'epoch'")
    return [json.loads(request.body) for request in side.requests[before:]]


def test_an_answer_goes_to_the_webhook_once_with_all_that_may_be_told(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    zoe.press(9)
    rated_feeds.add(conn, "hook")
    zoe.press(2, "Bel 06-12345678")
    (event,) = sent(conn, settings, side)
    assert sent(conn, settings, side) == []
    assert event["type"] == "answer.rated"
    data = event["data"]
    assert (data["campaign"], data["touchpoint"], data["score"], data["band"]) == (
        "delay",
        "delivery",
        2,
        "low",
    )
    assert (data["reference"], data["proof"], data["comment"]) == (
        "zoe@example.com",
        "pressed",
        "Bel [phone]",
    )


def test_klaviyo_gets_an_event_of_the_profile_that_is_the_same_when_it_comes_again(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    rated_feeds.add(conn, "mails", "delay")
    side.answers = ["store then drop", 202]
    zoe.press(2, "Kapot")
    rated_feeds.queue(conn, ids.utc_now())
    sending.deliver_all(conn, settings)
    conn.execute("update outbox_message set due_at = now()")
    conn.execute("update channel set free_at = 'epoch'")
    sending.deliver_all(conn, settings)
    first, second = (json.loads(request.body)["data"]["attributes"] for request in side.requests)
    assert first == second
    assert first["metric"]["data"]["attributes"] == {"name": "Rated"}
    assert first["profile"]["data"]["attributes"] == {"email": "zoe@example.com"}
    assert "comment" not in first["properties"]
    headers = side.requests[0].headers
    assert (headers["Authorization"], headers["revision"]) == ("Klaviyo-API-Key pk_1", "2026-10-15")


def test_who_has_no_reference_is_nobody_at_klaviyo(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    rated_feeds.add(conn, "mails")
    conn.execute("delete from recipient")
    zoe.press(2)
    assert sent(conn, settings, side) == []
    assert db.first_value(conn, "select count(*) from outbox_message") == 0


def test_an_answer_is_told_of_when_it_has_settled_and_not_if_it_went_before(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    rated_feeds.add(conn, "hook")
    zoe.see()
    settles = db.first_value(conn, "select max(settles_at) from rating")
    assert settles > NOW - timedelta(hours=1)
    conn.execute(
        "update rating set settles_at = now() + interval '1 hour' where state = 'settling'"
    )
    assert sent(conn, settings, side) == []
    zoe.press(3)
    (event,) = sent(conn, settings, side)
    assert event["data"]["score"] == 3
    conn.execute("update outbox_message set due_at = now() where state = 'waiting'")
    assert sent(conn, settings, side) == []


def test_what_is_erased_is_recalled_by_the_key_that_it_had(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    rated_feeds.add(conn, "hook")
    zoe.press(2)
    sent(conn, settings, side)
    erasure.erase(conn, 7)
    (event,) = sent(conn, settings, side)
    assert event["type"] == "event.recalled"
    assert event["data"] == {"event": side.requests[0].headers["webhook-id"], "became": "erased"}
    assert sent(conn, settings, side) == []
    rows = str(conn.execute("select row::text from outbox_message as row").fetchall())
    assert "zoe@" not in rows


def test_answers_of_other_campaigns_and_channels_stay(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    rated_feeds.add(conn, "hook", "other")
    zoe.press(2)
    assert sent(conn, settings, side) == []
    for name in ("chat", "hook"):
        with pytest.raises(RatedFeedError):
            rated_feeds.add(conn, name)
    rated_feeds.remove(conn, "hook")
    assert rated_feeds.list_(conn) == []
    with pytest.raises(RatedFeedError):
        rated_feeds.add(conn, "hook", "none")


def test_an_answer_that_comes_while_others_are_read_is_told_in_the_next_round(
    conn: db.Connection, settings: Config, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is noted as read is what was read: under load answers come in between."""
    rated_feeds.add(conn, "hook")
    add = rated_feeds._add
    came: list[int] = []

    def answer(connection: db.Connection, recipient: int) -> None:
        put(connection, "delay", Answer(recipient, 2, NOW))
        connection.execute(
            "with new as (update rating set changed = current_change() where recipient = %s returning *) "
            "insert into rating_change select campaign, changed, recipient, occasion, bucket from new",
            [recipient],
        )

    def meanwhile(*values: Any) -> int | None:  # noqa: ANN401
        if not came:
            came.append(8)
            with db.connect(database, autocommit=True) as other, other.transaction():
                answer(other, 8)
        return add(*values)

    with conn.transaction():
        answer(conn, 7)
    monkeypatch.setattr(rated_feeds, "_add", meanwhile)
    assert [rated_feeds.queue(conn, NOW) for _ in range(3)] == [1, 1, 0]
    rows = conn.execute("select recipient from outbox_message order by recipient").fetchall()
    assert (came, rows) == ([8], [(7,), (8,)])
    assert settings.local_networks
