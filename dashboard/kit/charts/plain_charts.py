"""Charts as plain SVG, for a page's first HTML: seen while plotly.js (a third of a megabyte) is on its way.

They are drawn of the same figures, in the same place: bars, lines, dots with their intervals, axes, words and lines.
Places are shares of the chart and sizes are those of letters, so that one drawing fits every window, and colours are
the style sheet's, so that it fits both schemes. Nothing can be pointed at; assets/charts.js puts plotly's in its place.
"""

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from feedback_buttons.dashboard.kit.charts import plain_axes
from feedback_buttons.dashboard.kit.charts.figures import TEMPLATE, Figure, Trace
from feedback_buttons.dashboard.kit.charts.plain_axes import PlainAxis, number

_LETTERS = 13  # px, as in figures.py
_PAGE = 16  # px of the page's letters: sizes in figures are of such a page
_SIDES: dict[str, float] = TEMPLATE["layout"]["margin"]
_TAGS = re.compile("<[^>]*>")


def svg(figure: Figure) -> str:
    """A figure as an SVG element that fills the place of its chart."""
    layout = figure["layout"]
    sides = _SIDES | layout.get("margin", {})
    top, right, below, left = (sides[side] / _PAGE for side in "trbl")
    x = plain_axes.across(figure)
    names = [axis.replace("axis", "") for axis in layout if axis.startswith("yaxis")]
    axes = {name: plain_axes.upwards(figure, name) for name in names}
    parts = [
        *(line for name in names for line in _beside(axes[name])),
        *_below(x, min((axis.begin for axis in axes.values()), default=0.0)),
        *(_line(shape, x, axes) for shape in layout.get("shapes", ())),
        *(mark for trace in _seen(figure) for mark in _trace(trace, x, axes, figure)),
        *(line for note in layout.get("annotations", ()) for line in _words(note, x, axes)),
        *(_legend(figure) if layout.get("showlegend") else ()),
    ]
    box = (
        f"margin:{top:g}rem {right:g}rem {below:g}rem {left:g}rem;"
        f"width:calc(100% - {left + right:g}rem);height:calc(100% - {top + below:g}rem)"
    )
    return f'<svg class="plain-chart" style="{box}" aria-hidden="true">{"".join(parts)}</svg>'


def _seen(figure: Figure) -> list[Trace]:
    """The traces that are drawn until somebody asks for others in the legend."""
    return [trace for trace in figure["data"] if trace.get("visible") != "legendonly"]


def _legend(figure: Figure) -> Iterator[str]:
    """The names of what is drawn in one row above the chart, each behind a line of its colour; what is drawn only for
    those who ask for it is paler, as plotly has it."""
    names: list[str] = []
    for trace in figure["data"]:
        if trace.get("showlegend", True) and (name := trace.get("name")):
            paler = ' style="opacity:.5"' if trace.get("visible") == "legendonly" else ""
            mark = "─●─" if "markers" in trace.get("mode", "") else "───"
            line = f'<tspan style="fill:{trace["line"]["color"]}">{mark}</tspan>'
            names.append(
                f'<tspan{paler} dx="{1.5 if names else 0}em">{line} {escape(name)}</tspan>'
            )
    place = _from_above(figure["layout"].get("legend", {}).get("y", 1))
    yield f'<text x="0" y="{place}" dy="-0.4em">{"".join(names)}</text>'


def _beside(axis: PlainAxis) -> Iterator[str]:
    """The lines across the chart and their numbers."""
    for value, label in axis.ticks():
        y = _from_above(axis.share(value))
        yield f'<line x1="0" x2="100%" y1="{y}" y2="{y}" class="rule"/>'
        yield _text(label, "0", y, "end", dx=-0.5, dy=0.35)


def _below(axis: PlainAxis, floor: float) -> Iterator[str]:
    for value, label in axis.ticks():
        x = _per_cent(axis.share(value))
        if axis.settings.get("showgrid"):
            yield f'<line x1="{x}" x2="{x}" y1="0" y2="100%" class="rule"/>'
        for line, words in enumerate(label.split("\n")):
            yield _text(words, x, _from_above(floor), "middle", dy=1.5 + 1.3 * line)


def _trace(trace: Trace, x: PlainAxis, axes: dict[str, PlainAxis], figure: Figure) -> Iterator[str]:
    y = axes.get(trace.get("yaxis", "y")) or plain_axes.upwards(figure, "y")
    if trace["type"] == "bar":
        gap = figure["layout"].get("bargap", TEMPLATE["layout"]["bargap"])
        yield from _bars(trace, x, y, gap)
        return
    points = [
        (x.share(at), y.share(value))
        for at, value in zip(trace["x"], trace["y"], strict=True)
        if value is not None
    ]
    mode = trace.get("mode", "lines")
    if "lines" in mode and points:
        yield _curve(points, trace["line"])
    yield from _intervals(trace, x, y)
    if "markers" in mode:
        colour, size = trace["marker"]["color"], trace["marker"]["size"] / 32
        for across, up in points:
            place = f'cx="{_per_cent(across)}" cy="{_from_above(up)}"'
            yield f'<circle {place} r="{size:g}rem" style="fill:{colour}"/>'


