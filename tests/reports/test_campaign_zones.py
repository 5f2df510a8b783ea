"""A campaign's hours, days and weeks are of its time zone: however far its sums are folded, and when it changes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from answers import Answer, put
from sums import unequal

from feedback_buttons.base import time_zones
from feedback_buttons.base.time_zones import DAY, HOUR
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign, CampaignError
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.reports.scores import campaign_reports, time_line
from feedback_buttons.storage import db

ZONES = [
    "UTC",
    "Pacific/Honolulu",
    "Europe/Amsterdam",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "America/Havana",  # puts its clock back at one in the morning: its midnight comes twice
    "Africa/Casablanca",
]


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="shop", name="Shop"))
        yield connection


def in_zone(conn: db.Connection, zone: str) -> ZoneInfo:
    campaigns.edit(conn, "shop", {"time_zone": zone})
    return ZoneInfo(zone)


def by_day(conn: db.Connection, zone: ZoneInfo) -> dict[date, int]:
    """How many answers the time line has on each day of a zone that has any."""
    frame = time_line.timeline(conn, "shop")
    found: dict[date, int] = {}
    for at, answers in zip(frame.index, frame["answers"].tolist(), strict=True):
        day = at.to_pydatetime().astimezone(zone).date()
        found[day] = found.get(day, 0) + answers
    return {day: answers for day, answers in found.items() if answers}


@pytest.mark.parametrize("name", ZONES)
def test_five_answers_at_half_past_midnight_on_monday_stand_on_monday(
    conn: db.Connection, name: str
) -> None:
    zone = in_zone(conn, name)
    monday = datetime(2026, 6, 15, 0, 30, tzinfo=zone).astimezone(UTC)
    put(conn, "shop", *(Answer(n, 8, at=monday + n * timedelta(minutes=1)) for n in range(5)))
    put(conn, "shop", Answer(9, 8, at=monday + timedelta(days=70)))
    wanted = {date(2026, 6, 15): 5, date(2026, 8, 24): 1}
    assert by_day(conn, zone) == wanted
    assert rollup_folds.fold(conn) > 0
    assert by_day(conn, zone) == wanted
    assert rollup_folds.fold(conn) == 0


@pytest.mark.parametrize("name", ZONES)
@pytest.mark.parametrize("change", [date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 25)])
def test_no_hour_is_lost_or_doubled_where_the_clock_is_changed(
    conn: db.Connection, name: str, change: date
) -> None:
    zone = in_zone(conn, name)
    begin = time_zones.begin(change, -1, zone).astimezone(UTC)
    quarters = [begin + n * timedelta(minutes=15) for n in range(4 * 72)]
    put(conn, "shop", *(Answer(n, n % 10 + 1, at=at) for n, at in enumerate(quarters)))
    hourly = time_line.timeline(conn, "shop")
    assert hourly.attrs["step"] == HOUR
    assert hourly["answers"].sum() == len(quarters)
    per_day: dict[date, int] = {}
    for at in quarters:
        per_day[at.astimezone(zone).date()] = per_day.get(at.astimezone(zone).date(), 0) + 1
    assert by_day(conn, zone) == per_day
    put(conn, "shop", Answer(9999, 1, at=begin + timedelta(days=80)))
    rollup_folds.fold(conn)
    after = by_day(conn, zone)
    assert {day: after[day] for day in per_day} == per_day


@pytest.mark.parametrize("old", ["UTC", "Asia/Kathmandu", "America/Havana"])
@pytest.mark.parametrize("new", ["Pacific/Honolulu", "Asia/Kolkata", "Australia/Lord_Howe"])
def test_another_zone_has_the_days_that_it_would_always_have_had(
    conn: db.Connection, database: str, old: str, new: str
) -> None:
    first = in_zone(conn, old)
    begin = datetime(2026, 9, 1, 7, 13, tzinfo=UTC)
    times = [begin + n * timedelta(hours=3, minutes=37) for n in range(500)]
    put(conn, "shop", *(Answer(n, n % 10 + 1, at=at) for n, at in enumerate(times)))

    def expected(zone: ZoneInfo) -> dict[date, int]:
        days = [at.astimezone(zone).date() for at in times]
        return {day: days.count(day) for day in days}

    rollup_folds.fold(conn)
    assert by_day(conn, first) == expected(first)
    second = in_zone(conn, new)
    assert by_day(conn, second) == expected(second)  # at once, before the worker comes
    rollup_folds.fold(conn)
    assert by_day(conn, second) == expected(second)
    late = times[7] + timedelta(minutes=1)  # from a disk that was cut off
    put(conn, "shop", Answer(9000, 3, at=late))
    times.append(late)
    rollup_folds.fold(conn)
    assert by_day(conn, in_zone(conn, old)) == expected(first)
    assert not unequal(database)
    kept = "select sum(n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10) from "
    rows = [
        conn.execute(kept.encode() + table).fetchone()
        for table in (b"rollup_quarter", b"rollup where bucket < 0")
    ]
    assert rows[0] == rows[1]


def test_the_installation_s_zone_is_followed_where_a_campaign_has_none(conn: db.Connection) -> None:
    noon = datetime(2026, 6, 15, 23, 30, tzinfo=UTC)
    put(conn, "shop", Answer(1, 8, at=noon), Answer(2, 8, at=noon + timedelta(days=70)))
    rollup_folds.fold(conn)
    try:
        time_zones.use("Europe/Amsterdam")
        rollup_folds.fold(conn)
        assert [*by_day(conn, ZoneInfo("Europe/Amsterdam"))] == [
            date(2026, 6, 16),
            date(2026, 8, 25),
        ]
    finally:
        time_zones.use(time_zones.USUAL)


def test_weeks_begin_on_the_zone_s_monday(conn: db.Connection) -> None:
    zone = in_zone(conn, "Pacific/Chatham")
    begin = datetime(2023, 6, 1, tzinfo=UTC)
    put(conn, "shop", Answer(1, 8, at=begin), Answer(2, 8, at=begin + timedelta(days=1200)))
    frame = time_line.timeline(conn, "shop")
    assert frame.attrs["step"] == 7 * DAY
    begins = [at.to_pydatetime().astimezone(zone) for at in frame.index]
    assert {(at.weekday(), at.hour, at.minute) for at in begins} == {(0, 0, 0)}


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("amsterdam", "Did you mean Europe/Amsterdam?"),
        ("Europe/Amsterdm", "Did you mean Europe/Amsterdam?"),
        ("Mars/Base", "Zones are named as in Europe/Amsterdam."),
        ("../etc/passwd", "there is no time zone"),
        ("localtime", "there is no time zone"),
    ],
)
def test_what_is_no_zone_is_refused_with_what_was_meant(
    conn: db.Connection, name: str, said: str
) -> None:
    with pytest.raises(CampaignError, match="there is no time zone") as caught:
        campaigns.edit(conn, "shop", {"time_zone": name})
    assert said in str(caught.value)


def test_the_summary_is_the_same_in_each_zone(conn: db.Connection) -> None:
    begin = datetime(2026, 3, 1, tzinfo=UTC)
    put(conn, "shop", *(Answer(n, n % 10 + 1, at=begin + n * 5 * HOUR) for n in range(300)))
    before = campaign_reports.summary(conn, "shop")
    for name in ZONES:
        in_zone(conn, name)
        rollup_folds.fold(conn)
        now = campaign_reports.summary(conn, "shop")
        assert before
        assert now
        assert (now.counts, now.clicked) == (before.counts, before.clicked), name


def test_days_that_were_folded_by_utc_are_mended_from_the_answers(
    conn: db.Connection, database: str
) -> None:
    """As the migration finds them: a row a day, in bucket 0, and no quarters of an hour."""
    zone = ZoneInfo("Asia/Kolkata")
    begin = datetime(2026, 3, 1, 2, 10, tzinfo=UTC)
    times = [begin + n * timedelta(hours=7) for n in range(400)]
    put(conn, "shop", *(Answer(n, n % 10 + 1, at=at) for n, at in enumerate(times)))
    columns = [f"{kind}{score}" for kind in "nc" for score in range(11)]
    sums = ", ".join(f"sum({name})" for name in columns)
    conn.execute(
        f"""
        with old as (delete from rollup where minute < '2026-05-20' returning *)
        insert into rollup (campaign, minute, bucket, {", ".join(columns)})
        select campaign, date_trunc('day', minute, 'UTC') as day, 0, {sums} from old group by campaign, day
        """.encode()  # noqa: S608 (own names)
    )
    migration = (db.SQL / "migrations" / "0044_time_zones.sql").read_text("utf-8")
    conn.execute(migration[migration.index("insert into rollup") :].encode())
    assert not unequal(database)
    in_zone(conn, zone.key)
    rollup_folds.fold(conn)
    days = [at.astimezone(zone).date() for at in times]
    assert by_day(conn, zone) == {day: days.count(day) for day in days}
