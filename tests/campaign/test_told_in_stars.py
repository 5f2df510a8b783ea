"""A campaign of five stars is told in stars: its questions, evidence, what is excluded; it has no NPS."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

import pytest
from answers import START, Answer, crowd, put, put_visit
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import users
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.comments import filter_offers
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Decision
from feedback_buttons.reports.answers import answer_history
from feedback_buttons.storage import db

FORM = {
    "1-id": "", "1-low": "1", "1-high": "3", "1-text-en": "What went wrong?",
    "1-choices-en": "Late\nDamaged",
}  # fmt: skip


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "admin")
        stars = Campaign(slug="delay", name="Delay", asks="stars", language="en")
        campaigns.add(connection, stars)
        yield connection


@pytest.fixture
def anna(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    assert conn.info.dbname in str(config.database_url)
    app: Flask = create_app(config)
    yield signed_in(app, "anna")
    app.extensions["feedback_buttons"].close()


def shown(conn: db.Connection, path: str) -> str:
    page = callbacks.page(conn, path, "", lambda _: True, "anna")
    return json.dumps(
        [part.to_plotly_json() for part in page], default=lambda each: each.to_plotly_json()
    )


def chips(conn: db.Connection, scores: str = "") -> list[tuple[str, str, str]]:
    page = callbacks.page(conn, "/campaign/delay", f"?scores={scores}", lambda _: True, "anna")
    found = json.dumps([part.to_plotly_json() for part in page], default=plain)
    buttons = [json.loads(button) for button in re.findall(r'{[^{}]*"data-score"[^{}]*}', found)]
    return [(each["children"], each["data-score"], each["aria-pressed"]) for each in buttons]


def plain(component: object) -> object:
    return component.to_plotly_json() if hasattr(component, "to_plotly_json") else str(component)


def test_comments_are_chosen_by_stars_on_the_campaigns_page(
    anna: FlaskClient, conn: db.Connection
) -> None:
    assert anna.get("/campaign/delay").status_code == 200
    stored = [("1", "1-3"), ("2", "4-5"), ("3", "6-7"), ("4", "8-9"), ("5", "10")]
    assert [(told, places) for told, places, _ in chips(conn)] == stored
    assert [told for told, _, pressed in chips(conn, "8-9") if pressed == "true"] == ["4"]


@pytest.mark.parametrize(
    ("asks", "scale", "query", "bands"),
    [
        ("stars", "1-10", "campaign=delay", {"0-7": "1-3", "8-9": "4", "10": "5"}),
        ("stars", "1-10", "campaign=delay&scores=0-6", {"0-6": "1-3", "8-9": "4", "10": "5"}),
        ("stars", "1-10", "campaign=delay&scores=4-5",
         {"0-7": "1-3", "8-9": "4", "10": "5", "4-5": "2"}),
        (None, "1-10", "campaign=delay", {"0-6": "1-6", "7-8": "7-8", "9-10": "9-10"}),
        (None, "0-10", "campaign=delay", {"0-6": "0-6", "7-8": "7-8", "9-10": "9-10"}),
        (None, "1-10", "", {"0-6": "0-6", "7-8": "7-8", "9-10": "9-10"}),
        ("stars", "1-10", "", {
            "0-6": "0-6 (of five buttons: 1-3)", "7-8": "7-8 (of five buttons: 3-4)",
            "9-10": "9-10 (of five buttons: 4-5)",
        }),
    ],
)  # fmt: skip
def test_comments_are_chosen_by_what_was_asked_on_their_page(
    conn: db.Connection, asks: str | None, scale: str, query: str, bands: dict[str, str]
) -> None:
    wanted = Filter.parse(dict(parse_qsl(query)))
    campaigns.edit(conn, "delay", {"asks": asks, "scale": scale})
    offered = filter_offers.scores(wanted, filter_offers.read(conn, wanted))
    assert {value: name.replace("\u2013", "-") for value, name in offered} == bands


def test_a_question_is_asked_of_stars(anna: FlaskClient, conn: db.Connection) -> None:
    page = anna.get("/campaign/delay/after").text
    assert "<option selected>3</option>" in page
    assert "<option>6</option>" not in page
    anna.post("/campaign/delay/after", data=FORM | {"do": "questions"})
    question = campaigns.get(conn, "delay").questions[0]
    assert (question["low"], question["high"]) == (1, 7)  # 4 stars are an 8
    page = anna.get("/campaign/delay/after").text
    assert "1 to 3" in page or "1\N{EN DASH}3" in page


def test_evidence_and_decisions_speak_of_stars(conn: db.Connection) -> None:
    put(conn, "delay", Answer(40, 8))
    put_visit(conn, 40, 0, "press", 8)
    page = shown(conn, f"/campaign/delay/recipient/{recipient_code(40)}")
    assert '"4/5"' in page
    assert "Pressed 4" in page
    assert "Count it as 5" in page
    assert "Count it as 6" not in page
    history = answer_history.history(conn, "delay", 40)
    assert history is not None
    overrules.decide(
        conn, history.key, Decision(10), account="anna", note="", events=history.events
    )
    page = shown(conn, f"/campaign/delay/recipient/{recipient_code(40)}")
    assert '"5/5"' in page
    assert "counts as 5" in page
    aside = shown(conn, "/campaign/delay/excluded")
    assert "counts as 10" not in aside


def test_what_is_excluded_is_told_in_stars(conn: db.Connection) -> None:
    put(conn, "delay", Answer(41, 6, aside="scanned"))
    assert '"3/5"' in shown(conn, "/campaign/delay/excluded")


@pytest.mark.parametrize(
    ("asks", "scale", "named"),
    [("stars", "1-10", None), (None, "1-10", "NPS, approximately"), ("nps-0-10", "0-10", "NPS")],
)
def test_nps_is_of_its_own_scale(
    conn: db.Connection, asks: str | None, scale: str, named: str | None
) -> None:
    campaigns.add(conn, Campaign(slug="x", name="X", asks=asks, scale=scale))
    put(conn, "x", *crowd(0, 10, START))
    page = shown(conn, "/campaign/x")
    assert ('"NPS' in page) == (named is not None)
    assert named is None or f'"{named}"' in page
