"""The installation's time zone: its days are found and exported, where the clock changes or is half an hour off."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from answers import Answer, put
from shell import Shell

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.config.settings import Config, ConfigError
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.exports.cells import Dialect
from feedback_buttons.storage import db


@pytest.fixture(autouse=True)
def afterwards() -> Iterator[None]:
    yield
    time_zones.use(time_zones.USUAL)


@pytest.mark.parametrize(
    ("zone", "day", "begins", "hours"),
    [
        ("UTC", date(2026, 12, 4), "2026-12-04T00:00", 24),
        ("Europe/Amsterdam", date(2026, 12, 4), "2026-12-03T23:00", 24),
        ("Europe/Amsterdam", date(2026, 3, 29), "2026-03-28T23:00", 23),
        ("Europe/Amsterdam", date(2026, 10, 25), "2026-10-24T22:00", 25),
        ("Asia/Kolkata", date(2026, 12, 4), "2026-12-03T18:30", 24),
        ("Pacific/Honolulu", date(2026, 12, 4), "2026-12-04T10:00", 24),
    ],
)
def test_a_day_is_the_zone_s_and_no_hour_is_lost(
    zone: str, day: date, begins: str, hours: int
) -> None:
    time_zones.use(zone)
    wanted = Filter(since=day, until=day)
    first, behind = wanted.span(datetime.now(UTC))
    assert first
    assert behind
    assert first.astimezone(UTC).isoformat(timespec="minutes") == f"{begins}+00:00"
    assert behind.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=hours)


def test_a_comment_of_early_friday_is_found_on_friday(database: str) -> None:
    time_zones.use("Europe/Amsterdam")
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        put(conn, "delay", Answer(1, 8, datetime(2026, 12, 3, 23, 30, tzinfo=UTC), "Friday, 00:30"))
        days = [date(2026, 12, day) for day in (3, 4)]
        found = [
            len(comment_list.find(conn, Filter(since=day, until=day)).comments) for day in days
        ]
    assert found == [0, 1]


def test_an_export_tells_the_hour_that_comes_twice_apart() -> None:
    zone = time_zones.read("Europe/Amsterdam")
    text = [
        Dialect(",", zone).row([datetime(2026, 10, 25, hour, 30, tzinfo=UTC)])[0] for hour in (0, 1)
    ]
    assert text == ["2026-10-25 02:30:00"] * 2
    rows = [[datetime(2026, 10, 25, hour, 30, tzinfo=UTC)] for hour in (0, 1)]
    assert [export.cells.zoned(row, zone) for row in rows] == ["UTC+02:00", "UTC+01:00"]


def test_the_command_exports_in_the_zone_of_the_settings(database: str, shell: Shell) -> None:
    with db.connect(database, autocommit=True) as conn:
        campaigns.add(conn, Campaign(slug="delay", name="Delay"))
        put(conn, "delay", Answer(1, 8, datetime(2026, 12, 3, 23, 30, tzinfo=UTC)))
    shell.env = {**shell.env, "FEEDBACK_TIME_ZONE": "Asia/Kolkata"}
    text = shell.run("export", "delay").stdout
    assert "2026-12-04 05:00:00" in text
    assert text.rstrip().endswith("UTC+05:30")


@pytest.mark.parametrize("name", ["Europe/Nowhere", "../etc/passwd", "+01:00"])
def test_an_unknown_zone_stops_the_start(name: str, tmp_path: Path) -> None:
    environ = {"FEEDBACK_DATA_DIR": str(tmp_path), "FEEDBACK_TIME_ZONE": name}
    with pytest.raises(ConfigError, match="FEEDBACK_TIME_ZONE must be a time zone"):
        Config.from_env(environ, needs=())


def changes(zone: ZoneInfo) -> list[datetime]:
    """The days of a year on which a zone's clock is changed."""
    days = [datetime(2025, 1, 1, 12, tzinfo=UTC) + number * time_zones.DAY for number in range(400)]
    return [later for day, later in pairwise(days)
            if day.astimezone(zone).utcoffset() != later.astimezone(zone).utcoffset()]  # fmt: skip


def test_no_step_is_lost_or_doubled_at_any_change_of_any_clock() -> None:
    looked = 0
    for zone in map(ZoneInfo, time_zones.names()):
        for day in changes(zone):
            looked += 1
            for step in (
                timedelta(minutes=30),
                time_zones.HOUR,
                6 * time_zones.HOUR,
                time_zones.DAY,
            ):
                begins = time_zones.steps(
                    day - 2 * time_zones.DAY, day + time_zones.DAY, step, zone
                )
                apart = [later - one for one, later in pairwise(begins)]
                # Longer by what a clock is put back or forward, which is two hours at most.
                assert min(apart) > timedelta(0), (zone, day, step)
                assert max(apart) <= step + 2 * time_zones.HOUR, (zone, day, step)
    assert looked > 200
