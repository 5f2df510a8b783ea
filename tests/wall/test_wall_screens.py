"""The wall screen: who may open it, and what it shows."""

import json
import re
from collections.abc import Iterator

import pytest
from answers import START, Answer, put, put_scores
from flask import Flask
from flask.testing import FlaskClient
from postbox import signed_in
from shell import Shell

from feedback_buttons.accounts import users, wall_links
from feedback_buttons.accounts.wall_links import WallError
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import EVER, Period
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.wall import wall_screen
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "parcel", "quiet"):
            campaigns.add(connection, Campaign(slug=slug, name=slug.title(), mails=10))
        put_scores(connection, "delay", *[7, 8] * 10)
        put(connection, "parcel", Answer(1, 9, START, "Goed zo <b>!</b>"))
        yield connection


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


def first_news(client: FlaskClient, path: str) -> dict[str, dict[str, object]]:
    """What a screen is sent first."""
    answer = client.get(path)
    assert answer.status_code == 200
    for event in answer.response:
        text = event if isinstance(event, str) else event.decode()
        if text.startswith("event: show"):
            answer.close()
            return dict(json.loads(text.partition("data: ")[2]))
    raise AssertionError("nothing was sent")


def stream(path: str) -> str:
    return path.replace("/wall", "/wall-stream")


