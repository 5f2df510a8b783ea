"""The index's own course: each day as the index would have said it then."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from answers import Answer, put

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.scores import index_days, overviews
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 3, 14, 5, tzinfo=UTC)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug, facts in (
            ("large", {}),
            ("stars", {"asks": "stars", "time_zone": "Asia/Kathmandu"}),
            ("few", {}),
            ("zero", {"scale": "0-10"}),
            ("shown", {"demo": True}),
        ):
            campaigns.add(connection, Campaign(slug=slug, name=slug, **facts))
            least = 2 if slug == "stars" else 1
            answers = 20 if slug == "few" else 120
            put(
                connection,
                slug,
                *(
                    Answer(n, least * (n % 5 + 1), NOW - timedelta(days=n % 40))
                    for n in range(answers)
                ),
            )
        yield connection


def test_each_day_is_told_as_the_index_was_then(conn: db.Connection) -> None:
    listed = overviews.indexed(campaigns.list_(conn))
    assert {campaign.slug for campaign in listed} == {"large", "stars", "few"}
    course = index_days.read(conn, listed, NOW)
    index, _ = overviews.organisation(overviews.standings(conn, Windows.of("30d", NOW)).values())
    assert index
    today = course[-1]
    assert (today.value, today.margin) == (pytest.approx(index.value), pytest.approx(index.margin))
    assert (today.day, today.campaigns, today.answers) == (
        NOW.date(),
        index.campaigns,
        index.answers,
    )
    assert len(course) <= index_days.DAYS
    assert [day.day for day in course] == sorted({day.day for day in course})


def test_without_answers_there_is_no_course(conn: db.Connection) -> None:
    assert index_days.read(conn, [], NOW) == []
