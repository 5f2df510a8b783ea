"""The page of cases, as each role sees it, and what its buttons do."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from answers import Answer, put
from callback import ask
from flask import Flask
from postbox import PASSWORD
from werkzeug.test import TestResponse

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import ROLES, may
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_list, case_opening, case_rule_list
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_list import OpenedCase
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.cases import case_cards, case_deeds, case_text, cases_page
from feedback_buttons.dashboard.cases.case_cards import Desk
from feedback_buttons.recipients import references
from feedback_buttons.storage import db

NOW = ids.utc_now()
KEY = CommentKey("delay", 1, 0)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        put(
            connection,
            "delay",
            Answer(1, 2, NOW, "Far\ntoo late", language="en"),
            Answer(2, 3, NOW),
        )
        connection.execute(
            "with new as (update rating set changed = current_change() returning *) "
            "insert into rating_change select campaign, changed, recipient, occasion, bucket from new"
        )
        case_opening.look(connection, NOW)
        references.keep(connection, [1], ["zoe@example.com"], [{}], NOW)
        for role in ROLES:
            users.add(connection, role, PASSWORD, role)
        yield connection


def shown(conn: db.Connection, search: str = "", role: str = "agent") -> str:
    page = callbacks.page(conn, "/cases", search, lambda each: may(role, each), role)
    return " ".join(str(each.to_plotly_json()) for each in page)


def press(app: Flask, deed: str, to: str, role: str = "agent", **written: str) -> TestResponse:
    """Press a button of a card."""
    client = app.test_client()
    client.post("/sign-in", data={"name": role, "password": PASSWORD})
    button = {"deed": deed, "of": str(KEY), "to": to}
    asked = [[{"id": button, "property": "n_clicks", "value": 1}]]
    fields = [
        {"id": {"fill": name, "of": str(KEY)}, "property": "value", "value": written.get(name, "")}
        for name in ("tag", "note")
    ]
    before = {"fill": "before", "of": str(KEY)}
    fields.append({"id": before, "property": "data", "value": written.get("before", "")})
    parts = [
        {"id": {"show": part, "of": str(KEY)}, "property": "children"}
        for part in ("done", "acts", "said")
    ]
    outputs = [
        *parts,
        {"id": {"fill": "tag", "of": str(KEY)}, "property": "value"},
        {"id": before, "property": "data"},
    ]
    changed = [json.dumps(button, separators=(",", ":"), sort_keys=True) + ".n_clicks"]
    return ask(
        client,
        '"show":"done"',
        inputs=asked,
        state=fields,
        outputs=outputs,
        changedPropIds=changed,
    )


def case(conn: db.Connection) -> OpenedCase:
    found = case_list.get(conn, KEY)
    assert found is not None
    return found


def test_each_role_sees_what_it_may(conn: db.Connection) -> None:
    assert "No comment, only the score." in shown(conn)
    assert "zoe@example.com" in shown(conn)
    assert "'deed'" in shown(conn)
    assert "zoe@example.com" not in shown(conn, role="viewer")
    assert "'deed'" not in shown(conn, role="viewer")
    assert "Nobody is waiting" not in shown(conn)
    assert "No case matches" in shown(conn, "?state=closed")
    assert "unknown filter" in shown(conn, "?colour=red")


def test_the_page_says_of_which_period_it_is(conn: db.Connection) -> None:
    page = shown(conn, "?period=7d")
    assert "Answers of: 7 days, since " in page
    assert "Far\\ntoo late" in page
    assert "'/cases.csv?period=7d'" in shown(conn, "?period=7d", "editor")
    assert cases_page.stream("?period=7d") == "/cases/live?period=7d"
    assert "Answers of: " not in shown(conn)
    old = shown(conn, "?period=2020-01-01..2020-01-31")
    assert "Answers of: 1 Jan 2020 to 31 Jan 2020 (" in old
    assert "No case matches" in old
    assert "needs a campaign beside it" in shown(conn, "?period=sent")
    assert "nobody has said so" in shown(conn, "?period=sent&campaign=delay")
    assert "24h, 7d, 30d" in shown(conn, "?period=soon")


def test_buttons_do_what_they_say(app: Flask, conn: db.Connection) -> None:
    deeds = (
        ("handler", "agent"),
        ("tag", ""),
        ("note", ""),
        ("snooze", "tomorrow"),
        ("snooze", ""),
    )
    for deed, to in deeds:
        assert press(app, deed, to, tag="late", note="Called").status_code == 200, deed
    assert (case(conn).handler, case(conn).tags, case(conn).note) == ("agent", ("late",), "Called")
    assert case(conn).snoozed_until is None
    assert press(app, "reason", "unreachable").status_code == 200
    assert (case(conn).closed, case(conn).reason) == (True, "unreachable")


def test_a_note_undoes_none_that_somebody_else_has_written_meanwhile(
    app: Flask, conn: db.Connection
) -> None:
    comment_handling.change(conn, KEY, "editor", "note", "She was called.")
    late = press(app, "note", "", note="To be called", before="").get_json()["response"]
    assert case(conn).note == "She was called."
    assert "somebody else has changed the note meanwhile: “She was called.”" in str(late)
    before = next(value["data"] for value in late.values() if "data" in value)
    press(app, "note", "", note="Called, to be mailed", before=before)
    assert case(conn).note == "Called, to be mailed"


def test_what_no_button_sends_is_refused(app: Flask, conn: db.Connection) -> None:
    for deed, to in (("handler", "nobody-of-us"), ("snooze", "forever"), ("snooze", "2026-12-01")):
        assert press(app, deed, to).status_code == 400, to
    assert press(app, "handler", "viewer", role="viewer").status_code == 403
    assert [change.field for change in case(conn).changes] == ["case"]


@pytest.mark.parametrize(
    "words",
    [
        "\N{ARABIC LETTER SHEEN}" * 2000,
        "I waited & waited.\n" * 100,
        "\N{FACE WITH LOOK OF TRIUMPH}" * 1000,
    ],
)
def test_a_letter_is_no_longer_than_what_opens_a_mail_program(
    conn: db.Connection, words: str
) -> None:
    address = case_text.letter(replace(case(conn), comment=words))
    assert 1500 < len(address) <= case_text.LETTER
    assert unquote(address).rstrip().endswith("…")


def test_a_letter_quotes_what_was_written(conn: db.Connection) -> None:
    assert case_text.letter(case(conn)) == (
        "mailto:zoe@example.com?subject=Your%20answer%20about%20Delay"
        "&body=%0D%0A%0D%0A%3E%20You%20gave%20a%202.%0D%0A%3E%20Far%0D%0A%3E%20too%20late%0D%0A"
    )


def test_a_nap_ends_in_the_morning() -> None:
    at = datetime(2026, 12, 5, 22, tzinfo=UTC)
    assert case_deeds.nap("tomorrow", at).isoformat()[:16] == "2026-12-06T09:00"
    assert [case_deeds.nap(name, at) - at for name in ("hour", "days", "week")] == [
        timedelta(hours=1), timedelta(days=3), timedelta(days=7),
    ]  # fmt: skip


def test_rules_are_made_and_removed_on_their_page(app: Flask, conn: db.Connection) -> None:
    editor, agent = (app.test_client() for _ in range(2))
    for client, role in ((editor, "editor"), (agent, "agent")):
        client.post("/sign-in", data={"name": role, "password": PASSWORD})
    assert agent.get("/cases/rules").status_code == 403
    form = {"name": "Call <me>", "chosen": "delay 1.2", "score_to": "", "campaign": "", "topic": ""}
    assert editor.post("/cases/rules", data=form).status_code == 303
    page = editor.get("/cases/rules").text
    assert "Call &lt;me&gt;" in page
    assert "chose delay 1.2" in page
    wrong = editor.post("/cases/rules", data=form | {"chosen": "", "name": "Nothing"})
    assert (wrong.status_code, "Enter the highest score" in wrong.text) == (400, True)
    for rule in case_rule_list.list_(conn):
        editor.post("/cases/rules/remove", data={"rule": rule.id})
    assert "None: no answer opens a case." in editor.get("/cases/rules").text


def look(app: Flask, conn: db.Connection, *stale: CommentKey) -> list[dict[str, Any]]:
    """What the cards on an agent's screen are told: of these keys a card shows something older."""
    client = app.test_client()
    client.post("/sign-in", data={"name": "agent", "password": PASSWORD})
    now = case_list.get(conn, KEY)
    marks = [f"{key} 000000000000" for key in stale]
    if now and KEY not in stale:
        marks.append(f"{KEY} {case_cards.mark(now)}")
    answer = ask(
        client,
        "case-answers.data",
        inputs=[{"id": "case-marks", "property": "data", "value": marks}],
        state=[{"id": "address", "property": "search", "value": ""}],
        outputs={"id": "case-answers", "property": "data"},
        changedPropIds=["case-marks.data"],
    )
    assert answer.status_code == 200
    told: list[dict[str, Any]] = answer.json["response"]["case-answers"]["data"]
    return told


def test_a_card_is_told_what_its_recipient_changed(app: Flask, conn: db.Connection) -> None:
    assert cases_page.news(conn, CaseFilter(), Desk("agent"))["case-news"]["data"]
    assert look(app, conn) == []
    conn.execute("update rating set score = 5, comment = 'It came' where recipient = 1")
    conn.execute("update comment set score = 5 where recipient = 1")
    (told,) = look(app, conn, KEY)
    assert told["of"] == str(KEY)
    assert told["mark"] == case_cards.mark(case(conn))
    parts = told["parts"]
    assert "It came" in str(parts["answer"])
    assert "Far" not in str(parts["answer"])
    assert parts["score"]["className"].startswith("given ")
    assert "'5'" in str(parts["score"])
    assert "changed this answer" in parts["said"]["children"]


def test_a_card_shows_nothing_of_an_answer_that_was_erased(app: Flask, conn: db.Connection) -> None:
    conn.execute("delete from comment where recipient = 1")
    conn.execute("delete from rating where recipient = 1")
    (told,) = look(app, conn, KEY)
    assert told["mark"] == ""
    assert "erased this answer" in told["parts"]["answer"]["children"]
    assert "not in the queue any more" in told["parts"]["said"]["children"]
