"""Which topics moved the score of those who wrote: named where they did, not where nothing changed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import START
from written import write

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.kit.words import why_text
from feedback_buttons.dashboard.wall import wall_screen
from feedback_buttons.i18n.team_language import speaking
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.segments.score_moves import Move, Spans
from feedback_buttons.reports.statistics import topic_parts
from feedback_buttons.reports.topics import topic_moves, topic_scores
from feedback_buttons.storage import db
from tests.benchmarks.topic_moves import measure

WHOLE = (20, 0, 0, 0, 0, 0, 0, 80, 0, 0)
NONE = (0,) * 10


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


def test_what_a_topic_brings_is_the_mean_less_that_of_the_others() -> None:
    brought, variance = topic_parts.brought(WHOLE, (20, 0, 0, 0, 0, 0, 0, 0, 0, 0))
    assert brought == pytest.approx(6.6 - 8)
    assert variance > 0


def test_a_topic_that_is_mentioned_more_often_is_named() -> None:
    before = {
        0: (5, 0, 0, 0, 0, 0, 0, 95, 0, 0),
        1: (5, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        2: (0, 0, 0, 0, 0, 0, 0, 40, 0, 0),
    }
    now = {0: (40, 0, 0, 0, 0, 0, 0, 60, 0, 0), 1: (40, 0, 0, 0, 0, 0, 0, 0, 0, 0), 2: before[2]}
    part = topic_parts.foremost(before, now, [1, 2])
    assert part is not None
    assert (part.topic, part.shares) == (1, (0.05, 0.4))
    assert part.points == pytest.approx(-7 * 0.4 + 7 * 0.05)
    assert topic_parts.foremost(before, before, [1, 2]) is None


@pytest.mark.parametrize("whole", [NONE, (1, 0, 0, 0, 0, 0, 0, 9, 0, 0)])
def test_of_too_few_who_wrote_none_is_named(whole: tuple[int, ...]) -> None:
    assert topic_parts.foremost({0: whole, 1: whole}, {0: WHOLE, 1: NONE}, [1]) is None
    assert topic_parts.foremost({}, {}, [1]) is None


def test_a_planted_topic_stands_first_and_chance_names_few() -> None:
    assert measure(500, 40, more=4).planted >= 95
    assert measure(500, 100).any <= 12


def test_topics_are_looked_for_again_without_those_named(conn: db.Connection) -> None:
    day = timedelta(days=1)
    fine = [(number, 9, "all is fine") for number in range(80)]
    write(conn, "delay", [*fine, (90, 2, "late delivery")], at=START - 9 * day)
    late = [(number, 2, "late delivery, and the box was crushed") for number in range(200, 240)]
    dear = [(number, 3, "too expensive") for number in range(300, 330)]
    write(conn, "delay", [(100 + n, s, t) for n, s, t in fine[:60]] + late + dear, at=START)
    spans = Spans.of(START.date(), 7)
    campaign = campaigns.get(conn, "delay")
    days = (spans.before, spans.first - day, spans.first, spans.last)
    move = topic_moves.read(conn, campaign, days)
    assert move is not None
    assert (sum(move.before), sum(move.now)) == (81, 130)
    names = [topic.slug for topic, _ in move.parts]
    assert names[0] in ("delivery", "packaging")
    assert names[1] == "price"
    told = why_text.topics(Move(spans, move.before, move.now, None, move))
    assert "“Price”, mentioned by 0% before and by 33% now" in told.replace("\u00a0", " ")
    with speaking("nl"):
        assert "“Prijs”" in why_text.topics(Move(spans, move.before, move.now, None, move))
    assert topic_moves.read(conn, campaign, (START.date(),) * 4) is None


def test_programs_and_screens_are_told_what_is_mentioned(conn: db.Connection) -> None:
    write(conn, "delay", [(number, 3, "late delivery") for number in range(25)], at=ids.utc_now())
    write(conn, "delay", [(100 + number, 9, "fine") for number in range(25)], at=ids.utc_now())
    campaign = campaigns.get(conn, "delay")
    (delivery,) = topic_scores.facts(topic_scores.read(conn, campaign))
    assert (delivery["topic"], delivery["comments"], delivery["share"]) == ("delivery", 25, 0.5)
    assert delivery["less_others"] == -6
    (mentioned,) = topic_scores.most_mentioned(conn, campaign, ids.utc_now().date())
    assert mentioned.words("nl") == "Bezorging 25"
    slides = wall_screen.reader("delay", comments=True)(conn, None, True)
    assert slides["slide delay"]["topics"] == "Most mentioned today: Delivery 25"
    slides = wall_screen.reader("delay", comments=False)(conn, None, True)
    assert slides["slide delay"]["topics"] == ""
    assert poster.poster(conn, "delay", ids.utc_now())
