"""A campaign's figures in a period: the same however far its sums are folded, and by the clock of its zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from answers import Answer, put

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import PeriodView, Span
from feedback_buttons.campaigns.waves import Wave
from feedback_buttons.cli.answers import answer_commands
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.periods.scope import Days, Scope
from feedback_buttons.reports.scores import campaign_reports, latest_change, score_facts, time_line
from feedback_buttons.reports.segments import score_moves, segments
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 15, 14, 25, tzinfo=UTC)
TIMES = [NOW - timedelta(minutes=3) - n * timedelta(hours=2, minutes=36) for n in range(900)]
VIEWS = (
    {"period": "24h"},
    {"period": "7d", "against": "wave:1"},
    {"period": "30d"},
    {"period": "sent"},
    {"period": "wave:1", "against": "all"},
    {"period": "wave:2"},
    {"period": "2026-10-25..2026-10-25", "against": "2026-10-24..2026-10-26"},
    {"period": "2026-09-20..2026-12-01"},
)


def score(number: int) -> int:
    return 1 + number * number % 10


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaign = Campaign(slug="flow", name="Flow", time_zone="Asia/Kathmandu", mails=5000,
                            sent_at=datetime(2026, 9, 10, 8, 45, tzinfo=UTC),
                            waves=[Wave(name="again", sent_at="2026-11-03T09:50:00+00:00", mails=300)])  # fmt: skip
        campaigns.add(connection, campaign)
        put(
            connection,
            "flow",
            *(
                Answer(n, score(n), at, language="nl" if n % 3 else "de")
                for n, at in enumerate(TIMES)
            ),
        )
        yield connection


def counted(*spans: Span | None, but: Span | None = None) -> tuple[int, ...]:
    counts = [0] * 10
    for number, at in enumerate(TIMES):
        if any(span and within(span, at) for span in spans) and not (but and within(but, at)):
            counts[score(number) - 1] += 1
    return tuple(counts)


def within(span: Span, at: datetime) -> bool:
    return (span.begin is None or at >= span.begin) and (span.end is None or at < span.end)


@pytest.mark.parametrize("folded", [False, True])
def test_all_figures_are_of_the_period(conn: db.Connection, *, folded: bool) -> None:
    assert not folded or rollup_folds.fold(conn)
    for address in VIEWS:
        check(conn, address)


def check(conn: db.Connection, address: dict[str, str]) -> None:
    """Hold what is read of a period to what was answered."""
    campaign = campaigns.get(conn, "flow")
    scope = Scope.of(campaign, PeriodView.parse(address), NOW)
    summary = campaign_reports.summary_of(conn, "flow", scope)
    assert summary
    assert summary.counts == counted(scope.span), address
    change = latest_change.of_scope(conn, campaign, scope)
    assert change.recent == counted(scope.span), address
    assert change.before == counted(scope.against, but=scope.span), address
    frame = time_line.timeline(conn, "flow", scope)
    assert frame["answers"].sum() == summary.answers, address
    assert not scope.span.begin or frame.index[0] >= scope.span.begin - timedelta(days=7)


def test_a_day_long_ago_is_told_by_quarters_of_an_hour(conn: db.Connection) -> None:
    rollup_folds.fold(conn)
    campaign = campaigns.get(conn, "flow")
    view = PeriodView.parse({"period": "2026-10-25..2026-10-25"})
    frame = time_line.timeline(conn, "flow", Scope.of(campaign, view, NOW))
    assert frame.attrs["step"] == timedelta(minutes=15)
    assert (frame["answers"] > 0).sum() == 9
    begin = datetime(2026, 10, 25, tzinfo=ZoneInfo("Asia/Kathmandu"))
    assert frame.index[0] == begin.astimezone(UTC)


def test_a_wave_has_the_rate_of_its_own_mails_and_any_other_period_that_of_all_time(
    conn: db.Connection,
) -> None:
    campaign = campaigns.get(conn, "flow")
    ever = campaign_reports.summary(conn, "flow")
    assert ever
    for period, expected in (("wave:2", None), ("7d", ever.responded)):
        scope = Scope.of(campaign, PeriodView.parse({"period": period}), NOW)
        summary = campaign_reports.summary_of(conn, "flow", scope)
        assert summary
        assert summary.responded == (expected or (summary.answers, 300))


def test_groups_and_the_move_are_of_the_days_that_the_period_touches(conn: db.Connection) -> None:
    segments.renew(conn, NOW + timedelta(days=1))
    campaign = campaigns.get(conn, "flow")
    scope = Scope.of(campaign, PeriodView.parse({"period": "2026-12-01..2026-12-10"}), NOW)
    assert scope.days == Days(date(2026, 12, 1), date(2026, 12, 10))
    assert scope.days_against == Days(date(2026, 11, 21), date(2026, 11, 30))
    assert scope.by_whole_days
    groups = segments.read(conn, "flow", scope.days).segments
    languages = [group.counts for group in groups if group.kind == segments.LANGUAGE]
    assert [sum(column) for column in zip(*languages, strict=True)] == [*counted(scope.span)]
    move = score_moves.of_scope(conn, campaign, scope)
    assert move
    assert (tuple(move.now), tuple(move.before)) == (counted(scope.span), counted(scope.against))


def test_a_day_that_both_touch_is_of_the_later(conn: db.Connection) -> None:
    scope = Scope.of(campaigns.get(conn, "flow"), PeriodView.parse({"period": "24h"}), NOW)
    assert scope.days == Days(date(2026, 12, 14), date(2026, 12, 15))
    assert scope.days_against == Days(date(2026, 12, 13), date(2026, 12, 13))
    assert not scope.by_whole_days


def test_programs_files_and_posters_say_what_they_are_of(conn: db.Connection) -> None:
    campaign = campaigns.get(conn, "flow")
    view = PeriodView.parse({"period": "wave:2", "against": "2026-10-01..2026-10-08"})
    figures = score_facts.read(conn, campaign, NOW, view)
    facts = score_facts.facts(figures)
    covered = facts["period"]
    assert isinstance(covered, dict)
    begin = datetime(2026, 11, 3, 9, 45, tzinfo=UTC)
    assert (covered["name"], covered["begin"], covered["end"]) == ("wave:2", begin, None)
    assert (covered["time_zone"], covered["first_day"]) == ("Asia/Kathmandu", date(2026, 11, 3))
    assert covered["against"] == "2026-10-01..2026-10-08"
    first, second, third, *_ = answer_commands._lines(figures)
    assert first == "Flow"
    assert second == "Wave 2 (again), since 3 Nov 2026, 15:30 (Asia/Kathmandu), scale 1-10"
    assert third.startswith("against 1 Oct 2026 to 8 Oct 2026: ")
    shown = poster.facts(figures.summary, [], NOW, "a4", figures.scope)
    assert str(shown["kind"]).startswith("Wave 2 (again), since 3 Nov 2026, 15:30 (Asia/Kathmandu)")
