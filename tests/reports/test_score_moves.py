"""Why a campaign's score moved between two spans of days, from sums by day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from answers import Answer, put

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Period, PeriodView
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.campaign import why_card
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.segments import score_moves, segments
from feedback_buttons.reports.segments.score_moves import Spans
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 15, 14, 25, tzinfo=UTC)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="flow", name="Flow", time_zone="Europe/Amsterdam"))
        yield connection


def give(
    conn: db.Connection, first: int, people: int, scores: tuple[int, int], ago: float, said: str
) -> None:
    """Store the answers of so many people, half of them of each score, so many days ago."""
    at = NOW - timedelta(days=ago)
    answers = (
        Answer(person, scores[person % 2], at, language=said)
        for person in range(first, first + people)
    )
    put(conn, "flow", *answers)


def renew(conn: db.Connection) -> None:
    segments.renew(conn, ids.utc_now() + timedelta(days=1))


def test_the_group_that_fell_is_named(conn: db.Connection) -> None:
    for first, ago, dutch in ((0, 10, (8, 9)), (1_000, 3, (3, 4))):
        give(conn, first, 120, dutch, ago, "nl")
        give(conn, first + 500, 120, (8, 9), ago, "de")
    renew(conn)
    campaign = campaigns.get(conn, "flow")
    move = score_moves.latest(conn, campaign, NOW)
    assert move
    assert move.spans == Spans(date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 15))
    assert [(part.value, part.cause) for part in move.told] == [("nl", "within")]
    parts = [dict(zip(why_card.HEADS, row, strict=True)) for row in why_card.rows(move, campaign)]
    assert [(part["value"], part["cause"]) for part in parts if part["told"]] == [
        ("Dutch", "within")
    ]
    assert sum(part["points"] for part in parts) == pytest.approx(-2.5)
    assert (parts[0]["score_before"], parts[0]["score"], parts[0]["answers"]) == (8.5, 3.5, 120)
    assert (parts[0]["first_day_before"], parts[0]["last_day"]) == (
        move.spans.before,
        move.spans.last,
    )
    shown = str(why_card.props(move, campaign))
    assert "2.5 lower than in the 7 days before" in shown
    assert "because “Dutch” (" in shown
    assert "50% → 50%" in shown
    daily = "If you look every day"
    assert daily in shown
    for period, end in (("2026-12-09..2026-12-15", False), ("2026-12-08..2026-12-14", True)):
        scope = Scope.of(campaign, PeriodView(Period.parse(period)), NOW)
        of_period = score_moves.of_scope(conn, campaign, scope)
        assert of_period
        assert of_period.told
        assert (daily not in str(why_card.props(of_period, campaign, scope))) is end


def test_where_all_fell_alike_no_group_is_named(conn: db.Connection) -> None:
    for first, ago, scores in ((0, 10, (8, 9)), (1_000, 3, (5, 6))):
        for number, language in enumerate(("nl", "de", "fr")):
            give(conn, first + 200 * number, 120, scores, ago, language)
    renew(conn)
    campaign = campaigns.get(conn, "flow")
    move = score_moves.latest(conn, campaign, NOW)
    assert move
    assert move.why
    assert {part.value for part in move.why.named} == {"nl", "de", "fr"}
    assert move.told == ()
    shown = str(why_card.props(move, campaign))
    assert "3.00 lower than in the 7 days before. No group moved more than the others." in shown
    assert "No difference by: Language of the page." in shown


def test_a_day_begins_at_midnight_of_the_campaign(conn: db.Connection) -> None:
    # 23:30 in London on the last day before the span is 00:30 in Amsterdam on its first.
    edge = datetime(2026, 12, 8, 23, 30, tzinfo=UTC)
    put(conn, "flow", *(Answer(person, 9, edge) for person in range(70)))
    renew(conn)
    campaign = campaigns.get(conn, "flow")
    spans = Spans(date(2026, 12, 2), date(2026, 12, 9), date(2026, 12, 15))
    assert sum(score_moves.read(conn, campaign, spans).now) == 70
    campaigns.edit(conn, "flow", {"time_zone": "Europe/London"})
    renew(conn)
    campaign = campaigns.get(conn, "flow")
    assert sum(score_moves.read(conn, campaign, spans).before) == 70


def test_few_answers_are_compared_over_four_weeks_or_not_at_all(conn: db.Connection) -> None:
    campaign = campaigns.get(conn, "flow")
    assert score_moves.latest(conn, campaign, NOW) is None
    assert why_card.props(None, campaign)["why-card"] == {"hidden": True}
    give(conn, 0, 80, (8, 9), 40, "nl")
    give(conn, 100, 80, (8, 9), 20, "nl")
    renew(conn)
    move = score_moves.latest(conn, campaign, NOW)
    assert move
    assert move.spans.days == 28


def test_what_is_withdrawn_leaves_its_day(conn: db.Connection) -> None:
    give(conn, 0, 80, (8, 9), 10, "nl")
    give(conn, 100, 80, (8, 9), 3, "nl")
    renew(conn)
    conn.execute("update rating set score = null where recipient < 40")
    conn.execute("delete from segmented")
    renew(conn)
    move = score_moves.read(conn, campaigns.get(conn, "flow"), Spans.of(NOW.date(), 7))
    assert (sum(move.before), sum(move.now)) == (40, 80)


def test_the_days_add_up_to_the_whole(full_config: Config) -> None:
    with db.connect(full_config.database_url or "") as connection:
        for whole, columns in (("segment", "kind, value"), ("chosen", "question, choice")):
            parts = f"select campaign, {columns}, score, sum(answers) from {whole}_day group by 1, 2, 3, 4"  # noqa: S608
            sums = f"select campaign, {columns}, score, answers::numeric from {whole}"  # noqa: S608
            rows = connection.execute(f"{parts} except {sums}".encode()).fetchall()
            missing = connection.execute(f"{sums} except {parts}".encode()).fetchall()
            assert (rows, missing) == ([], [])
