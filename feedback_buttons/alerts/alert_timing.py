"""When a rule may send its next message: at once but not too often, or as a digest; never in its quiet hours. Pure.

What fires meanwhile waits and goes into one message: ten thousand events make one.
"""

from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones

Pace = Literal["at once", "hourly", "daily", "weekly"]
PACES: tuple[Pace, ...] = ("at once", "hourly", "daily", "weekly")
GAP = timedelta(minutes=15)  # from one message of a rule to the next, where it sends at once
MORNING = timedelta(hours=8)  # when digests of a day or a week are sent, by the rule's clock
_STEPS = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}


def next_at(pace: str, now: datetime, zone: ZoneInfo) -> datetime:
    """The earliest time of the message after one that is sent now.

    >>> from datetime import UTC
    >>> saturday = datetime(2026, 12, 5, 22, 10, tzinfo=UTC)
    >>> [f"{next_at(pace, saturday, ZoneInfo('Europe/Amsterdam')):%a %H:%M}" for pace in PACES]
    ['Sat 22:25', 'Sat 23:00', 'Sun 07:00', 'Mon 07:00']
    """
    if pace == "at once":
        return now + GAP
    if pace == "hourly":
        return time_zones.steps(now, now + timedelta(hours=1), timedelta(hours=1), zone)[-1]
    mornings = (
        _morning(day, zone)
        for day in time_zones.steps(now - _STEPS[pace], now + _STEPS[pace], _STEPS[pace], zone)
    )
    return next(morning for morning in mornings if morning > now)


def _morning(midnight: datetime, zone: ZoneInfo) -> datetime:
    """Eight o'clock of a day by its own clock, in UTC."""
    wall = midnight.astimezone(zone).replace(hour=MORNING // timedelta(hours=1))
    return wall.astimezone(midnight.tzinfo)


def is_quiet(now: datetime, quiet: tuple[int, int] | None, zone: ZoneInfo) -> bool:
    """Whether this is one of the hours without messages: from the first to before the second, also over midnight.

    >>> night = datetime(2026, 12, 5, 23, 30, tzinfo=ZoneInfo("UTC"))
    >>> [is_quiet(night, hours, ZoneInfo("UTC")) for hours in ((22, 7), (7, 22), (23, 23), None)]
    [True, False, False, False]
    """
    if quiet is None:
        return False
    begin, end = quiet
    hour = now.astimezone(zone).hour
    return begin <= hour < end if begin <= end else hour >= begin or hour < end
