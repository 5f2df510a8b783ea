"""A score per touchpoint over campaigns: pooled on one scale, in their order, in a period, beside another."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from answers import Answer, put

from feedback_buttons.campaigns import campaigns, touchpoints
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.recipients import references
from feedback_buttons.reports.scores import touchpoint_facts, touchpoint_scores
from feedback_buttons.reports.scores.journey_parts import JourneyPartError
from feedback_buttons.reports.scores.touchpoint_scores import Journey
from feedback_buttons.reports.segments import segments
from feedback_buttons.reports.statistics import pooled_scores, stats
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 3, 14, 5, tzinfo=UTC)


def stored(**scores: int) -> list[int]:
    """How many gave 0 … 10: n8=30."""
    return [scores.get(f"n{score}", 0) for score in range(11)]


def test_campaigns_of_one_scale_are_pooled_as_one_campaign_would_be() -> None:
    pool = pooled_scores.pool([stored(n8=30), stored(n4=10, n8=5)], ["1-10", "1-10"])
    assert pool
    assert pool.score == stats.score((0, 0, 0, 10, 0, 0, 0, 35, 0, 0))
    assert (pool.bands, pool.scale) == ((10, 35, 0), "1-10")
    assert pool.deviation == pytest.approx((10 * 35 / 45**2 * 16) ** 0.5)


def test_five_points_beside_ten_are_stretched_as_for_the_index() -> None:
    pool = pooled_scores.pool([stored(n10=40), stored(n6=40)], ["1-10", "1-5"])
    assert pool
    assert pool.score
    assert pool.mean == pytest.approx((10 + 5.5) / 2)
    assert pool.score.low < 7.75 < pool.score.high
    alone = pooled_scores.pool([stored(n6=40)], ["1-5"])
    assert alone
    assert (alone.mean, alone.scale) == (3, "1-5")
    assert pool.less(alone) is None


def test_scores_from_zero_stay_out_beside_others() -> None:
    pool = pooled_scores.pool([stored(n0=90), stored(n7=40)], ["0-10", "1-10"])
    assert pool
    assert (pool.mean, pool.answers) == (7, 40)
    alone = pooled_scores.pool([stored(n0=90)], ["0-10"])
    assert alone
    assert (alone.mean, alone.scale) == (0, "0-10")


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug, touchpoint, facts in (
            ("thanks", "Order", {"mails": 400}),
            ("box", "Delivery", {"mails": 100}),
            ("late", "Delivery", {}),
            ("news", "", {}),
            ("shown", "Delivery", {"demo": True}),
        ):
            campaigns.add(
                connection, Campaign(slug=slug, name=slug, touchpoint=touchpoint, **facts)
            )
        put(connection, "thanks", *(Answer(n, 9, NOW) for n in range(40)))
        put(connection, "box", *(Answer(n, 4, NOW) for n in range(60)))
        put(connection, "late", *(Answer(n, 8, NOW - timedelta(days=10)) for n in range(60)))
        put(connection, "shown", *(Answer(n, 1, NOW) for n in range(60)))
        yield connection


def read(conn: db.Connection, **address: str) -> Journey:
    view, strange = touchpoint_scores.understood(address)
    assert not strange
    return touchpoint_scores.read(conn, view, NOW)


def test_touchpoints_stand_in_their_order_each_with_its_period(conn: db.Connection) -> None:
    journey = read(conn, period="7d")
    shown = [(step.touchpoint, step.pool.mean, step.pool.answers) for step in journey.touchpoints]
    assert shown == [("Order", 9, 40), ("Delivery", 4, 60), ("", None, 0)]
    delivery = journey.touchpoints[1]
    assert delivery.difference
    assert (delivery.difference.mean, delivery.difference.real) == (-4, True)
    assert (delivery.response_rate, journey.touchpoints[0].response_rate) == (0.6, 0.1)
    touchpoints.place(conn, ["Delivery"])
    ever = read(conn, period="all")
    assert [step.touchpoint for step in ever.touchpoints] == ["Delivery", "Order", ""]
    assert (ever.touchpoints[0].pool.mean, ever.touchpoints[0].before) == (6, None)
    assert read(conn, period="24h", against="all").touchpoints[0].before == ever.touchpoints[0].pool


def test_programs_are_told_the_same(conn: db.Connection) -> None:
    journey = read(conn, period="2026-12-01..2026-12-03", against="none")
    listed, rows = touchpoint_facts.facts(journey)["touchpoints"], [*touchpoint_facts.rows(journey)]
    assert isinstance(listed, list)
    order = listed[0]
    assert (order["score"], order["campaigns"], order["difference"]) == (9, ["thanks"], None)
    assert [len(row) for row in rows] == [len(touchpoint_facts.HEADS)] * 3
    assert rows[1][:4] == (2, "Delivery", 2, 4)


def test_a_period_of_a_sending_is_none_of_several_campaigns() -> None:
    view, strange = touchpoint_scores.understood({"period": "wave:2"})
    assert (view, strange) == (
        PeriodView(touchpoint_scores.USUAL),
        ["Wave:2 needs a campaign beside it."],
    )


def test_a_part_of_the_answers_has_a_journey_of_its_own(conn: db.Connection) -> None:
    people = range(60)
    channels = [{"channel": "post" if number < 35 else "shop: north"} for number in people]
    references.keep(conn, people, [""] * 60, channels, NOW)
    conn.execute("update rating set score = 10 where campaign = 'box' and recipient < 35")
    put(conn, "box", *(Answer(n, 2, NOW - timedelta(days=40)) for n in range(100, 110)))
    segments.renew(conn, NOW + timedelta(days=1))
    view, _ = touchpoint_scores.understood({"period": "7d"})
    named = [str(part) for part in touchpoint_scores.read(conn, view, NOW).parts]
    assert named[:2] == ["channel:post", "channel:shop: north"]
    of_part = touchpoint_scores.read(conn, view, NOW, "channel:post")
    shown = [(step.touchpoint, step.pool.mean, step.pool.answers) for step in of_part.touchpoints]
    assert shown == [("Order", 9, 35), ("Delivery", 10, 35), ("", None, 0)]
    delivery = of_part.touchpoints[1]
    assert delivery.before
    assert delivery.before.mean == 8  # of ten days ago
    assert (delivery.response_rate, delivery.topics) == (None, ())
    rest = touchpoint_scores.read(conn, view, NOW, "channel:shop: north")
    assert [step.pool.answers for step in rest.touchpoints] == [
        0,
        25,
        0,
    ]  # fewer than ten are not told apart
    facts = touchpoint_facts.facts(rest)
    assert facts["part"] == "channel:shop: north"
    with pytest.raises(JourneyPartError, match="channel:fax"):
        touchpoint_scores.read(conn, view, NOW, "channel:fax")


@pytest.mark.parametrize("period", ["24h", "7d", "30d", "all", "2026-11-20..2026-12-02"])
def test_the_parts_of_a_kind_are_all_answers_of_the_days(conn: db.Connection, period: str) -> None:
    """Whatever the period is, no day counts twice or in no part."""
    midnight = NOW.replace(hour=0, minute=0) - timedelta(days=1)
    for slug in ("thanks", "box"):
        answers = [
            Answer(n, 1 + n % 10, midnight - timedelta(days=n - 200)) for n in range(200, 260)
        ]
        put(conn, slug, *answers)
    conn.execute("update rating set language = case when recipient % 2 = 0 then 'nl' else 'de' end")
    segments.renew(conn, NOW + timedelta(days=1))
    view, _ = touchpoint_scores.understood({"period": period})
    first, last = view.spans(NOW, ZoneInfo("UTC"))[0].days(ZoneInfo("UTC"), NOW)
    days = f"{first}..{last}" if first else "all"
    every = touchpoint_scores.read(conn, PeriodView.parse({"period": days}), NOW)
    halves = [touchpoint_scores.read(conn, view, NOW, f":{language}") for language in ("nl", "de")]
    for place, step in enumerate(every.touchpoints):
        pools = [half.touchpoints[place].pool for half in halves]
        assert [sum(counts) for counts in zip(*(pool.shape for pool in pools), strict=True)] == [
            *step.pool.shape
        ]
