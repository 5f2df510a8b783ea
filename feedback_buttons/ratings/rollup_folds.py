"""Folds the sums of old answers, so that reports read few rows: to hours and days by the clock of a campaign's zone."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from psycopg import errors

from feedback_buttons.base import time_zones
from feedback_buttons.base.time_zones import DAY, HOUR
from feedback_buttons.campaigns import folded_zones
from feedback_buttons.storage import db

# How much older than a campaign's last answer its sums are when their step becomes coarser: some minutes, then an
# hour, then a day. The time line's own steps (feedback_buttons/reports/scores/time_line.py) are never finer than the
# sums over its length.
MINUTES_AFTER, HOURS_AFTER, DAYS_AFTER = timedelta(hours=2), timedelta(days=2), timedelta(days=30)
MINUTES = timedelta(minutes=5)  # three of them are a quarter of an hour


class RollupEnd(NamedTuple):
    """A row of rollup_ends.sql: a campaign, since when and until when its sums are, and how far they are folded."""

    slug: str
    first_at: datetime
    last_at: datetime
    fresh_at: datetime | None
    time_zone: str | None
    folded_zone: str | None
    days_until: datetime | None

    @property
    def zone(self) -> ZoneInfo:
        """The zone by whose clock its sums are to be folded."""
        return time_zones.of(self.time_zone)


def fold(connection: db.Connection) -> int:
    """Fold the sums that are older than their step deserves; return how many rows fewer there are to
    read."""
    folded = 0
    for end in db.rows(connection, RollupEnd, "rollup_ends"):
        try:
            folded += _folded(connection, end)
        except errors.DeadlockDetected:
            continue  # with a writer, who comes first; the next round does it
    return folded


def _folded(connection: db.Connection, end: RollupEnd) -> int:
    days_from = end.days_until or end.first_at
    if end.folded_zone != end.zone.key:
        folded_zones.follow(connection, end.slug, end.zone)
        days_from = end.first_at
    before = _whole(end.last_at - MINUTES_AFTER, MINUTES)
    values = {"campaign": end.slug, "before": before, "step": MINUTES}
    folded = int(db.value(connection, "fold_rollup", values))
    if end.fresh_at:
        hours = end.fresh_at, end.last_at - HOURS_AFTER
        folded += _steps(connection, end, "fold_to_hours", *hours, HOUR)
    days = days_from, end.last_at - DAYS_AFTER
    return folded + _steps(connection, end, "fold_to_days", *days, DAY)


def _steps(
    connection: db.Connection,
    end: RollupEnd,
    query: str,
    first: datetime,
    last: datetime,
    step: timedelta,
) -> int:
    """Fold whole steps only: that in which ``last`` lies is not one yet."""
    *begins, before = time_zones.steps(first, last, step, end.zone) or [last]
    if not begins:
        return 0
    values = {"campaign": end.slug, "zone": end.zone.key, "begins": begins, "before": before}
    return int(db.value(connection, query, values))


def _whole(at: datetime, step: timedelta) -> datetime:
    """The last whole step before a time: a step is folded all or not at all."""
    seconds = step.total_seconds()
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, at.tzinfo)
