"""The dashboard's pages of what is excluded and of one recipient's evidence, and who may decide."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from answers import START, Answer, put
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in
from sums import unequal
from werkzeug.test import TestResponse

from feedback_buttons.accounts import audit, users
from feedback_buttons.accounts.roles import ROLES
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.reports.answers import excluded_answers
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.storage import db

SEVEN = recipient_code(7)
BUTTONS = (*(f"score-{score}" for score in range(1, 11)), "drop", "rules")
OUTPUTS = (
    "verdict.children",
    "happened.children",
    "about.data",
    '{"decide":["ALL"]}.aria-pressed',
    "said.children",
    "note.value",
)


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        for role in ROLES:
            users.add(connection, role, PASSWORD, role)
        put(
            connection,
            "delay",
            Answer(7, 7, START, aside="scanned"),
            Answer(8, 8, START, aside="withdrawn"),
            Answer(9, 9, START, "Thanks"),
        )
        yield connection


def shown(client: FlaskClient, path: str, search: str = "") -> str:
    """What the browser gets for an address."""
    inputs = [
        {"id": "address", "property": "pathname", "value": path},
        {"id": "address", "property": "search", "value": search},
    ]
    body = {
        "output": "page.children",
        "outputs": {"id": "page", "property": "children"},
        "inputs": inputs,
        "changedPropIds": ["address.pathname"],
    }
    return json.dumps(client.post("/_dash-update-component", json=body).get_json())


def about(page: str) -> dict[str, Any]:
    """What the page's form says of whom it decides about."""
    found = json.loads(page)["response"]["page"]["children"]
    stores = [each for each in walk(found) if each.get("props", {}).get("id") == "about"]
    data: dict[str, Any] = stores[0]["props"]["data"]
    return data


def walk(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 (JSON)
    if isinstance(node, dict):
        yield node
        yield from walk(list(node.values()))
    elif isinstance(node, list):
        for each in node:
            yield from walk(each)


def decide(
    client: FlaskClient, button: str, whom: dict[str, Any], note: str = "", **headers: str
) -> TestResponse:
    """Press one of the form's buttons."""
    id = json.dumps({"decide": button}, separators=(",", ":"))
    outputs: list[Any] = [
        dict(zip(("id", "property"), each.rsplit(".", 1), strict=True)) for each in OUTPUTS
    ]
    outputs[3] = [{"id": {"decide": each}, "property": "aria-pressed"} for each in BUTTONS]
    body = {
        "output": f"..{'...'.join(OUTPUTS)}..",
        "outputs": outputs,
        "inputs": [
            [{"id": {"decide": each}, "property": "n_clicks", "value": 1} for each in BUTTONS]
        ],
        "state": [
            {"id": "note", "property": "value", "value": note},
            {"id": "about", "property": "data", "value": whom},
        ],
        "changedPropIds": [f"{id}.n_clicks"],
    }
    return client.post("/_dash-update-component", json=body, headers=headers)


def test_the_campaign_s_page_leads_to_what_is_excluded_and_to_each_comment_s_evidence(
    app: Flask,
) -> None:
    page = shown(signed_in(app, "agent"), "/campaign/delay")
    for kind in excluded_answers.KINDS:
        assert f'"/campaign/delay/excluded?kind={kind}"' in page
    assert "/campaign/delay/excluded" not in shown(signed_in(app, "viewer"), "/campaign/delay")
    assert f'"/campaign/delay/recipient/{recipient_code(9)}"' in page


@pytest.mark.parametrize("page", [f"recipient/{SEVEN}", "excluded"])
def test_times_are_of_the_campaigns_zone_and_say_so(
    app: Flask, conn: db.Connection, page: str
) -> None:
    campaigns.edit(conn, "delay", {"time_zone": "Asia/Kolkata"})
    text = shown(signed_in(app, "admin"), f"/campaign/delay/{page}")
    assert '"data-zone": "Asia/Kolkata"' in text
    assert "Times are in the time zone Asia/Kolkata." in text


def test_what_is_excluded_is_listed_with_its_reasons(app: Flask, conn: db.Connection) -> None:
    conn.execute("update rating set reason = 'burst' where recipient = 7")
    agent = signed_in(app, "agent")
    page = shown(agent, "/campaign/delay/excluded")
    assert "Several different scores were opened within moments" in page
    assert '"/campaign/delay/excluded?reason=burst"' in page
    assert SEVEN in page
    assert recipient_code(8) in page
    assert recipient_code(9) not in page
    withdrawn = shown(agent, "/campaign/delay/excluded", "?kind=withdrawn")
    assert SEVEN not in withdrawn
    assert recipient_code(8) in withdrawn


def test_what_is_excluded_is_a_file_for_who_may_export(app: Flask, conn: db.Connection) -> None:
    editor, agent = signed_in(app, "editor"), signed_in(app, "agent")
    assert '"/campaign/delay/excluded.xlsx?kind=scanned"' in shown(
        editor, "/campaign/delay/excluded", "?kind=scanned"
    )
    assert "excluded.xlsx" not in shown(agent, "/campaign/delay/excluded")
    assert agent.get("/campaign/delay/excluded.csv").status_code == 403
    assert shown(agent, "/campaign/delay/aside") == shown(agent, "/campaign/delay/excluded")
    assert (
        editor.get("/campaign/delay/aside.csv").data
        == editor.get("/campaign/delay/excluded.csv").data
    )
    file = editor.get("/campaign/delay/excluded.csv?kind=scanned").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file, newline=""))
    assert (row["recipient"], row["clicked"], row["score"]) == (f"'{SEVEN}", "7", "")
    assert (row["kind"], row["scale"], row["time_zone"]) == ("scanned", "1-10", "UTC")
    assert audit.page(conn).entries[0].detail == {"form": "csv", "view": "excluded scanned"}
    assert editor.get("/campaign/delay/excluded.csv?kind=lost").status_code == 400
    assert editor.get("/campaign/gone/excluded.csv").status_code == 404


