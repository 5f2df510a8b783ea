"""Whether fewer answer than is usual: far under what earlier sendings vary by, and not for a wobble."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from answers import Answer, put

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.dashboard.overview import attention_card
from feedback_buttons.reports.scores import response_rates
from feedback_buttons.reports.statistics.usual_rates import Trial, far_under
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 20, 14, 0, tzinfo=UTC)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


def test_a_wobble_is_none_and_a_collapse_is() -> None:
    earlier = [Trial(400, 5000), Trial(460, 5000), Trial(350, 5000)]
    assert far_under(Trial(330, 5000), earlier) is None
    under = far_under(Trial(60, 5000), earlier)
    assert under
    assert under.low < under.usual < under.high
    assert far_under(Trial(0, 5000), []) is None
    assert far_under(Trial(0, 100), [Trial(5, 100)]) is None  # five were to be expected
    assert far_under(Trial(0, 5000), [Trial(400, 5000)])
    assert far_under(Trial(310, 5000), [Trial(400, 5000)]) is None  # one alone says little


def test_of_sendings_that_vary_by_a_fifth_next_to_none_is_called_low() -> None:
    chance = random.Random(17)
    called = 0
    for _ in range(2000):
        rates = [0.08 * chance.lognormvariate(0, 0.2) for _ in range(5)]
        trials = [
            Trial(int(chance.gauss(5000 * rate, (5000 * rate) ** 0.5)), 5000) for rate in rates
        ]
        called += far_under(trials[-1], trials[:-1]) is not None
    assert called <= 1


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Asia/Kathmandu"])
def test_days_behind_a_sending_are_over_with_the_last_of_them(zone: str) -> None:
    chance = random.Random(4)
    campaign = Campaign(slug="a", name="A", time_zone=zone)
    for _ in range(2000):
        sent_at = datetime(2026, 10, 20, tzinfo=UTC) + timedelta(hours=chance.uniform(0, 480))
        days = chance.randint(1, 7)
        sent = response_rates.CampaignSending(campaign, Sending(1, "", sent_at, 100))
        end = sent.span(days).end
        assert end
        nearly = end + timedelta(seconds=chance.choice((-1, 0, 1)))
        for at in (nearly, sent_at + timedelta(hours=chance.uniform(0, 300))):
            assert sent.over(days, at) == (end <= at)


def test_the_latest_sending_is_held_against_the_same_days_of_earlier_ones(
    conn: db.Connection,
) -> None:
    ago = [NOW - timedelta(days=days) for days in (30, 20, 3)]
    campaigns.add(
        conn, Campaign(slug="delay", name="Delay", sent_at=ago[0], mails=1000, touchpoint="x")
    )
    waves = [{"sent_at": at, "mails": 1000} for at in ago[1:]]
    campaigns.edit(conn, "delay", {"waves": waves}, by=None)
    numbers = iter(range(10_000))
    for at, people in zip(ago, (100, 110, 9), strict=True):
        later = (
            at + timedelta(hours=2),
            at + timedelta(days=5),
        )  # who answers late counts for none of them
        answers = [Answer(next(numbers), 8, later[0]) for _ in range(people)]
        put(conn, "delay", *answers, *(Answer(next(numbers), 8, later[1]) for _ in range(40)))
    (low,) = response_rates.low(conn, campaigns.list_(conn), NOW)
    assert (low.campaign.slug, low.days, low.own) == ("delay", 3, True)
    assert (low.under.rate, low.under.usual) == (0.009, 0.105)
    props = attention_card.props([], (), (), [low])
    assert "0.9% of the last mails were answered in 3 days" in str(props["attention-list"])
    # Another one at the same touchpoint, sent for the first time, is held against these.
    campaigns.add(
        conn, Campaign(slug="new", name="New", sent_at=ago[2], mails=1000, touchpoint="x")
    )
    lows = response_rates.low(conn, campaigns.list_(conn), NOW)
    assert {(low.campaign.slug, low.own) for low in lows} == {("delay", True), ("new", False)}
    campaigns.edit(conn, "new", {"touchpoint": "y"}, by=None)
    assert len(response_rates.low(conn, campaigns.list_(conn), NOW)) == 1
