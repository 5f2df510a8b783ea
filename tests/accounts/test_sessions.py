"""Sessions are kept here and not by the cookie alone: they are listed, and over once they are ended."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from person import LAPTOP, PHONE
from postbox import PASSWORD

from feedback_buttons.accounts import audit, sessions, users
from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.storage import db

NEW = "another horse battery"
COOKIE = "feedback_dashboard"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for name in ("anna", "bob"):
            users.add(connection, name, PASSWORD)
        yield connection


@pytest.fixture
def other_process(config: Config, conn: db.Connection) -> Iterator[Flask]:
    """Another process of the same dashboard."""
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config)
    yield app
    app.extensions["feedback_buttons"].close()


def entered(app: Flask, agent: str = LAPTOP, name: str = "anna") -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    client.post("/sign-in", data={"name": name, "password": PASSWORD})
    return client


def copied(client: FlaskClient, app: Flask) -> FlaskClient:
    """Somebody else with a copy of the cookie."""
    thief = app.test_client()
    cookie = client.get_cookie(COOKIE)
    assert cookie
    thief.set_cookie(COOKIE, cookie.value)
    assert thief.get("/session").status_code == 204
    return thief


def listed(client: FlaskClient) -> list[tuple[str, str]]:
    """What stands on the account's page: each session's device and what names it."""
    page = html.fromstring(client.get("/account").text)
    return [
        (row.xpath("string(.//b)"), row.xpath("string(.//button/@value)"))
        for row in page.cssselect(".sessions li")
    ]


def signs_out(conn: db.Connection, client: FlaskClient) -> None:
    assert conn
    client.post("/sign-out")


def signs_out_everywhere(conn: db.Connection, client: FlaskClient) -> None:
    assert conn
    client.post("/account/sign-out")


def ends_it_on_the_page(conn: db.Connection, client: FlaskClient) -> None:
    assert conn
    (_, name), *_ = listed(client)
    client.post("/account/sessions", data={"id": name})


def changes_the_password(conn: db.Connection, client: FlaskClient) -> None:
    assert conn
    client.post("/account", data={"current": PASSWORD, "new": NEW, "again": NEW})


def signs_in_anew(conn: db.Connection, client: FlaskClient) -> None:
    assert conn
    client.post("/sign-in", data={"name": "anna", "password": PASSWORD})


def is_removed(conn: db.Connection, client: FlaskClient) -> None:
    assert client
    users.remove(conn, "anna")


def is_signed_out_by_an_admin(conn: db.Connection, client: FlaskClient) -> None:
    assert client
    users.end_sessions(conn, "anna", by="bob")


@pytest.mark.parametrize(
    "ends",
    [
        signs_out, signs_out_everywhere, ends_it_on_the_page, changes_the_password, signs_in_anew,
        is_removed, is_signed_out_by_an_admin,
    ],
)  # fmt: skip
def test_a_copied_cookie_opens_nothing_once_the_session_has_ended(
    app: Flask,
    other_process: Flask,
    conn: db.Connection,
    monkeypatch: pytest.MonkeyPatch,
    ends: Callable[[db.Connection, FlaskClient], None],
) -> None:
    monkeypatch.setattr(auth, "FRESH", 0)
    client = entered(app)
    thieves = copied(client, app), copied(client, other_process)
    ends(conn, client)
    for thief in thieves:
        assert thief.get("/session").status_code == 401
        assert thief.get("/stream/overview").status_code == 401


def test_this_process_does_not_wait_for_what_it_remembers(app: Flask) -> None:
    client = entered(app)
    thief = copied(client, app)
    client.post("/sign-out")
    assert thief.get("/session").status_code == 401


def test_sessions_are_listed_and_ended_one_by_one(app: Flask, conn: db.Connection) -> None:
    laptop, phone, bob = entered(app), entered(app, PHONE), entered(app, name="bob")
    rows = listed(laptop)
    assert sorted(device for device, _ in rows) == ["Firefox, Linux", "Safari, iPhone"]
    assert "This one" in laptop.get("/account").text
    of_phone = dict(rows)["Safari, iPhone"]
    bob.post("/account/sessions", data={"id": of_phone})
    assert phone.get("/session").status_code == 204  # nobody ends another's
    assert "has ended" in laptop.post("/account/sessions", data={"id": of_phone}).text
    assert phone.get("/session").status_code == 401
    assert laptop.get("/session").status_code == 204
    assert [device for device, _ in listed(laptop)] == ["Firefox, Linux"]
    assert "over already" in laptop.post("/account/sessions", data={"id": of_phone}).text
    assert audit.page(conn).entries[0].did == "signed out"


def test_a_new_password_ends_all_other_sessions_and_not_this_one(
    app: Flask, conn: db.Connection
) -> None:
    laptop, phone = entered(app), entered(app, PHONE)
    changes_the_password(conn, laptop)
    assert laptop.get("/session").status_code == 204
    assert phone.get("/session").status_code == 401
    assert [device for device, _ in listed(laptop)] == ["Firefox, Linux"]


@pytest.mark.parametrize("wrong", ["", "x", "0" * 64, "é", "0" * 100_000])
def test_what_is_no_session_is_over_already(app: Flask, wrong: str) -> None:
    answer = entered(app).post("/account/sessions", data={"id": wrong})
    assert (answer.status_code, "over already" in answer.text) == (200, True)


def test_a_forged_cookie_of_the_right_key_opens_nothing(app: Flask) -> None:
    client = entered(app)
    with client.session_transaction() as cookie:
        cookie["secret"] = "guessed"  # noqa: S105 (a wrong one)
    assert client.get("/session").status_code == 401


def test_the_database_holds_nothing_that_opens_a_session(app: Flask, conn: db.Connection) -> None:
    client = entered(app)
    with client.session_transaction() as cookie:
        secret = cookie["secret"]
    rows = conn.execute("select account_session::text from account_session").fetchall()
    assert rows
    assert secret not in str(rows)


def test_old_sessions_are_forgotten(app: Flask, conn: db.Connection) -> None:
    entered(app)
    sessions.forget(conn, ids.utc_now() + sessions.LIFETIME - timedelta(minutes=1))
    assert len(sessions.list_(conn, "anna", ids.utc_now())) == 1
    sessions.forget(conn, ids.utc_now() + sessions.LIFETIME + timedelta(minutes=1))
    assert sessions.list_(conn, "anna", ids.utc_now()) == []


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 "
         "Safari/537.36 Edg/143.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile "
         "Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 "
         "Safari/605.1.15", "Safari, macOS"),
        ("x" * 10_000 + "<b>", ""),
    ],
)  # fmt: skip
def test_a_device_is_told_in_two_words(agent: str, words: str) -> None:
    assert sessions.device(agent) == words


def test_who_signs_in_over_http_where_cookies_are_for_https_hears_why(
    config: Config, database: str
) -> None:
    app = create_app(replace(config, dashboard_url="https://fb.example.com"))
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "olga", PASSWORD, "admin")
        token = users.make_signin_link(connection, "olga")
    browser, form = app.test_client(), {"name": "olga", "password": PASSWORD}
    for path in ("/sign-in", f"/sign-in/{token}"):
        wrong = browser.post(
            path, data=form, base_url="http://fb.example.com",
            headers={"Origin": "http://fb.example.com"},
        )  # fmt: skip
        assert (wrong.status_code, "opened with http" in wrong.text) == (403, True)
        right = browser.post(
            path, data=form, base_url="https://fb.example.com",
            headers={"Origin": "https://fb.example.com"},
        )  # fmt: skip
        assert right.status_code == 303
    app.extensions["feedback_buttons"].close()
