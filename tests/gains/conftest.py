"""A campaign with a hundred answers by post and a hundred from the shop, and the dashboard over it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from answers import Answer, put

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.recipients import references
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db

DAY = datetime(2025, 3, 2, 14, tzinfo=UTC)


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(str(config.database_url), autocommit=True) as connection:
        for role in ("viewer", "editor"):
            users.add(connection, role, "correct horse battery", role)
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="delivery"))
        answers = [Answer(number, 4 if number < 100 else 8, DAY) for number in range(200)]
        put(connection, "delay", *answers)
        for channel, people in (("post", range(100)), ("shop", range(100, 200))):
            kept = [{"channel": channel}] * len(people)
            references.keep(connection, people, [""] * len(people), kept, ids.utc_now())
        segments.renew(connection, ids.utc_now() + timedelta(days=1))
        yield connection
