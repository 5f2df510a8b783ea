from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from answers import Answer, crowd, put

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.reports.scores import overviews
from feedback_buttons.reports.scores.overview_windows import STEPS, Windows
from feedback_buttons.reports.scores.overviews import Standing
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 3, 14, 25, tzinfo=UTC)
NOBODY = (0,) * 10


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="flow", name="Flow", mails=10))
        yield connection


def standing(conn: db.Connection, period: str = "all", slug: str = "flow") -> Standing:
    return overviews.standings(conn, Windows.of(period, NOW))[slug]


def ago(**time: int) -> datetime:
    return NOW - timedelta(**time)


def test_a_campaign_without_answers_stands_with_nothing(conn: db.Connection) -> None:
    found = standing(conn, "7d")
    assert (found.counts, found.before, found.total, found.last_at) == (
        NOBODY,
        NOBODY,
        NOBODY,
        None,
    )
    assert (found.score, found.mean, found.change, found.difference) == (None, None, None, None)
    assert overviews.organisation([found]) == (None, False)


@pytest.mark.parametrize(
    ("period", "inside", "before", "outside"),
    [
        ("24h", {"hours": 23}, {"hours": 26}, {"hours": 50}),
        ("7d", {"days": 6}, {"days": 8}, {"days": 15}),
        ("30d", {"days": 29}, {"days": 32}, {"days": 62}),
    ],
)
def test_a_period_has_its_own_answers_and_those_of_the_one_before(
    conn: db.Connection,
    period: str,
    inside: dict[str, int],
    before: dict[str, int],
    outside: dict[str, int],
) -> None:
    campaigns.edit(conn, "flow", {"mails": 100})
    put(conn, "flow", *crowd(0, 9, ago(**inside)), *crowd(100, 7, ago(minutes=1)))
    put(conn, "flow", *crowd(200, 5, ago(**before)), *crowd(300, 1, ago(**outside)))
    rollup_folds.fold(conn)
    found = standing(conn, period)
    assert (found.mean, found.change, found.answers) == (8, 3, 40)
    assert (sum(found.total), found.response_rate, found.last_at) == (80, 0.8, ago(minutes=1))
    assert found.score
    assert found.difference
    assert (found.score.mean, found.difference.mean, found.difference.real) == (8, 3, True)


def test_all_of_time_has_no_period_before(conn: db.Connection) -> None:
    put(conn, "flow", Answer(1, 9, ago(days=400)), Answer(2, 7, NOW))
    found = standing(conn)
    assert (found.counts, found.before, found.change) == (found.total, None, None)


def test_an_answer_changed_in_another_period_leaves_no_hole(conn: db.Connection) -> None:
    put(conn, "flow", *crowd(0, 7, ago(hours=30)))
    conn.execute(
        "insert into rollup (campaign, minute, bucket, n7, n9) values ('flow', %s, 0, -20, 20)",
        [ago(hours=1)],
    )
    found = standing(conn, "24h")
    assert (found.answers, found.mean, sum(found.total)) == (20, 9, 20)


def test_a_period_of_few_answers_has_no_score_no_change_and_no_part_in_the_index(
    conn: db.Connection,
) -> None:
    put(conn, "flow", *crowd(0, 7, ago(hours=30)), *crowd(100, 9, ago(hours=1), people=9))
    found = standing(conn, "24h")
    assert (found.answers, found.mean, found.change, found.difference) == (9, None, None, None)
    assert found.score
    assert found.score.early
    campaigns.add(conn, Campaign(slug="new", name="New"))
    put(conn, "new", *crowd(0, 1, ago(hours=1), people=9))
    index, _ = overviews.organisation(overviews.standings(conn, Windows.of("all", NOW)).values())
    assert index
    assert (index.campaigns, index.answers) == (1, 29)


def test_some_campaigns_are_read_alone(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="other", name="Other"))
    put(conn, "flow", Answer(1, 7))
    windows = Windows.of("7d", NOW)
    every = overviews.standings(conn, windows)
    assert list(every) == ["other", "flow"]
    assert overviews.standings(conn, windows, ["flow"]) == {"flow": every["flow"]}
    assert overviews.standings(conn, windows, []) == {}


