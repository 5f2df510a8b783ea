"""Five stars, faces or points are told as such: an even spread of them is 3.0 of 5."""

import csv
import io
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from answers import START, Answer, put
from shell import Shell

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_export
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.campaign import campaign_page, segment_tables
from feedback_buttons.dashboard.compare import compare_page
from feedback_buttons.dashboard.kit.frame import first_paint
from feedback_buttons.dashboard.wall import wall_screen
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.scores import campaign_reports, latest_change, overviews
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db

FIVE = ("stars", "faces", "csat", "ces")
EACH = 20  # answers of each button


def even(conn: db.Connection, asks: str) -> CampaignSummary:
    """A campaign of which each of five buttons was pressed as often."""
    campaigns.add(conn, Campaign(slug=asks, name=asks.title(), asks=asks))
    now = ids.utc_now()
    words = (f"{number} stars" for number in range(5 * EACH))
    answers = (Answer(n, 2 + 2 * (n % 5), now, next(words), language="nl") for n in range(5 * EACH))
    put(conn, asks, *answers)
    found = campaign_reports.summary(conn, asks)
    assert found
    return found


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("asks", FIVE)
def test_an_even_spread_is_three_of_five(conn: db.Connection, shell: Shell, asks: str) -> None:
    found = even(conn, asks)
    assert found.score
    assert (found.score.mean, found.score.lowest, found.score.highest) == (3.0, 1, 5)
    assert 1 < found.score.low < 3 < found.score.high < 5
    assert found.counts == (EACH,) * 5
    assert found.nps is None
    assert (found.csat, found.ces) == (40 if asks == "csat" else None, 3 if asks == "ces" else None)
    said = shell.json("report", asks)
    assert (said["scale"], said["score"], said["nps"]) == ("1-5", 3.0, None)
    assert said["distribution"] == {str(star): EACH for star in range(1, 6)}
    assert "of 5 from 100 answers" in shell.run("report", asks).stdout


def test_pages_and_posters_speak_of_five(conn: db.Connection) -> None:
    found = even(conn, "stars")
    latest = latest_change.read(conn, found.campaign, ids.utc_now())
    props = campaign_page.counted(found, latest)
    assert props["score"]["children"] == "3.0"
    assert props["margin"]["children"].endswith(" of 5")
    assert props["distribution-data"]["data"]["data"][0]["x"] == [1, 2, 3, 4, 5]
    assert "nps" not in props
    course = campaign_page.course(conn, found.campaign)
    figure = campaign_page.over_time(course, "delay")["timeline-data"]["data"]
    assert figure["layout"]["yaxis"]["range"] == [0.8, 5.2]
    slide = wall_screen.slide(found, [])
    assert (slide["lowest"], len(slide["bars"])) == (1, 5)
    sheet = poster.facts(found, [], START, "a4")
    assert "1 to 5" in str(sheet["certainty"])


def test_groups_are_of_five_too(conn: db.Connection) -> None:
    even(conn, "stars")
    segments.renew(conn, ids.utc_now())
    dutch = next(each for each in segments.read(conn, "stars").segments if each.value == "nl")
    assert dutch.score
    assert (dutch.score.mean, dutch.counts) == (3.0, (EACH,) * 5)


def test_the_axis_of_groups_too_small_for_a_score_is_of_five() -> None:
    channels = [segments.Segment("channel", name, (1, 0, 1, 0, 1)) for name in ("phone", "chat")]
    shown = segment_tables.props(segments.Segments(tuple(channels), ids.utc_now()), "stars")
    table = "".join(map(first_paint.html, shown["segments"]["children"]))
    assert "Axis from 1.0 to 5.0" in table
    assert "10.0" not in table


def test_exports_and_the_feed_say_the_scale(conn: db.Connection, shell: Shell) -> None:
    found = even(conn, "stars")
    text = shell.run("export", "stars").stdout_bytes.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {(row["score"], row["scale"]) for row in rows} == {(str(n), "1-5") for n in range(1, 6)}
    batches = comment_export.rows(lambda: nullcontext(conn), Filter())
    written = [row for batch in batches for row in batch]
    assert {(row.score, row.scale) for row in written} == {(n, "1-5") for n in range(1, 6)}
    page = change_feed.page(conn, found.campaign, change_feed.BEGIN, 1000, references=False)
    assert {each.scale for each in page.answers} <= {"1-5"}


def test_between_scales_an_average_is_of_their_places(conn: db.Connection) -> None:
    even(conn, "stars")
    campaigns.add(conn, Campaign(slug="ten", name="Ten", asks="numbers"))
    put(conn, "ten", *(Answer(n, 1 + n % 10, ids.utc_now()) for n in range(100)))
    found = overviews.standings(conn, Windows.of("all", ids.utc_now())).values()
    index, _ = overviews.organisation(found)
    assert index
    assert index.value == pytest.approx(5.5)  # 3.0 of 5 and 5.5 of 10 are both the middle
    compared = compare_page.compared(compare_page.read(conn, ["stars", "ten"]))
    assert "(1\N{EN DASH}5)" in str(compared["scores-data"])
