"""Reads the index's own course: day by day, of campaigns that may be of several time zones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.scores.overviews import INDEX_DAYS
from feedback_buttons.reports.statistics import index_course
from feedback_buttons.reports.statistics.index_course import IndexDay
from feedback_buttons.storage import db

DAYS = 60  # that are shown
_NONE = (0,) * 11  # of 0 … 10


class _Day(NamedTuple):
    """A row of index_days.sql."""

    campaign: str
    place: int
    counts: list[int]


def read(connection: db.Connection, campaigns: Sequence[Campaign], now: datetime) -> list[IndexDay]:
    """The index of these campaigns at the end of each of the last DAYS days, today as it is now, each campaign's days
    by the clock of its own zone."""
    days = DAYS + INDEX_DAYS
    together: list[tuple[str, Sequence[Sequence[int]]]] = []
    for zone in {campaign.zone for campaign in campaigns}:
        of_zone = [campaign for campaign in campaigns if campaign.zone == zone]
        today = now.astimezone(zone).date()
        begins = [time_zones.begin(today, ago, zone).astimezone(UTC) for ago in range(1 - days, 1)]
        values = {"begins": begins, "slugs": [campaign.slug for campaign in of_zone]}
        counts = {
            (row.campaign, row.place): row.counts
            for row in db.rows(connection, _Day, "index_days", values)
        }
        together += [
            (
                campaign.told,
                [counts.get((campaign.slug, place), _NONE) for place in range(1, days + 1)],
            )
            for campaign in of_zone
        ]
    return index_course.course(_days(now, days), together, INDEX_DAYS)


def _days(now: datetime, number: int) -> list[date]:
    """So many days until today, by the installation's clock."""
    today = now.astimezone(time_zones.here()).date()
    return [today - timedelta(days=ago) for ago in range(number - 1, -1, -1)]
