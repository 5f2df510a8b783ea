"""The chart of the index's own course and its table; pure. How charts look is settled in figures.py."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from feedback_buttons.dashboard.kit.charts.figures import Figure, Trace, empty, styled
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Cell, Props
from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.reports.statistics.index_course import IndexDay
from feedback_buttons.reports.statistics.organisation_index import Index

NAME = "index-course"
STEP = 0.5  # its axis begins and ends with a whole or a half point
TICKS = 6  # days below it
DAY = 24 * 3600 * 1000  # ms, plotly's unit
FEW = 2  # days, below which there is no course


def props(course: Sequence[IndexDay], now: Index | None) -> dict[str, Props]:
    """What of it changes: the last day is as the index is ``now``."""
    days = list(course)
    if days and now:
        days[-1] = replace(days[-1], value=now.value, margin=now.margin)
    heads = (text.TIME, overview_text.INDEX, overview_text.FROM, overview_text.TO, text.ANSWERS)
    return blocks.chart_props(
        NAME, str(overview_text.INDEX_COURSE), figure(days), heads, _rows(days)
    )


def figure(days: Sequence[IndexDay]) -> Figure:
    """The index of each day, and how far it may be off."""
    if len(days) < FEW:
        return empty()
    low = STEP * math.floor(min(day.value - day.margin for day in days) / STEP)
    high = STEP * math.ceil(max(day.value + day.margin for day in days) / STEP)
    line: Trace = {
        "type": "scatter",
        "x": [str(day.day) for day in days],
        "y": [round(day.value, 3) for day in days],
        "mode": "lines",
        "line": {"color": "var(--accent)", "width": 2.5},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [round(day.margin, 3) for day in days],
            "arrayminus": [round(day.margin, 3) for day in days],
            "color": "var(--middle)",
            "thickness": 1.5,
            "width": 0,
        },
        "customdata": [
            [text.decimal(day.value, 2), overview_text.give_or_take(day.margin)] for day in days
        ],
        "hovertemplate": "%{customdata[0]} %{customdata[1]}<extra></extra>",
    }
    return styled(
        line,
        xaxis={"type": "date", "hoverformat": "%-d %b", "tickformat": "%-d %b"} | _ticks(len(days)),
        yaxis={"range": [max(low, stats.LOWEST), min(high, stats.HIGHEST)], "nticks": 4},
    )


def _ticks(days: int) -> dict[str, object]:
    """How many days stand below it: of a few each once, where plotly alone would name halves of days as well."""
    return {"dtick": DAY} if days <= TICKS else {"nticks": TICKS}


def _rows(days: Sequence[IndexDay]) -> Iterator[Sequence[Cell]]:
    """The table, newest first."""
    for day in reversed(days):
        low, high = score_text.outwards(day.value - day.margin, day.value + day.margin, 2)
        ends = text.decimal(float(low), 2), text.decimal(float(high), 2)
        yield str(day.day), text.decimal(day.value, 2), *ends, text.number(day.answers)
