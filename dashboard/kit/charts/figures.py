"""Dataclasses to plotly figures; pure. Owns how charts look, and how they look empty.

Figures are dictionaries as plotly.js takes them: to build plotly's own objects takes ten times as long as
all else that an answer changes on a page. The tests hold them to plotly's schema.

Colours are the style sheet's custom properties: the browser puts those of its scheme in their place (``here`` in
assets/charts.js).
"""

from collections.abc import Sequence
from typing import Any

from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.dashboard.kit.words import empty_text, text
from feedback_buttons.i18n.team_language import local
from feedback_buttons.reports.statistics import stats

Figure = dict[str, Any]  # data, a list of traces; layout
Trace = dict[str, Any]

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_AXIS = {
    "showgrid": False,
    "zeroline": False,
    "fixedrange": True,
    "linecolor": "var(--line)",
    "tickcolor": "var(--line)",
    "ticklabeloverflow": "hide past div",
}
TEMPLATE: dict[str, Any] = {
    "layout": {
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
}


def colour(score: int) -> str:
    """The colour of a score's band, as the style sheet has it."""
    return f"var(--{band(score)})"


def distribution(counts: Sequence[int], *, of_period: bool = False) -> Figure:
    """A bar a score, in the colour of its band; ``counts`` as in stats.py. Shares stand on them, or while it is too
    early to tell the counts themselves."""
    answers, scores, tells = sum(counts), stats.scores(counts), stats.tells(counts)
    if not answers:
        return empty(of_period=of_period)

    def said(count: int) -> str:
        if not tells:
            return text.number(count) if count else ""
        return text.whole(100 * count / answers) if count / answers >= 0.005 else ""

    bars: Trace = {
        "type": "bar",
        "x": list(scores),
        "y": list(counts),
        "marker": {"color": [colour(score * 10 // scores[-1]) for score in scores]},
        "text": [*map(said, counts)],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "customdata": [text.answers(count) for count in counts],
        "hovertemplate": "%{customdata}<extra></extra>",
    }
    return styled(
        bars,
        xaxis={"tickmode": "linear", "dtick": 1, "range": [scores[0] - 0.6, scores[-1] + 0.6]},
        yaxis={"visible": False, "range": [0, max(counts) * 1.16]},
        margin={"l": 0, "r": 0},
        uniformtext={"minsize": 11, "mode": "show"},
    )


def empty(*, of_period: bool = False) -> Figure:
    """What a chart shows before there is anything to show, at all or in a period: a sentence, no axes."""
    note = {
        "text": empty_text.answers(of_period=of_period),
        "showarrow": False,
        "font": {"size": 15},
    }
    return styled(xaxis={"visible": False}, yaxis={"visible": False}, annotations=[note])


def spark(arrivals: Sequence[int]) -> str:
    """A small area chart as a CSS polygon: answers a step, from left to right; flat for none.
    Heights are whole percents of some twenty pixels: a list of campaigns weighs a tenth less for it, as sent."""
    highest = max(*arrivals, 1)
    last = len(arrivals) - 1
    points = [
        f"{100 * step / last:.1f}% {100 - 96 * max(count, 0) / highest:.0f}%"
        for step, count in enumerate(arrivals)
    ]
    return f"polygon(0% 100%, {', '.join(points)}, 100% 100%)"


def styled(*traces: Trace, **layout: Any) -> Figure:  # noqa: ANN401 (plotly's)
    """A chart in the template's style."""
    return {
        "data": list(traces),
        "layout": {"template": TEMPLATE, "separators": local(".,"), **layout},
    }