@pytest.mark.parametrize(
    ("path", "search"),
    [
        ("aside", "?kind=lost"),
        ("aside", "?before=yesterday"),
        ("aside", f"?before=2026-01-01T00:00:00Z~{2**80}~1"),
        ("aside/more", ""),
        ("recipient", ""),
        ("recipient/zoe", ""),
        ("recipient/0000000000001", ""),
        (f"recipient/{SEVEN}/one", ""),
        (f"recipient/{SEVEN}/{2**80}", ""),
        (f"recipient/{SEVEN}/0/0", ""),
    ],
)
def test_an_address_that_shows_nothing_says_so(conn: db.Connection, path: str, search: str) -> None:
    page = callbacks.page(conn, f"/campaign/delay/{path}", search)
    assert "There is nothing here" in str(page[0].to_plotly_json())


@pytest.mark.parametrize(
    ("role", "sees", "decides"),
    [
        ("admin", True, True),
        ("editor", True, True),
        ("agent", True, False),
        ("viewer", False, False),
    ],
)
def test_a_role_sees_and_decides_what_it_may(
    app: Flask, conn: db.Connection, role: str, sees: bool, decides: bool
) -> None:
    client = signed_in(app, role)
    for path in ("aside", f"recipient/{SEVEN}"):
        page = shown(client, f"/campaign/delay/{path}")
        assert (SEVEN in page, "Not for your role" in page) == (sees, not sees)
    assert ("Decide yourself" in page) == decides
    whom = {"slug": "delay", "recipient": "7", "occasion": "0", "events": 1}
    assert decide(client, "score-7", whom).status_code == (200 if decides else 403)
    count = conn.execute("select count(*) from overrule").fetchone()
    assert count == (int(decides),)


def test_a_decision_is_kept_with_its_user_and_note_and_moves_the_sums(
    app: Flask, conn: db.Connection, config: Config
) -> None:
    editor = signed_in(app, "editor")
    path = f"/campaign/delay/recipient/{SEVEN}"
    said = decide(editor, "score-6", about(shown(editor, path)), "by phone").get_json()["response"]
    assert said["said"]["children"].startswith("Decided")
    assert said["note"]["value"] == ""
    page = shown(editor, path)
    for words in ("counts: decided", " decided: counts as 6", "by phone", "editor"):
        assert words in page
    summary = campaign_reports.summary(conn, "delay")
    assert summary
    assert (summary.counts[5], summary.scanned) == (1, 0)
    assert unequal(config.database_url or "") == []
    assert SEVEN in shown(editor, "/campaign/delay/excluded", "?kind=overruled")
    (entry, *_) = [each for each in audit.page(conn).entries if each.did == "answer overruled"]
    assert (entry.account, entry.subject) == ("editor", "delay")
    decide(editor, "rules", about(page))
    assert campaign_reports.summary(conn, "delay").answers == 1  # type: ignore[union-attr]


def test_a_decision_over_unseen_evidence_is_refused_and_the_evidence_shown_anew(
    app: Flask, conn: db.Connection
) -> None:
    editor = signed_in(app, "editor")
    whom = about(shown(editor, f"/campaign/delay/recipient/{SEVEN}"))
    conn.execute("update rating set events = events + 1 where recipient = 7")
    said = decide(editor, "drop", whom, "a long thought").get_json()["response"]
    assert said["said"]["children"].startswith("Something has happened since you looked")
    assert "note" not in said  # what was written stays
    assert said["about"]["data"]["events"] == whom["events"] + 1


def test_another_site_cannot_decide(app: Flask, conn: db.Connection) -> None:
    editor = signed_in(app, "editor")
    whom = about(shown(editor, f"/campaign/delay/recipient/{SEVEN}"))
    assert decide(editor, "drop", whom, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert conn.execute("select from overrule").fetchall() == []
