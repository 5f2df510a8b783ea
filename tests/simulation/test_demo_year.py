"""The demonstration's year: labelled, whole, on the scales that are asked, and the same however often it is begun."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sums import unequal

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.reports.segments import score_moves, segments
from feedback_buttons.simulation import demo_year
from feedback_buttons.storage import db

NOW = datetime(2026, 11, 28, 15, 30, tzinfo=UTC)


@pytest.fixture
def conn(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[db.Connection]:
    monkeypatch.setattr(demo_year, "DAYS", 30)  # a year of it takes seconds
    with db.connect(database, autocommit=True) as connection:
        demo_year.make(connection, NOW, lambda _: None)
        yield connection


def test_all_of_it_is_labelled_and_adds_up(conn: db.Connection, database: str) -> None:
    summaries = campaign_reports.overview(conn)
    assert len(summaries) == len(demo_year.YEAR)
    for summary in summaries:
        assert summary.campaign.demo
        assert summary.campaign.name.startswith("Demo: ")
        assert summary.comments
        assert 0.1 < (summary.response_rate or 0) < 0.12
    assert not unequal(database)


def test_it_is_written_once(conn: db.Connection) -> None:
    before = campaign_reports.overview(conn)
    demo_year.make(conn, NOW + timedelta(days=1), lambda _: pytest.fail("was written again"))
    assert [summary.answers for summary in campaign_reports.overview(conn)] == [
        summary.answers for summary in before
    ]


@pytest.mark.parametrize("wanted", demo_year.YEAR, ids=lambda wanted: wanted.slug)
def test_answers_are_of_the_past_and_of_a_button(wanted: demo_year.YearCampaign) -> None:
    answers = demo_year.answers(wanted, NOW)
    assert all(answer.at <= NOW for answer in answers)
    asks, scale = wanted.facts.get("asks"), wanted.facts.get("scale", scales.USUAL)
    buttons = (
        {score for score, _ in scales.SCALES[asks].scores()} if asks else {*scales.SCORES[scale]}
    )
    assert {answer.score for answer in answers} <= buttons


def test_the_strike_is_found_where_it_is(conn: db.Connection) -> None:
    segments.renew(conn, ids.utc_now() + timedelta(days=1))
    move = score_moves.latest(conn, campaigns.get(conn, "demo-delivery-parcel"), NOW)
    assert move
    assert (move.told[0].value, move.told[0].cause) == ("courier", "within")
