"""The sums of many campaigns: of spans, however far they are folded, and read again only where they became others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from answers import Answer, put

from feedback_buttons.campaigns import campaigns, deletion
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.reports.scores import overviews
from feedback_buttons.reports.scores.overview_sums import ZoneSums
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 3, 14, 25, tzinfo=UTC)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="flow", name="Flow"))
        put(connection, "flow", *(Answer(n, 8, NOW - timedelta(hours=9 * n)) for n in range(100)))
        yield connection


@pytest.mark.parametrize(
    ("span", "without", "count"),
    [
        ((1, 3), None, 6), ((None, 2), None, 100 - 31 + 3), ((None, None), (2, None), 100 - 28),
        ((0, 3), (1, 2), 5), ((3, None), None, 24), ((2, 2), None, 0),
    ],
)  # fmt: skip
def test_spans_are_summed_of_what_is_between_edges(
    span: tuple[int | None, int | None], without: tuple[int | None, int | None] | None, count: int
) -> None:
    edges = tuple(NOW + timedelta(days=day) for day in range(5))
    ends = np.zeros((1, 7, 12), np.int64)
    ends[0, 1:, 0] = [69, 1, 2, 4, 8, 16]
    sums = ZoneSums([Campaign(slug="a", name="A")], edges, ends.cumsum(axis=1), [None], {"a": 0})

    def of(days: tuple[int | None, int | None]) -> Span:
        return Span(*(None if day is None else edges[day] for day in days))

    assert sums.within(of(span), of(without) if without else None)[0, 0] == count
    assert without or sums.answers("a", of(span)) == count
    assert sums.has(of(span))
    assert not sums.has(Span(NOW - timedelta(days=1)))


def test_folding_changes_no_standing(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="far", name="Far", time_zone="Asia/Kathmandu"))
    put(conn, "far", *(Answer(n, n % 10 + 1, NOW - timedelta(hours=7 * n)) for n in range(150)))
    wanted = {period: Windows.of(period, NOW) for period in ("24h", "7d", "30d", "all")}
    before = {period: overviews.standings(conn, wanted[period]) for period in wanted}
    assert rollup_folds.fold(conn)
    for _ in ("read", "and kept"):
        assert {period: overviews.standings(conn, wanted[period]) for period in wanted} == before


def test_what_is_folded_is_read_once(conn: db.Connection) -> None:
    rollup_folds.fold(conn)
    windows = Windows.of("30d", NOW)

    def total() -> int:
        return sum(overviews.standings(conn, windows)["flow"].total)

    assert total() == 100
    conn.execute(
        "update rollup set n8 = n8 + 5 where bucket = -1"
    )  # which no part of the program does
    assert total() == 100
    put(conn, "flow", Answer(1000, 3, NOW - timedelta(days=20)))  # later than its day was folded
    assert total() == 101
    folded = conn.execute("select count(*) from rollup where bucket = -1").fetchone()
    assert rollup_folds.fold(conn)
    assert folded
    assert total() == 101 + 5 * folded[0]


def test_a_campaign_of_the_same_name_has_nothing_of_the_one_before(conn: db.Connection) -> None:
    rollup_folds.fold(conn)
    windows = Windows.of("30d", NOW)
    assert sum(overviews.standings(conn, windows)["flow"].total) == 100
    deletion.delete(conn, "flow", typed="flow")
    campaigns.add(conn, Campaign(slug="flow", name="Flow"))
    assert overviews.standings(conn, windows)["flow"].total == (0,) * 10
