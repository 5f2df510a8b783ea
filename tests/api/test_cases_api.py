"""Cases by the API: the queue page by page, what is done with one, the rules that open them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from answers import Answer, put
from flask.testing import FlaskClient
from postbox import PASSWORD
from werkzeug.test import TestResponse

from feedback_buttons.accounts import api_keys, audit, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_opening
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.recipients import references
from feedback_buttons.storage import db

NOW = ids.utc_now()
SCORES = (3, 1, 6, 9, 2, 1)


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="Delivery"))
        for number, score in enumerate(SCORES):
            at = NOW - timedelta(hours=9 - number)
            put(connection, "delay", Answer(number - 3, score, at, "Late" if not number else None))
        connection.execute(
            "with new as (update rating set changed = current_change() returning *) "
            "insert into rating_change select campaign, changed, recipient, occasion, bucket from new"
        )
        case_opening.look(connection, NOW)
        for name in ("agent", "viewer"):
            users.add(connection, name, PASSWORD, name)
        yield connection


@pytest.fixture
def http(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    app = create_app(config)
    yield client(app.test_client(), conn, *api_keys.SCOPES)
    app.extensions["feedback_buttons"].close()


def client(http: FlaskClient, conn: db.Connection, *scopes: str) -> FlaskClient:
    _, secret = api_keys.add(conn, f"helpdesk {len(scopes)}", scopes, "anna")
    http.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return http


def walked(http: FlaskClient, query: str) -> list[int]:
    """The scores of all cases, read two at a time."""
    scores: list[int] = []
    cursor = ""
    while True:
        page = http.get(f"/api/v1/cases?limit=2&{query}{cursor}").json or {}
        scores += [case["score"] for case in page["cases"]]
        if page["cursor"] is None:
            return scores
        cursor = f"&cursor={page['cursor']}"


@pytest.mark.parametrize(
    ("query", "scores"),
    [
        ("", [1, 1, 2, 3, 6]),
        ("sort=oldest", [3, 1, 6, 2, 1]),
        ("sort=newest", [1, 2, 6, 1, 3]),
        ("scores=1,6&sort=oldest", [1, 6, 1]),
        ("touchpoint=Delivery&campaign=delay&handler=nobody&rule=Unhappy", [1, 1, 2, 3, 6]),
        ("state=closed", []),
        ("period=7d&sort=oldest", [3, 1, 6, 2, 1]),
        ("period=2020-01-01..2020-01-31", []),
    ],
)
def test_pages_hold_every_wanted_case_once_in_order(
    http: FlaskClient, query: str, scores: list[int]
) -> None:
    assert walked(http, query) == scores


def test_a_page_of_cases_says_of_which_period_it_is(http: FlaskClient) -> None:
    period = (http.get("/api/v1/cases?period=2020-01-01..2020-01-31").json or {})["period"]
    assert period["name"] == "2020-01-01..2020-01-31"
    assert period["begin"] < period["end"] < "2020-02-02"
    assert period["time_zone"]
    ever = (http.get("/api/v1/cases").json or {})["period"]
    assert (ever["name"], ever["begin"], ever["end"]) == ("all", None, None)
    for query in ("period=sent", "period=wave:7&campaign=delay"):
        assert http.get(f"/api/v1/cases?{query}").status_code == 409
    assert http.get("/api/v1/cases?period=soon").status_code == 422


def first(http: FlaskClient) -> dict[str, Any]:
    case: dict[str, Any] = (http.get("/api/v1/cases?sort=oldest").json or {})["cases"][0]
    return case


def patch(http: FlaskClient, body: dict[str, Any]) -> TestResponse:
    return http.patch(f"/api/v1/cases/{first(http)['case']}", json=body)


def test_a_case_is_taken_noted_tagged_put_to_sleep_closed_and_opened_again(
    http: FlaskClient,
) -> None:
    name = first(http)["case"]
    until = (ids.utc_now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    body = {"handler": "agent", "note": "Called", "add_tags": ["Late "], "snoozed_until": until}
    case = patch(http, body).json or {}
    assert (case["handler"], case["note"], case["tags"], case["reacted_by"]) == (
        "agent", "Called", ["late"], "key helpdesk 10",
    )  # fmt: skip
    assert case["snoozed_until"] == until
    assert name not in [each["case"] for each in (http.get("/api/v1/cases").json or {})["cases"]]
    address = f"/api/v1/cases/{name}"
    closed = http.patch(address, json={"reason": "solved", "remove_tags": ["late"]}).json or {}
    assert (closed["status"], closed["reason"], closed["tags"]) == ("closed", "solved", [])
    opened = http.patch(address, json={"reason": None, "handler": None}).json or {}
    assert (opened["status"], opened["reason"], opened["handler"]) == ("open", None, None)
    assert {change["account"] for change in opened["changes"]} >= {"key helpdesk 10"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"handler": "viewer"}, 409),
        ({"handler": "nobody here"}, 409),
        ({"note": "kept?", "snoozed_until": "2020-01-01T00:00:00Z"}, 409),
        ({"reason": "because"}, 422),
        ({"status": "closed"}, 422),
    ],
)
def test_what_cannot_be_done_with_a_case_changes_nothing(
    http: FlaskClient, body: dict[str, Any], status: int
) -> None:
    before = first(http)
    assert patch(http, body).status_code == status
    assert first(http) == before


@pytest.mark.parametrize("name", ["delay", "delay~0000000000009~0000000000000", "x~y~z", "1~" * 9])
def test_a_case_that_is_not_there_is_said_to_be_none(http: FlaskClient, name: str) -> None:
    for answer in (
        http.get(f"/api/v1/cases/{name}"),
        http.patch(f"/api/v1/cases/{name}", json={"note": "x"}),
    ):
        assert (answer.status_code, (answer.json or {})["code"]) == (404, "case-missing")


def test_whose_a_case_is_stays_with_keys_that_may_know(
    http: FlaskClient, conn: db.Connection
) -> None:
    references.keep(conn, [-3], ["zoe@example.com"], [{}], NOW)
    assert first(http)["reference"] == "zoe@example.com"
    client(http, conn, "cases:read")
    assert (first(http)["reference"], first(http)["others"]) == (None, [])


def test_rules_are_made_listed_and_removed(http: FlaskClient, conn: db.Connection) -> None:
    made = http.post("/api/v1/case-rules", json={"name": "Furious", "score_to": 2})
    assert made.status_code == 201
    assert [rule["name"] for rule in (made.json or {})["rules"]] == ["Unhappy", "Furious"]
    for body in (
        {"name": "Furious", "score_to": 2},
        {"name": "Nothing"},
        {"name": "Nowhere", "campaign": "none", "score_to": 1},
        {"name": "Choice", "campaign": "delay", "question": 1, "choice": 1},
        {"name": "Gone", "campaign": "none", "question": 1, "choice": 1},
        {"name": "Topic", "topic": "none-such"},
    ):
        assert http.post("/api/v1/case-rules", json=body).status_code == 409, body
    left = http.post("/api/v1/case-rules/remove", json={"name": "Unhappy"}).json or {}
    assert [rule["name"] for rule in left["rules"]] == ["Furious"]
    assert http.post("/api/v1/case-rules/remove", json={"name": "Unhappy"}).status_code == 409
    assert [entry.did for entry in audit.page(conn, account="key helpdesk 10").entries] == [
        "case rule removed", "case rule added",
    ]  # fmt: skip
