"""People who answer the campaign that tickets are made of."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from person import Clock, Person

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


@pytest.fixture
def person(config: Config) -> Iterator[Person]:
    """Somebody at the recipients' endpoint, an hour ago; the campaign "delay" is there."""
    with db.connect(str(config.database_url), autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="delivery"))
    clock = Clock(ids.utc_now() - timedelta(hours=1))
    app = create_app(config, clock)
    yield Person(app.test_client(), clock)
    app.close()


@pytest.fixture
def zoe(config: Config, person: Person) -> Person:
    """Recipient 7, before the page of the second button."""
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", 7, 0)
    person.open(f"/r/delay/{token}/02")
    return person
