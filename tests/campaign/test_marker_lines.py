"""A marker's words are read at the head of the chart: none over another, none beyond its edge."""

from datetime import UTC, datetime, timedelta

import pandas as pd

from feedback_buttons.campaigns.markers import Marker
from feedback_buttons.dashboard.campaign import marker_lines
from feedback_buttons.dashboard.campaign.campaign_course import Course

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)


def course(*days: float, words: str = "Couriers on strike") -> Course:
    index = pd.date_range(NOON, periods=11, freq="D")
    frame = pd.DataFrame({"answers": 5, "score": 8.0}, index=index)
    frame.attrs["step"] = timedelta(days=1)
    markers = [
        Marker(number, NOON + timedelta(days=day), f"{words} {number}", "anna")
        for number, day in enumerate(days)
    ]
    return Course(frame, markers=markers)


def test_words_stand_whole_to_the_right_and_at_the_end_to_the_left() -> None:
    words = marker_lines.placed(course(1, 9))
    assert [(one.words, one.row, one.right) for one in words] == [
        ("Couriers on strike 0", 0, True),
        ("Couriers on strike 1", 0, False),
    ]


def test_markers_beside_each_other_take_rows_and_no_more_than_fit() -> None:
    words = marker_lines.placed(course(2, 2.1, 2.2, 2.3, 2.4))
    assert [one.row for one in words] == [0, 1, 2]
    assert len(marker_lines.lines(course(2, 2.1, 2.2, 2.3, 2.4))) == 5  # each has its line
    assert marker_lines.head(words) == 2 * marker_lines.ROW
    assert marker_lines.head([]) == 0


def test_long_words_are_cut_and_read_whole_when_pointed_at() -> None:
    shown = course(1, words="The website did not take any payment at all")
    (note,) = marker_lines.notes(shown, marker_lines.placed(shown))
    assert note["text"] == "The website did not take…"
    assert note["hovertext"] == "The website did not take any payment at all 0"