def arrivals(conn: db.Connection, period: str, *slugs: str) -> dict[str, tuple[int, ...]]:
    windows, listed = Windows.of(period, NOW), campaigns.list_(conn)
    return overviews.arrivals(conn, overviews.sums(conn, windows, listed), windows, slugs, NOW)


@pytest.mark.parametrize(
    ("period", "step", "steps"),
    [("7d", 5, 33), ("30d", 19, 38), ("2026-11-01..2026-11-20", 12, 40)],
)
def test_arrivals_run_over_the_period(
    conn: db.Connection, period: str, step: int, steps: int
) -> None:
    campaigns.add(conn, Campaign(slug="far", name="Far", time_zone="Asia/Kathmandu"))
    end = Windows.of(period, NOW).end or NOW.replace(minute=0)
    before = [end - timedelta(hours=step * ago, minutes=1) for ago in (70, 3, 1, 1, 0)]
    for slug in ("flow", "far"):
        put(conn, slug, *(Answer(n, 7, at) for n, at in enumerate(before)))
    put(conn, "flow", Answer(10, 7, end + timedelta(minutes=20)))
    for _ in range(2):
        told = arrivals(conn, period, "flow", "far")
        assert {len(counts) for counts in told.values()} == {steps}
        goes_on = period.endswith(
            "d"
        )  # an answer of the hour that has just begun is one of the last step
        assert told["flow"][-4:] == (1, 0, 2, 1 + goes_on)
        assert sum(told["flow"]) == 4 + goes_on
        if goes_on:
            assert told["far"][-4:] == (1, 0, 2, 1)
        rollup_folds.fold(conn)


@pytest.mark.parametrize(("period", "ago"), [("24h", 3), ("all", 50 * 24)])
def test_arrivals_of_a_few_hours_and_of_all_time_are_read(
    conn: db.Connection, period: str, ago: int
) -> None:
    first = NOW - timedelta(hours=ago)
    put(conn, "flow", Answer(1, 7, first), Answer(2, 7, NOW - timedelta(hours=2)))
    campaigns.add(conn, Campaign(slug="none", name="None"))
    told = arrivals(conn, period, "flow", "none")
    assert told["none"] == (0,) * STEPS
    assert sum(told["flow"]) == 2
    assert period == "24h" or (told["flow"][0], told["flow"][-1]) == (1, 1)


def test_a_plan_for_any_period_makes_the_steps_of_arrivals_once(conn: db.Connection) -> None:
    """Made anew for each row of sums they took ten times as long as all else, from the sixth look on: then Postgres may
    keep one plan for all parameters."""
    put(conn, "flow", *(Answer(n, 7, ago(minutes=7 * n)) for n in range(200)))
    conn.execute("set plan_cache_mode = force_generic_plan")
    text, names = db.numbered("arrivals")
    conn.execute(b"prepare steps as " + text)
    values = {"slugs": "'{flow}'", "begin": "'2026-12-01'", "now": "'2026-12-03'", "steps": "40"}
    explain = f"explain (analyze, format json) execute steps ({', '.join(values[name] for name in names)})"
    ((plan,),) = conn.execute(explain.encode()).fetchall()
    steps = [node for node in _nodes(plan[0]["Plan"]) if node.get("Alias") == "n"]
    assert [node["Actual Loops"] for node in steps] == [1]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def test_the_index_is_of_thirty_days_and_knows_yesterday_s(conn: db.Connection) -> None:
    put(conn, "flow", *crowd(0, 4, ago(days=40)), *crowd(100, 6, ago(days=2)))
    put(conn, "flow", *crowd(200, 8, NOW))
    index, demo = overviews.organisation([standing(conn)])
    assert index
    assert (index.value, index.change, demo) == (pytest.approx(7), pytest.approx(1), False)


def test_a_demonstration_stays_out_of_the_index(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="demo", name="Demo", demo=True))
    put(conn, "demo", *crowd(0, 10, NOW))
    every = overviews.standings(conn, Windows.of("all", NOW))
    assert overviews.organisation(every.values()) == (None, False)
    put(conn, "flow", *crowd(0, 4, NOW))
    every = overviews.standings(conn, Windows.of("all", NOW))
    index, demo = overviews.organisation(every.values())
    assert index
    assert (index.value, demo) == (4, False)
    index, demo = overviews.organisation([every["demo"]])
    assert index
    assert (index.value, demo) == (10, True)
