"""Markers in the chart of a campaign's course: a line for each, and its words at the head of the chart, to be read
without turning one's head.

Pure. How charts look is settled in figures.py.
"""

from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from feedback_buttons.campaigns.markers import Marker
from feedback_buttons.dashboard.campaign.campaign_course import Course

LETTERS = 26  # of a marker's words
ROWS = 3  # of words; what has no room there is read by pointing at the line, or below the chart
ROW = 0.065  # of the chart's height
HEAD = 1.0  # where the highest row stands; the legend is above it
_LETTER = 0.019  # of the chart's width on a phone


@dataclass(frozen=True, slots=True)
class Placed:
    """A marker whose words stand in a row, counted from below, to the right of its line or to its left."""

    marker: Marker
    words: str
    row: int
    right: bool


def placed(course: Course) -> list[Placed]:
    """The words that have room, each row from left to right without one over another."""
    begin, end = _ends(course)
    rows: list[float] = []  # up to where each is taken
    words = []
    for marker in sorted(course.near, key=lambda marker: marker.at):
        shown = _short(marker.words)
        at, width = (marker.at - begin) / (end - begin), len(shown) * _LETTER
        right = at + width <= 1
        left = at if right else at - width
        row = next((number for number, taken in enumerate(rows) if taken <= left), len(rows))
        if row == ROWS:
            continue
        rows[row : row + 1] = [left + width + _LETTER]
        words.append(Placed(marker, shown, row, right))
    return words


def head(words: list[Placed]) -> float:
    """How much of the chart's height all rows but one take."""
    return ROW * max((one.row for one in words), default=0)


def lines(course: Course) -> list[dict[str, Any]]:
    """The line of each marker, as a shape of plotly's."""
    return [
        {
            "type": "line",
            "yref": "paper",
            **{
                "x0": course.place(marker.at),
                "x1": course.place(marker.at),
                "y0": 0,
                "y1": HEAD + ROW,
            },
            "line": {"color": "var(--ink-2)", "width": 1, "dash": "dot"},
        }
        for marker in course.near
    ]


def notes(course: Course, words: list[Placed]) -> list[dict[str, Any]]:
    """The words, as annotations of plotly's."""
    top = max((one.row for one in words), default=0)
    return [
        {
            "text": escape(one.words, quote=False),
            "hovertext": escape(one.marker.words, quote=False),
            "x": course.place(one.marker.at),
            "y": HEAD - ROW * (top - one.row),
            "yref": "paper",
            "xanchor": "left" if one.right else "right",
            "xshift": 4 if one.right else -4,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"color": "var(--ink)", "size": 12},
        }
        for one in words
    ]


def _ends(course: Course) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, last = course.frame.index[0], course.frame.index[-1]
    times = [marker.at for marker in course.near]
    begin, end = min([first, *times]), max([last, *times])
    return begin, max(end, begin + pd.Timedelta(minutes=1))


def _short(words: str) -> str:
    return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"
