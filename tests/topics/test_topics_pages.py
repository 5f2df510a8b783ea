"""The pages of the topics: figures, suggestions, the editor and what it would catch."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from postbox import PASSWORD, signed_in
from written import write

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Period
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.topics import topics_page
from feedback_buttons.storage import db
from feedback_buttons.topics import suggestions, topic_list

SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        for role in ("viewer", "editor"):
            users.add(connection, role, PASSWORD, role)
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


@pytest.fixture
def filled(conn: db.Connection) -> None:
    write(conn, "delay", [(number, 3, f"late delivery, parrot {number}") for number in range(40)])
    write(conn, "delay", [(number, 9, "all fine") for number in range(100, 150)])
    suggestions.renew(conn, ids.utc_now() + timedelta(days=2))  # words are counted now and then


def text(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.usefixtures("filled")
def test_the_page_tells_what_is_mentioned_and_claims_no_cause(app: Flask) -> None:
    page = signed_in(app, "viewer").get("/topics?campaign=delay&language=en").get_data(as_text=True)
    told = text(page)
    assert "90 comments of Delay" in told
    assert "50 mention no topic" in told
    assert (
        "Comments that mention “Delivery” score 6.0 lower (40 comments). "
        "This does not prove that it is the reason." in told
    )
    assert "/comments?campaign=delay&amp;topic=delivery" in page
    assert "parrot 40 0" in told
    assert "problem" not in told.lower()
    assert "Make it a topic" not in told  # viewers only look
    viewer = signed_in(app, "viewer")
    assert 'href="/topics.xlsx?campaign=delay&amp;period=all"' in page
    file = viewer.get("/topics.csv?campaign=delay&period=all").data.decode("utf-8-sig")
    row, *_ = csv.DictReader(io.StringIO(file, newline=""))
    assert (row["topic"], row["comments"], row["of"], row["less_others"]) == (
        "delivery", "40", "90", "-6.0",
    )  # fmt: skip
    assert (row["campaign"], row["period"], row["scale"]) == ("delay", "all", "1-10")
    assert viewer.get("/topics.csv?period=nonsense").status_code == 400
    assert viewer.get("/topics.csv?campaign=gone").status_code == 404


def test_the_page_says_so_where_nothing_is_tagged(app: Flask) -> None:
    page = signed_in(app, "viewer").get("/topics?campaign=gone&period=nonsense&language=xx")
    assert "No comment has been tagged yet" in text(page.get_data(as_text=True))


@pytest.mark.usefixtures("filled")
def test_one_tap_makes_a_topic_that_is_edited_and_removed(app: Flask, conn: db.Connection) -> None:
    editor = signed_in(app, "editor")
    made = editor.post(
        "/topics", data={"name": "Parrot", "language": "en", "words": "parrot"}, headers=SAME
    )
    assert made.headers["Location"].endswith("/topics/parrot?language=en")
    assert "Parrot" in text(editor.get("/topics").get_data(as_text=True))
    form = {"name": "Birds", "language": "en", "words": "parrot*, -fine"}
    saved = editor.post("/topics/parrot", data=form, headers=SAME).get_data(as_text=True)
    assert "Saved and tagged anew: 0 comments changed." in text(saved)
    assert topic_list.get(conn, "parrot").name("en") == "Birds"
    wrong = editor.post("/topics/parrot", data={**form, "words": "*x"}, headers=SAME)
    assert wrong.status_code == 400
    assert "star stands in front" in text(wrong.get_data(as_text=True))
    assert editor.post("/topics/parrot/remove", headers=SAME).status_code == 303
    assert editor.get("/topics/parrot").status_code == 404
    assert editor.post("/topics/strong/remove", headers=SAME).status_code == 400


@pytest.mark.usefixtures("filled")
def test_typing_shows_what_words_would_catch(app: Flask) -> None:
    form = {"topic": "delivery", "language": "en", "words": "delive, parro*"}
    answer = signed_in(app, "viewer").post("/topics/catch", data=form, headers=SAME)
    caught = answer.get_json()
    assert [rule["rule"] for rule in caught["rules"]] == ["delive", "parro*"]
    assert caught["rules"][0]["caught"] == []
    assert caught["rules"][0]["near"] == [["delivery", 40]]
    assert caught["rules"][1]["caught"] == [["parrot", 40]]
    assert (caught["added"]["comments"], caught["lost"]["comments"]) == (0, 0)
    form["words"] = "fine, delivery"
    caught = signed_in(app, "viewer").post("/topics/catch", data=form, headers=SAME).get_json()
    assert caught["added"]["comments"] == 50
    assert caught["added"]["shown"][0] == [9, "all fine"]
    assert len(caught["added"]["shown"]) == 10
    form["words"] = "*"
    refused = signed_in(app, "viewer").post("/topics/catch", data=form, headers=SAME)
    assert (refused.status_code, "nearly everything" in refused.get_json()["wrong"]) == (400, True)


@pytest.mark.parametrize("address", ["/topics", "/topics/delivery", "/topics/delivery/remove"])
def test_viewers_change_nothing(app: Flask, address: str) -> None:
    form = {"name": "x", "language": "en", "words": "x"}
    assert signed_in(app, "viewer").post(address, data=form, headers=SAME).status_code == 403


def test_the_page_is_of_any_period_and_its_comments_are_too(app: Flask) -> None:
    page = signed_in(app, "viewer").get("/topics?period=2026-01-01..2126-01-01").text
    assert '<option value="2026-01-01..2126-01-01" selected>' not in page  # no such year
    assert "has a day that there is not" in page
    page = signed_in(app, "viewer").get("/topics?period=2026-01-01..2026-01-02").text
    assert (
        '<option value="2026-01-01..2026-01-02" selected>1 Jan 2026 to 2 Jan 2026</option>' in page
    )


def test_the_comments_behind_a_topic_are_of_the_same_period(app: Flask) -> None:
    with app.test_request_context():
        ways = [topics_page._comments("delivery", "delay", Period(kind)) for kind in ("30d", "all")]
    assert ways == [
        "/comments?campaign=delay&period=30d&topic=delivery",
        "/comments?campaign=delay&topic=delivery",
    ]
