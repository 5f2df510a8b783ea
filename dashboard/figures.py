"""Dataclasses to plotly figures; pure. Owns how charts look, and how they look empty.

Colours are the style sheet's custom properties and times are UTC: the browser puts the colours of
its scheme and the times of its zone in their place (``draw`` in assets/live.js).
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard import text
from feedback_buttons.language import local

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_AXIS = {
    "showgrid": False,
    "zeroline": False,
    "fixedrange": True,
    "linecolor": "var(--line)",
    "tickcolor": "var(--line)",
    "ticklabeloverflow": "hide past div",
}
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
        text=[text.whole_percent(share) if share >= 0.005 else "" for share in shares],
        textposition="outside",
        textangle=0,
        cliponaxis=False,
        customdata=[text.answers(count) for count in counts],
        hovertemplate="%{customdata}<extra></extra>",
    )
    figure = styled(bars)
    figure.update_xaxes(tickmode="linear", dtick=1, range=[0.4, 10.6])
    figure.update_yaxes(visible=False, range=[0, max(counts) * 1.16])
    figure.update_layout(margin={"l": 0, "r": 0}, uniformtext={"minsize": 11, "mode": "show"})
    return figure


def empty() -> go.Figure:
    """What a chart shows before there is anything to show: a sentence, no axes."""
    figure = styled()
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


def styled(*traces: go.Bar | go.Scatter) -> go.Figure:
    """A chart in the template's style."""
    figure = go.Figure(data=list(traces))
    figure.update_layout(template=TEMPLATE, separators=local(".,"))
    return figure
