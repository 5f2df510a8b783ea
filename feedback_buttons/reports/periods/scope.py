"""What a report of a campaign covers: a period by the clock of the campaign's zone, and what it is held against."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import EVER, PeriodView, Span
from feedback_buttons.campaigns.waves import Sending

# A span without ends, as cut() has it.
NO_DAYS: dict[str, object] = {"inner_begin": None, "inner_end": None}
ALL_TIME: dict[str, object] = {"begin": None, "end": None, "whole": True, **NO_DAYS}


class Days(NamedTuple):
    """From one day to another, both included; None: from the first answer on."""

    first: date | None
    last: date


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: the ``span`` of a view, and the one that it is held ``against`` (None: nothing), as they are
    ``now``; and the campaign's zone and waves, by which they are told."""

    view: PeriodView
    span: Span
    against: Span | None
    now: datetime
    zone: ZoneInfo
    sent: tuple[Sending, ...] = ()

    @classmethod
    def of(cls, campaign: Campaign, view: PeriodView, now: datetime) -> "Scope":
        """The scope of a view of a campaign.

        Raises:
            PeriodError: the campaign has no such period.
        """
        sent = campaign.sendings
        span, against = view.spans(now, campaign.zone, sent)
        return cls(view, span, against, now, campaign.zone, sent)

    @classmethod
    def ever(cls, campaign: Campaign, now: datetime) -> "Scope":
        """All answers."""
        return cls.of(campaign, PeriodView(), now)

    @property
    def all(self) -> bool:
        """Whether it is all answers."""
        return self.view.period == EVER

    @property
    def goes_on(self) -> bool:
        """Whether answers of it are still to come: what is told of it is looked at again and again."""
        return self.span.end is None or self.span.end > self.now

    @property
    def wave(self) -> Sending | None:
        """The wave that it is, if it is one."""
        number = self.view.period.wave
        return self.sent[number - 1] if number else None

    @property
    def days(self) -> Days | None:
        """The days that it touches, as sums by day are of; None where it is all answers."""
        return None if self.all else Days(*self.span.days(self.zone, self.now))

    @property
    def days_against(self) -> Days | None:
        """The days of what it is held against, without one that both touch at its end; None for nothing."""
        if self.against is None or self.days is None:
            return None
        days, (begin, end) = self.days, self.against.days(self.zone, self.now)
        if days.first and begin and begin < days.first <= end:  # the day that both touch
            end = date.fromordinal(days.first.toordinal() - 1)
        return Days(begin, end)

    @property
    def by_whole_days(self) -> bool:
        """Whether sums by day cover just this period, and what it is held against."""
        spans = [self.span, *([self.against] if self.against else [])]
        return all(span.whole_days(self.zone) for span in spans)


def cut(span: Span, zone: ZoneInfo) -> dict[str, object]:
    """A span as the fragment sums_of_span takes it, of a campaign of this zone: what is folded to days is read so, and
    by the quarter of an hour only what stands before the first whole day of the span and after its last one."""
    begin, end = (at.astimezone(UTC) if at else None for at in span)
    whole = span.whole_days(zone)
    days = NO_DAYS if whole else _inner(begin, end, zone)
    return {"begin": begin, "end": end, "whole": whole, **days}


def _inner(begin: datetime | None, end: datetime | None, zone: ZoneInfo) -> dict[str, object]:
    """From the first to the last begin of a day within a span; none where there is no whole day."""
    if begin is None:
        return NO_DAYS
    first = time_zones.midnight(begin, zone)
    if first < begin:
        first = time_zones.begin(first.astimezone(zone).date(), 1, zone)
    last = time_zones.midnight(end, zone) if end else None
    if last and last <= first:
        return NO_DAYS
    return {"inner_begin": first.astimezone(UTC), "inner_end": last and last.astimezone(UTC)}
