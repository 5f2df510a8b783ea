"""The page "what if": a change in the address, its results as files, and scenarios that are kept."""

import csv
import io
import re
from urllib.parse import urlencode

import pytest
from flask import Flask
from postbox import signed_in

from feedback_buttons.accounts import api_keys
from feedback_buttons.reports.scores import scenarios
from feedback_buttons.reports.scores.scenario_inputs import ScenarioInputs
from feedback_buttons.reports.scores.scenarios import ScenarioError
from feedback_buttons.storage import db

SAME = {"Sec-Fetch-Site": "same-origin"}
MOVE = {
    "by": "attribute:channel", "kind": "move", "cell": '["delivery","post"]', "target": '["delivery","shop"]',
    "percent": "50", "cost_now": "6", "cost_then": "2,50",
}  # fmt: skip


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_a_move_has_three_answers_and_names_all_that_was_put_in(app: Flask) -> None:
    viewer = signed_in(app, "viewer")
    page = text(viewer.get(f"/what-if?{urlencode(MOVE)}").text)
    assert "50% of the contacts of delivery · post go to delivery · shop." in page
    assert "The group causes half of the gap 6.00 → 6.50 +0.500" in page.replace("&#39;", "'")
    assert "The group causes the whole gap" in page
    assert "→ 7.00" in page
    assert "Percent of its contacts 50" in page
    assert "Contacts 100" in page
    assert "Split by channel Percent of its contacts 50" in page
    assert "Save it as" not in page  # viewers only look
    answer = viewer.get(f"/what-if.json?{urlencode(MOVE)}").get_json()
    assert [result["score"] for result in answer["results"]] == [0, 0.5, 1.0]
    assert answer["results"][0]["cost"] == 100 * 0.5 * (2.5 - 6)
    assert answer["inputs"]["cost_then"] == 2.5
    file = viewer.get(f"/what-if.csv?{urlencode(MOVE)}").get_data(as_text=True).splitlines()
    assert len(file) == 4


def test_what_costs_nothing_has_no_cost(app: Flask) -> None:
    free = {name: value for name, value in MOVE.items() if not name.startswith("cost")}
    heads = 'data-head="Cost"'
    viewer = signed_in(app, "viewer")
    assert heads in viewer.get(f"/what-if?{urlencode(MOVE)}").text
    assert heads not in viewer.get(f"/what-if?{urlencode(free)}").text


def test_what_makes_no_sense_is_told(app: Flask) -> None:
    viewer = signed_in(app, "viewer")
    page = viewer.get(f"/what-if?{urlencode({**MOVE, 'percent': '101'})}").text
    assert "Percent of its contacts: a number from 0 to 100." in page
    page = viewer.get(f"/what-if?{urlencode({**MOVE, 'target': MOVE['cell']})}").text
    assert "Choose two different groups" in page
    for cell in ('["gone","x"]', "[" * 1200, "[1,2]", "{", '"x"', "[[],[]]", "null"):
        answer = viewer.get(f"/what-if.csv?{urlencode({**MOVE, 'cell': cell})}")
        assert answer.status_code == 400
    assert viewer.get("/what-if").status_code == 200


def test_a_scenario_is_kept_replaced_and_removed(app: Flask, conn: db.Connection) -> None:
    editor = signed_in(app, "editor")
    answer = editor.post("/what-if", data={**MOVE, "name": "To the shop"}, headers=SAME)
    assert answer.status_code == 303
    editor.post("/what-if", data={**MOVE, "percent": "30", "name": "To the shop"}, headers=SAME)
    [scenario] = scenarios.list_(conn)
    assert (scenario.name, scenario.inputs["percent"], scenario.account) == (
        "To the shop",
        "30",
        "editor",
    )
    assert "percent=30" in editor.get("/what-if").text
    file = editor.get("/what-if/scenarios.csv").get_data().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file))
    assert (row["scenario"], row["account"], row["percent"]) == ("To the shop", "editor", "30")
    assert editor.post("/what-if", data={**MOVE, "name": " "}, headers=SAME).status_code == 400
    viewer = signed_in(app, "viewer")
    assert viewer.post("/what-if", data={**MOVE, "name": "x"}, headers=SAME).status_code == 403
    editor.post("/what-if/remove", data={"name": "To the shop"}, headers=SAME)
    assert scenarios.list_(conn) == []


def test_there_are_only_so_many_scenarios(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scenarios, "MOST", 1)
    scenarios.save(conn, "one", {})
    scenarios.save(conn, "one", {"kind": "lift"})
    with pytest.raises(ScenarioError):
        scenarios.save(conn, "two", {})


@pytest.mark.parametrize(("typed", "points"), [("0,5", 0.5), ("-2", -2.0), ("", 1.0)])
def test_numbers_are_read_as_people_write_them(typed: str, points: float) -> None:
    form = ScenarioInputs.read({"points": typed})
    assert (form.numbers["points"], form.wrong) == (points, ())


@pytest.mark.parametrize("typed", ["x", "1e9", "nan", "10", "1.2.3", "٣"])
def test_what_is_no_number_is_refused(typed: str) -> None:
    assert len(ScenarioInputs.read({"points": typed}).wrong) == 1


def test_programs_keep_scenarios_and_share_them(app: Flask, conn: db.Connection) -> None:
    _, secret = api_keys.add(conn, "plans", ["campaigns:read", "campaigns:write"], "editor")
    program, key = app.test_client(), {"Authorization": f"Bearer {secret}"}
    body = {"name": "To the shop", "inputs": MOVE}
    saved = program.put("/api/v1/scenarios", json=body, headers=key).get_json()["scenarios"]
    assert [(one["name"], one["inputs"]) for one in saved] == [("To the shop", MOVE)]
    shared = {"name": "board", "address": saved[0]["address"]}
    answer = program.post("/api/v1/shared-pages", json=shared, headers=key)
    assert answer.status_code == 201, answer.text
    address = answer.get_json()["addresses"]["page"]
    page = text(app.test_client().get(address[address.index("/shared") :]).text)
    assert "50% of the contacts of delivery · post go to delivery · shop." in page
    for wrong in ({"inputs": {"sql": "1"}}, {"name": " "}, {"inputs": {"by": "x" * 1201}}):
        assert program.put("/api/v1/scenarios", json=body | wrong, headers=key).status_code == 422
    nobody = program.get("/api/v1/journey?part=channel:fax", headers=key)
    assert (nobody.status_code, nobody.get_json()["code"]) == (409, "part-missing")
    gone = program.post("/api/v1/scenarios/remove", json={"name": "To the shop"}, headers=key)
    assert gone.get_json() == {"scenarios": []}


def test_each_card_says_of_which_days_its_answers_are(app: Flask) -> None:
    viewer = signed_in(app, "viewer")
    week = text(viewer.get("/what-if?period=2026-03-02..2026-03-08").text)
    assert "1 to 10 · 2 Mar 2026 to 8 Mar 2026 (" in week
    assert "All campaigns that ask for a score from 1 to 10 · All time" in text(
        viewer.get("/what-if").text
    )
    page = viewer.get(f"/what-if?{urlencode(MOVE)}").text
    cards = re.findall(r'class="covers">([^<;]*)', page)
    assert [each.rpartition(" · ")[2] for each in cards] == ["All time"] * 2
