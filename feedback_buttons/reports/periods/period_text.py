"""A period in words: what a page, a file or a poster covers, by which clock, and what it is held against."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.periods import Period, PeriodView, Span
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import lazy_gettext, tr
from feedback_buttons.reports.periods.scope import Days, Scope

NAMES = {
    "24h": lazy_gettext("24 hours"),
    "7d": lazy_gettext("7 days"),
    "30d": lazy_gettext("30 days"),
    "sent": lazy_gettext("Since sent"),
    "all": lazy_gettext("All time"),
}
AGAINST_NOTHING = lazy_gettext("against nothing")


def name(period: Period, sent: tuple[Sending, ...] = ()) -> str:
    """What a period is called: "7 days", "Wave 2 (reminder)", "1 Nov 2026 to 8 Nov 2026"."""
    if period.wave:
        called = sent[period.wave - 1].name if period.wave <= len(sent) else ""
        number = tr("Wave {number}").format(number=period.wave)
        return f"{number} ({called})" if called else number
    if period.first and period.last:
        return days(Days(period.first, period.last))
    return str(NAMES[period.kind])


def covers(scope: Scope) -> str:
    """What is covered, and by which clock: "7 days: since 21 Nov 2026, 20:00 (Europe/Amsterdam)"."""
    return _clocked(name(scope.view.period, scope.sent), scope.span, scope.zone)


def view(view: PeriodView, now: datetime, zone: ZoneInfo, sent: tuple[Sending, ...] = ()) -> str:
    """The same of a period that is of no campaign, or of one by its sendings alone."""
    return _clocked(name(view.period, sent), view.period.span(now, zone, sent), zone)


def by_days(scope: Scope) -> str:
    """What sums by day cover: the whole days that the period touches."""
    if scope.days is None or scope.by_whole_days:
        return covers(scope)
    return tr("Whole days: {days} ({zone})").format(days=days(scope.days), zone=scope.zone.key)


def days_of_both(scope: Scope) -> str:
    """Which days are held against which: "1 Nov 2026 to 8 Nov 2026 against 24 Oct 2026 to 31 Oct 2026"."""
    if scope.days is None or scope.days_against is None:
        return ""
    return tr("Whole days: {days} ({zone})").format(
        days=tr("{period} against {other}").format(
            period=days(scope.days), other=days(scope.days_against)
        ),
        zone=scope.zone.key,
    )


def against(scope: Scope) -> str:
    """What it is held against: "against 14 Nov 2026, 20:00 to 21 Nov 2026, 20:00"."""
    if scope.against is None:
        return str(AGAINST_NOTHING)
    other = scope.view.against
    if isinstance(other, Period) and (other.wave or other.kind == "all"):
        return tr("against {period}").format(period=name(other, scope.sent))
    return tr("against {period}").format(period=span(scope.against, scope.zone))


def span(span: Span, zone: ZoneInfo) -> str:
    """A span by the clock of a zone: "1 Nov 2026 to 8 Nov 2026", "since 21 Nov 2026, 20:00"; "" for all of time."""
    whole = span.whole_days(zone)
    if span.begin and span.end:
        if whole:
            last = time_zones.begin(span.end.astimezone(zone).date(), -1, zone)
            return days(Days(span.begin.astimezone(zone).date(), last.date()))
        begin, end = _moment(span.begin, zone), _moment(span.end, zone)
        return tr("{first} to {last}").format(first=begin, last=end)
    if span.begin:
        begin = team_language.date(span.begin, zone) if whole else _moment(span.begin, zone)
        return tr("since {time}").format(time=begin)
    return tr("until {time}").format(time=_moment(span.end, zone)) if span.end else ""


def days(days: Days) -> str:
    """Some days, both ends included; one alone where they are the same."""
    first, last = (_day(day) if day else "" for day in days)
    if not first:
        return tr("until {time}").format(time=last)
    return first if first == last else tr("{first} to {last}").format(first=first, last=last)


def _clocked(called: str, at: Span, zone: ZoneInfo) -> str:
    words = span(at, zone)
    parts = called if not words or words == called else f"{called}, {words}"
    return f"{parts} ({zone.key})"


def _day(day: date) -> str:
    return team_language.date(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("UTC")))


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{team_language.date(at, zone)}, {at.astimezone(zone):%H:%M}"
