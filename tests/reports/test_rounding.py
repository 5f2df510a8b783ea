"""One rounding everywhere: a score that lies between two is told alike by all that tell it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from answers import put_scores
from shell import Shell

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.campaign import campaign_page
from feedback_buttons.dashboard.compare import compare_figures
from feedback_buttons.dashboard.overview import overview_page
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.dashboard.wall import wall_screen
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.scores import campaign_reports, latest_change
from feedback_buttons.storage import db

ROOT = Path(__file__).parents[2]
HALVES = [
    ([7, 7, 7, 8] * 10, "7.3"),
    ([7] * 13 + [8] * 7, "7.4"),  # 7.35, which no computer holds exactly
    ([1, 1, 1, 2] * 5, "1.3"),
    ([9, 9, 9, 8] * 10, "8.8"),
]  # fmt: skip


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="halves", name="Halves", mails=3200))
        yield connection


@pytest.mark.parametrize(("scores", "told"), HALVES, ids=[told for _, told in HALVES])
def test_halves_go_away_from_zero_wherever_a_score_is_told(
    conn: db.Connection, config: Config, scores: list[int], told: str
) -> None:
    put_scores(conn, "halves", *scores)
    summary = campaign_reports.summary(conn, "halves")
    assert summary
    latest = latest_change.read(conn, summary.campaign, ids.utc_now())
    hero = campaign_page.counted(summary, latest)["score"]["children"]
    course = campaign_page.course(conn, summary.campaign)
    over_time = campaign_page.over_time(course, "delay")["timeline-data"]["data"]
    compared = compare_figures.scores([("Halves", summary.score)])
    listed = overview_page.changed(overview_page.read(conn, Choice(), ids.utc_now()), ["halves"])
    command = Shell(config).run("report", "halves").stdout
    sheet = poster.facts(summary, [], ids.utc_now(), "a4")
    places = {
        "hero": hero,
        "time line": over_time["data"][0]["customdata"][-1][0],
        "table of the time line": over_time["table"]["rows"][0][-1],
        "compared": compared["data"][0]["customdata"][0][0],
        "wall": wall_screen.slide(summary, [])["score"],
        "poster": sheet["score"],
        "report": re.findall(r"^Score +([\d.]+)", command, re.MULTILINE)[0],
        "overview": listed["mean-of-halves"]["children"],
    }
    assert places == dict.fromkeys(places, told)


def test_no_score_is_rounded_by_the_language_s_own_way() -> None:
    """Python's formats round halves to even, and what a computer cannot hold exactly either way."""
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for folder in (
            "dashboard",
            "feedback_buttons/reports",
            "feedback_buttons/cli",
            "feedback_buttons/comments",
        )
        for path in (ROOT / folder).rglob("*.py")
        for line in path.read_text().splitlines()
        if re.search(r"(score|mean|nps|csat|ces|rate|share|value)\b[^}]*:,?\.\d[f%]", line)
    ]
    known = (
        '"left": f"',
        '"--mean": f"',
        "removesuffix",
        "100 * share:.2f}%",
    )  # a place on a bar or a chart, in percent of its width; a time since sending
    assert [line for line in found if not any(each in line for each in known)] == []
