"""Reads the index's own course: day by day, of campaigns that may be of several time zones."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import numpy as np
import numpy.typing as npt

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.scores import overview_sums
from feedback_buttons.reports.scores.overview_sums import ZoneSums
from feedback_buttons.reports.scores.overview_windows import INDEX_DAYS
from feedback_buttons.reports.statistics import index_course
from feedback_buttons.reports.statistics.index_course import IndexDay
from feedback_buttons.storage import db

DAYS = 60  # that are shown


def read(connection: db.Connection, campaigns: Sequence[Campaign], now: datetime) -> list[IndexDay]:
    """The index of these campaigns at the end of each of the last DAYS days, today as it is now, each campaign's days
    by the clock of its own zone."""
    zones = overview_sums.read(connection, campaigns, now, {})
    return of_sums(zones, {campaign.slug for campaign in campaigns}, now)


def of_sums(zones: Iterable[ZoneSums], slugs: Collection[str], now: datetime) -> list[IndexDay]:
    """The same of some of the campaigns whose sums were read."""
    groups = [group for of_zone in zones for group in _windows(of_zone, slugs, now)]
    return index_course.course(_days(now), groups)


def _windows(
    of_zone: ZoneSums, slugs: Collection[str], now: datetime
) -> Iterator[npt.NDArray[np.float64]]:
    """Of the campaigns of a zone that tell one scale, how many gave each score of it on each day and the INDEX_DAYS
    before it: as in the index never less than none."""
    by_scale: dict[str, list[int]] = {}
    for place, campaign in enumerate(of_zone.campaigns):
        if campaign.slug in slugs:
            by_scale.setdefault(campaign.told, []).append(place)
    if not by_scale:
        return
    zone = of_zone.campaigns[0].zone
    today = now.astimezone(zone).date()
    days = range(1 - DAYS - INDEX_DAYS, 1)
    begins = [time_zones.begin(today, ago, zone).astimezone(UTC) for ago in days]
    until = [of_zone.edges.index(begin) + 1 for begin in begins] + [-1]
    for scale, places in by_scale.items():
        ends = of_zone.ends[places][:, until]
        within = ends[:, INDEX_DAYS + 1 :] - ends[:, : -INDEX_DAYS - 1]
        yield np.maximum(overview_sums.in_scale(within, scale), 0).astype(float)


def _days(now: datetime) -> list[date]:
    """The last DAYS days, by the installation's clock."""
    today = now.astimezone(time_zones.here()).date()
    return [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
