"""How often people are asked is said on a page and by the API; both refuse what cannot be."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import api_keys, audit, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.recipients import rest_rules
from feedback_buttons.recipients.resting import Rest
from feedback_buttons.storage import db

EMPTY = {"campaign": "", "touchpoint": "", "days": "", "percent": ""}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "editor")
        yield connection


@pytest.fixture
def anna(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:  # noqa: ARG001 (fills it)
    app: Flask = create_app(config)
    yield signed_in(app, "anna")
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def delay(conn: db.Connection) -> Campaign:
    return campaigns.add(conn, Campaign(slug="delay", name="Delay"))


def test_the_nearest_rule_is_set_and_taken_away_on_the_page(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    campaigns.edit(conn, delay.slug, {"touchpoint": "Delivery & co"})
    assert "Delivery &amp; co</b>" in anna.get("/rest").text
    assert "All campaigns: saved." in anna.post("/rest", data=EMPTY | {"days": "30"}).text
    of_touchpoint = EMPTY | {"touchpoint": "Delivery & co", "percent": "12,5"}
    assert 'value="12.5"' in anna.post("/rest", data=of_touchpoint).text
    anna.post("/rest", data=EMPTY | {"campaign": delay.slug, "days": "0"})
    assert rest_rules.of(conn, delay.slug) == Rest(0, 12.5)
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did, entry.subject) == ("anna", "rest set", delay.slug)
    for rule in (EMPTY, of_touchpoint | {"percent": ""}, EMPTY | {"campaign": delay.slug}):
        anna.post("/rest", data=rule)
    assert rest_rules.list_(conn) == []


def test_what_cannot_be_is_refused_and_shown_as_typed(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    for wrong in (
        {"days": "-3"}, {"days": "366"}, {"days": "9" * 400}, {"percent": "0"}, {"percent": "nan"},
        {"percent": "1e400"}, {"percent": "many"}, {"campaign": "none", "days": "3"},
        {"campaign": "\0", "days": "3"}, {"campaign": delay.slug, "touchpoint": "x", "days": "3"},
        {"touchpoint": "<script>\0", "days": "3"}, {"touchpoint": "t" * 5000, "days": "3"},
    ):  # fmt: skip
        answer = anna.post("/rest", data=EMPTY | wrong)
        assert answer.status_code == 400, wrong
        assert "<script>\0" not in answer.text
    assert 'value="many"' in anna.post("/rest", data=EMPTY | {"percent": "many"}).text
    assert rest_rules.list_(conn) == []


def test_who_was_left_out_is_counted_on_the_page_and_by_the_api(
    anna: FlaskClient, conn: db.Connection, delay: Campaign
) -> None:
    row = {"campaign": delay.slug, "day": ids.utc_now().date(), "rested": 41, "outside": 7}
    conn.execute(db.query("note_left_out"), row)
    assert "<td>41</td><td>7</td>" in anna.get("/rest").text
    _, secret = api_keys.add(conn, "program", ["campaigns:read", "campaigns:write"], "anna")
    key = {"Authorization": f"Bearer {secret}"}
    program = anna.application.test_client()
    wanted = {"campaign": delay.slug, "days": 30, "percent": 20}
    answer = program.put("/api/v1/rest-rules", json=wanted, headers=key)
    assert answer.status_code == 200, answer.text
    assert program.get("/api/v1/rest-rules", headers=key).json == {
        "rules": [wanted | {"touchpoint": None}],
        "left_out": [{"campaign": delay.slug, "rested": 41, "outside": 7}],
    }
    refused = program.put("/api/v1/rest-rules", json={"campaign": "none", "days": 1}, headers=key)
    assert (refused.status_code, refused.json["code"]) == (409, "rest-invalid")
