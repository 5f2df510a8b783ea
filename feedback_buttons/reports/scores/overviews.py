"""Reads all campaigns at once: what stands in each, what changed, and the organisation's index.

Everything comes from the rollup in one query over all campaigns (overview_sums.py), and so do the small charts of those
that are shown, unless the period is since ever or of a few days.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from typing import NamedTuple

import numpy as np

from feedback_buttons.base.time_zones import DAY
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.reports.scores import overview_sums
from feedback_buttons.reports.scores.overview_sums import Array, ZoneSums
from feedback_buttons.reports.scores.overview_windows import STEPS, Windows
from feedback_buttons.reports.statistics import index_course, stats
from feedback_buttons.reports.statistics.organisation_index import Index, Part, index
from feedback_buttons.storage import db, engine

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lately:
    """The last 24 hours of a campaign beside what is usual in it.

    Attributes:
        recent, before: how many gave each score within them, and had by then.
        weeks: how many answered in the same 24 hours one week and two weeks ago.
        scanned, scanned_before: clicks that were excluded as a scanner's within them, and by then.
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
        _sums(of_zone, within(windows.index)),
        _sums(of_zone, within(windows.index_then, windows.yesterday)),
        _lately(of_zone, windows, ever, since),
        strict=False,
    )
    for campaign, last_at, total, counts, before, now, then, lately in spread:
        (answers, points, variance), (answers_then, points_then, _) = now, then
        part = Part(
            campaign.slug, campaign.name, answers, points, answers_then, points_then, variance
        )
        yield Standing(campaign, counts, before, total, part, last_at, lately)


def _lately(of_zone: ZoneSums, windows: Windows, ever: Array, since: Array) -> Iterator[Lately]:
    """The last 24 hours of each campaign of a zone."""
    recent, total = of_zone.told(since), of_zone.told(ever)
    weeks = [of_zone.answered(of_zone.within(Span(begin, begin + DAY))) for begin in windows.weeks]
    scanned = np.maximum(since[:, -1], 0).tolist()
    scanned_before = np.maximum(ever[:, -1] - since[:, -1], 0).tolist()
    for place, in_weeks in enumerate(zip(*weeks, strict=True)):
        pairs = zip(total[place], recent[place], strict=True)
        before = tuple([whole - part if whole > part else 0 for whole, part in pairs])
        yield Lately(recent[place], before, in_weeks, scanned[place], scanned_before[place])


def arrivals(
    connection: db.Connection,
    zones: Iterable[ZoneSums],
    windows: Windows,
    slugs: Collection[str],
    now: datetime,
) -> dict[str, tuple[int, ...]]:
    """The net answers of some campaigns in the equal steps of a small chart: of the sums that were read of them where
    these can tell it."""
    if not windows.steps:
        return _arrivals(connection, slugs, windows.begin, min(windows.end or now, now))
    steps_of: dict[str, tuple[int, ...]] = {}
    for of_zone in zones:
        if of_zone.campaigns:
            steps = windows.by(of_zone.campaigns[0].zone).steps
            steps_of |= of_zone.steps(slugs, steps)
    return {slug: steps_of[slug] for slug in slugs}


def _arrivals(
    connection: db.Connection, slugs: Collection[str], begin: datetime | None, until: datetime
) -> dict[str, tuple[int, ...]]:
    """Those in STEPS steps from ``begin`` on, or over each campaign's own life."""
    values = {"slugs": list(slugs), "begin": begin, "now": until, "steps": STEPS}
    steps_of = {slug: [0] * STEPS for slug in slugs}
    query = engine.which(connection, "arrivals", "arrivals_of_nodes")
    for row in db.rows(connection, _Arrivals, query, values):
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


def _sums(of_zone: ZoneSums, counts: Sequence[Counts]) -> list[tuple[int, float, float]]:
    """For the index, of each campaign the answers, the sum of their scores, and their variance, brought to 1 to 10;
    nothing where it is too early to tell for the campaign's own score."""
    sums = [(0, 0.0, 0.0)] * len(counts)
    for places in of_zone.scales.values():
        means, variances = index_course.moments(np.array([counts[at] for at in places], float))
        for place, mean, variance in zip(places, means.tolist(), variances.tolist(), strict=True):
            if stats.tells(counts[place]):
                answers = sum(counts[place])
                sums[place] = answers, answers * mean, variance
    return sums
