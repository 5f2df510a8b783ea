"""The time zone of the installation: whose days filters and exports mean. A process sets it once, when it starts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

USUAL = "UTC"
_zones = [ZoneInfo(USUAL)]


def read(name: str) -> ZoneInfo:
    """The zone of this name, such as Europe/Amsterdam.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (LookupError, OSError, ValueError) as error:
        raise ValueError(f"no time zone is called {name!r}") from error


def use(name: str) -> None:
    """Be in this zone from now on."""
    _zones[:] = [read(name)]


def here() -> ZoneInfo:
    """The zone that this process is in."""
    return _zones[0]


def begin(day: date, later: int = 0) -> datetime:
    """When a day begins here, or that so many days later; a day of the change has 23 or 25 hours."""
    wanted = day + timedelta(days=later)
    return datetime(wanted.year, wanted.month, wanted.day, tzinfo=here())
