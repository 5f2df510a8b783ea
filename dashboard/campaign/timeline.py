"""The chart of a campaign's course and its table: by the clock and since sending, with the team's markers.

Pure. How charts look is settled in figures.py.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from html import escape
from typing import Any

import pandas as pd

from feedback_buttons.campaigns.markers import Marker
from feedback_buttons.dashboard.campaign.campaign_course import SHORTEST, TICKS, Course
from feedback_buttons.dashboard.kit import chart_text, text
from feedback_buttons.dashboard.kit.blocks import Cell
from feedback_buttons.dashboard.kit.figures import Figure, Trace, empty, styled
from feedback_buttons.reports import stats

LONE_BAR = 60_000  # ms; plotly would draw a bar without neighbours a millisecond wide
LETTERS = 16  # of a marker's words beside its line
TABLE_ROWS = 48
STEPS = [
    pd.Timedelta(step)
    for step in ("10min", "30min", "1h", "2h", "6h", "12h", "1D", "2D", "7D", "14D", "28D", "91D")
]
_CAPTION: dict[str, Any] = {
    "xref": "paper",
    "yref": "paper",
    "xanchor": "right",
    "yanchor": "bottom",
    "showarrow": False,
}
_DATES = {
    "hoverformat": "%-d %b, %H:%M",
    "tickformatstops": [
        {"dtickrange": [None, 12 * 3_600_000], "value": "%H:%M\n%-d %b"},
        {"dtickrange": [24 * 3_600_000, None], "value": "%-d %b\n%Y"},
    ],
}


def figure(course: Course) -> Figure:
    """The score so far above, the new answers a step below."""
    if course.frame.empty:
        return empty()
    captions = ((str(text.TIMELINE_SCORE), 1), (str(text.TIMELINE_ANSWERS), 0.32))
    annotations = [
        *({"text": name, "x": 1, "y": top, **_CAPTION} for name, top in captions),
        *(_tick(course.place(at), label) for at, label in _ticks(course)),
        *(_words(course, marker) for marker in course.near),
    ]
    return styled(
        _score(course),
        _answers(course),
        yaxis={
            "domain": [0.44, 0.97],
            "range": [course.lowest - 0.2, course.highest + 0.2],
            "tickvals": [score for score in _ticks_of(course.highest) if score >= course.lowest],
        },
        yaxis2={
            "domain": [0, 0.3],
            "rangemode": "tozero",
            "nticks": 3,
            "anchor": "x",
            **_whole(course.frame["answers"].max()),
        },
        xaxis={
            "type": "date",
            "anchor": "y2",
            "nticks": 6,
            "range": _range(course),
            "ticklabelstandoff": 8,  # the first time would stand on the other axis' zero
            **(_DATES if course.usual else course.ticks()),
        },
        bargap=0.1,
        margin={"t": 28, "b": 72 if course.sent_at else 52},
        annotations=annotations,
        shapes=[_line(course, marker) for marker in course.near],
    )


def _ticks_of(highest: int) -> range:
    return range(0, highest + 1, 2 if highest > stats.FIVE else 1)


def heads(course: Course) -> list[str]:
    """The columns of the table."""
    since = [chart_text.SINCE] if course.sent_at else []
    markers = [chart_text.MARKER] if course.events else []
    return [text.TIME, *since, text.ANSWERS, text.TOTAL, text.SCORE, *markers]


def rows(course: Course) -> list[Sequence[Cell]]:
    """The table, newest first: at most TABLE_ROWS rows of several steps each, and one for each marker."""
    dated_rows = [*_steps(course), *(_said(course, marker) for marker in course.events)]
    return [row for _, row in sorted(dated_rows, key=lambda dated_row: dated_row[0], reverse=True)]


def begins(course: Course) -> tuple[list[datetime], list[datetime | None]]:
    """When the steps of the chart begin; and the rows of the table, None for a marker's."""
    rows = [*_steps(course), *((marker.at, None) for marker in course.markers)]
    rows.sort(key=lambda row: row[0], reverse=True)
    begins = [at.to_pydatetime() for at in course.frame.index]
    return begins, [at if row else None for at, row in rows]


