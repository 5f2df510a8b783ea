"""Dataclasses to plotly figures; pure. Owns how charts look, and how they look empty.

Colours are the style sheet's custom properties and times are UTC: the browser puts the colours of
its scheme and the times of its zone in their place (``draw`` in assets/live.js).
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from dashboard import text

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_AXIS = {
    "showgrid": False,
    "zeroline": False,
    "fixedrange": True,
    "linecolor": "var(--line)",
    "tickcolor": "var(--line)",
    "ticklabeloverflow": "hide past div",
}
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
SHORTEST = pd.Timedelta(minutes=10)
LONE_BAR = 60_000  # ms; plotly would draw a bar without neighbours a millisecond wide
TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": "var(--ink-2)"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 32, "r": 8, "t": 12, "b": 28},
        "bargap": 0.24,
        "dragmode": False,
        "showlegend": False,
        "hovermode": "x unified",
        "hoverlabel": {
            "bgcolor": "var(--card)",
            "bordercolor": "var(--line)",
            "font": {"color": "var(--ink)"},
        },
        "xaxis": _AXIS,
        "yaxis": {**_AXIS, "showgrid": True, "gridcolor": "var(--line)", "nticks": 4},
    }
)


def tone(score: int) -> str:
    """The name of a score's colour: low (1 to 6), middle (7 and 8) or high (9 and 10)."""
    return "low" if score <= 6 else "middle" if score <= 8 else "high"


def distribution(counts: Sequence[int]) -> go.Figure:
    """A bar a score, in the colour of its tone; ``counts`` are those of the scores 1 to 10."""
    answers = sum(counts)
    if not answers:
        return empty()
    shares = [count / answers for count in counts]
    bars = go.Bar(
        x=list(range(1, 11)),
        y=list(counts),
        marker={"color": [f"var(--{tone(score)})" for score in range(1, 11)]},
        text=[f"{share * 100:.0f} %" if share >= 0.005 else "" for share in shares],
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        customdata=[text.plural(count, "answer") for count in counts],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure = _figure(bars)
    figure.update_xaxes(tickmode="linear", dtick=1, range=[0.4, 10.6])
    figure.update_yaxes(visible=False, range=[0, max(counts) * 1.16])
    figure.update_layout(margin={"l": 0, "r": 0}, uniformtext={"minsize": 11, "mode": "show"})
    return figure


def timeline(frame: pd.DataFrame) -> go.Figure:
    """The score so far above, the new answers a step below; ``frame`` is reports.timeline()'s."""
    if frame.empty:
        return empty()
    times = [text.iso(at) for at in frame.index]
    score = go.Scatter(
        x=times,
        y=[None if pd.isna(value) else round(value, 3) for value in frame["score"]],
        mode="lines" if len(times) > 1 else "markers",
        line={"color": "var(--accent)", "width": 2.5},
        marker={"color": "var(--accent)", "size": 9},
        hovertemplate=f"%{{y:.1f}} {text.TIMELINE_SCORE}<extra></extra>",
    )
    answers = go.Bar(
        x=times,
        y=frame["answers"].tolist(),
        yaxis="y2",
        marker={"color": "var(--middle)"},
        width=None if len(times) > 1 else LONE_BAR,
        hovertemplate=f"%{{y}} {text.TIMELINE_ANSWERS}<extra></extra>",
    )
    figure = _figure(score, answers)
    figure.update_layout(
        yaxis={"domain": [0.44, 0.97], "range": [0.8, 10.2], "tickvals": [2, 4, 6, 8, 10]},
        yaxis2={
            "domain": [0, 0.3],
            "rangemode": "tozero",
            "nticks": 3,
            "anchor": "x",
            **_whole(frame["answers"].max()),
        },
        xaxis={
            "type": "date",
            "anchor": "y2",
            "nticks": 6,
            "range": _around(times),
            "ticklabelstandoff": 8,  # the first time would stand on the other axis' zero
            **_DATES,
        },
        bargap=0.1,
    )
    figure.update_layout(margin={"t": 28, "b": 52})
    for name, top in ((text.TIMELINE_SCORE, 1), (text.TIMELINE_ANSWERS, 0.32)):
        figure.add_annotation(text=name, x=1, y=top, **_CAPTION)
    return figure


def empty() -> go.Figure:
    """What a chart shows before there is anything to show: a sentence, no axes."""
    figure = _figure()
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(text=text.NO_ANSWERS, showarrow=False, font={"size": 15})
    return figure


def spark(arrivals: Sequence[int]) -> str:
    """A small area chart as a CSS polygon: answers a step, from left to right; flat for none."""
    highest = max(*arrivals, 1)
    last = len(arrivals) - 1
    points = [
        f"{100 * step / last:.1f}% {100 - 96 * max(count, 0) / highest:.1f}%"
        for step, count in enumerate(arrivals)
    ]
    return f"polygon(0% 100%, {', '.join(points)}, 100% 100%)"


def _whole(highest: int) -> dict[str, int]:
    """Keeps half answers off an axis."""
    return {"dtick": 1} if highest < 3 else {}


def _around(times: Sequence[str]) -> list[str] | None:
    """An axis of ten minutes at least: few steps would be drawn as blocks, a lone one years wide."""
    first, last = pd.Timestamp(times[0]), pd.Timestamp(times[-1])
    if last - first >= SHORTEST:
        return None
    return [text.iso(first - pd.Timedelta(minutes=1)), text.iso(first + SHORTEST)]


def _figure(*traces: go.Bar | go.Scatter) -> go.Figure:
    figure = go.Figure(data=list(traces))
    figure.update_layout(template=TEMPLATE)
    return figure
