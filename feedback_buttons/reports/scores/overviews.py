"""Reads all campaigns at once: what stands in each, what changed, and the organisation's index.

Everything comes from the rollup in one query over all campaigns (overview_sums.py), and the small charts in one more
over those that are shown.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import repeat
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from feedback_buttons.base import time_zones
from feedback_buttons.base.time_zones import DAY, HOUR
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import PeriodView, Span
from feedback_buttons.reports.scores import overview_sums
from feedback_buttons.reports.scores.overview_sums import Array, ZoneSums
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.organisation_index import Index, Part, index
from feedback_buttons.storage import db

INDEX_DAYS = 30
_QUARTER = 15 * 60  # seconds
STEPS = 40  # of a small chart
Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Windows:
    """Where a period begins, what it is held against, and where the index's begin: with a whole hour of a time zone, or
    day where the rollup's steps are a day by then (feedback_buttons/ratings/rollup_folds.py). ``period`` is as
    an address names it, ``now`` the quarter of an hour in which it is looked at, ``end`` where it ends before."""

    begin: datetime | None
    against: Span | None
    index: datetime
    index_then: datetime
    yesterday: datetime
    period: str
    now: datetime
    end: datetime | None = None
    other: str = "before"

    @classmethod
    def of(
        cls, period: str, now: datetime, zone: ZoneInfo | None = None, other: str = "before"
    ) -> "Windows":
        """Those of a period, held against another, that no campaign's sending says; by the clock of a zone, else of the
        installation's."""
        zone = zone or time_zones.here()
        (hour,) = time_zones.steps(now, now, HOUR, zone)
        today = now.astimezone(zone).date()
        view = PeriodView.parse({"period": period, "against": other})
        (begin, end), against = view.spans(now, zone)

        def days_ago(days: int) -> datetime:
            return time_zones.begin(today, -days, zone).astimezone(UTC)

        quarter = datetime.fromtimestamp(now.timestamp() // _QUARTER * _QUARTER, UTC)
        index = days_ago(INDEX_DAYS), days_ago(INDEX_DAYS + 1)
        return cls(begin, against, *index, hour - DAY, period, quarter, end, other)

    def by(self, zone: ZoneInfo) -> "Windows":
        """The same period by the clock of another zone."""
        return Windows.of(self.period, self.now, zone, self.other)

    @property
    def weeks(self) -> tuple[datetime, datetime]:
        """When the 24 hours began that are one and two weeks before the last ones."""
        return self.yesterday - 7 * DAY, self.yesterday - 14 * DAY

    @property
    def cuts(self) -> list[datetime]:
        """All of them, in order, and those of the other usual periods, which are then made of the same sums."""
        weeks = [edge for begin in self.weeks for edge in (begin, begin + DAY)]
        times = (
            self.begin,
            self.end,
            *(self.against or ()),
            self.index,
            self.index_then,
            self.yesterday,
            self.yesterday - DAY,
            *weeks,
        )
        return sorted({time for time in times if time})


@dataclass(frozen=True, slots=True)
class Lately:
    """The last 24 hours of a campaign beside what is usual in it.

    Attributes:
        recent, before: how many gave each score within them, and had by then.
        weeks: how many answered in the same 24 hours one week and two weeks ago.
        scanned, scanned_before: clicks that were set aside as a scanner's within them, and by then.
    """

    recent: Counts = ()
    before: Counts = ()
    weeks: tuple[int, ...] = ()
    scanned: int = 0
    scanned_before: int = 0

    @property
    def answers(self) -> int:
        """How many answered within them."""
        return sum(self.recent)


@dataclass(frozen=True, slots=True)
class Standing:
    """One campaign over a period: ``counts`` are the histogram of its answers, ``before`` of those of the period
    before (None where the period is all of time), ``total`` of all; each of the campaign's own scores."""

    campaign: Campaign
    counts: Counts
    before: Counts | None
    total: Counts
    part: Part
    last_at: datetime | None
    lately: Lately = Lately()

    @property
    def answers(self) -> int:
        """How many answers the period has."""
        return sum(self.counts)

    @property
    def mean(self) -> float | None:
        """The score of the period without its interval, which takes longer; None while it is too early to tell."""
        return _told_mean(self.counts)

    @property
    def score(self) -> stats.Score | None:
        """The score of the period."""
        return stats.score(self.counts)

    @property
    def change(self) -> float | None:
        """The score less that of the period before."""
        before = _told_mean(self.before) if self.before else None
        return None if self.mean is None or before is None else self.mean - before

    @property
    def difference(self) -> stats.Difference | None:
        """The change with its interval."""
        if not self.before or not (stats.tells(self.counts) and stats.tells(self.before)):
            return None
        return stats.difference(self.counts, self.before)

    @property
    def response_rate(self) -> float | None:
        """All answers a mail, 0 to 1; None while the number of mails is unknown."""
        return stats.response_rate(sum(self.total), self.campaign.mailed)


class _Arrivals(NamedTuple):
    """A row of arrivals.sql: the net answers of a campaign in one step."""

    campaign: str
    step: int
    answers: int


def standings(
    connection: db.Connection, windows: Windows, slugs: Collection[str] | None = None
) -> dict[str, Standing]:
    """All campaigns, or those of ``slugs``, by slug, each by the clock of its own time zone; the newest first."""
    listed = campaigns.aimed(connection, campaigns.list_(connection, slugs))
    return of_sums(sums(connection, windows, listed), windows, listed)


def sums(
    connection: db.Connection, windows: Windows, listed: Collection[Campaign]
) -> list[ZoneSums]:
    """The sums that the standings of some campaigns, and the course of their index, are made of."""
    cuts = {zone: windows.by(zone).cuts for zone in {campaign.zone for campaign in listed}}
    return overview_sums.read(connection, listed, windows.now, cuts)


def of_sums(
    zones: Iterable[ZoneSums], windows: Windows, listed: Collection[Campaign]
) -> dict[str, Standing]:
    """The standings of campaigns, in their order, of the sums that were read of them."""
    standings_of = {
        standing.campaign.slug: standing
        for of_zone in zones
        if of_zone.campaigns
        for standing in _standings(of_zone, windows.by(of_zone.campaigns[0].zone))
    }
    return {campaign.slug: standings_of[campaign.slug] for campaign in listed}


def _standings(of_zone: ZoneSums, windows: Windows) -> Iterator[Standing]:
    """Those of campaigns of one zone."""

    def within(
        begin: datetime | None, end: datetime | None = None, without: Span | None = None
    ) -> list[Counts]:
        return of_zone.told(of_zone.within(Span(begin, end), without))

    ever, since = of_zone.within(Span()), of_zone.within(Span(windows.yesterday))
    period = Span(windows.begin, windows.end)
    spread = zip(
        of_zone.campaigns,
        of_zone.last_at,
        of_zone.told(ever),
        within(*period),
        within(*windows.against, period) if windows.begin and windows.against else repeat(None),
        within(windows.index),
        within(windows.index_then, windows.yesterday),
        _lately(of_zone, windows, ever, since),
        strict=False,
    )
    for campaign, last_at, total, counts, before, now, then, lately in spread:
        part = Part(campaign.slug, campaign.name, *_sums(now), *_sums(then), _spread(now))
        yield Standing(campaign, counts, before, total, part, last_at, lately)


def _lately(of_zone: ZoneSums, windows: Windows, ever: Array, since: Array) -> Iterator[Lately]:
    """The last 24 hours of each campaign of a zone."""
    recent, total = of_zone.told(since), of_zone.told(ever)
    weeks = [of_zone.told(of_zone.within(Span(begin, begin + DAY))) for begin in windows.weeks]
    scanned = np.maximum(since[:, -1], 0).tolist()
    scanned_before = np.maximum(ever[:, -1] - since[:, -1], 0).tolist()
    for place in range(len(of_zone.campaigns)):
        yield Lately(
            recent[place],
            positive(
                [whole - part for whole, part in zip(total[place], recent[place], strict=True)]
            ),
            tuple(sum(week[place]) for week in weeks),
            scanned[place],
            scanned_before[place],
        )


def arrivals(
    connection: db.Connection, slugs: Collection[str], begin: datetime | None, now: datetime
) -> dict[str, tuple[int, ...]]:
    """The net answers in STEPS equal steps from ``begin`` to now, or over each campaign's own life."""
    values = {"slugs": list(slugs), "begin": begin, "now": now, "steps": STEPS}
    steps_of = {slug: [0] * STEPS for slug in slugs}
    for row in db.rows(connection, _Arrivals, "arrivals", values):
        steps_of[row.campaign][row.step - 1] = row.answers
    return {slug: tuple(steps) for slug, steps in steps_of.items()}


def organisation(standings: Iterable[Standing]) -> tuple[Index | None, bool]:
    """The index, and whether it is a demonstration's: only where there is no other campaign. Campaigns that ask
    from 0 to 10 are no part of it: their means are not of the others' scale."""
    by_slug = {standing.campaign.slug: standing for standing in standings}
    of_all = [standing.campaign for standing in by_slug.values()]
    parts = [by_slug[campaign.slug].part for campaign in indexed(of_all)]
    return index(parts), bool(of_all) and all(campaign.demo for campaign in of_all)


def indexed(listed: Collection[Campaign]) -> list[Campaign]:
    """Those of some campaigns that have a part in their index."""
    real = [campaign for campaign in listed if not campaign.demo]
    return [campaign for campaign in real or listed if campaign.scale == scales.USUAL]


def _told_mean(counts: Counts) -> float | None:
    return stats.mean(counts) if stats.tells(counts) else None


def positive(counts: Sequence[int]) -> Counts:
    """An answer that was changed is taken out where it was changed, not where it was given: then a
    short period may hold fewer than none."""
    return tuple(max(count, 0) for count in counts)


def _sums(counts: Counts) -> tuple[int, float]:
    """For the index, which it is too early for where it is for the campaign's own score."""
    mean = stats.of_ten(counts) if stats.tells(counts) else None
    return (0, 0) if mean is None else (sum(counts), sum(counts) * mean)


def _spread(counts: Counts) -> float:
    """The variance of the scores where they lie between worst and best, on the way from 1 to 10; of few answers never
    nothing: as if one more stood half of the way off."""
    answers, average = sum(counts), stats.mean(counts)
    if average is None or not stats.tells(counts):
        return 0.0
    scale = stats.scores(counts)
    off = sum((at - average) ** 2 * count for at, count in zip(scale, counts, strict=True))
    return 81 * (off / (scale[-1] - scale[0]) ** 2 + 0.25) / answers  # 1 to 10 is nine long
