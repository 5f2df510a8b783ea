"""Buttons that name a campaign and nobody: whoever has such a mail may answer, and is counted separately."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from person import LAPTOP, PHONE, Clock, Person
from werkzeug.test import TestResponse

from feedback_buttons.base.rate_limiter import RateLimiter
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.collector import UNSIGNED_NETWORK
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.reports.scores import campaign_reports, time_line, unsigned_report
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

BROKEN = {
    "empty": "/r/delay//7",
    "unmerged": "/r/delay/*%7CFBTOKEN%7C*/7",
    "wrong": "/r/delay/0123456789abcdefghjkmnpqrstvwxy/7",
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


@pytest.fixture
def app(config: Config, conn: db.Connection) -> Iterator[Endpoint]:
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config, Clock.of_today())
    app.collector.campaigns.remember()
    yield app
    app.close()


def person(app: Endpoint, agent: str = LAPTOP) -> Person:
    clock = app.collector.clock
    assert isinstance(clock, Clock)
    return Person(app.test_client(), clock, agent)


def answers(app: Endpoint, score: int, address: str = BROKEN["empty"], **who: str) -> TestResponse:
    """Somebody opens a broken button and presses a score."""
    somebody = person(app, **who)
    somebody.open(address)
    return somebody.press(score)


def kept(conn: db.Connection) -> list[tuple[object, ...]]:
    return conn.execute("select kind, score, comment from unsigned_answer order by id").fetchall()


@pytest.mark.parametrize("kind", BROKEN)
def test_a_button_without_a_token_can_be_answered_apart(
    app: Endpoint, conn: db.Connection, kind: str
) -> None:
    somebody = person(app)
    opened = somebody.open(BROKEN[kind])
    assert "Did you get this mail?" in opened.text
    assert "<script" not in opened.text  # so that nothing but a press sends anything
    assert kept(conn) == []
    saved = somebody.press(9)
    assert "Your 9 is saved." in saved.text or "your 9 is saved." in saved.text
    assert "stored separately" in saved.text
    somebody.press(4, "no tracking number")
    assert kept(conn) == [(kind, 4, "no tracking number")]
    assert conn.execute("select count(*) from rating").fetchone() == (0,)
    assert conn.execute("select count(*) from visit").fetchone() == (0,)
    assert "Erase your answer" in somebody.press(4, "no tracking number", do="erase").text
    assert "is erased" in somebody.press(4, do="erase-now").text
    assert kept(conn) == [(kind, None, None)]


def test_no_address_alone_and_no_robot_answers(app: Endpoint, conn: db.Connection) -> None:
    robot = person(app)
    robot.open(BROKEN["empty"])
    data = {"do": "press", "page": robot.page, "score": "7"}
    for headers in ({"Origin": "https://elsewhere.example", "User-Agent": LAPTOP}, {}):
        robot.clock.later(3)
        again = robot.client.post(BROKEN["empty"], data=data, headers=headers)
        assert "Once more" in again.text
    hasty = person(app)
    hasty.open(BROKEN["empty"])
    pressed = hasty.client.post(
        BROKEN["empty"], data=data | {"page": hasty.page}, headers=hasty.headers
    )
    assert "Once more" in pressed.text
    stranger = person(app)
    stranger.address = BROKEN["empty"]
    assert "Did you get this mail?" in stranger.press(7).text  # of no page of ours
    assert kept(conn) == []


def test_a_page_of_one_button_answers_for_no_other(app: Endpoint, conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="other", name="Other"))
    app.collector.campaigns.remember()
    tokens = Tokens(app.collector.config.signing_keys, app.collector.config.pseudonym_key)
    somebody = person(app)
    somebody.open(BROKEN["empty"])
    for address in ("/r/other//7", f"/r/delay/{tokens.sign('delay', tokens.recipient('17'))}/7"):
        somebody.address = address
        page = somebody.page
        somebody.press(9)
        somebody.page = page
    assert kept(conn) == []
    assert conn.execute("select count(*) from rating where score is not null").fetchone() == (0,)


def test_one_browser_cannot_flood_and_duplicates_are_known(
    app: Endpoint, conn: db.Connection
) -> None:
    statuses = [answers(app, 1).status_code for _ in range(7)]
    assert statuses == [200] * 4 + [429] * 3
    refused = answers(app, 1)
    assert "is not saved" in refused.text
    answers(app, 9, agent=PHONE)
    answers(app, 10, address=BROKEN["wrong"])
    report = unsigned_report.read(conn, campaigns.get(conn, "delay"))
    assert report is not None
    assert (report.answers, report.browsers) == (5, 2)
    assert report.counts == (1, 0, 0, 0, 0, 0, 0, 0, 1, 0)  # each browser's last one


def test_a_network_has_a_limit_too(app: Endpoint, conn: db.Connection) -> None:
    app.collector.unsigned_networks = RateLimiter(replace(UNSIGNED_NETWORK, pause=3600))
    agents = [f"{LAPTOP} {number}" for number in range(62)]
    statuses = [answers(app, 5, agent=agent).status_code for agent in agents]
    assert statuses == [200] * 60 + [429] * 2
    assert len(kept(conn)) == statuses.count(200)


def test_they_are_in_the_score_only_where_the_team_says_so(
    app: Endpoint, conn: db.Connection
) -> None:
    answers(app, 9)
    answers(app, 2, agent=PHONE)
    summary = campaign_reports.summary(conn, "delay")
    assert summary is not None
    assert summary.answers == 0
    campaigns.edit(conn, "delay", {"count_unsigned": True}, by="anna")
    summary = campaign_reports.summary(conn, "delay")
    assert summary is not None
    assert (summary.answers, summary.counts[8], summary.counts[1]) == (2, 1, 1)
    assert time_line.timeline(conn, "delay")["answers"].sum() == 2
    changed = conn.execute("select account, detail from audit order by id desc limit 1").fetchone()
    assert changed == ("anna", {"changes": {"count_unsigned": [False, True]}})
    campaigns.edit(conn, "delay", {"count_unsigned": False})
    summary = campaign_reports.summary(conn, "delay")
    assert summary is not None
    assert summary.answers == 0


def test_nothing_that_was_acknowledged_is_lost_in_an_outage(
    app: Endpoint, conn: db.Connection
) -> None:
    held, database = app.collector, app.collector.database
    away = Database("postgresql://127.0.0.1:1/none")
    somebody = person(app)
    somebody.open(BROKEN["empty"])
    held.recorder._database = held.recorder.replay._database = away
    assert "are saved" in somebody.press(3, "late").text
    erased = person(app, PHONE)
    erased.open(BROKEN["wrong"])
    erased.press(2)
    erased.press(2, do="erase")
    assert "is erased" in erased.press(2, do="erase-now").text
    assert kept(conn) == []
    held.recorder._database = held.recorder.replay._database = database
    somebody.press(8, "late, but kind")  # before what waited is back
    while held.spool.waiting().entries:  # the recorder's own thread does the same
        held.recorder.replay.drain()
    assert sorted(kept(conn), key=str) == [("empty", 8, "late, but kind"), ("wrong", None, None)]
    away.close()


def close(app: Endpoint, conn: db.Connection) -> None:
    campaigns.close(conn, "delay")
    app.collector.campaigns.remember()
    app.collector.campaigns._known.clear()


def test_closed_and_unknown_campaigns_take_none(app: Endpoint, conn: db.Connection) -> None:
    somebody = person(app)
    assert "Did you get this mail?" not in somebody.open("/r/nobody//7").text
    somebody.open(BROKEN["empty"])
    close(app, conn)
    late = somebody.press(9, "it leaks").text
    assert "This question is closed." in late
    assert re.search(r"is not saved\. Here it is.*it leaks", late, re.DOTALL)
    assert kept(conn) == []


@pytest.mark.parametrize("kind", BROKEN)
def test_a_closed_campaign_says_so_and_is_erased_from(
    app: Endpoint, conn: db.Connection, kind: str
) -> None:
    somebody = person(app)
    somebody.open(BROKEN[kind])
    somebody.press(4, "no tracking number")
    close(app, conn)
    opened = person(app, PHONE).open(BROKEN[kind])
    assert "This question is closed." in opened.text
    assert "preview" not in opened.text
    assert "<form" not in opened.text
    assert "Erase your answer" in somebody.press(4, do="erase").text
    assert "is erased" in somebody.press(4, do="erase-now").text
    assert kept(conn) == [(kind, None, None)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_offered_in_each_language(app: Endpoint, language: str) -> None:
    somebody = person(app)
    somebody.headers["Accept-Language"] = language
    opened = somebody.open(BROKEN["empty"])
    assert f'<html lang="{language}">' in opened.text
    assert ("Did you get this mail?" in opened.text) == (language == "en")
    assert len(re.findall(r'<button name="score"', opened.text)) == 10
    saved = somebody.press(9)
    assert ("stored separately" in saved.text) == (language == "en")


def test_what_was_typed_is_shown_back_where_it_is_not_saved(
    app: Endpoint, conn: db.Connection
) -> None:
    somebody = person(app)
    somebody.open(BROKEN["empty"])
    campaigns.close(conn, "delay")
    app.collector.campaigns._known.clear()
    refused = somebody.press(9, "Many words")
    assert "What you wrote is not saved." in refused.text
    assert "Many words</textarea>" in refused.text
    assert kept(conn) == []


def test_what_was_typed_stays_where_a_page_is_too_old(app: Endpoint) -> None:
    somebody = person(app)
    somebody.open(BROKEN["empty"])
    again = somebody.press(9, "Many words", page="old")
    assert "Did you get this mail?" in again.text
    assert '<input type="hidden" name="comment" value="Many words">' in again.text
