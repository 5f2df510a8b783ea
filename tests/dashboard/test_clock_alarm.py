"""While a clock is wrong, every page of the team says so, and check names it."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape

import pytest
from answers import Answer, put
from flask import Flask
from itsdangerous import TimestampSigner
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.frame import clock_alarm
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.storage import clock_state, db

FUTURE = "Answers have come that are later than the database's clock"


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "admin")
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


@pytest.fixture
def app(config: Config, conn: db.Connection) -> Iterator[Flask]:  # noqa: ARG001 (fills it)
    app = create_app(config)
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (3, "The clock of this dashboard is 3 days ahead of the database"),
        (-3, "The clock of this dashboard is 3 days behind the database"),
        (0, None),
    ],
)
@pytest.mark.parametrize("path", ["/", "/account"])
def test_pages_say_how_far_the_clock_is_wrong(
    app: Flask, monkeypatch: pytest.MonkeyPatch, days: int, words: str | None, path: str
) -> None:
    client = signed_in(app, "anna")
    right = ids.utc_now
    monkeypatch.setattr(clock_alarm.ids, "utc_now", lambda: right() + timedelta(days=days))
    page = client.get(path, headers={"Accept": "text/html"}).text
    assert ("The clock of this dashboard" in page) == (words is not None)
    assert words is None or words in page


def test_answers_of_the_future_are_said_and_named_by_check(
    app: Flask, conn: db.Connection, config: Config
) -> None:
    def clock() -> installation_check.Finding:
        return next(one for one in installation_check.check(config) if one.name == "clock")

    put(conn, "delay", Answer(1, 3, ids.utc_now() + timedelta(minutes=5)))
    assert clock_state.read(conn).future is None  # type: ignore[union-attr]
    assert FUTURE not in signed_in(app, "anna").get("/account").text
    assert clock().ok
    put(conn, "delay", Answer(2, 3, ids.utc_now() + timedelta(days=3)))
    app.extensions["clock"]._looked = float("-inf")
    assert FUTURE in unescape(signed_in(app, "anna").get("/account").text)
    assert (clock().ok, "UTC have come, later than that" in clock().message) == (False, True)


def test_who_signs_in_hears_that_the_clock_is_wrong(
    app: Flask, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, right = users.make_signin_link(conn, "anna"), ids.utc_now
    monkeypatch.setattr(ids, "utc_now", lambda: right() + timedelta(days=3))
    answer = app.test_client().post(f"/sign-in/{token}")
    assert answer.status_code == 403
    assert "This link was good until" in answer.text
    assert f"it is {text.utc(ids.utc_now())[:-9]}" in answer.text
    assert "The clock of this dashboard is 3 days ahead of the database" in answer.text
    monkeypatch.setattr(ids, "utc_now", right)
    assert app.test_client().post(f"/sign-in/{token}").status_code == 303
    used = app.test_client().post(f"/sign-in/{token}")
    assert "This link was used before" in used.text


@pytest.mark.parametrize("seconds", [2, 3600, -3600])
def test_a_session_that_begins_by_another_clock_is_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    right = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: right(self) + seconds)
    client = signed_in(app, "anna")
    monkeypatch.setattr(TimestampSigner, "get_timestamp", right)
    assert client.get("/account").status_code == 200


def test_a_visitor_whose_clock_is_weeks_ahead_keeps_the_session(app: Flask) -> None:
    form = {"name": "anna", "password": PASSWORD}
    cookies = app.test_client().post("/sign-in", data=form).headers.getlist("Set-Cookie")
    lasting = [cookie for cookie in cookies if cookie.startswith("feedback_dashboard=")]
    assert ["Max-Age=1209600" in cookie for cookie in lasting] == [True]
