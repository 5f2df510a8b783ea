"""The page of housekeeping, for admins."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.people import upkeep_page
from feedback_buttons.processes import worker
from feedback_buttons.storage import db

PASSWORD = "correct horse battery"  # noqa: S105 (a test's)


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
    worker.keep_house(conn, ids.utc_now(), worker.Retention())
    steps = set(db.column(conn, "upkeep"))
    assert steps == set(upkeep_page.MEANS)
    page = signed_in(client, "anna").get("/people/upkeep").text
    for words in upkeep_page.MEANS.values():
        assert words.replace("'", "&#39;") in page
    assert "90 days" in page
    assert 'role="alert"' not in page


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
