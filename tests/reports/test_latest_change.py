"""The last 24 hours beside all before: told where they are more than chance, with all campaigns looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from answers import Answer, put

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Period
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.wall import wall_screen
from feedback_buttons.digests import digest_notices
from feedback_buttons.reports.scores import change_text, latest_change, score_facts
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 3, 14, 25, tzinfo=UTC)
# Real ratings of hospital patients, a tenth of them; and a day at 5.2.
YEAR = [0, 37, 0, 24, 0, 31, 0, 104, 0, 367]
DAY = [12, 6, 8, 9, 12, 10, 9, 8, 6, 5]


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="flow", name="Flow"))
        yield connection


def give(
    conn: db.Connection, counts: list[int], at: datetime, slug: str = "flow", first: int = 0
) -> None:
    """Store so many answers of each score from 1 to 10, by people from ``first`` on."""
    scores = [score for score, count in enumerate(counts, 1) for _ in range(count)]
    put(conn, slug, *(Answer(person, score, at) for person, score in enumerate(scores, first)))


def read(conn: db.Connection) -> LatestChange:
    return latest_change.read(conn, campaigns.get(conn, "flow"), NOW)


def test_a_bad_day_after_a_good_year_is_told(conn: db.Connection) -> None:
    give(conn, YEAR, NOW - timedelta(days=40))
    give(conn, DAY, NOW - timedelta(hours=3), first=10_000)
    change = read(conn)
    assert (list(change.recent), list(change.before)) == (DAY, YEAR)
    assert change.difference
    assert change.difference.real
    assert change_text.latest(change).endswith("lower than before: more than chance.")
    assert score_facts.change_facts(change)["answers"] == 85


def test_a_fall_is_told_first_wherever_somebody_looks(conn: db.Connection) -> None:
    now = ids.utc_now()
    give(conn, YEAR, now - timedelta(days=5))
    give(conn, DAY, now - timedelta(minutes=50), first=10_000)
    put(conn, "flow", Answer(20_000, 3, now - timedelta(minutes=45), comment="Where is it?"))
    fall = "lower than before: more than chance."
    for path, search in (
        ("/", ""), ("/campaign/flow", ""), ("/campaign/flow", "?period=7d"),
        ("/comments", ""), ("/comments", "?campaign=flow&scores=9"),
    ):  # fmt: skip
        page = " ".join(str(part.to_plotly_json()) for part in callbacks.page(conn, path, search))
        assert fall in page, path + search
    slide = wall_screen.reader("flow", Period.parse("7d"), comments=False)(conn, None, True)
    assert fall in slide["slide flow"]["latest"]
    assert fall in digest_notices.weekly(conn, now, "https://x.example").title
    facts = score_facts.change_facts(read(conn))
    assert facts["difference"] is None or facts["answers"] == 86


def test_a_day_like_any_other_is_not_called_a_change(conn: db.Connection) -> None:
    give(conn, YEAR, NOW - timedelta(days=40))
    give(conn, [n // 5 for n in YEAR], NOW - timedelta(hours=3), first=10_000)
    assert "may be chance" in change_text.latest(read(conn))


def test_nothing_is_told_where_it_is_too_early(conn: db.Connection) -> None:
    assert change_text.latest(read(conn)) == ""
    give(conn, YEAR, NOW - timedelta(days=40))
    give(conn, [3, 0, 0, 0, 0, 0, 0, 0, 0, 0], NOW, first=10_000)
    change = read(conn)
    assert change_text.latest(change) == ""
    assert score_facts.change_facts(change)["score"] is None
    assert score_facts.change_facts(change)["difference"] is None


def test_the_more_campaigns_are_watched_the_more_a_fall_has_to_show() -> None:
    alone = LatestChange((3, 3, 3, 3, 5, 8, 8, 9, 4, 4), tuple(YEAR))
    among = LatestChange(alone.recent, alone.before, 300)
    assert alone.difference
    assert among.difference
    assert alone.difference.real
    assert among.difference.low < alone.difference.low


def test_the_campaigns_of_these_hours_are_counted(conn: db.Connection) -> None:
    for slug in ("other", "old"):
        campaigns.add(conn, Campaign(slug=slug, name=slug))
    give(conn, YEAR, NOW)
    give(conn, DAY, NOW, "other")
    give(conn, DAY, NOW - timedelta(days=3), "old")
    assert read(conn).watched == 2
