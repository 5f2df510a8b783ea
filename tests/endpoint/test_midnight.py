"""People who answer as a day ends, or as the clock is changed: everybody counts once."""

from datetime import UTC, datetime, timedelta

import pytest
from full_answers import Crowd, endpoint
from person import Clock

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.reports.scores import time_line
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

PEOPLE = 24


@pytest.mark.parametrize(
    "turn",
    [
        pytest.param(datetime(2026, 12, 5, 0, 0, tzinfo=UTC), id="the end of a day of ours"),
        pytest.param(datetime(2026, 12, 4, 23, 0, tzinfo=UTC), id="the end of the campaign's day"),
        pytest.param(datetime(2026, 10, 25, 1, 0, tzinfo=UTC), id="an hour comes twice"),
        pytest.param(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), id="an hour is left out"),
    ],
)
def test_who_answers_as_the_day_or_the_clock_changes_counts_once(
    config: Config, turn: datetime
) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    clock = Clock(turn - timedelta(seconds=PEOPLE * 3 / 2))
    with db.connect(config.database_url or "", autocommit=True) as conn:
        shop = Campaign(slug="shop", name="Shop", time_zone="Europe/Amsterdam", policy="strict")
        campaigns.add(conn, shop)
        with endpoint(config, clock) as (client, _):
            crowd = Crowd(client, clock, tokens)
            people = []
            for number in range(PEOPLE):
                person = crowd.somebody()
                token = tokens.sign("shop", tokens.recipient(f"person {number}"))
                person.open(f"/r/shop/{token}/{number % 10 + 1:02}")
                people.append(person)
                clock.later(1)
            for person in people:  # each page was opened before, of some on the day before
                assert "is saved" in person.press(int(person.address[-2:])).text
        counted = conn.execute("select count(score), count(*) from rating").fetchone()
        assert counted == (PEOPLE, PEOPLE)
        assert time_line.timeline(conn, "shop")["answers"].sum() == PEOPLE
        zone = time_zones.of("Europe/Amsterdam")
        days = {at.astimezone(zone).date() for at in time_line.timeline(conn, "shop").index}
        assert len(days) <= 2
