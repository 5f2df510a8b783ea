"""The chart of a campaign's course and its table: by the clock and since sending, with the team's markers.

Pure. How charts look is settled in figures.py.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import ceil, floor
from typing import Any

import pandas as pd

from feedback_buttons.campaigns.markers import Marker
from feedback_buttons.dashboard.campaign import marker_lines
from feedback_buttons.dashboard.campaign.campaign_course import SHORTEST, TICKS, Course
from feedback_buttons.dashboard.kit.charts.figures import Figure, Trace, empty, styled
from feedback_buttons.dashboard.kit.shapes.blocks import Cell
from feedback_buttons.dashboard.kit.words import chart_text, text
from feedback_buttons.reports.statistics import score_text, stats

LONE_BAR = 60_000  # ms; plotly would draw a bar without neighbours a millisecond wide
TOP = 0.93  # of the chart's height: where the score's part ends, below one row of markers' words
FEW = 2  # spans with a score, below which the chart shows the score so far
WHOLE = 0.7  # of the scale: an axis that takes more is the whole of it
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
_BELOW = {"domain": [0, 0.3], "rangemode": "tozero", "nticks": 3, "anchor": "x"}
_LEGEND = {"orientation": "h", "x": 0, "y": 1.08, "yanchor": "bottom", "itemdoubleclick": False}
_DATES = {
    "hoverformat": "%-d %b, %H:%M",
    "tickformatstops": [
        {"dtickrange": [None, 12 * 3_600_000], "value": "%H:%M\n%-d %b"},
        {"dtickrange": [24 * 3_600_000, None], "value": "%-d %b\n%Y"},
    ],
}


def figure(course: Course) -> Figure:
    """The score of each span with its interval above, as a choice the score so far; the new answers a step below."""
    if course.frame.empty:
        return empty(of_period=course.of_period)
    spans = [(begin, end, score) for begin, end, score in course.spans if score]
    few, early = len(spans) < FEW, bool(course.frame["score"].isna().all())
    first, last = _reach(course, [score for *_, score in spans if score], so_far=few)
    words = marker_lines.placed(course)
    top = TOP - marker_lines.head(words)
    annotations = [
        *([_early(course, top)] if early else _captions(course, first, last, top, few=few)),
        _caption(text.TIMELINE_ANSWERS, 0.32),
        *(_tick(course.place(at), label) for at, label in _ticks(course)),
        *marker_lines.notes(course, words),
    ]
    return styled(
        *([] if early else [_score(course, chosen=few)]),
        *([] if few else [_span_scores(course)]),
        _answers(course),
        yaxis=_above(first, last, top) | {"visible": not early},
        yaxis2=_BELOW | _whole(course.frame["answers"].max()),
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
        showlegend=not few,
        legend=_LEGEND,
        annotations=annotations,
        shapes=marker_lines.lines(course),
    )


def _above(first: int, last: int, top: float) -> dict[str, Any]:
    """The axis of the score."""
    ticks = [score for score in _ticks_of(first, last) if first <= score <= last]
    return {"domain": [0.44, top], "range": [first - 0.2, last + 0.2], "tickvals": ticks}


def _captions(
    course: Course, first: int, last: int, top: float, *, few: bool
) -> list[dict[str, Any]]:
    """What is drawn, and from where to where its axis is where that is not the whole scale."""
    whole = (first, last) == (course.lowest, course.highest)
    above = [str(text.TIMELINE_SCORE)] if few else []
    above += [] if few or course.last == course.length else [chart_text.last_ones(course.last)]
    above += [] if whole else [chart_text.axis(str(first), str(last))]
    return [_caption(", ".join(above), top + 0.02)] if above else []


def _caption(words: object, place: float) -> dict[str, Any]:
    return {"text": str(words), "x": 1, "y": place, **_CAPTION}


def _early(course: Course, top: float) -> dict[str, Any]:
    """Shown instead of the score while it is too early for one: what is missing, and no empty grid."""
    words = chart_text.no_score(int(course.frame["answers"].sum()))
    middle = {"x": 0.5, "xanchor": "center", "yanchor": "middle"}
    return {**_caption(words, (0.44 + top) / 2), **middle}


def _reach(course: Course, scores: list[stats.Score], *, so_far: bool) -> tuple[int, int]:
    """From which to which score the axis is: as far as the intervals are; where that is most of it, the whole scale."""
    if so_far or not scores:
        return course.lowest, course.highest
    means = course.frame["score"].dropna()
    first = floor(min([*(score.low for score in scores), means.min()]))
    last = ceil(max([*(score.high for score in scores), means.max()]))
    wide = last - first > WHOLE * (course.highest - course.lowest)
    return (course.lowest, course.highest) if wide else (first, last)


def _span_scores(course: Course) -> Trace:
    """The score of what was answered in each span, with its interval. One of too few answers is a gap."""
    frame, spans = course.frame, course.spans
    scores = [score for *_, score in spans]
    return {
        "type": "scatter",
        "name": chart_text.each(course.length),
        "x": [course.place(frame.index[(begin + end - 1) // 2]) for begin, end, _ in spans],
        "y": [score and round(score.mean, 3) for score in scores],
        "mode": "lines+markers",
        "line": {"color": "var(--accent)", "width": 2},
        "marker": {"color": "var(--accent)", "size": 6},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [score and round(score.high - score.mean, 3) for score in scores],
            "arrayminus": [score and round(score.mean - score.low, 3) for score in scores],
            "color": "var(--middle)",
            "thickness": 1.5,
            "width": 0,
        },
        "customdata": [[score_text.sentence(score)] for score in scores],
        "hovertemplate": "%{customdata[0]}<extra></extra>",
    }


def _ticks_of(first: int, last: int) -> range:
    step = 2 if last - first > stats.FIVE else 1
    return range(first - first % step, last + 1, step)


def heads(course: Course) -> list[str]:
    """The columns of the table."""
    since = [chart_text.SINCE] if course.sent_at else []
    markers = [chart_text.MARKER] if course.events else []
    return [text.TIME, *since, text.ANSWERS, text.SCORE, text.TOTAL, chart_text.SO_FAR, *markers]


def rows(course: Course) -> list[Sequence[Cell]]:
    """The table, newest first: a row a span, and one for each marker."""
    dated_rows = [*_steps(course), *(_said(course, marker) for marker in course.events)]
    return [row for _, row in sorted(dated_rows, key=lambda dated_row: dated_row[0], reverse=True)]


def begins(course: Course) -> tuple[list[datetime], list[datetime | None]]:
    """When the steps of the chart begin; and the rows of the table, None for a marker's."""
    rows = [*_steps(course), *((marker.at, None) for marker in course.events)]
    rows.sort(key=lambda row: row[0], reverse=True)
    begins = [at.to_pydatetime() for at in course.frame.index]
    return begins, [at if row else None for at, row in rows]