def test_a_link_opens_the_screen_without_a_session(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    path = wall_links.sign(wall_links.make(conn, "anna", "Corridor"), config.session_keys)
    page = stranger.get(path)
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers
    news = first_news(stranger, stream(path))
    assert news["order"] == {"slugs": ["delay", "parcel"]}
    assert news["slide delay"]["score"] == "7.5"
    assert news["slide parcel"]["comments"] == [
        {
            "key": "0000000000001-0",
            "score": "9",
            "band": "high",
            "comment": "Goed zo <b>!</b>",
            "at": "2026-12-03T14:00:00Z",
        }
    ]


def test_comments_can_be_left_out(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    link = wall_links.make(conn, "anna", "Canteen", comments=False)
    news = first_news(stranger, stream(wall_links.sign(link, config.session_keys)))
    assert news["slide parcel"]["comments"] == []


def test_a_link_for_one_campaign_opens_no_other(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    path = wall_links.sign(wall_links.make(conn, "anna", "Team", "parcel"), config.session_keys)
    assert path.startswith("/wall/parcel?key=")
    assert first_news(stranger, stream(path))["order"] == {"slugs": ["parcel"]}
    for other in (path.replace("/parcel", "/delay"), path.replace("/parcel", "")):
        assert stranger.get(other).status_code == 401
        assert stranger.get(stream(other)).status_code == 401


def test_a_revoked_link_opens_nothing(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    path = wall_links.sign(wall_links.make(conn, "anna", "Corridor"), config.session_keys)
    wall_links.revoke(conn, "Corridor")
    assert stranger.get(path).status_code == 401
    assert stranger.get(stream(path)).status_code == 401
    with pytest.raises(WallError, match="revoked before"):
        wall_links.revoke(conn, "Corridor")


@pytest.mark.parametrize(
    ("key", "status"),
    [("", 401), ("x", 401), ("MQ.forged", 401), ("\0", 400)],
    ids=["none", "short", "forged", "NUL"],
)
def test_no_other_key_opens_anything(stranger: FlaskClient, key: str, status: int) -> None:
    answer = stranger.get("/wall-stream", query_string={"key": key})
    assert answer.status_code == status


def test_old_keys_still_open_after_a_rotation(config: Config, conn: db.Connection) -> None:
    link = wall_links.make(conn, "anna", "Corridor")
    key = wall_links.sign(link, config.session_keys).partition("key=")[2]
    assert (
        wall_links.read(key, ("a new session key of the tests: 12345", *config.session_keys))
        == link.id
    )
    assert wall_links.read(key, ("a new session key of the tests: 12345",)) is None


def test_one_name_is_for_one_link(conn: db.Connection) -> None:
    wall_links.make(conn, "anna", "Corridor")
    with pytest.raises(WallError, match="already"):
        wall_links.make(conn, "anna", " Corridor ")
    wall_links.revoke(conn, "Corridor")
    wall_links.make(conn, "anna", "Corridor")


@pytest.mark.parametrize(
    ("name", "campaign", "message"),
    [
        (" ", None, "name the screen"),
        ("x" * 81, None, "at most 80"),
        ("a", "no", "no campaign 'no'"),
    ],
)
def test_a_link_that_cannot_be_made_says_why(
    conn: db.Connection, name: str, campaign: str | None, message: str
) -> None:
    with pytest.raises(WallError, match=message):
        wall_links.make(conn, "anna", name, campaign)


def test_the_command_line_shares_and_revokes(shell: Shell) -> None:
    printed = shell.run("wall", "add", "Corridor", "--no-comments").stdout
    assert printed.startswith("http://127.0.0.1:8050/wall?key=")
    assert "Corridor  (all campaigns, no comments)" in shell.run("wall", "list").stdout
    assert "go dark" in shell.run("wall", "revoke", "Corridor").stdout
    assert shell.json("wall", "list") == []
    assert shell.run("wall", "add", "Hall", "--period", "7d").stdout.endswith("&period=7d\n")
    assert "period=" not in shell.run("wall", "add", "Door", "--period", "all").stdout
    index = shell.run("wall", "add", "Canteen", "--index").stdout
    assert index.endswith("&show=index\n")
    assert "Canteen  (the index of all campaigns)" in shell.run("wall", "list").stdout
    wrong = shell.run("wall", "add", "Desk", "--index", "--touchpoint", "Nowhere", code=2).output
    assert "no campaign has the touchpoint 'Nowhere'" in wrong
    assert "goes with --index" in shell.run("wall", "add", "x", "--touchpoint", "y", code=2).output
    assert "'period' is 24h" in shell.run("wall", "add", "Room", "--period", "soon", code=1).output


def test_the_list_says_which_screens_show_the_index(conn: db.Connection, app: Flask) -> None:
    campaigns.edit(conn, "parcel", {"touchpoint": "Delivery"})
    for name, index_of in (("Turn", None), ("All", ""), ("One", "Delivery")):
        wall_links.make(conn, "anna", name, index_of=index_of)
    users.add(conn, "anna", "correct horse battery")
    page = signed_in(app, "anna").get("/screens").text
    shows = dict(re.findall(r'<th scope="row">(\w+)</th>\s*<td>(.*?)</td>', page))
    assert shows == {
        "Turn": "all campaigns", "All": "the index of all campaigns", "One": "the index of Delivery"
    }  # fmt: skip


def test_closed_and_empty_campaigns_and_demonstrations_take_no_turn(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="demo", name="Demo", demo=True))
    put_scores(conn, "demo", 5)
    campaigns.close(conn, "parcel")
    news = wall_screen.reader("", comments=True)(conn, None, True)
    assert news["order"] == {"slugs": ["delay"]}


def test_a_slide_changes_with_its_campaign(conn: db.Connection) -> None:
    read = wall_screen.reader("", comments=True)
    read(conn, None, True)
    put(conn, "delay", *(Answer(n, 9) for n in range(70, 90)))
    put(conn, "quiet", Answer(78, 10))
    news = read(conn, frozenset({"delay", "quiet"}), False)
    assert news["order"] == {"slugs": ["delay", "parcel", "quiet"]}
    delay, quiet = news["slide delay"], news["slide quiet"]
    assert (delay["score"], quiet["answers"]) == ("8.3", "1 answer")
    assert quiet["score"] == "–"  # noqa: RUF001
    assert quiet["margin"].startswith("too early to tell (")


def test_a_screen_shows_a_period_and_says_which(conn: db.Connection) -> None:
    campaigns.edit(conn, "delay", {"time_zone": "Europe/Amsterdam"})
    days = Period.parse(f"{START:%Y-%m-%d}..{START:%Y-%m-%d}")
    ever, day, later = (
        wall_screen.reader("delay", period, comments=True)(conn, None, True)["slide delay"]
        for period in (EVER, days, Period.parse("2026-01-01..2026-01-02"))
    )
    assert (ever["period"], ever["answers"]) == ("All time", "20 answers")
    assert (day["period"], day["answers"]) == ("3 Dec 2026 (Europe/Amsterdam)", "20 answers")
    assert (later["answers"], later["score"], later["rate"]) == ("0 answers", "\u2013", "")
    assert later["margin"] == "No answers in this period"


def test_a_campaign_without_such_a_period_shows_all_of_time(conn: db.Connection) -> None:
    news = wall_screen.reader("parcel", Period("sent"), comments=True)(conn, None, True)
    assert news["slide parcel"]["period"] == "All time"
    assert len(news["slide parcel"]["comments"]) == 1


def test_a_screens_address_names_its_period(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    path = wall_links.sign(wall_links.make(conn, "anna", "Corridor"), config.session_keys)
    news = first_news(stranger, stream(f"{path}&period=2026-01-01..2026-01-02"))
    assert str(news["slide parcel"]["period"]).startswith("1 Jan 2026 to 2 Jan 2026")
    assert news["slide parcel"]["comments"] == []
    refused = stranger.get(f"{path}&period=soon")
    assert (refused.status_code, "24h" in refused.text) == (400, True)


def test_a_campaign_that_is_not_there_has_no_slide(conn: db.Connection) -> None:
    read = wall_screen.reader("nowhere", comments=False)
    assert read(conn, None, True) == {"order": {"slugs": []}}
