"""One case, one ticket: asked for once, noted when the answer changes, closed by a signed call, erased with it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from answers import Answer, put
from flask.testing import FlaskClient
from other_side import LOCAL, OtherSide, other_side
from person import Clock, Person
from standardwebhooks.webhooks import Webhook as Signer
from werkzeug.test import TestResponse

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_opening
from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.processes import sending
from feedback_buttons.recipients import erasure
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.tickets import ticket_feeds
from feedback_buttons.tickets.ticket_feeds import TicketFeedError

NOW = ids.utc_now()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="delivery"))
        yield connection


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as side:
        side.reply = b'{"id": "T-1"}'
        yield side


@pytest.fixture
def settings(config: Config) -> Config:
    return replace(config, local_networks=LOCAL)


@pytest.fixture
def key(settings: Config, conn: db.Connection, side: OtherSide) -> str:
    fields = {"url": side.url, "comments": "yes"}
    _, secret = channel_list.add(
        conn, "desk", "webhook", fields, settings.session_keys, local=LOCAL
    )
    ticket_feeds.add(conn, "desk", score_to=3)
    return secret


@pytest.fixture
def zoe(settings: Config, key: str) -> Iterator[Person]:
    assert key
    clock = Clock(NOW - timedelta(hours=1))
    app = create_app(settings, clock)
    token = Tokens(settings.signing_keys, settings.pseudonym_key).sign("delay", 7, 0)
    visitor = Person(app.test_client(), clock)
    visitor.open(f"/r/delay/{token}/02")
    yield visitor
    app.close()


@pytest.fixture
def desk(settings: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    assert conn.info.dbname in str(settings.database_url)
    app = create_dashboard(settings)
    yield app.test_client()
    app.extensions["feedback_buttons"].close()


def round_(conn: db.Connection, settings: Config) -> int:
    """A round of the worker, and what was sent by it."""
    now = ids.utc_now()
    case_opening.look(conn, now)
    ticket_feeds.queue(conn, now)
    conn.execute("update channel set free_at = 'epoch'")
    sent = sending.deliver_all(conn, settings)
    ticket_feeds.queue(conn, now)
    return sent


def told(side: OtherSide) -> list[dict[str, Any]]:
    return [json.loads(request.body) for request in side.requests]


def call(
    desk: FlaskClient, key: str, channel: int, at: timedelta = timedelta(), **body: object
) -> TestResponse:
    """What the other side says of a ticket, signed."""
    text, now = json.dumps(body), ids.utc_now() + at
    headers = {"webhook-id": "m1", "webhook-timestamp": str(int(now.timestamp()))}
    headers["webhook-signature"] = Signer(key).sign("m1", now, text)
    return desk.post(f"/tickets/{channel}", data=text, headers=headers)


def test_a_case_has_one_ticket_and_what_comes_later_is_a_note(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    zoe.press(2, "Kapot, mail me at zoe@example.com")
    assert [round_(conn, settings) for _ in range(3)] == [1, 0, 0]
    zoe.press(1, "worse", had_comment="1")
    assert round_(conn, settings) == 1
    zoe.press(9)
    assert round_(conn, settings) == 1
    zoe.press(2)
    assert round_(conn, settings) == 1
    events = told(side)
    assert [event["type"] for event in events][:2] == ["ticket.opened", "ticket.changed"]
    assert len({event["data"]["ticket"] for event in events}) == 1
    assert events[0]["data"]["remote_id"] is None
    assert {event["data"]["remote_id"] for event in events[1:]} == {"T-1"}
    assert (events[0]["data"]["score"], events[0]["data"]["campaign"]) == (2, "delay")
    assert "zoe@" not in events[0]["data"]["comment"]
    assert db.first_value(conn, "select count(*) from ticket") == 1


def test_only_cases_that_are_wanted_and_come_later_have_tickets(
    conn: db.Connection, settings: Config, side: OtherSide, key: str
) -> None:
    assert key
    put(conn, "delay", *(Answer(number, number, at=NOW) for number in range(1, 7)))
    conn.execute("update rating set changed = current_change()")
    case_opening.look(conn, ids.utc_now())
    round_(conn, settings)
    assert all(event["data"]["score"] <= 3 for event in told(side))
    with pytest.raises(TicketFeedError):
        ticket_feeds.add(conn, "desk")
    ticket_feeds.remove(conn, "desk")
    with pytest.raises(TicketFeedError):
        ticket_feeds.remove(conn, "desk")


def test_a_ticket_that_was_solved_closes_its_case_and_nobody_is_told_so_again(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person, desk: FlaskClient, key: str
) -> None:
    zoe.press(2, "Kapot")
    round_(conn, settings)
    ticket = told(side)[0]["data"]["ticket"]
    channel = channel_list.named(conn, "desk").id
    assert told(side)[0]["data"]["status_url"].endswith(f"/tickets/{channel}")
    for changed in (True, False):
        answer = call(desk, key, channel, ticket=ticket, status="solved", remote_id="T-2")
        assert (answer.status_code, answer.json) == (200, {"changed": changed})
    row = conn.execute("select status, reason, closed_at is not null from comment").fetchall()
    assert row == [("closed", "solved", True)]
    assert db.first_value(conn, "select remote_id from ticket") == "T-2"
    assert round_(conn, settings) == 0


def test_what_nobody_signed_who_may_changes_nothing(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person, desk: FlaskClient, key: str
) -> None:
    zoe.press(2)
    round_(conn, settings)
    ticket = told(side)[0]["data"]["ticket"]
    channel = channel_list.named(conn, "desk").id
    other = channel_list.add(
        conn, "other", "webhook", {"url": side.url}, settings.session_keys, local=LOCAL
    )
    stranger = "whsec_" + "c3RyYW5nZXI="
    solved = {"ticket": ticket, "status": "solved"}
    refused = [
        call(desk, stranger, channel, **solved).status_code,
        call(desk, key, channel, timedelta(hours=-1), **solved).status_code,
        call(desk, key, 5, **solved).status_code,
        desk.post(f"/tickets/{channel}", json=solved).status_code,
        desk.post("/tickets/x", json=solved).status_code,
        call(desk, other[1], other[0].id, **solved).status_code,
        call(desk, key, channel, ticket=ticket, status="lost").status_code,
        call(desk, key, channel, ticket="x", status="solved").status_code,
        call(desk, key, channel, ticket=str(2**70), status="solved").status_code,
    ]
    assert refused == [401, 401, 401, 401, 401, 409, 409, 422, 422]
    assert db.first_value(conn, "select state from ticket") == "open"


def test_an_erased_answer_is_told_to_the_other_side_and_forgotten_here(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    zoe.press(2, "zoemark")
    round_(conn, settings)
    erasure.erase(conn, 7)
    assert round_(conn, settings) == 1
    last = told(side)[-1]
    assert last["type"] == "ticket.erased"
    assert last["data"] == {"ticket": told(side)[0]["data"]["ticket"], "remote_id": "T-1"}
    assert db.first_value(conn, "select count(*) from ticket") == 0


def test_a_call_that_was_lost_is_made_again_with_the_same_key(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    zoe.press(2)
    side.answers[:] = [503, "store then drop"]
    round_(conn, settings)
    for _ in range(2):
        conn.execute("update outbox_message set due_at = 'epoch' where state = 'waiting'")
        round_(conn, settings)
    keys = {request.headers["webhook-id"] for request in side.requests}
    assert (len(side.requests), len(keys)) == (3, 1)