def _steps(course: Course) -> Iterator[tuple[datetime, Sequence[Cell]]]:
    frame = course.frame
    answers, totals = (frame[name].tolist() for name in ("answers", "total"))
    so_far = _said_scores(frame)
    for begin, end, score in reversed(course.spans):
        at, new = frame.index[begin].to_pydatetime(), sum(answers[begin:end])
        score_and_margin = (
            score_text.told(text.mean(score), text.margin(score)) if score else text.NONE
        )
        cells = text.number(new), score_and_margin, text.number(totals[end - 1]), so_far[end - 1]
        yield at, _row(course, at, *cells)


def _said(course: Course, marker: Marker) -> tuple[datetime, Sequence[Cell]]:
    return marker.at, _row(course, marker.at, "", "", "", "", marker.words)


def _row(course: Course, at: datetime, *cells: str) -> Sequence[Cell]:
    since = [course.since(at)] if course.sent_at else []
    words = [""] if course.events and len(cells) == 4 else []
    return (course.worded(at), *since, *cells, *words)


def _score(course: Course, *, chosen: bool) -> Trace:
    """The score so far: where nothing else tells how it stands, or whoever wants it."""
    frame = course.frame
    lone = len(frame) == 1
    shown = (
        {}
        if chosen
        else {
            "visible": "legendonly",
            "line": {"color": "var(--ink-2)", "width": 1.5, "dash": "dot"},
        }
    )
    return {
        "type": "scatter",
        "name": str(text.TIMELINE_SCORE),
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
        **shown,
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
        "showlegend": False,
        "marker": {"color": "var(--middle)"},
        "width": None if len(frame) > 1 else LONE_BAR,
        "hovertemplate": f"%{{y}} {text.TIMELINE_ANSWERS}<extra></extra>",
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
