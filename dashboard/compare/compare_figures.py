"""The charts of several campaigns side by side; pure. How charts look is settled in figures.py."""

import textwrap
from collections.abc import Sequence
from typing import Any

from feedback_buttons.dashboard.kit.charts.figures import Figure, Trace, colour, empty, styled
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.reports.statistics.stats import Score

_NAME: dict[str, Any] = {
    "xref": "paper",
    "xanchor": "left",
    "yanchor": "bottom",
    "showarrow": False,
    "font": {"color": "var(--ink)", "size": 14},
}
LONGEST = 34  # letters of a line of a name in a chart


def scores(named: Sequence[tuple[str, Score | None]], *, of_period: bool = False) -> Figure:
    """A dot and an interval a campaign on one scale, its name above; a dotted line at the first one's
    score. The scale shows what the intervals need, two points at least; scores of five points beside others are
    stretched to 1 to 10. It is empty where it is too early to tell."""
    told_scores = [(name, score if score and not score.early else None) for name, score in named]
    placed = [(place, name, score) for place, (name, score) in enumerate(told_scores) if score]
    if not placed:
        return empty(of_period=of_period)
    places = [-place for place, _, _ in placed]
    mixed = len({score.highest for *_, score in placed}) > 1
    lows, means, highs = zip(*(_ends(score, mixed=mixed) for *_, score in placed), strict=True)
    dots: Trace = {
        "type": "scatter",
        "x": list(means),
        "y": places,
        "mode": "markers",
        "marker": {"color": "var(--accent)", "size": 13},
        "error_x": {
            "array": [high - mean for high, mean in zip(highs, means, strict=True)],
            "arrayminus": [mean - low for low, mean in zip(lows, means, strict=True)],
            "color": "var(--accent)",
            "thickness": 2.5,
            "width": 7,
        },
        "customdata": [[text.mean(score), text.margin(score)] for _, _, score in placed],
        "hovertemplate": "%{customdata[0]} %{customdata[1]}<extra></extra>",
    }
    scale = _scale(lows, highs, min(score.lowest for *_, score in placed) - 0.1)
    return styled(
        dots,
        xaxis={"range": scale, "showgrid": True, "gridcolor": "var(--line)", "nticks": 8},
        yaxis={"visible": False, "range": [0.5 - len(named), 0.75]},
        hovermode="closest",
        margin={"l": 12, "r": 12, "t": 4},
        annotations=[
            {"text": _label(name, score), "x": 0, "y": 0.3 - place, **_NAME, "align": "left"}
            for place, (name, score) in enumerate(named)
        ],
        shapes=[_line(means[0], len(named))] if placed[0][0] == 0 else [],
    )


def shares(named: Sequence[tuple[str, Sequence[int]]], *, of_period: bool = False) -> Figure:
    """The distribution of each campaign below the other's, as shares on one scale; none of those of which it is too
    early to tell."""
    named = [(name, counts if stats.tells(counts) else [0] * len(counts)) for name, counts in named]
    if not any(sum(counts) for _, counts in named):
        return empty(of_period=of_period)
    aligned = stats.aligned(*(counts for _, counts in named))
    rows = [[count / max(sum(counts), 1) for count in counts] for counts in aligned]
    scores_shown = stats.scores(aligned[0])
    highest, height = max(map(max, rows)) * 1.25, 1 / len(named)
    traces: list[Trace] = []
    axes: dict[str, Any] = {}
    names: list[dict[str, Any]] = []
    for place, ((name, _), row) in enumerate(zip(named, rows, strict=True)):
        axis, top = f"y{place + 1}" if place else "y", 1 - place * height
        traces.append(_bars(row, axis, stats.scores(named[place][1])[-1]))
        above_bars = height * (0.42 if len(name) > LONGEST else 0.22)
        scale = {"domain": [top - height * 0.97, top - above_bars], "range": [0, highest]}
        axes[f"yaxis{axis[1:]}"] = {"visible": False, "anchor": "x", **scale}
        above = {"x": 0, "y": top, **_NAME, "yref": "paper", "yanchor": "top"}
        names.append({"text": _in_lines(name), **above, "align": "left"})
    last = f"y{len(named)}" if len(named) > 1 else "y"
    return styled(
        *traces,
        xaxis={
            "tickmode": "linear",
            "dtick": 1,
            "range": [scores_shown[0] - 0.6, scores_shown[-1] + 0.6],
            "anchor": last,
        },
        **axes,
        annotations=names,
        margin={"l": 0, "r": 0, "t": 0},
        hovermode="closest",
        uniformtext={"minsize": 11, "mode": "show"},
    )


def _line(x: float, campaigns: int) -> dict[str, Any]:
    line = {"color": "var(--middle)", "width": 1, "dash": "dot"}
    ends = {"x0": x, "x1": x, "y0": -0.2, "y1": 0.5 - campaigns}
    return {"type": "line", **ends, "line": line, "layer": "below"}


def _bars(shares: Sequence[float], axis: str, best: int) -> Trace:
    """The shares of the scores on the common scale; ``best`` is the highest of the campaign's own."""
    scores = stats.scores(shares)
    return {
        "type": "bar",
        "x": list(scores),
        "y": shares,
        "yaxis": axis,
        "marker": {"color": [colour(min(score * 10 // best, 10)) for score in scores]},
        "text": [text.decimal(100 * share, 0) if share >= 0.005 else "" for share in shares],
        "textposition": "outside",
        "textangle": 0,
        "cliponaxis": False,
        "hovertemplate": "%{y:.1%}<extra></extra>",
    }


def _ends(score: Score, *, mixed: bool) -> tuple[float, float, float]:
    """Where a score's interval begins, its mean, and where it ends, on the common scale."""
    low, mean, high = score.low, score.mean, score.high
    if mixed and score.highest == stats.FIVE:
        return stats.stretched(low), stats.stretched(mean), stats.stretched(high)
    return low, mean, high


def _scale(lows: Sequence[float], highs: Sequence[float], least: float) -> tuple[float, float]:
    """From where to where an axis of scores runs: a little more than it must, within 0.9 (or -0.1) to 10.1."""
    middle, half = (min(lows) + max(highs)) / 2, max((max(highs) - min(lows)) * 0.55, 1)
    low = max(least, min(middle - half, 10.1 - 2 * half))
    return low, min(10.1, low + 2 * half)


def _label(name: str, score: Score | None) -> str:
    worded = text.margin(score)
    if score and not score.early:
        mean = f"<b>{text.mean(score)}</b>"
        worded = score_text.of_five(mean) if score.highest == stats.FIVE else mean
    return f"{_in_lines(name)}  {worded or text.NONE}"


def _in_lines(name: str) -> str:
    """A name in one or two lines that fit on a phone, and is no markup; what two do not hold ends in dots."""
    lines = textwrap.wrap(name, LONGEST, max_lines=2, placeholder="…") or [name]
    return "<br>".join(line.replace("&", "&amp;").replace("<", "&lt;") for line in lines)
