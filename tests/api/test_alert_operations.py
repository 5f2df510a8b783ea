"""Channels, alert rules and messages over the API: read, made, switched off, sent again; no secret is told twice."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback_buttons.accounts import api_keys
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.storage import db

HOOK = "https://hooks.example.com/services/T0/B0/hush"


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


@pytest.fixture
def program(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    app = create_app(config)
    _, secret = api_keys.add(conn, "program", ["alerts:read", "alerts:write"], "anna")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    yield client
    app.extensions["feedback_buttons"].close()


def post(program: FlaskClient, path: str, **body: object) -> TestResponse:
    return program.post(f"/api/v1{path}", json=body)


def test_a_channel_is_asked_for_answers_and_tickets_as_the_page_does_it(
    program: FlaskClient,
) -> None:
    post(program, "/channels", name="hook", kind="webhook", url=HOOK)
    wish = {"touchpoint": " delivery ", "score_to": 3}
    tickets = post(program, "/channels/tickets", name="hook", **wish).json["tickets"]
    assert (tickets["touchpoint"], tickets["score_to"], tickets["campaign"]) == (
        "delivery",
        3,
        None,
    )
    answers = post(program, "/channels/answers", name="hook", campaign="delay").json["answers"]
    assert (answers["campaign"], answers["account"]) == ("delay", "key program")
    (listed,) = program.get("/api/v1/channels").json["channels"]
    assert (listed["tickets"], listed["answers"]) == (tickets, answers)
    for path, body in (
        ("/channels/tickets", {"name": "hook"}),  # it gets them already
        ("/channels/tickets", {"name": "none"}),
        ("/channels/answers", {"name": "hook", "campaign": "none"}),
    ):
        assert post(program, path, **body).status_code == 409, path
    assert post(program, "/channels/tickets", name="hook", score_to=11).status_code == 422
    for path in ("/channels/tickets", "/channels/answers"):
        off = post(program, path, name="hook", wanted=False)
        assert off.json[path.rpartition("/")[2]] is None
        assert post(program, path, name="hook", wanted=False).status_code == 409
    post(program, "/channels", name="mail", kind="mail", to="team@example.com")
    assert post(program, "/channels/tickets", name="mail").status_code == 409


def test_a_channel_is_made_paused_and_removed_and_its_secrets_are_not_told_again(
    program: FlaskClient, conn: db.Connection
) -> None:
    made = post(program, "/channels", name="hook", kind="webhook", url=HOOK)
    assert made.status_code == 201
    assert made.json["signing_key"].startswith("whsec_")
    assert made.json["host"] == "hooks.example.com"
    assert post(program, "/channels/pause", name="hook", paused=True).json["paused"] == "paused"
    there = f"{HOOK.replace('hooks', 'new')}"
    moved = post(program, "/channels/move", name="hook", address=there).json
    assert (moved["host"], moved["paused"]) == ("new.example.com", "paused")
    listed = program.get("/api/v1/channels").text
    new = post(program, "/channels/key", name="hook").json["signing_key"]
    assert post(program, "/channels/key", name="hook", drop_old=True).json == {"signing_key": None}
    kept = str(conn.execute("select row::text from api_answer as row").fetchall())
    for secret in ("hush", made.json["signing_key"], new):
        assert secret not in listed + kept
    assert post(program, "/channels/remove", name="hook").json == {"channels": []}
    trail = conn.execute("select did, account from audit where subject = 'hook'").fetchall()
    assert len(trail) == 6
    assert {account for _, account in trail} == {"key program"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/channels", {"name": "in", "kind": "slack", "url": "https://127.1/x"}),
        ("/channels", {"name": "in", "kind": "mail", "to": "nobody"}),
        ("/channels", {"name": "hook", "kind": "mail", "to": "a@example.com"}),
        ("/channels/pause", {"name": "none", "paused": True}),
        ("/channels/move", {"name": "hook", "address": "https://127.1/x"}),
        ("/channels/move", {"name": "none", "address": "https://new.example.com/x"}),
        ("/messages/replay", {"channel": "none"}),
        ("/alert-rules", {"name": "x", "kinds": ["case"], "channels": ["none"]}),
        ("/alert-rules", {"name": "x", "kinds": ["case"], "channels": ["hook"], "quiet_from": 3}),
        ("/alert-rules", {"name": "x", "kinds": ["case"], "channels": ["hook"], "campaign": "no"}),
        ("/alert-rules/remove", {"name": "none"}),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    program: FlaskClient, conn: db.Connection, path: str, body: dict[str, Any]
) -> None:
    post(program, "/channels", name="hook", kind="slack", url=HOOK)
    before = conn.execute("select count(*) from channel").fetchall()
    answer = post(program, path, **body)
    assert answer.status_code == 409
    assert answer.json["detail"]
    assert conn.execute("select count(*) from channel").fetchall() == before


def test_a_rule_is_made_and_removed(program: FlaskClient) -> None:
    post(program, "/channels", name="chat", kind="slack", url=HOOK)
    asked = {"name": "Low", "kinds": ["case", "target"], "channels": ["chat"], "campaign": "delay"}
    more = {"score_to": 3, "quiet_from": 22, "quiet_to": 7, "zone": "UTC", "pace": "hourly"}
    made = post(program, "/alert-rules", **asked, **more)
    assert made.status_code == 201
    assert {name: made.json[name] for name in (*asked, *more)} == asked | more
    assert program.get("/api/v1/alert-rules").json["rules"] == [made.json]
    assert post(program, "/alert-rules/remove", name="Low").json == {"rules": []}


def test_messages_are_listed_by_state_and_a_dead_one_is_sent_again(
    program: FlaskClient, conn: db.Connection
) -> None:
    post(program, "/channels", name="chat", kind="slack", url=HOOK)
    channel = channel_list.named(conn, "chat").id
    ids = [outbox_messages.add(conn, channel, "notice", campaign="delay") for _ in range(3)]
    conn.execute("update outbox_message set state = 'dead' where id = %s", [ids[0]])
    dead = program.get("/api/v1/messages?state=dead&channel=chat").json
    assert [message["id"] for message in dead["messages"]] == [str(ids[0])]
    assert (dead["counts"]["dead"], dead["counts"]["waiting"]) == (1, 2)
    page = program.get(f"/api/v1/messages?limit=1&before={ids[2]}").json["messages"]
    assert [message["id"] for message in page] == [str(ids[1])]
    assert post(program, "/messages/replay", id=str(ids[1])).json == {"messages": 0}
    assert post(program, "/messages/replay", id=str(ids[0])).json == {"messages": 1}
    assert program.get("/api/v1/messages?state=dead").json["messages"] == []


def test_a_key_that_may_only_read_changes_nothing(
    program: FlaskClient, conn: db.Connection
) -> None:
    _, secret = api_keys.add(conn, "reader", ["alerts:read"], "anna")
    program.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    assert program.get("/api/v1/channels").status_code == 200
    refused = post(program, "/channels", name="hook", kind="slack", url=HOOK)
    assert refused.status_code == 403
    assert json.loads(refused.text)["type"].endswith("scope")
