"""The feed of answers over HTTP, with answers in it: pages, cursors, what each field says."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from person import Clock, Person
from werkzeug.test import Client

from feedback_buttons.accounts import api_keys
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import app as dashboard
from feedback_buttons.endpoint import web_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

Ask = Any


@pytest.fixture
def tokens(config: Config) -> Tokens:
    return Tokens(config.signing_keys, config.pseudonym_key)


@pytest.fixture
def clock() -> Clock:
    return Clock(ids.utc_now())


@pytest.fixture
def recipients(config: Config, clock: Clock) -> Iterator[Client]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
    app = web_app.create_app(config, clock)
    yield app.test_client()
    app.close()


@pytest.fixture
def ask(config: Config) -> Iterator[Ask]:
    """Asks for a page of the feed; gives what its JSON says."""
    app = dashboard.create_app(config)
    with db.connect(config.database_url or "") as connection:
        _, secret = api_keys.add(connection, "feed", ["answers"], "anna")

    def page(**query: object) -> Any:  # noqa: ANN401 (any JSON)
        headers = {"Authorization": f"Bearer {secret}"}
        path = "/api/v1/campaigns/delay/answers"
        response = app.test_client().get(path, query_string=query, headers=headers)
        assert response.status_code == 200, response.text
        return json.loads(response.text)

    yield page
    app.extensions["feedback_buttons"].close()


def test_each_answer_is_told_with_its_occasion_as_text(
    recipients: Client, clock: Clock, ask: Ask, tokens: Tokens
) -> None:
    recipient = tokens.recipient("customer 17")
    occasions = (0, 1, 2**53 + 1, tokens.occasion("order 4711"), 2**63 - 1, -(2**63))
    for occasion in occasions:
        token = tokens.sign("delay", recipient, occasion)
        person = Person(recipients, clock)
        person.open(f"/r/delay/{token}/7")
        person.press(9, "Een net gebaar")
    told, cursor, more = [], None, True
    while more:
        page = ask(limit=2, **({"cursor": cursor} if cursor else {}))
        cursor, more = page["cursor"], page["more"]
        told += page["answers"]
    assert {each["occasion"] for each in told} == {str(occasion) for occasion in occasions}
    assert {each["recipient"] for each in told} == {ids.recipient_code(recipient)}
    assert {(each["score"], each["comment"]) for each in told} == {(9, "Een net gebaar")}
    assert ask(cursor=cursor)["answers"] == []
