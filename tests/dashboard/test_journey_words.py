"""What the journey says of a touchpoint that has no answers of the part that was chosen."""

import pytest

from feedback_buttons.dashboard.journey import journey_text
from feedback_buttons.i18n.team_language import speaking
from feedback_buttons.reports.scores.journey_parts import JourneyPart
from feedback_buttons.reports.scores.touchpoint_scores import TouchpointScore
from feedback_buttons.reports.statistics import pooled_scores


@pytest.mark.parametrize(
    ("part", "of_period", "language", "told"),
    [
        (JourneyPart("channel", "phone", 3), False, "en", "No answers of “phone” yet"),
        (JourneyPart("channel", "phone", 3), True, "en", "No answers of “phone” in this period"),
        (JourneyPart("channel", "phone", 3), False, "nl", "Nog geen antwoorden van “phone”"),
        (JourneyPart("", "nl", 3), False, "en", "No answers of “Dutch” yet"),
        (None, False, "en", "No answers yet"),
    ],
    ids=str,
)
def test_a_touchpoint_says_of_whom_it_has_no_answers(
    part: JourneyPart | None, of_period: bool, language: str, told: str
) -> None:
    with speaking(language):
        assert journey_text.empty(part, of_period=of_period) == told


def test_shares_are_written_as_the_response_rate_below_them_is() -> None:
    pool = pooled_scores.pool([[0, 0, 20, 0, 0, 0, 0, 0, 0, 0, 60]], ["1-10"])
    assert journey_text.bands(TouchpointScore("Order", (), pool)) == "25% unhappy, 75% happy"
