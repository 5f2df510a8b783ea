"""What of all campaigns needs attention first, and that calm ones need none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from answers import Answer, crowd, put

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.overview import attention_card
from feedback_buttons.reports.answers.broken_clicks import BrokenButtons
from feedback_buttons.reports.answers.shared_tokens import SharedToken
from feedback_buttons.reports.scores import attention, overviews
from feedback_buttons.reports.scores.attention import Concern
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Counts, Lately, Standing
from feedback_buttons.reports.statistics.organisation_index import Part
from feedback_buttons.storage import db

NOW = datetime(2026, 12, 20, 14, 0, tzinfo=UTC)
GOOD: Counts = (0, 0, 0, 0, 5, 10, 40, 145, 500, 300)
BAD: Counts = (10, 10, 10, 10, 10, 10, 10, 10, 5, 0)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="flow", name="Flow"))
        yield connection


def standing(slug: str, lately: Lately, **facts: object) -> Standing:
    campaign = Campaign(slug=slug, name=slug.title(), **facts)  # type: ignore[arg-type]  # its own fields
    part = Part(slug, campaign.name, 0, 0, 0, 0)
    return Standing(campaign, GOOD, None, GOOD, part, NOW, lately)


def told(*standings: Standing) -> list[tuple[str, str]]:
    return [(concern.campaign.slug, concern.kind) for concern in attention.of(standings)]


def test_falls_come_first_and_the_deepest_of_them() -> None:
    mild = tuple(count // 2 for count in reversed(GOOD))
    told_now = told(
        standing("quiet", Lately((0,) * 10, GOOD, (30, 12))),
        standing("mild", Lately((0, 0, 0, 10, 10, 20, 20, 20, 5, 0), GOOD, (80, 80))),
        standing("calm", Lately(GOOD, GOOD, (900, 950))),
        standing("deep", Lately(mild, GOOD)),
        standing("few", Lately(BAD, BAD, (400, 900))),
    )
    assert told_now == [("deep", "fell"), ("mild", "fell"), ("quiet", "silent"), ("few", "few")]


@pytest.mark.parametrize(
    "lately",
    [
        Lately(BAD, (0,) * 10),  # nothing before
        Lately((0,) * 10, GOOD, (9, 300)),  # as quiet as two weeks ago
        Lately((3, 0, 0, 0, 0, 0, 0, 0, 0, 0), GOOD, (12, 30)),  # too few to tell a fall
        Lately(GOOD, BAD, (900, 900)),  # a rise
        Lately(GOOD, GOOD, (900, 900), 15, 3),  # few scanners
        Lately(GOOD, GOOD, (900, 900), 300, 290),  # as many as before
    ],
)
def test_what_is_usual_needs_no_attention(lately: Lately) -> None:
    assert told(standing("calm", lately)) == []


def test_scanners_that_rise_are_told() -> None:
    (concern,) = attention.of([standing("flow", Lately(GOOD, GOOD, (900, 900), 400, 60))])
    assert (concern.kind, round(concern.usual, 2)) == ("scanned", 0.06)


def test_closed_campaigns_and_demonstrations_are_at_rest() -> None:
    fell = Lately(BAD, GOOD)
    assert told(standing("a", fell, closed_at=NOW), standing("b", fell, demo=True)) == []
    assert told(standing("b", fell, demo=True)) == [("b", "fell")]  # where there is nothing else


def test_hundreds_of_calm_campaigns_cry_no_wolf() -> None:
    random, cries = Random(7), 0
    scores = [score for score, count in enumerate(GOOD) for _ in range(count)]
    for _day in range(20):
        standings = []
        for number in range(100):
            recent, before = ([0] * 10, [0] * 10)
            for counts, answers in ((recent, 40), (before, 400)):
                for score in random.choices(scores, k=answers):
                    counts[score] += 1
            standings.append(standing(f"c{number}", Lately(tuple(recent), tuple(before))))
        cries += bool(attention.of(standings))
    assert cries == 0


def test_the_overview_reads_what_is_judged(conn: db.Connection) -> None:
    days = NOW - timedelta(days=7, hours=2), NOW - timedelta(days=14, hours=2)
    put(conn, "flow", *crowd(0, 9, days[0], people=30), *crowd(100, 9, days[1], people=12))
    put(conn, "flow", *crowd(200, 2, NOW - timedelta(hours=3), people=25))
    scanned = (Answer(300 + n, 5, NOW - timedelta(hours=1), aside="scanned") for n in range(4))
    put(conn, "flow", *scanned)
    flow = overviews.standings(conn, Windows.of("7d", NOW))["flow"]
    assert flow.lately == Lately(
        (0, 25, 0, 0, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0, 0, 42, 0), (30, 12), 4, 0
    )
    concerns: list[Concern] = attention.of([flow])
    assert [concern.kind for concern in concerns] == ["fell"]


def test_each_line_leads_to_where_it_is_seen() -> None:
    fell, calm = standing("deep", Lately(BAD, GOOD)), standing("calm", Lately(GOOD, GOOD))
    shared = SharedToken("calm", 7, 12, 30, NOW)
    broken = BrokenButtons("gone", "empty", NOW, 9)  # of a campaign that is no more
    shown = attention_card.props([fell, calm], [broken], [shared])
    assert shown["attention"] == {"hidden": False}
    lines = [str(line) for line in shown["attention-list"]["children"]]
    assert len(lines) == 2
    assert "/campaign/deep" in lines[0]
    assert "/comments?campaign=deep&days=1" in lines[0]
    assert "lower than before: more than chance" in lines[0]
    assert "/campaign/calm" in lines[1]
    assert "from 12 devices" in lines[1]
    assert attention_card.props([calm])["attention"] == {"hidden": True}
