"""Lines of logs as JSON: one object a line, with the name of the request, and nobody's address or token."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from properties import given, st

from feedback_buttons.base import log_lines
from feedback_buttons.config import settings
from feedback_buttons.config.settings import Config, ConfigError
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.endpoint import views
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.signing.tokens import Tokens

MAIL, ADDRESS = "anna.mark@private.example", "203.0.113.77"


class Log:
    """A logger whose lines can be read."""

    def __init__(self, name: str) -> None:
        self._stream = io.StringIO()
        self.handler = logging.StreamHandler(self._stream)
        self.handler.setFormatter(log_lines.PrivateFormatter())
        self.logger = logging.getLogger(name)
        self.logger.addHandler(self.handler)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._stream.getvalue().splitlines()]


@pytest.fixture
def log() -> Iterator[Log]:
    log_lines.use("json")
    log = Log("feedback_buttons")
    yield log
    log.logger.removeHandler(log.handler)
    log_lines.use("text")


def test_a_request_that_fails_is_found_by_the_name_that_its_answer_tells(
    config: Config, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    token = tokens.sign("spring", tokens.recipient(MAIL))

    def broken(*_: object) -> None:
        raise ValueError(f"cannot read /r/spring/{token}/7\nof {MAIL} from {ADDRESS}")

    monkeypatch.setitem(views.METHODS, "GET", broken)
    app = create_app(config)
    first, second = (app.test_client().get(f"/r/spring/{token}/7") for _ in range(2))
    assert "X-Request-Id" not in app.test_client().get("/healthz").headers
    app.close()
    names = [first.headers["X-Request-Id"], second.headers["X-Request-Id"]]
    assert [line["request"] for line in log.lines()] == names
    assert len(set(names)) == 2
    line = log.lines()[0]
    assert (line["level"], line["logger"]) == ("error", "feedback_buttons.endpoint.views")
    assert "ValueError: cannot read /<button>" in line["trace"]
    for mark in (token, "anna", ADDRESS):
        assert mark not in json.dumps(log.lines())


def test_what_somebody_calls_their_request_is_not_believed(config: Config) -> None:
    app = create_dashboard(config)
    answer = app.test_client().get("/healthz", headers={"X-Request-Id": MAIL})
    app.extensions["feedback_buttons"].close()
    assert answer.headers["X-Request-Id"]
    assert MAIL not in str(answer.headers)


@given(st.text())
def test_whatever_is_logged_is_one_line(text: str) -> None:
    log_lines.use("json")
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s", (text,), None)
    line = log_lines.PrivateFormatter().format(record)
    log_lines.use("text")
    assert len(line.splitlines()) == 1
    assert json.loads(line)["level"] == "warning"


def test_there_are_two_forms() -> None:
    assert settings.log_form({}) == "text"
    assert settings.log_form({"FEEDBACK_LOG": "json"}) == "json"
    with pytest.raises(ConfigError, match="FEEDBACK_LOG must be one of text, json"):
        settings.log_form({"FEEDBACK_LOG": "xml"})
