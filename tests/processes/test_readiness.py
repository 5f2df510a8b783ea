"""/readyz of web and dashboard: the database answers, has what this code needs, and the disk takes what is kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from feedback_buttons.base.readiness import Readiness
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate

Ask = Callable[[Config], tuple[int, str]]


def web(config: Config) -> tuple[int, str]:
    app = create_app(config)
    answer = app.test_client().get("/readyz")
    app.close()
    return answer.status_code, answer.text


def dashboard(config: Config) -> tuple[int, str]:
    app = create_dashboard(config)
    answer = app.test_client().get("/readyz")
    app.extensions["feedback_buttons"].close()
    return answer.status_code, answer.text


@pytest.fixture(params=[web, dashboard])
def ask(request: pytest.FixtureRequest) -> Ask:
    asking: Ask = request.param
    return asking


def test_a_database_is_ready_when_it_is_migrated(config: Config, ask: Ask) -> None:
    url = config.database_url or ""
    assert ask(config) == (200, "ready\n")
    comment = "comment on table migration is {}"
    with db.connect(url, autocommit=True) as connection:
        connection.execute(comment.format("'3'").encode())
    assert ask(config) == (503, "schema: run feedback-buttons migrate\n")
    with db.connect(url, autocommit=True) as connection:
        connection.execute(comment.format("'9999'").encode())
    assert ask(config) == (200, "ready\n")  # a newer release has migrated already
    migrate(url)
    assert ask(config) == (200, "ready\n")


def test_what_is_missing_is_named(config: Config, ask: Ask) -> None:
    assert ask(replace(config, database_url="postgresql://127.0.0.1:1/none"))[0] == 503
    blocked = config.data_dir / "a file"
    blocked.touch()
    status, text = ask(replace(config, data_dir=blocked))
    assert status == 503
    assert "spool: " in text or "data directory: " in text


def test_however_often_it_is_asked_the_database_is_asked_once_a_second() -> None:
    asked_for = []

    def check() -> str:
        asked_for.append(1)
        return "spool: full" if len(asked_for) == 1 else ""

    ready = Readiness(check)
    assert [ready.answer() for _ in range(3)] == [(503, "spool: full\n")] * 3
    assert len(asked_for) == 1
    ready._at -= 1  # a second later
    assert ready.answer() == (200, "ready\n")
