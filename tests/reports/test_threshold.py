"""What is made of few answers is told nowhere; everywhere it says that it is too early, and from where to where."""

import json
import re
from collections.abc import Iterator

import pytest
from answers import Answer, put
from shell import Shell

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard import callbacks, streams
from feedback_buttons.dashboard.wall import wall_screen
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.scores import campaign_reports, overviews, time_line
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.segments import segments
from feedback_buttons.reports.statistics import stats
from feedback_buttons.storage import db

FEW = {
    "one": [10],
    "nine": [2, 2, 2, 7, 9, 9, 9, 10, 10],
    "twelve at both ends": [1] * 5 + [10] * 7,
}
EARLY = "too early to tell ("


@pytest.fixture(params=FEW.values(), ids=FEW)
def given(request: pytest.FixtureRequest, database: str) -> list[int]:
    """The scores of a campaign with a name of its own."""
    scores: list[int] = request.param
    with db.connect(database, autocommit=True) as connection:
        for slug in ("few", "other"):
            campaigns.add(connection, Campaign(slug=slug, name=slug, mails=5000, asks="csat"))
        put(connection, "few", *(Answer(n, each, ids.utc_now()) for n, each in enumerate(scores)))
        segments.renew(connection, ids.utc_now())
    return scores


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


def made_of(scores: list[int]) -> list[str]:
    """How the figures of these scores would stand somewhere."""
    counts = [scores.count(value) for value in range(1, 11)]
    mean, nps, csat = stats.mean(counts), stats.nps(counts), stats.csat(counts)
    assert mean is not None
    assert nps is not None
    assert csat is not None
    signed = f"{nps:+.0f}".replace("-", "−")  # noqa: RUF001
    numbers = [*(f"{mean:.{digits}f}" for digits in (1, 2, 3)), f"{csat:.0f}%", signed]
    ends = [(">", "<"), ("'", "'"), ('"', '"'), (" ", " ")]
    return [f"{before}{each}{after}" for each in numbers for before, after in ends]


def shown(conn: db.Connection, path: str, search: str = "") -> str:
    page = " ".join(str(each.to_plotly_json()) for each in callbacks.page(conn, path, search))
    return re.sub(r"polygon\([^)]*\)", "", page)  # a drawing's percents


def test_no_page_shows_a_number_below_the_threshold(conn: db.Connection, given: list[int]) -> None:
    pages = {
        "campaign": shown(conn, "/campaign/few"),
        "its stream": json.dumps(streams.one("few")(conn, None, True), default=str),
        "overview": shown(conn, "/", "?period=all"),
        "compare": shown(conn, "/compare", "?c=few&c=other"),
        "wall": json.dumps(
            wall_screen.reader("", comments=True)(conn, None, True), ensure_ascii=False
        ),
    }
    for name, page in pages.items():
        assert EARLY in page, name
        assert not [each for each in made_of(given) if each in page], name
    index, _ = overviews.organisation(
        overviews.standings(conn, Windows.of("all", ids.utc_now())).values()
    )
    assert index is None


def test_no_paper_no_file_and_no_program_gets_one(
    conn: db.Connection, given: list[int], shell: Shell
) -> None:
    summary = campaign_reports.summary(conn, "few")
    assert summary
    paper = poster.facts(summary, (), ids.utc_now(), "a4")
    assert paper["score"] == "–"  # noqa: RUF001
    assert str(paper["margin"]).startswith(EARLY)
    said = shell.run("report", "few").stdout
    assert EARLY in said
    assert not [each for each in made_of(given) if each in said]
    told = shell.json("report", "few")
    figures = ("score", "nps", "nps_low", "csat", "csat_low", "ces", "last_click_score")
    assert {told[name] for name in figures} == {None}
    assert "too early to tell" in told["withheld"]
    assert told["answers"] == len(given)
    assert {each["score"] for each in told["segments"]} <= {None}
    assert time_line.timeline(conn, "few")["score"].isna().all()
