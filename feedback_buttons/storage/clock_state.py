"""What the database's clock says, and whether answers have come that are later."""

from datetime import datetime, timedelta
from typing import NamedTuple

from feedback_buttons.storage import db

AHEAD = timedelta(
    minutes=10
)  # so much later than the database's clock is an answer of no right clock


class ClockState(NamedTuple):
    """The database's clock, and the newest minute of answers that are AHEAD of it; None where there are none."""

    clock: datetime
    future: datetime | None


def read(connection: db.Connection) -> ClockState | None:
    """The state of now.

    Raises:
        psycopg.Error: the database is away.
    """
    return db.row(connection, ClockState, "clock_state", {"ahead": AHEAD})
