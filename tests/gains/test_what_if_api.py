"""What-if for programs: a change that is computed, the result of a scenario that is kept, and what is refused."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from postbox import signed_in

from feedback_buttons.accounts import api_keys
from feedback_buttons.reports.scores import scenarios
from feedback_buttons.storage import db

API = "/api/v1"
MOVE: dict[str, Any] = {
    "by": "attribute:channel", "kind": "move", "place": "delivery", "value": "post",
    "target_place": "delivery", "target_value": "shop", "share": 0.5, "cost_now": 6, "cost_then": 2.5,
}  # fmt: skip


@pytest.fixture
def program(app: Flask, conn: db.Connection) -> FlaskClient:
    _, secret = api_keys.add(conn, "plans", ["campaigns:read", "campaigns:write"], "editor")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return client


def test_a_move_is_computed_as_the_page_computes_it(app: Flask, program: FlaskClient) -> None:
    told = program.post(f"{API}/what-if", json=MOVE).get_json()
    assert [result["own_doing"] for result in told["results"]] == [0, 0.5, 1]
    assert [result["score"] for result in told["results"]] == [0, 0.5, 1]
    assert {result["cost"] for result in told["results"]} == {100 * 0.5 * (2.5 - 6)}
    last = told["results"][2]
    assert last["score_from"] < last["score"] < last["score_to"]
    assert last["nps_from"] <= last["nps"] <= last["nps_to"]
    assert (told["answers"], told["index"]) == (100, 6.0)
    page = told["address"].replace("/what-if?", "/what-if.json?")
    file = signed_in(app, "viewer").get(page).get_json()
    assert (file["results"], file["inputs"]) == (told["results"], told["inputs"])


def test_what_is_answered_can_be_sent_again(program: FlaskClient) -> None:
    told = program.post(f"{API}/what-if", json=MOVE).get_json()
    names = told["inputs"].keys() - {"first_day", "last_day", "scale"}
    again = {name: told["inputs"][name] for name in names}
    answered = program.post(f"{API}/what-if", json=again).get_json()
    assert (answered["inputs"], answered["results"]) == (told["inputs"], told["results"])


def test_a_kept_scenario_has_a_result(program: FlaskClient) -> None:
    told = program.post(f"{API}/what-if", json=MOVE).get_json()
    inputs = {
        **{"by": MOVE["by"], "kind": "move", "percent": "50", "cost_now": "6", "cost_then": "2,50"},
        **{"cell": '["delivery","post"]', "target": '["delivery","shop"]'},
    }
    name = "To the shop, café"
    program.put(f"{API}/scenarios", json={"name": name, "inputs": inputs})
    kept = program.get(f"{API}/scenarios/result", query_string={"name": name}).get_json()
    assert (kept["inputs"], kept["results"]) == (told["inputs"], told["results"])
    answer = program.get(f"{API}/scenarios/result?name=gone")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "scenario-missing")


@pytest.mark.parametrize(
    ("change", "code", "detail"),
    [
        ({"by": "attribute:colour"}, "scenario-invalid", "only by attribute:channel, whole"),
        ({"value": "fax"}, "scenario-invalid", "two different groups"),
        ({"kind": "lift", "value": "fax"}, "scenario-invalid", "no answers of this group"),
        ({"target_value": "post"}, "scenario-invalid", "two different groups"),
        ({"target_place": None}, "scenario-invalid", "where its contacts go"),
        ({"where": "campaign:gone"}, "extent-missing", "There is no campaign 'gone'."),
        ({"where": "touchpoint:gone"}, "extent-missing", "the touchpoint 'gone'"),
        ({"period": "2025-02-30..2025-03-02"}, "period-invalid", "2025-02-30"),
        ({"period": "2024-01-01..2024-01-31"}, "scenario-invalid", "of which there are answers"),
    ],
)
def test_what_cannot_be_computed_says_why(
    program: FlaskClient, change: dict[str, Any], code: str, detail: str
) -> None:
    answer = program.post(f"{API}/what-if", json=MOVE | change)
    assert (answer.status_code, answer.get_json()["code"]) == (409, code), answer.text
    assert detail in answer.get_json()["detail"]


@pytest.mark.parametrize(
    "change",
    [
        *({"points": 9.5}, {"points": "1"}, {"share": 1.01}, {"share": -0.1}, {"kind": "sql"}),
        *({"place": None}, {"contacts": 1e10}, {"cost_now": -1}, {"percent": 50}),
        *({"where": "person:1"}, {"period": "yesterday"}, {"points": float("nan")}),
    ],
    ids=str,
)
def test_what_is_no_number_or_name_is_refused(program: FlaskClient, change: dict[str, Any]) -> None:
    answer = program.post(f"{API}/what-if", json=MOVE | change)
    assert (answer.status_code, answer.get_json()["errors"][0]["at"]) == (422, *change)


def test_a_scenario_whose_numbers_cannot_be_used_is_not_kept(
    program: FlaskClient, conn: db.Connection
) -> None:
    body = {"name": "Wrong", "inputs": {"kind": "raise", "points": "many"}}
    answer = program.put(f"{API}/scenarios", json=body)
    assert answer.status_code == 409
    assert "Points higher: a number from -9 to 9." in answer.get_json()["detail"]
    assert scenarios.list_(conn) == []
