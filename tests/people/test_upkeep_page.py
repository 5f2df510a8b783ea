"""The page of housekeeping, for admins."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest
from flask.testing import FlaskClient
from postbox import PASSWORD

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.people import upkeep_page
from feedback_buttons.processes import worker
from feedback_buttons.processes.retention import deleting_steps
from feedback_buttons.storage import db, upkeep


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "admin")
        users.add(connection, "ed", PASSWORD, "editor")
        yield connection


@pytest.fixture
def client(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config)
    yield app.test_client()
    app.extensions["feedback_buttons"].close()


def signed_in(client: FlaskClient, name: str) -> FlaskClient:
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def test_every_step_is_told_in_words(conn: db.Connection, client: FlaskClient) -> None:
    worker.keep_house(conn, ids.utc_now(), worker.Retention(comments=400, answers=500))
    steps = set(db.column(conn, "upkeep"))
    assert steps == set(upkeep_page.MEANS)
    page = signed_in(client, "anna").get("/people/upkeep").text
    for words in upkeep_page.MEANS.values():
        assert words.replace("'", "&#39;") in page
    assert "90 days" in page
    assert "stay where these are not set: FEEDBACK_ANSWER_DAYS, FEEDBACK_COMMENT_DAYS." in page
    assert 'role="alert"' not in page


def test_what_is_set_is_told_with_its_days(conn: db.Connection, config: Config) -> None:
    worker.keep_house(conn, ids.utc_now(), worker.Retention(comments=401, answers=502))
    app = create_app(replace(config, comment_days=401, answer_days=502))
    page = signed_in(app.test_client(), "anna").get("/people/upkeep").text
    app.extensions["feedback_buttons"].close()
    assert "401 days" in page
    assert "502 days" in page
    assert "stay where" not in page


def test_what_a_step_last_did_stays(conn: db.Connection, client: FlaskClient) -> None:
    now = ids.utc_now()
    for when in (now, now + timedelta(days=120), now + timedelta(days=120, minutes=1)):
        deleting = deleting_steps(conn, when, worker.Retention())["evidence"]
        upkeep.note(conn, "evidence", when, seconds=0, done=cast("int", deleting()), error="")
    (step,) = [step for step in upkeep.steps(conn) if step.step == "evidence"]
    assert step.at == now + timedelta(days=120, minutes=1)
    assert (step.last_done, step.last_done_at) == (step.done, now + timedelta(days=120))
    assert step.done >= 8  # the days that were made ahead
    page = signed_in(client, "anna").get("/people/upkeep").text
    assert f"last {step.last_done}," in page


def test_a_clock_that_is_not_believed_is_told_of(conn: db.Connection, client: FlaskClient) -> None:
    now = ids.utc_now()
    assert worker.keep_house(conn, now, worker.Retention()) == []
    ahead = now + timedelta(days=400)
    assert worker.keep_house(conn, ahead, worker.Retention()) == ["deleting"]
    page = signed_in(client, "anna").get("/people/upkeep").text
    assert "Nothing is deleted: the worker has not trusted its clock for 1 rounds" in page
    assert "Nothing has run since" in page  # a time that is to come is none
    assert worker.keep_house(conn, now, worker.Retention()) == []
    assert 'role="alert"' not in client.get("/people/upkeep").text


def test_a_failure_is_shown_and_that_nothing_runs(conn: db.Connection, client: FlaskClient) -> None:
    anna = signed_in(client, "anna")
    assert "Nothing has run yet." in anna.get("/people/upkeep").text
    conn.execute("alter table learned_scanner rename to gone")
    assert worker.keep_house(conn, ids.utc_now(), worker.Retention()) == ["scanners"]
    assert "Failed: relation &#34;learned_scanner&#34;" in anna.get("/people/upkeep").text
    conn.execute("update upkeep set at = at - interval '1 hour'")
    assert "Nothing has run since" in anna.get("/people/upkeep").text


def test_it_is_for_admins(client: FlaskClient) -> None:
    assert signed_in(client, "ed").get("/people/upkeep").status_code == 403
