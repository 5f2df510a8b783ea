"""The slices in which comments of a wave, and early or late ones, are found among very many others.

A list in the order of time would else lead through all that came since. A slice is a day of sending and an age, as the
functions comment_day() and comment_age() of the database say; within each comments stand in the order of time.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from feedback_buttons.comments.comment_filters import NOBODY, Filter
from feedback_buttons.storage import db, engine

MOST = 1500  # slices that are looked into: of more it takes less to go through all comments
EARLY, LATE = (
    date.min,
    date.max,
)  # the ages of those whose time of sending is known; of others a day
NONE: Mapping[str, Any] = {"days": None, "ages": None, "rest_from": None, "rest_until": None}
# What few comments have is found by an index of its own; slices would be gone through for it.
_RARE = (
    "search", "tag", "starred", "topic", "mismatch", "answer", "attribute", "client", "proof",
)  # fmt: skip
_IN_TIME = ("newest", "oldest")


class Slice(NamedTuple):
    """A row of comment_slices.sql."""

    day: date
    age: date


def of(
    conn: db.Connection,
    wanted: Filter,
    begin: datetime | None,
    end: datetime | None,
    first: datetime | None,
) -> Mapping[str, Any]:
    """The slices of a filter as the query find_sliced_comments takes them, and the rest of a wave's last day; NONE
    where the filter is not found by slices.

    Args:
        begin, end: from when to when an answer is of the wave that is wanted; None where that is not asked for.
        first: when the campaign was sent, for those whose own time of sending is not known.
    """
    if not _by_slices(wanted) or engine.of_nodes(conn):  # these find them in another order
        return NONE
    days = {"first": _day(begin), "until": _day(end)}
    parameters = {"campaign": wanted.campaign, "most": MOST + 1, **days}
    slices = db.rows(conn, Slice, "comment_slices", parameters)
    if len(slices) > MOST:
        return NONE
    some = [one for one in slices if _may_be(one.age, wanted.age, first)]
    return {
        "days": [one.day for one in some],
        "ages": [one.age for one in some],
        **_rest(begin, end),
    }


def _by_slices(wanted: Filter) -> bool:
    """Whether it asks for a wave or an age, in the order of time, and for nothing that few have."""
    if not (wanted.wave or wanted.age) or wanted.sort not in _IN_TIME:
        return False
    return wanted.handler in ("", NOBODY) and not any(getattr(wanted, name) for name in _RARE)


def _may_be(age: date, wanted_age: str, first: datetime | None) -> bool:
    """Whether comments of this age may be early or late, whichever is asked for ("": either)."""
    if not wanted_age or age in (EARLY, LATE):
        return not wanted_age or age == (EARLY if wanted_age == "early" else LATE)
    if first is None:
        return False
    end = (first + timedelta(hours=24)).astimezone(UTC).date()  # of which some may be either
    return age <= end if wanted_age == "early" else age >= end


def _rest(begin: datetime | None, end: datetime | None) -> Mapping[str, datetime | None]:
    """The hours of a wave's last day: of that day most comments are of the next wave."""
    if end is None:
        return {"rest_from": None, "rest_until": None}
    midnight = datetime.combine(end.astimezone(UTC).date(), time(), UTC)
    return {"rest_from": max(midnight, begin) if begin else midnight, "rest_until": end}


def _day(at: datetime | None) -> date | None:
    return at.astimezone(UTC).date() if at else None
