"""Makes a campaign's folded sums anew by the clock of another zone, from the quarters of an hour kept of them."""

from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.storage import db, parts


class _Quarters(NamedTuple):
    """The row of quarters.sql: the first and the last quarter of an hour."""

    first_at: datetime | None
    last_at: datetime | None


def follow(connection: db.Connection, slug: str, zone: ZoneInfo) -> None:
    """Have the folded sums of a campaign by the hours of a zone, where they are of another one. Days are made of these
    by the worker (:mod:`feedback_buttons.ratings.rollup_folds`); no sum changes. Where sums are on other servers, their
    workers do so."""
    if parts.elsewhere(connection):
        return
    values = {"campaign": slug}
    with connection.transaction():
        if not db.value(connection, "set_folded_zone", values | {"zone": zone.key}):
            return
        quarters = db.row(connection, _Quarters, "quarters", values)
        if quarters and quarters.first_at and quarters.last_at:
            hours = time_zones.steps(quarters.first_at, quarters.last_at, time_zones.HOUR, zone)
            connection.execute(db.query("unfold_sums"), values)
            connection.execute(db.query("hours_of_zone"), values | {"begins": hours})