def _steps(course: Course) -> Iterator[tuple[datetime, Sequence[Cell]]]:
    frame = course.frame
    answers, totals = (frame[name].tolist() for name in ("answers", "total"))
    scores = _said_scores(frame)
    steps = -(-len(frame) // TABLE_ROWS) or 1
    for end in range(len(frame), 0, -steps):
        begin, last = max(0, end - steps), end - 1
        at, new = frame.index[begin].to_pydatetime(), sum(answers[begin:end])
        yield at, _row(course, at, text.number(new), text.number(totals[last]), scores[last])


def _said(course: Course, marker: Marker) -> tuple[datetime, Sequence[Cell]]:
    return marker.at, _row(course, marker.at, "", "", "", marker.words)


def _row(course: Course, at: datetime, *cells: str) -> Sequence[Cell]:
    since = [course.since(at)] if course.sent_at else []
    words = [""] if course.events and len(cells) == 3 else []
    return (course.worded(at), *since, *cells, *words)


def _score(course: Course) -> Trace:
    frame = course.frame
    lone = len(frame) == 1
    return {
        "type": "scatter",
        "x": [course.place(at) for at in frame.index],
        "y": [None if pd.isna(value) else round(value, 3) for value in frame["score"].tolist()],
        "mode": "markers" if lone else "lines",
        "line": {"color": "var(--accent)", "width": 2.5},
        "marker": {"color": "var(--accent)", "size": 9},
        "customdata": [
            [score, course.beside(at)]
            for at, score in zip(frame.index, _said_scores(frame), strict=True)
        ],
        "hovertemplate": f"%{{customdata[0]}} {text.TIMELINE_SCORE}%{{customdata[1]}}<extra></extra>",
    }


def _said_scores(frame: pd.DataFrame) -> list[str]:
    """The score so far of each step, as it is told everywhere."""
    scores = zip(frame["score"].tolist(), frame["digits"].tolist(), strict=True)
    return [text.NONE if pd.isna(score) else text.decimal(score, int(n)) for score, n in scores]


def _answers(course: Course) -> Trace:
    frame = course.frame
    return {
        "type": "bar",
        "x": [course.place(at) for at in frame.index],
        "y": frame["answers"].tolist(),
        "yaxis": "y2",
        "marker": {"color": "var(--middle)"},
        "width": None if len(frame) > 1 else LONE_BAR,
        "hovertemplate": f"%{{y}} {text.TIMELINE_ANSWERS}<extra></extra>",
    }


def _line(course: Course, marker: Marker) -> dict[str, Any]:
    line = {"color": "var(--ink-2)", "width": 1, "dash": "dot"}
    at = course.place(marker.at)
    return {"type": "line", "x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 0.97, "line": line}


def _words(course: Course, marker: Marker) -> dict[str, Any]:
    """Upwards along the line, from the foot of the score's part: scores are seldom so low."""
    words = marker.words
    shown = words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"
    return {
        "text": escape(shown, quote=False),
        "hovertext": escape(words, quote=False),
        "x": course.place(marker.at),
        "y": 0.35,
        "yref": "paper",
        "textangle": -90,
        "xanchor": "right",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": "var(--ink)", "size": 12},
    }


def _ticks(course: Course) -> Iterator[tuple[datetime, str]]:
    """Times since sending, at whole steps of it."""
    first, last = course.frame.index[0], course.frame.index[-1]
    if not course.sent_at or last - first < SHORTEST:
        return
    step = next(
        (step_length for step_length in STEPS if (last - first) / step_length < TICKS), STEPS[-1]
    )
    sent = pd.Timestamp(course.sent_at)
    number = -((sent - first) // step)
    while sent + number * step <= last:
        at = (sent + number * step).to_pydatetime()
        yield at, course.since(at) if number else str(chart_text.SENT)
        number += 1


def _tick(place: str, label: str) -> dict[str, Any]:
    below = {"yref": "paper", "y": 0, "yshift": -44, "yanchor": "top", "showarrow": False}
    return {"x": place, "text": label, "font": {"size": 12}, **below}


def _range(course: Course) -> list[str] | None:
    """An axis of ten minutes at least: few steps would be drawn as blocks, a lone one years wide. And one
    that the markers are within."""
    first, last = course.frame.index[0], course.frame.index[-1]
    marks = [marker.at for marker in course.near]
    begin, end = min([first, *marks]), max([last, *marks])
    if last - first < SHORTEST:
        begin, end = min(begin, first - pd.Timedelta(minutes=1)), max(end, first + SHORTEST)
    elif begin == first and end == last:
        return None
    room = (end - begin) * 0.02 if marks else pd.Timedelta(0)
    return [course.place(begin - room), course.place(end + room)]


def _whole(highest: int) -> dict[str, int]:
    """Keeps half answers off an axis."""
    return {"dtick": 1} if highest < 3 else {}