def _curve(points: list[tuple[float, float]], line: dict[str, Any]) -> str:
    drawn = " ".join(f"{100 * across:.2f},{100 - 100 * up:.2f}" for across, up in points)
    style = f"fill:none;stroke:{line['color']};stroke-width:{line['width']}px"
    return (
        '<svg viewBox="0 0 100 100" preserveAspectRatio="none" width="100%" height="100%">'
        f'<polyline points="{drawn}" vector-effect="non-scaling-stroke" style="{style}"/></svg>'
    )


def _bars(trace: Trace, x: PlainAxis, y: PlainAxis, gap: float) -> Iterator[str]:
    colours, words = trace["marker"]["color"], trace.get("text")
    width = plain_axes.step(trace) * (1 if trace.get("width") else 1 - gap)
    share = width / (x.high - x.low)
    for place, (at, value) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        if not value:
            continue
        colour = colours if isinstance(colours, str) else colours[place]
        middle, top = x.share(at), y.share(value)
        yield (
            f'<rect x="{_per_cent(middle - share / 2)}" width="{_per_cent(share)}" y="{_from_above(top)}" '
            f'height="{_per_cent(top - y.begin)}" style="fill:{colour}"/>'
        )
        if words and words[place]:
            yield _text(str(words[place]), _per_cent(middle), _from_above(top), "middle", dy=-0.4)


def _intervals(trace: Trace, x: PlainAxis, y: PlainAxis) -> Iterator[str]:
    """Across for a chart of rows, upwards for a course; none where there is no point."""
    across, upwards = trace.get("error_x"), trace.get("error_y")
    error = across or upwards
    if not error:
        return
    ends = zip(trace["x"], trace["y"], error["arrayminus"], error["array"], strict=True)
    for at, value, less, more in ends:
        if value is None:
            continue
        if across:
            xs = [_per_cent(x.share(number(at) + far)) for far in (-less, more)]
            ys = [_from_above(y.share(value))] * 2
        else:
            xs = [_per_cent(x.share(at))] * 2
            ys = [_from_above(y.share(value + far)) for far in (-less, more)]
        place = f'x1="{xs[0]}" x2="{xs[1]}" y1="{ys[0]}" y2="{ys[1]}"'
        yield f'<line {place} style="stroke:{error["color"]};stroke-width:{error["thickness"]}px"/>'


def _line(shape: dict[str, Any], x: PlainAxis, axes: dict[str, PlainAxis]) -> str:
    places = {
        "x1": _across(shape, "x0", x),
        "x2": _across(shape, "x1", x),
        "y1": _up(shape, "y0", axes),
        "y2": _up(shape, "y1", axes),
    }
    drawn = " ".join(f'{name}="{place}"' for name, place in places.items())
    dots = ";stroke-dasharray:2 3" if shape["line"].get("dash") else ""
    return f'<line {drawn} style="stroke:{shape["line"]["color"]}{dots}"/>'


def _words(note: dict[str, Any], x: PlainAxis, axes: dict[str, PlainAxis]) -> Iterator[str]:
    anchor = {"left": "start", "right": "end"}.get(note.get("xanchor", ""), "middle")
    lines = [unescape(_TAGS.sub("", line)) for line in note["text"].split("<br>")]
    across, up = _across(note, "x", x), _up(note, "y", axes)
    dy = {"top": 0.9, "bottom": -0.3}.get(note.get("yanchor", ""), 0.35)
    dx, higher = note.get("xshift", 0) / _LETTERS, note.get("yshift", 0) / _LETTERS
    above = {"top": 0, "bottom": len(lines) - 1}.get(note.get("yanchor", ""), (len(lines) - 1) / 2)
    for line, words in enumerate(lines):
        yield _text(words, across, up, anchor, dx=dx, dy=dy - higher + 1.3 * (line - above))


def _across(place: dict[str, Any], name: str, axis: PlainAxis) -> str:
    value = place.get(name, 0.5)
    return _per_cent(value if place.get("xref") == "paper" else axis.share(value))


def _up(place: dict[str, Any], name: str, axes: dict[str, PlainAxis]) -> str:
    value, axis = place.get(name, 0.5), axes.get(place.get("yref", "y"))
    if place.get("yref") == "paper" or axis is None or not axis.settings.get("range"):
        return _from_above(value)
    return _from_above(axis.share(value))


def _text(words: str, x: str, y: str, anchor: str, *, dx: float = 0, dy: float = 0) -> str:
    moved = f' dx="{dx:g}em"' if dx else ""
    return (
        f'<text x="{x}" y="{y}"{moved} dy="{dy:g}em" text-anchor="{anchor}">{escape(words)}</text>'
    )


def _per_cent(share: float) -> str:
    return f"{100 * share:.2f}%"


def _from_above(share: float) -> str:
    return f"{100 - 100 * share:.2f}%"
