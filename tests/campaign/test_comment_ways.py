"""What a campaign's page shows leads to the comments behind it, at addresses that their page reads."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pandas as pd
import pytest

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Question, Result
from feedback_buttons.campaigns.markers import Marker
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.campaign import comment_ways, question_results, timeline
from feedback_buttons.dashboard.campaign.campaign_course import Course
from feedback_buttons.reports.segments.segments import AGE, CLIENT, LANGUAGE, PROOF, WAVE, Segment

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


def read(address: str) -> Filter:
    """What the comments' page makes of a way."""
    return Filter.parse(dict(parse_qsl(urlsplit(address).query)))


@pytest.mark.parametrize(
    ("campaign", "score", "stored"),
    [
        (Campaign(slug="delay", name="Delay"), 3, (3,)),
        (Campaign(slug="delay", name="Delay", asks="stars"), 1, (1, 2, 3)),
        (Campaign(slug="delay", name="Delay", asks="stars"), 5, (10,)),
        (Campaign(slug="delay", name="Delay", scale="0-10"), 0, (0,)),
    ],
)
def test_a_bar_leads_to_all_that_are_told_so(
    campaign: Campaign, score: int, stored: tuple[int, ...]
) -> None:
    assert read(comment_ways.of_score(campaign, score)) == Filter(campaign="delay", scores=stored)
    assert len(comment_ways.of_scores(campaign)["aims"]) == len(campaign.told_scores)


def test_a_step_leads_to_what_was_written_in_it() -> None:
    frame = pd.DataFrame(
        {"answers": 1, "total": 1, "score": 7.0, "digits": 1},
        index=pd.date_range(NOON, periods=3, freq="h"),
    )
    course = Course(frame, markers=[Marker(1, NOON + timedelta(minutes=90), "anna", "wave")])
    ways = comment_ways.of_times("delay", *timeline.begins(course))
    hours = [NOON + timedelta(hours=hours) for hours in range(3)]
    assert ways["spans"] == [int(hour.timestamp()) // 60 for hour in hours]
    assert read(ways["to"]) == Filter(campaign="delay")
    assert [aim and read(aim) for aim in ways["rows"]] == [
        Filter(campaign="delay", since=hours[2]),
        None,  # the marker's
        Filter(campaign="delay", since=hours[1], until=hours[2]),
        Filter(campaign="delay", since=hours[0], until=hours[1]),
    ]
    assert len(ways["rows"]) == len(timeline.rows(course))


@pytest.mark.parametrize(
    ("kind", "value", "wanted"),
    [
        (LANGUAGE, "nl", Filter(campaign="delay", language="nl")),
        (CLIENT, "iphone", Filter(campaign="delay", client="iphone")),
        (PROOF, "pressed", Filter(campaign="delay", proof="pressed")),
        (WAVE, "2", Filter(campaign="delay", wave=2)),
        ("shop", "A=B & C", Filter(campaign="delay", attribute="shop=A=B & C")),
        (AGE, "early", Filter(campaign="delay", age="early")),
        ("shop", None, None),
        ("shop", "", None),
    ],
)
def test_a_group_leads_to_its_words(kind: str, value: str | None, wanted: Filter | None) -> None:
    way = comment_ways.of_group("delay", Segment(kind, value, (0,) * 10))
    assert (way and read(way)) == wanted


def test_a_follow_up_answer_leads_to_the_words_beside_it() -> None:
    question: Question = {
        "id": 3, "low": 1, "high": 6, "text": {"en": "Why?"},
        "choices": [{"en": "Late"}, {"en": "Broken"}],
    }  # fmt: skip
    results = [Result(question, (0, 2))]
    shown = str(
        question_results.props(results, Campaign(slug="delay", name="Delay"), None)["chosen"]
    )
    assert comment_ways.of_answer("delay", 3, 2) in shown
    assert comment_ways.of_answer("delay", 3, 1) not in shown  # nobody chose it
