"""Spans of days cut into whole months and the days by which these are too short or too long, as sums are kept of both.
Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple


class DayPart(NamedTuple):
    """From a day until before another, of the span with a number: 1 is added to it, -1 taken from it."""

    begin: date
    until: date
    span: int = 0
    sign: int = 1


@dataclass(slots=True)
class DayParts:
    """What some spans are made of: days, and months, which are told by their first days."""

    days: list[DayPart] = field(default_factory=list)
    months: list[DayPart] = field(default_factory=list)

    @property
    def parameters(self) -> dict[str, list[date | int]]:
        """The parts as queries take them, in lists of their own: "days_begin", "days_until" and so on."""
        return {
            f"{kind}_{name}": [getattr(part, name) for part in parts]
            for kind, parts in (("days", self.days), ("months", self.months))
            for name in DayPart._fields
        }


def cut(spans: Iterable[tuple[date | None, date, int]]) -> DayParts:
    """Cut spans from a day (None: since ever) to another, both included, with a number each. One that ends before it
    begins has no parts.

    >>> from_30_january = cut([(date(2026, 1, 30), date(2026, 3, 2), 7)])
    >>> [(f"{part.begin:%d %b}", f"{part.until:%d %b}", part.span) for part in from_30_january.days]
    [('30 Jan', '01 Feb', 7), ('01 Mar', '03 Mar', 7)]
    >>> [(f"{part.begin:%d %b}", f"{part.until:%d %b}", part.sign) for part in from_30_january.months]
    [('01 Feb', '01 Mar', 1)]
    >>> [(f"{part.begin:%d %b}", part.sign) for part in cut([(date(2026, 1, 3), date(2026, 3, 31), 0)]).days]
    [('01 Jan', -1)]
    """
    parts = DayParts()
    for first, last, number in spans:
        begin, end = first or date.min, last + timedelta(days=1)
        first_month, end_month = _nearest(begin), _nearest(end)
        if begin >= end:
            continue
        if first_month >= end_month:
            parts.days.append(DayPart(begin, end, number))
            continue
        parts.months.append(DayPart(first_month, end_month, number))
        parts.days += _between(begin, first_month, number)
        parts.days += _between(end_month, end, number)
    return parts


def without(
    first: date | None, last: date, left_out: tuple[date, date]
) -> list[tuple[date | None, date]]:
    """The spans that remain of one, days included, where another one is left out.

    >>> [(begin, end.day) for begin, end in without(None, date(2026, 1, 9), (date(2026, 1, 3), date(2026, 1, 20)))]
    [(None, 2)]
    """
    begin, end = left_out
    remaining: list[tuple[date | None, date]] = []
    if begin > (first or date.min):
        remaining.append((first, min(last, begin - timedelta(days=1))))
    if last > end:
        remaining.append((max(first or date.min, end + timedelta(days=1)), last))
    return remaining


def _nearest(day: date) -> date:
    """The first day of a month that is nearest to a day."""
    begin = day.replace(day=1)
    following = (begin + timedelta(days=32)).replace(day=1)
    return begin if day - begin <= following - day else following


def _between(begin: date, end: date, number: int) -> list[DayPart]:
    """The days from one to another, taken away where they run back."""
    if begin == end:
        return []
    return [DayPart(begin, end, number) if begin < end else DayPart(end, begin, number, -1)]
