"""Whether the machine's clock can be trusted by steps that delete for good.

A clock that is a year ahead for seconds would throw away all that is kept for less. So it is held against the
database's, and against the time of the round before, or at first of the newest rows, since both may be on one machine.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from feedback_buttons.storage import db

APART = timedelta(minutes=10)  # of two clocks
JUMP = timedelta(days=1)  # from round to round
# Rounds of a minute, a day in all, after which a time that jumped is believed: machines are off for weeks, and an
# installation without mails has no new rows.
HELD_ROUNDS = 24 * 60


class Clocks(NamedTuple):
    """The database's clock, what was last believed, and for how many rounds nothing has been deleted."""

    clock: datetime
    last_at: datetime | None
    held_rounds: int


def distrusted(connection: db.Connection, now: datetime) -> str:
    """Why nothing may be deleted at what is said to be now; empty where it may. Notes the round.

    Raises:
        psycopg.Error: the database is away.
    """
    clocks = _clocks(connection, now)
    why = reason(clocks, now)
    if not why:
        _note(connection, now, 0)
    elif clocks.last_at:
        _note(connection, clocks.last_at, clocks.held_rounds + 1)
    return why


def held(connection: db.Connection, now: datetime) -> str:
    """Why nothing is deleted, and since how many rounds it was not; empty where all is well."""
    clocks = _clocks(connection, now)
    why = reason(clocks, now)
    return f"{why} ({clocks.held_rounds} rounds)" if why and clocks.held_rounds else why


def held_rounds(connection: db.Connection) -> int:
    """For how many rounds nothing has been deleted, by the worker's own clock; 0 where all is well."""
    clocks = db.row(connection, Clocks, "clocks")
    return clocks.held_rounds if clocks else 0


def reason(clocks: Clocks, now: datetime) -> str:
    """What speaks against this time.

    >>> noon = datetime(2026, 12, 4, 12)
    >>> reason(Clocks(noon, noon, 0), noon + timedelta(hours=9))
    "this machine's clock is 9:00:00 apart from the database's"
    """
    if abs(now - clocks.clock) > APART:
        return f"this machine's clock is {abs(now - clocks.clock)} apart from the database's"
    last = clocks.last_at or now
    if abs(now - last) > JUMP and clocks.held_rounds < HELD_ROUNDS:
        return f"the clock says {now:%Y-%m-%d %H:%M}, and {last:%Y-%m-%d %H:%M} the last time"
    return ""


def _clocks(connection: db.Connection, now: datetime) -> Clocks:
    return db.row(connection, Clocks, "clocks") or Clocks(now, None, 0)


def _note(connection: db.Connection, at: datetime, held_rounds: int) -> None:
    connection.execute(db.query("note_round"), {"at": at, "held_rounds": held_rounds})
