"""Links to pages and scores: what they show to people without an account, and when they stop."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from answers import START, Answer, put, put_scores
from flask import Flask
from flask.testing import FlaskClient
from postbox import signed_in

from feedback_buttons.accounts import api_keys, audit, shared_pages, users
from feedback_buttons.accounts.shared_pages import SharedPage, SharedPageError
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import shared_views as views
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.sharing import badge
from feedback_buttons.reports.scores import scenarios
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db

WHAT_IF = '/what-if?by=whole&kind=raise&cell=["Delivery",""]&points=1'
WORDS = "Van mij mag <b>hij</b> dicht"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay & <apology>", mails=100))
        put_scores(connection, "delay", *[7, 8] * 20)
        put(connection, "delay", Answer(900, 3, START, WORDS))
        yield connection


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


def shared(conn: db.Connection, shows: str = "page", campaign: str | None = "delay") -> SharedPage:
    return shared_pages.make(conn, "anna", f"for {shows} {campaign}", campaign, shows=shows)


def key(page: SharedPage, config: Config) -> str:
    return f"?key={shared_pages.sign(page, config.session_keys)}"


def test_a_page_is_read_without_an_account_and_leads_nowhere(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    answer = stranger.get("/shared" + key(shared(conn), config))
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "Delay &amp; &lt;apology&gt;" in answer.text
    assert 'class="plain-chart"' in answer.text
    assert not re.search("<(a|script|form|input|button|textarea)[ >]", answer.text)
    assert "dicht" not in answer.text


def test_comments_are_shown_only_where_they_are_shared(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    answer = stranger.get("/shared" + key(shared(conn, "comments"), config))
    assert "Van mij mag &lt;b&gt;hij&lt;/b&gt; dicht" in answer.text
    assert "/recipient/" not in answer.text


def test_the_overview_is_shared_too(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    answer = stranger.get("/shared" + key(shared(conn, campaign=None), config))
    assert "Delay &amp; &lt;apology&gt;" in answer.text
    assert not re.search("<(a|script|form|input|button)[ >]", answer.text)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param("/journey", "Delivery", id="the journey"),
        pytest.param("/gains?period=30d", "Where most can be gained", id="gains"),
        pytest.param(
            "/gains?where=touchpoint:Delivery", "Groups that score differently", id="a touchpoint"
        ),
        pytest.param(WHAT_IF, "Input", id="what if"),
    ],
)
def test_pages_of_all_campaigns_are_shared_as_they_were_chosen(
    config: Config, conn: db.Connection, stranger: FlaskClient, address: str, words: str
) -> None:
    campaigns.add(conn, Campaign(slug="parcel", name="Parcel", touchpoint="Delivery"))
    put_scores(conn, "parcel", *[6, 8] * 30)
    put(conn, "parcel", Answer(901, 3, ids.utc_now(), "Where is my box"))
    segments.renew(conn, ids.utc_now() + timedelta(days=1))
    for shows in ("page", "comments"):
        page = shared_pages.make(conn, "anna", f"{shows} {address}", shows=shows, address=address)
        answer = stranger.get("/shared" + key(page, config))
        assert answer.status_code == 200
        assert words in answer.text
        assert not re.search("<(a|script|form|input|button|textarea|select)[ >]", answer.text)
        assert ("Where is my box" in answer.text) == (shows == "comments")
        assert ("dicht" in answer.text) == (shows == "comments" and "where=" not in address)


def test_what_was_shared_of_a_touchpoint_never_becomes_that_of_all(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    for address in ("/gains?where=touchpoint:Gone", "/what-if?where=campaign:gone"):
        page = shared_pages.make(conn, "anna", address, shows="comments", address=address)
        assert stranger.get("/shared" + key(page, config)).status_code == 401


def test_a_link_opens_nothing_else(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    page, score = (key(shared(conn, shows), config) for shows in ("page", "score"))
    assert stranger.get("/shared" + score).status_code == 401
    assert stranger.get("/shared/badge.svg" + page).status_code == 404
    assert stranger.get("/shared?key=forged").status_code == 401
    assert stranger.get("/wall" + page).status_code == 401
    assert stranger.get("/campaign/delay" + page).status_code == 401


def test_a_link_stops_when_it_is_revoked_or_over(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    page = shared(conn)
    assert shared_pages.get(conn, page.id, page.expires_at - timedelta(seconds=1)) == page
    assert shared_pages.get(conn, page.id, page.expires_at) is None
    shared_pages.revoke(conn, page.name, by="bo")
    answer = stranger.get("/shared" + key(page, config))
    assert answer.status_code == 401
    assert "This link has ended" in answer.text
    with pytest.raises(SharedPageError, match="no link"):
        shared_pages.revoke(conn, page.name)
    entries = audit.page(conn).entries
    assert [(entry.did, entry.account) for entry in entries[:2]] == [
        ("page revoked", "bo"),
        ("page shared", "anna"),
    ]


@pytest.mark.parametrize(
    ("name", "campaign", "more"),
    [
        pytest.param(" ", "delay", {}, id="no name"),
        pytest.param("x" * 81, "delay", {}, id="a long name"),
        pytest.param("x", "none", {}, id="no such campaign"),
        pytest.param("x", None, {"shows": "comments"}, id="comments of all"),
        pytest.param("x", "delay", {"shows": "evidence"}, id="what nobody may see"),
        pytest.param("x", "delay", {"days": 4000}, id="too long"),
        pytest.param("x", None, {"address": "/users"}, id="another page"),
        pytest.param("x", None, {"address": "//example.com/gains"}, id="another host"),
        pytest.param("x", None, {"address": "/gains#a"}, id="a part of a page"),
        pytest.param("x", "delay", {"address": "/gains"}, id="two at once"),
        pytest.param("x", None, {"address": "/gains", "shows": "score"}, id="a score of gains"),
        pytest.param("x", None, {"address": "/gains?by=" + "x" * 2000}, id="a long address"),
    ],
)
def test_a_link_that_cannot_be_says_why(
    conn: db.Connection, name: str, campaign: str | None, more: dict[str, object]
) -> None:
    with pytest.raises(SharedPageError):
        shared_pages.make(conn, "anna", name, campaign, **{"shows": "page", "days": 7, **more})
    assert shared_pages.list_(conn) == []


def test_a_score_stands_in_pages_of_others(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    score = key(shared(conn, "score"), config)
    image = stranger.get("/shared/badge.svg" + score)
    assert image.mimetype == "image/svg+xml"
    svg = ElementTree.fromstring(image.text)  # noqa: S314 (our own)
    assert re.fullmatch(
        r"Delay & <apology>: 7\.4 \(6\.\d to 7\.9\) from 41 answers", svg.attrib["aria-label"]
    )
    frame = stranger.get("/shared/frame" + score)
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "from 41 answers" in frame.text
    assert "frame-ancestors 'none'" in image.headers["Content-Security-Policy"]


def test_a_badge_is_as_wide_as_its_letters() -> None:
    """In Verdana and DejaVu Sans of 11 px, which browsers measured."""
    measured = {
        "Demo: sorry, your present is late": 181.4,
        "7.7 ± 0.3 from 1,096 answers": 164.2,
        "illicit": 25.6,
    }
    for letters, width in measured.items():
        assert sum(map(badge._width, letters)) == pytest.approx(width, rel=0.1), letters


def test_who_asks_too_often_waits(
    config: Config, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LIMIT", replace(views.LIMIT, pause=3600))
    app = create_app(config)
    stranger, score = app.test_client(), key(shared(conn, "score"), config)
    codes = [
        stranger.get(f"/shared/badge.svg{score}").status_code for _ in range(views.LIMIT.burst + 2)
    ]
    assert codes == [200] * views.LIMIT.burst + [429] * 2
    app.extensions["feedback_buttons"].close()


def test_links_are_made_and_revoked_on_their_page(
    app: Flask, conn: db.Connection, config: Config
) -> None:
    users.add(conn, "editor", "correct horse battery", role="editor")

    client = signed_in(app, "editor")
    made = client.post(
        "/sharing",
        data={"name": "The board", "campaign": "delay", "shows": "page", "days": "7"},
    )
    link = re.search(rf'value="{config.dashboard_url}(/shared[^"]+)"', made.text)
    assert link
    assert app.test_client().get(link[1]).status_code == 200
    (page,) = shared_pages.list_(conn)
    assert (page.name, page.expires_at > ids.utc_now()) == ("The board", True)
    assert "The board is revoked" in client.post("/sharing/revoke", data={"name": "The board"}).text
    assert app.test_client().get(link[1]).status_code == 401


def test_what_was_chosen_on_a_page_is_shared_from_there(app: Flask, conn: db.Connection) -> None:
    users.add(conn, "editor", "correct horse battery", role="editor")
    scenarios.save(conn, "Faster boxes", {"by": "whole", "kind": "lift", "cell": '["",""]'})
    client = signed_in(app, "editor")
    address = re.search(
        r'href="(/sharing\?address=[^"]+)"',
        client.get("/gains?period=30d&where=campaign:delay").text,
    )
    assert address
    page = client.get(address[1].replace("&amp;", "&")).text
    assert "Where most can be gained, as you chose there" in page
    assert "What if: Faster boxes" in page
    [chosen] = re.findall('<option value="(/[^"]*)" selected>', page)
    made = client.post(
        "/sharing", data={"name": "x", "campaign": unescape(chosen), "shows": "page", "days": "7"}
    )
    assert made.status_code == 200
    assert shared_pages.list_(conn)[0].address == unescape(chosen)
    assert "period=30d" in chosen
    assert "where=campaign:delay" in chosen


def test_programs_make_list_and_revoke_links(
    config: Config, conn: db.Connection, stranger: FlaskClient
) -> None:
    _, secret = api_keys.add(conn, "board", ["campaigns:read", "campaigns:write"], "anna")
    program = {"Authorization": f"Bearer {secret}"}
    wanted = {"name": "The board", "campaign": "delay", "shows": "comments", "days": 90}
    made = stranger.post("/api/v1/shared-pages", json=wanted, headers=program)
    assert made.status_code == 201
    address = made.json["addresses"]["page"].removeprefix(config.dashboard_url)
    shown = stranger.get(address)
    assert "Van mij mag &lt;b&gt;hij" in shown.text
    assert '<meta http-equiv="refresh" content="60">' in shown.text  # it goes with the time
    listed = stranger.get("/api/v1/shared-pages", headers=program)
    assert [page["name"] for page in listed.json["pages"]] == ["The board"]
    assert "addresses" not in listed.text
    again = stranger.post("/api/v1/shared-pages", json=wanted, headers=program)
    assert (again.status_code, again.json["code"]) == (409, "shared-page-invalid")
    gains = {"name": "Gains", "address": "/gains?period=30d"}
    assert stranger.post("/api/v1/shared-pages", json=gains, headers=program).status_code == 201
    shared_pages.revoke(conn, "Gains")
    odd = stranger.post("/api/v1/shared-pages", json=wanted | {"days": 8}, headers=program)
    assert odd.status_code == 422
    gone = {"name": "The board"}
    revoked = stranger.post("/api/v1/shared-pages/revoke", json=gone, headers=program)
    assert revoked.json == {"pages": []}
    assert stranger.get(address).status_code == 401
