"""The dashboard over HTTP: who is let in, what they are sent."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from answers import Answer, crowd, put, put_scores
from callback import ask
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD
from werkzeug.test import TestResponse

from feedback_buttons import dashboard
from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.live import live_hub
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.dashboard.studio import campaign_form_text
from feedback_buttons.storage import db

HTML = {"Accept": "text/html"}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", mails=100))
        users.add(connection, "anna", PASSWORD)
        yield connection


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def anna(app: Flask) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client).status_code == 303
    return client


def sign_in(client: FlaskClient, password: str = PASSWORD, aim: str = "") -> TestResponse:
    return client.post(f"/sign-in{aim}", data={"name": "anna", "password": password})


def shown(conn: db.Connection, path: str, search: str = "") -> str:
    return " ".join(str(each.to_plotly_json()) for each in callbacks.page(conn, path, search))


@pytest.mark.parametrize(
    "path",
    [
        "/_dash-layout",
        "/_dash-dependencies",
        "/assets/live.js",
        "/live/",
        "/live/?period=7d&owner=anna",
        "/live-compare?c=delay&c=other",
        "/live/delay",
        "/session",
    ],
)
def test_data_and_scripts_answer_a_user(anna: FlaskClient, path: str) -> None:
    response = anna.get(path)
    assert response.status_code < 300
    response.close()


def test_a_stranger_is_led_to_the_door_and_back(stranger: FlaskClient) -> None:
    response = stranger.get("/campaign/delay", headers=HTML)
    assert response.headers["Location"] == "/sign-in?next=/campaign/delay"
    assert sign_in(stranger, aim="?next=/campaign/delay").headers["Location"] == "/campaign/delay"


@pytest.mark.parametrize(
    "aim", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/x"]
)
def test_the_door_leads_nowhere_else(stranger: FlaskClient, aim: str) -> None:
    response = stranger.post(
        "/sign-in", query_string={"next": aim}, data={"name": "anna", "password": PASSWORD}
    )
    assert response.headers["Location"] == "/"


def test_a_wrong_password_opens_nothing(stranger: FlaskClient) -> None:
    response = sign_in(stranger, "wrong")
    assert response.status_code == 403
    assert "do not belong together" in response.text
    assert stranger.get("/session").status_code == 401


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(stranger: FlaskClient) -> None:
    cookies = sign_in(stranger).headers.getlist("Set-Cookie")
    (cookie,) = [each for each in cookies if each.startswith("feedback_dashboard=")]
    assert {"HttpOnly", "SameSite=Lax"} <= set(cookie.split("; "))
    assert "Secure" not in cookie


@pytest.mark.usefixtures("conn")
def test_the_session_cookie_needs_https_where_the_dashboard_has_it(config: Config) -> None:
    app = create_app(replace(config, dashboard_url="https://dashboard.example.com"))
    cookies = sign_in(app.test_client()).headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in each for each in cookies)
    app.extensions["feedback_buttons"].close()


def test_signing_out_ends_the_session(anna: FlaskClient) -> None:
    assert anna.post("/sign-out").headers["Location"] == "/sign-in"
    assert anna.get("/session").status_code == 401


@pytest.mark.parametrize(
    "statement",
    ["delete from account", "update account set session_version = session_version + 1"],
    ids=["removed", "signed out everywhere"],
)
def test_sessions_end_with_their_account(
    anna: FlaskClient, conn: db.Connection, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    monkeypatch.setattr("feedback_buttons.dashboard.kit.requests.auth.FRESH", 0)
    assert anna.get("/session").status_code == 204
    conn.execute(statement.encode())
    assert anna.get("/session").status_code == 401


def test_a_link_signs_in_once_and_not_by_being_looked_at(
    stranger: FlaskClient, conn: db.Connection
) -> None:
    address = f"/sign-in/{users.make_signin_link(conn)}"
    assert "Open the dashboard" in stranger.get(address).text
    assert "Set-Cookie" not in stranger.get(address).headers
    assert stranger.post(address).headers["Location"] == "/"
    assert stranger.get("/session").status_code == 204
    assert stranger.post(address).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}],
    ids=["fetch metadata", "another origin", "no origin"],
)
def test_forms_of_other_sites_are_refused(anna: FlaskClient, headers: dict[str, str]) -> None:
    assert anna.post("/sign-out", headers=headers).status_code == 403
    assert anna.post("/_dash-update-component", json={}, headers=headers).status_code == 403
    assert anna.get("/session").status_code == 204


def test_every_response_forbids_what_is_not_ours(stranger: FlaskClient) -> None:
    headers = stranger.get("/sign-in").headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_files_are_compressed_and_kept(anna: FlaskClient) -> None:
    page = anna.get("/", headers=HTML).text
    script = next(each for each in re.findall(r'src="([^"]+)"', page) if "renderer" in each)
    response = anna.get(script, headers={"Accept-Encoding": "gzip, br"})
    assert response.headers["Content-Encoding"] == "br"
    assert "max-age=31536000" in response.headers["Cache-Control"]


def test_plotly_is_the_npm_package_s() -> None:
    served = Path(dashboard.__file__).parent / "static" / "plotly-basic.min.js"
    package = Path(__file__).parents[2] / "node_modules" / "plotly.js-basic-dist-min"
    assert package.is_dir(), "start with ./run test"
    assert served.read_bytes() == (package / served.name).read_bytes()


def test_nothing_is_sent_that_no_page_needs(anna: FlaskClient) -> None:
    overview, campaign = (anna.get(path, headers=HTML).text for path in ("/", "/campaign/delay"))
    scripts = re.findall(r'<script src="([^"]+)"', overview)
    assert len(scripts) == 17
    assert not [each for each in scripts if "polyfill" in each or "dash_table" in each]
    assert '<link id="plotly" rel="prefetch"' in overview  # it has no charts
    assert '<link id="plotly" rel="preload"' in campaign


def test_a_page_can_be_read_before_its_scripts_come(anna: FlaskClient, conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 7, comment="<script>alert(1)</script>"))
    put(conn, "delay", *crowd(100, 7))
    page = anna.get("/campaign/delay", headers=HTML).text
    first, _, scripts = page.partition('<div id="react-entry-point">')
    assert '<span class="score ticks">7.0</span>' in first
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in first
    assert "alert(1)" not in scripts


def test_dash_is_given_the_page_that_asks_with_its_layout(anna: FlaskClient) -> None:
    asks = {"Referer": "http://localhost/campaign/delay?x=1"}
    given = anna.get("/_dash-layout", headers=asks)
    places = [each["props"] for each in given.get_json()["props"]["children"]]
    (address,) = [each for each in places if each.get("id") == "address"]
    assert (address["pathname"], address["search"]) == ("/campaign/delay", "?x=1")
    assert str(text.NO_ANSWERS_HINT) in given.text
    assert str(text.LOADING) in str(
        anna.get("/_dash-layout").get_json()
    )  # it then asks with the address


@pytest.mark.parametrize("path", ["/campaign/no", "/campaign/no/studio", "/wall/no", "/nowhere"])
def test_an_unknown_address_is_not_found_in_the_team_s_language(
    anna: FlaskClient, path: str
) -> None:
    response = anna.get(path, headers=HTML | {"Accept-Language": "nl"})
    assert response.status_code == 404
    assert "Hier is niets" in response.text
    assert 'href="/"' in response.text


def test_the_overview_shows_every_campaign(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="demo", name="Demonstration", demo=True))
    campaigns.close(conn, "demo")
    put_scores(conn, "delay", *[7, 8, 9] * 7)
    page = shown(conn, "/", "?period=all")
    assert "/campaign/delay" in page
    assert "8.0" in page
    assert "21%" in page
    assert "Demonstration" in page
    assert "Closed" in page


def test_an_overview_without_campaigns_says_how_to_make_one(database: str) -> None:
    with db.connect(database) as empty:
        assert "/campaigns/new" in shown(empty, "/")
        looks = callbacks.page(empty, "/", may=lambda permission: permission == "scores")
        viewers = str([each.to_plotly_json() for each in looks])
    assert "/campaigns/new" not in viewers
    assert str(campaign_form_text.ASK_EDITOR) in viewers


@pytest.mark.parametrize("path", ["/campaign/unknown", "/nowhere", "/campaign/", "/campaign/a/b"])
def test_an_unknown_address_says_so(conn: db.Connection, path: str) -> None:
    assert "There is nothing here" in shown(conn, path)


def test_a_campaign_s_page_shows_its_numbers(conn: db.Connection) -> None:
    put_scores(conn, "delay", *[8] * 30, *[10] * 20)
    put(conn, "delay", Answer(99, 1, aside="scanned"))
    page = shown(conn, "/campaign/delay")
    for expected in ("8.8", "7.8 to 9.3", "of 100 mails", "50%", "+40", "+18 to +64"):
        assert expected in page, expected
    assert (
        "With 95% certainty between 7.8 and 9.3, for people like those who have answered so far"
        in page
    )
    assert "8.6" in page  # had every last click counted


def test_an_empty_campaign_s_page_waits_for_its_first_answer(conn: db.Connection) -> None:
    assert "No answers yet. The first one appears here" in shown(conn, "/campaign/delay")


def test_the_browser_gets_a_page_by_its_address(anna: FlaskClient) -> None:
    address = {"pathname": "/campaign/delay", "search": ""}
    inputs = [{"id": "address", "property": name, "value": address[name]} for name in address]
    response = ask(anna, "page.children", inputs=inputs, changedPropIds=["address.pathname"])
    assert "Delay" in json.dumps(response.get_json())


def test_a_stream_begins_with_the_state_and_says_whether_it_is_live(
    anna: FlaskClient, conn: db.Connection
) -> None:
    put_scores(conn, "delay", *[9] * 20)
    events = stream(anna)
    told = {}
    while set(told) != {"beat", "show"} or told["beat"] != "live":
        name, data = next(events)
        told[name] = data
    assert json.loads(told["show"])["score"]["children"] == "9.0"


def test_a_stream_speaks_its_pages_language(anna: FlaskClient, conn: db.Connection) -> None:
    put_scores(conn, "delay", *[9] * 20)
    events = stream(anna, "/live/delay?spoken=nl")
    news = next(json.loads(data) for name, data in events if name == "show")
    assert "zekerheid" in json.dumps(news)


def test_every_stream_begins_whatever_language_its_page_speaks(
    app: Flask, anna: FlaskClient
) -> None:
    rules = {str(rule) for rule in app.url_map.iter_rules() if "live" in str(rule)}
    assert {"/live/", "/comments/live", "/cases/live", "/journey/live"} <= rules
    for rule in rules:
        address = rule.replace("<slug>", "delay")
        opened = anna.get(f"{address}?spoken=nl", buffered=False)
        assert opened.mimetype == "text/event-stream", (address, opened.status)
        opened.close()


def test_a_stream_sends_what_has_changed_and_nothing_else(
    anna: FlaskClient, conn: db.Connection
) -> None:
    events = stream(anna)
    while next(events) != ("beat", "live"):
        pass
    put(conn, "delay", Answer(99, 9, comment="Finally"))
    put_scores(conn, "delay", *[9] * 20)
    conn.execute("notify feedback, 'delay'")
    news: dict[str, Any] = {}
    while "score" not in news or news["score"]["children"] != "9.0":
        name, data = next(events)
        news = json.loads(data) if name == "show" else {}
    assert "Finally" in json.dumps(news["newest"])
    assert "rate-note" not in news


def test_a_stream_ends_with_its_session(
    anna: FlaskClient, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_hub, "BEAT", 0.05)
    monkeypatch.setattr("feedback_buttons.dashboard.kit.requests.auth.FRESH", 0)
    events = stream(anna)
    next(events)
    conn.execute("delete from account")
    assert ("over", "over") in events


def test_a_stream_tells_of_a_lost_database_and_of_its_return(
    anna: FlaskClient, conn: db.Connection
) -> None:
    events = stream(anna)
    assert ("beat", "live") in events
    conn.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen feedback'"
    )
    put_scores(conn, "delay", *[3] * 20)
    assert ("beat", "stale") in events
    news: dict[str, Any] = {}
    while "score" not in news or news["score"]["children"] != "3.0":
        name, data = next(events)
        news = json.loads(data) if name == "show" else {}
    assert ("beat", "live") in events


def stream(client: FlaskClient, address: str = "/live/delay") -> Iterator[tuple[str, str]]:
    """The events of the campaign's stream: name and data."""
    lines = (
        line
        for chunk in client.get(address, buffered=False).response
        for line in (chunk if isinstance(chunk, str) else chunk.decode()).splitlines()
    )
    for line in lines:
        if line.startswith("event: "):
            yield line.removeprefix("event: "), next(lines).removeprefix("data: ")


def test_a_page_that_breaks_says_so_and_offers_another_try(
    anna: FlaskClient, conn: db.Connection
) -> None:
    conn.execute("drop table marker")
    inputs = [
        {"id": "address", "property": name, "value": value}
        for name, value in (("pathname", "/campaign/delay"), ("search", ""))
    ]
    answer = ask(anna, "page.children", inputs=inputs)
    assert answer.status_code == 200
    assert "This page cannot be shown" in answer.text
    assert "Try again" in answer.text
    assert "database is away" not in answer.text


def test_what_is_excluded_is_linked_for_those_alone_who_may_open_it(conn: db.Connection) -> None:
    assert "/campaign/delay/excluded?kind=scanned" in shown(conn, "/campaign/delay")
    looks = callbacks.page(conn, "/campaign/delay", may=lambda permission: permission == "scores")
    viewers = str([each.to_plotly_json() for each in looks])
    assert str(text.EXCLUDED_KINDS["scanned"][0]) in viewers
    assert "/excluded" not in viewers
