"""What is shown and saved of a campaign is by the clock of its time zone, and says so."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from answers import Answer, crowd, put
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.campaign import campaign_page, marker_desk, timeline
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.scores import campaign_reports, overviews
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.storage import db

MONDAY = datetime(2026, 6, 14, 22, 30, tzinfo=UTC)  # 00:30 in Amsterdam


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "viewer", PASSWORD, "viewer")
        yield connection


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    return signed_in(app, "viewer")


@pytest.fixture
def shop(conn: db.Connection) -> str:
    campaigns.add(conn, Campaign(slug="shop", name="Shop", time_zone="Europe/Amsterdam"))
    return "shop"


def change(conn: db.Connection, slug: str, zone: str) -> None:
    campaigns.edit(conn, slug, {"time_zone": zone})


def test_the_bar_of_monday_stands_at_midnight(conn: db.Connection, shop: str) -> None:
    put(conn, shop, *(Answer(n, 8, at=MONDAY) for n in range(5)))
    put(conn, shop, Answer(9, 8, at=MONDAY + timedelta(days=40)))
    course = campaign_page.course(conn, campaigns.get(conn, shop))
    *_, bars = timeline.figure(course)["data"]
    assert (bars["x"][0], bars["y"][0]) == ("2026-06-15 00:00", 5)
    assert timeline.rows(course)[-1][0] == "15 Jun 2026, 00:00"


def test_each_of_two_hours_of_one_name_has_its_own_bar(conn: db.Connection, shop: str) -> None:
    begin = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)
    put(conn, shop, *(Answer(n, 8, at=begin + n * timedelta(hours=1)) for n in range(72)))
    course = campaign_page.course(conn, campaigns.get(conn, shop))
    figure = timeline.figure(course)
    _, bars = figure["data"]
    assert (len(set(bars["x"])), bars["y"]) == (72, [1] * 72)
    beside = [facts[1] for facts in figure["data"][0]["customdata"]]
    assert [beside[12], beside[13]] == [" (02:00 CEST)", " (02:00 CET)"]
    assert figure["layout"]["xaxis"]["ticktext"][-1] == "01:00 CET<br>27 Oct 2026"
    times = [row[0] for row in timeline.rows(course)]
    assert (times[-1], times[0]) == ("24 Oct 2026, 14:00 CEST", "27 Oct 2026, 11:00 CET")


def test_a_marker_s_time_is_by_the_campaign_s_clock() -> None:
    at = marker_desk._time("2026-06-15T00:30", ZoneInfo("Asia/Kolkata"))
    assert at == datetime(2026, 6, 14, 19, 0, tzinfo=UTC)


def test_a_comment_of_friday_in_honolulu_is_found_on_friday(conn: db.Connection, shop: str) -> None:
    change(conn, shop, "Pacific/Honolulu")
    put(conn, shop, Answer(1, 3, datetime(2026, 12, 5, 4, tzinfo=UTC), "Friday, 18:00"))
    days = [date(2026, 12, 4), date(2026, 12, 5)]
    found = [
        len(comment_list.find(conn, Filter(campaign=shop, since=day, until=day)).comments)
        for day in days
    ]
    assert found == [1, 0]


def test_files_and_pages_tell_the_zone(conn: db.Connection, shop: str, viewer: FlaskClient) -> None:
    put(conn, shop, Answer(1, 8, at=MONDAY))
    file = viewer.get("/campaign/shop/timeline.csv").get_data(as_text=True)
    assert "2026-06-15 00:30:00" in file
    assert ",UTC+02:00," in file.splitlines()[1]


def test_the_poster_is_of_the_zone_s_day(conn: db.Connection, shop: str) -> None:
    campaigns.edit(conn, shop, {"sent_at": MONDAY})
    at = datetime(2026, 6, 30, 22, 5, tzinfo=UTC)
    summary = campaign_reports.summary(conn, shop)
    assert summary
    facts = poster.facts(summary, [], at, "a4")
    assert facts["kind"] == "sent 15 Jun 2026"
    assert facts["foot"] == "As of 1 Jul 2026, 00:05 (Europe/Amsterdam)"


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Kathmandu", "Europe/Amsterdam"])
def test_thirty_days_of_the_overview_begin_at_the_zone_s_midnight(
    conn: db.Connection, shop: str, zone: str
) -> None:
    change(conn, shop, zone)
    now = datetime(2026, 12, 3, 14, 25, tzinfo=UTC)
    first = datetime(2026, 11, 3, tzinfo=ZoneInfo(zone))  # there it is still, or already, 3 Dec
    put(conn, shop, *crowd(0, 9, first.astimezone(UTC), people=20))
    put(conn, shop, *crowd(100, 2, first.astimezone(UTC) - timedelta(minutes=5), people=20))
    campaigns.add(conn, Campaign(slug="other", name="Of the installation's zone"))
    read = overviews.standings(conn, Windows.of("30d", now))
    assert (list(read), read[shop].answers, read[shop].mean) == (["other", shop], 20, 9)
    assert read[shop].before
    assert sum(read[shop].before) == 20
