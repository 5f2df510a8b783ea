"""Time zones: by which clock days, hours and weeks are told. A campaign may have one of its own; all else is of the
installation's, which a process sets once, when it starts.

What a step of time is stands here alone: it begins by the clock of its zone, so that where that clock is changed a day
has 23 or 25 hours, and none is lost or told twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

from feedback_buttons.base.errors import FeedbackError, wording

USUAL = "UTC"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONDAY = date(2001, 1, 1)  # from which steps of several days are counted
_NOWHERE = {
    "Factory",
    "localtime",
}  # what some systems call a zone, though it is none that can be told
_zones = [ZoneInfo(USUAL)]


class TimeZoneError(FeedbackError, ValueError):
    """No time zone is called so; the message names one that is."""

    code = "time-zone-unknown"


def read(name: str) -> ZoneInfo:
    """The zone of this name, such as Europe/Amsterdam.

    Raises:
        TimeZoneError: there is none.
    """
    if name not in names():
        meant = like(name)
        raise TimeZoneError(
            wording("there is no time zone {name!r}."),
            hint=wording("Did you mean {meant}?")
            if meant
            else wording("Zones are named as in Europe/Amsterdam."),
            name=name[:60],
            meant=meant,
        )
    return ZoneInfo(name)


@cache
def names() -> tuple[str, ...]:
    """All that can be read, sorted."""
    return tuple(sorted(available_timezones() - _NOWHERE))


@cache
def _known() -> frozenset[str]:
    """The same, to be looked up at once: a page of many campaigns asks for the zone of each."""
    return frozenset(names())


def like(name: str) -> str | None:
    """What somebody may have meant who named no zone: its city alone, or the name in small letters or misspelled.

    >>> like("amsterdam"), like("europe/amsterdam"), like("Europe/Amsterdm"), like("xyz")
    ('Europe/Amsterdam', 'Europe/Amsterdam', 'Europe/Amsterdam', None)
    """
    plain = name.strip().replace(" ", "_").casefold()
    whole = {zone.casefold(): zone for zone in names()}
    cities = {zone.rpartition("/")[2].casefold(): zone for zone in reversed(names())}
    match = whole.get(plain) or cities.get(plain)
    close = [] if match else get_close_matches(plain, whole, n=1, cutoff=0.8)
    return match or (whole[close[0]] if close else None)


def use(name: str) -> None:
    """Be in this zone from now on."""
    _zones[:] = [read(name)]


def here() -> ZoneInfo:
    """The zone that this process is in."""
    return _zones[0]


def of(name: str | None) -> ZoneInfo:
    """The zone of this name; that of this process where there is no name, or one that this machine's list lacks, unlike
    that of the machine where it was chosen."""
    return ZoneInfo(name) if name in _known() else here()


def begin(day: date, later: int = 0, zone: ZoneInfo | None = None) -> datetime:
    """When a day begins in a zone (here, where none is given), or that so many days later; a day of the change has 23
    or 25 hours."""
    wanted = day + timedelta(days=later)
    return datetime(wanted.year, wanted.month, wanted.day, tzinfo=zone or here())


def midnight(at: datetime, zone: ZoneInfo) -> datetime:
    """When the day of a time began in a zone."""
    return begin(at.astimezone(zone).date(), zone=zone).astimezone(UTC)


def steps(first: datetime, last: datetime, step: timedelta, zone: ZoneInfo) -> list[datetime]:
    """When the steps begin that hold a time, another one, and all between them, in UTC.

    Args:
        step: whole days, which begin at midnight (seven on a Monday); or a part of a day, of which the first begins at
            midnight. An hour that the clock tells twice has steps of its own each time, if they are no longer than it.
    """
    begins = sorted(
        set(_beginnings(first, last, step, zone))
    )  # a clock put forward at midnight: two days' own
    early = [at for at in begins if at <= first]
    return [*early[-1:], *(at for at in begins if first < at <= last)]


def _beginnings(
    first: datetime, last: datetime, step: timedelta, zone: ZoneInfo
) -> Iterator[datetime]:
    length = max(step // DAY, 1)
    day = first.astimezone(zone).date()
    day -= timedelta(days=(day - MONDAY).days % length + length)  # a midnight may come twice
    while day <= last.astimezone(zone).date():
        yield from _of_day(day, min(step, DAY), zone)
        day += timedelta(days=length)


@lru_cache(maxsize=4096)
def _of_day(day: date, step: timedelta, zone: ZoneInfo) -> tuple[datetime, ...]:
    walls = (datetime.combine(day, time()) + number * step for number in range(DAY // step))
    return tuple({at for wall in walls for at in _moments(wall, zone, twice=step <= HOUR)})


def _moments(wall: datetime, zone: ZoneInfo, *, twice: bool) -> Iterator[datetime]:
    """When a clock shows this: mostly once; twice where it is put back. Where it is put forward past it, then."""
    at = wall.replace(tzinfo=zone).astimezone(UTC)
    yield at
    again = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if twice and again > at:
        yield again
