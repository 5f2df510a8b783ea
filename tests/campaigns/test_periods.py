"""Periods: from an address to a time and back, by every clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from properties import given, st

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.periods import EVER, Period, PeriodError, PeriodView, Span
from feedback_buttons.campaigns.waves import Sending

AMSTERDAM, KOLKATA, UTC_ZONE = map(ZoneInfo, ("Europe/Amsterdam", "Asia/Kolkata", "UTC"))
NOW = datetime(2026, 11, 28, 19, 47, tzinfo=UTC)
SENT = (
    Sending(1, "", datetime(2026, 11, 2, 8, 7, tzinfo=UTC), 100),
    Sending(2, "reminder", datetime(2026, 11, 9, 8, 30, tzinfo=UTC), 60),
)
ZONES = st.sampled_from([*map(ZoneInfo, sorted(time_zones.names())[::13]), AMSTERDAM, KOLKATA])


def _naive(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None)


TIMES = st.datetimes(_naive(2005), _naive(2090), timezones=st.just(UTC))
DATES = st.dates(date(2000, 1, 1), date(2100, 12, 31))
PERIODS = st.one_of(
    st.sampled_from([Period(kind) for kind in ("24h", "7d", "30d", "sent", "all")]),
    st.integers(1, 51).map(lambda number: Period("wave", wave=number)),
    st.lists(DATES, min_size=2, max_size=2).map(
        lambda days: Period("days", first=min(days), last=max(days))
    ),
)
VIEWS = st.builds(PeriodView, PERIODS, st.one_of(st.sampled_from(["before", "none"]), PERIODS))


@given(PERIODS)
def test_a_period_is_read_as_it_was_written(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(VIEWS, PERIODS)
def test_a_view_is_read_as_it_was_written(view: PeriodView, usual: Period) -> None:
    assert PeriodView.parse(view.parameters(usual), usual) == view
    assert PeriodView.understood(view.parameters(usual), usual) == (view, [])


@given(st.text(max_size=30))
def test_any_text_is_a_period_or_said_to_be_none(text: str) -> None:
    try:
        period = Period.parse(text)
    except PeriodError:
        return
    assert str(period) == text


@given(PERIODS.filter(lambda period: period.kind not in ("sent", "wave")), TIMES, ZONES)
def test_the_period_before_ends_where_it_begins(
    period: Period, now: datetime, zone: ZoneInfo
) -> None:
    span, before = period.span(now, zone), period.before(now, zone)
    if period.kind == "all":
        assert (span, before) == (Span(), None)
        return
    assert before is not None
    assert before.end == span.begin
    assert not span.empty
    assert not before.empty
    if period.kind == "days":
        assert span.whole_days(zone)
        assert before.whole_days(zone)


@given(st.sampled_from([Period("24h"), Period("7d")]), TIMES, ZONES)
def test_hours_begin_by_the_clock_of_the_zone(
    period: Period, now: datetime, zone: ZoneInfo
) -> None:
    begin = period.span(now, zone).begin
    assert begin is not None
    days = 7 if period.kind == "7d" else 1
    assert timedelta(days=days) <= now - begin < timedelta(days=days, hours=1, minutes=30)


def test_a_zone_of_half_hours_has_its_own() -> None:
    assert Period("24h").span(NOW, KOLKATA).begin == datetime(2026, 11, 27, 19, 30, tzinfo=UTC)
    assert Period("24h").span(NOW, AMSTERDAM).begin == datetime(2026, 11, 27, 19, tzinfo=UTC)


def test_days_are_told_by_the_clock_that_is_changed() -> None:
    span = Period.parse("2026-10-25..2026-10-25").span(NOW, AMSTERDAM)
    assert span.end
    assert span.begin
    assert span.end - span.begin == timedelta(hours=25)
    assert span.days(AMSTERDAM, NOW) == (date(2026, 10, 25), date(2026, 10, 25))
    before = Period.parse("2026-10-25..2026-10-25").before(NOW, AMSTERDAM)
    assert before
    assert before.begin == datetime(2026, 10, 23, 22, tzinfo=UTC)


def test_waves_and_sendings_begin_with_their_quarter_of_an_hour() -> None:
    first, second = Period("wave", wave=1), Period("wave", wave=2)
    begin, further = datetime(2026, 11, 2, 8, tzinfo=UTC), SENT[1].sent_at
    assert first.span(NOW, UTC_ZONE, SENT) == Span(begin, further)
    assert second.span(NOW, UTC_ZONE, SENT) == Span(further, None)
    assert Period("sent").span(NOW, UTC_ZONE, SENT) == Span(begin, None)
    assert second.before(NOW, UTC_ZONE, SENT) == Span(begin, further)
    assert first.before(NOW, UTC_ZONE, SENT) is None


@pytest.mark.parametrize("period", ["sent", "wave:1", "wave:3"])
def test_a_campaign_without_it_says_so(period: str) -> None:
    sent = SENT if period == "wave:3" else ()
    with pytest.raises(PeriodError, match=r"sent|wave 3"):
        Period.parse(period).span(NOW, UTC_ZONE, sent)


@pytest.mark.parametrize(
    "text", ["2026-02-30..2026-03-01", "2026-03-02..2026-03-01", "1d", "wave:0", "0001-01-01..x"]
)
def test_what_is_not_understood_names_its_parameter_and_shows_all(text: str) -> None:
    view, strange = PeriodView.understood({"period": text, "against": "none"})
    assert view == PeriodView(EVER, "none")
    assert len(strange) == 1
    assert strange[0].startswith("'period' ")
    view, strange = PeriodView.understood({"period": "7d", "against": text})
    assert view == PeriodView(Period("7d"))
    assert strange[0].startswith("'against' ")


def test_what_is_in_both_spans() -> None:
    one, other = Span(NOW, None), Span(None, NOW + timedelta(hours=1))
    assert one.both(other) == Span(NOW, NOW + timedelta(hours=1))
    assert one.both(Span(None, NOW)).empty
    assert Span().both(Span()) == Span()
