"""While the database takes nothing of what recipients send, every page of the team says so."""

import json
from collections.abc import Iterator

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.frame import refusal_banner
from feedback_buttons.dashboard.kit.live import live_hub
from feedback_buttons.ratings.write_refusals import RefusalNote, WriteRefusal

EN = "The database refuses what recipients send: no answer arrives, since"
NL = "De database weigert wat ontvangers sturen: er komt geen antwoord binnen sinds"
LIVE, PLAIN = "/", "/account"


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    app = create_app(config)
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def client(app: Flask, database: str) -> FlaskClient:
    """An agent's, who may do least."""
    with psycopg.connect(database) as connection:
        users.add(connection, "anna", PASSWORD, role="agent")
    client = app.test_client()
    client.post("/sign-in", data={"name": "anna", "password": PASSWORD})
    return client


def page(client: FlaskClient, path: str, language: str = "en") -> str:
    headers = {"Accept": "text/html", "Accept-Language": language}
    return client.get(path, headers=headers).text


@pytest.mark.parametrize("path", [LIVE, PLAIN])
def test_it_is_found_by_trying_though_the_web_process_is_elsewhere(
    client: FlaskClient, database: str, path: str
) -> None:
    with psycopg.connect(database) as connection:
        connection.execute("revoke execute on function record_visit from feedback_collector")
    text = page(client, path)
    assert EN in text
    assert "permission denied for function record_visit" in text


@pytest.mark.parametrize("path", [LIVE, PLAIN])
@pytest.mark.parametrize(("language", "words"), [("en", EN), ("nl", NL)])
def test_what_a_web_process_noted_is_told_in_the_language_spoken(
    client: FlaskClient, config: Config, path: str, language: str, words: str
) -> None:
    assert words not in page(client, path, language)
    note = RefusalNote(config.data_dir)
    note.tell(WriteRefusal(ids.utc_now(), "no <b>room</b> left"))
    text = page(client, path, language)
    assert words in text
    assert "no &lt;b&gt;room&lt;/b&gt; left" in text
    note.tell(None)
    assert words not in page(client, path, language)


@pytest.mark.parametrize("path", ["/live/", "/comments/live", "/cases/live"])
def test_pages_that_are_open_say_so_and_say_it_no_more(
    client: FlaskClient, config: Config, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(live_hub, "BEAT", 0.01)
    stream = client.get(path, headers={"Accept-Language": "nl"}, buffered=False)
    events = (event if isinstance(event, str) else event.decode() for event in stream.response)
    note = RefusalNote(config.data_dir)
    assert alarm(events) == "[]"
    note.tell(WriteRefusal(ids.utc_now(), "no room left"))
    words = alarm(events)
    assert NL in words
    assert "no room left" in words
    note.tell(None)
    assert alarm(events) == "[]"
    stream.close()


def alarm(events: Iterator[str]) -> str:
    """What the next news of the place for the alarm put there, as JSON."""
    for event in events:
        if event.startswith("event: show") and f'"{refusal_banner.SLOT}":' in event:
            news = json.loads(event.partition("data: ")[2])
            return json.dumps(news[refusal_banner.SLOT]["children"])
    raise AssertionError("the stream has ended")


def test_it_is_told_to_the_team_alone(app: Flask, config: Config) -> None:
    RefusalNote(config.data_dir).tell(WriteRefusal(ids.utc_now(), "no room left"))
    assert "no room left" not in page(app.test_client(), "/sign-in")
