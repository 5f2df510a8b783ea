"""The axes of a figure as plain_charts.py draws them: where a value lies, and what is written beside it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from feedback_buttons.dashboard.kit.charts.figures import Figure, Trace
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.statistics import score_text

Value = float | str  # a number, or a time as ISO 8601
HOUR, DAY = 3600.0, 86400.0
STEPS = [60.0, 300.0, 600.0, 1800.0, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR,
         DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 365 * DAY]  # fmt: skip
GAP = 0.2  # of a bar's place that stays empty, where a figure says nothing else
USUAL_TICKS = 5


def number(value: Value) -> float:
    """A value on its axis; of a time the seconds since 1970.

    >>> number("1970-01-01 00:01")
    60.0
    """
    if not isinstance(value, str):
        return float(value)
    at = datetime.fromisoformat(value)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()


@dataclass(frozen=True, slots=True)
class PlainAxis:
    """An axis of a figure.

    Args:
        low, high: the values at its ends.
        begin, end: where those lie, as shares of the chart's width (or of its height, from below).
        settings: the axis as the figure describes it.
        dates: whether its values are times.
    """

    low: float
    high: float
    begin: float
    end: float
    settings: dict[str, Any]
    dates: bool = False

    def share(self, value: Value) -> float:
        """Where a value lies, as a share of the chart."""
        along = (number(value) - self.low) / ((self.high - self.low) or 1)
        return self.begin + along * (self.end - self.begin)

    @property
    def shown(self) -> bool:
        """Whether anything of it is drawn."""
        return self.settings.get("visible") is not False

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Values on it, with what is written beside them; lines are parted by line breaks."""
        if not self.shown:
            return
        words = self.settings.get("ticktext")
        values = (
            [*map(number, self.settings["tickvals"])]
            if "tickvals" in self.settings
            else self._even()
        )
        for place, value in enumerate(values):
            if self.low <= value <= self.high:
                yield value, str(words[place]).replace("<br>", "\n") if words else self._said(value)

    def _even(self) -> list[float]:
        step = self.step
        first = math.ceil(self.low / step)
        return [step * place for place in range(first, math.floor(self.high / step) + 1)]

    @property
    def step(self) -> float:
        """From one tick to the next, where the figure names none."""
        wanted = (self.high - self.low) / self.settings.get("nticks", USUAL_TICKS) or 1
        if "dtick" in self.settings:
            return float(self.settings["dtick"]) / (1000 if self.dates else 1)  # plotly's are ms
        if self.dates:
            return next((step for step in STEPS if step >= wanted), STEPS[-1])
        size = 10 ** math.floor(math.log10(wanted))
        return float(next(size * part for part in (1, 2, 5, 10) if size * part >= wanted))

    def _said(self, value: float) -> str:
        if not self.dates:
            return score_text.decimal(value, 0 if value == int(value) else 1)
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
        day = team_language.date(at).rpartition(" ")[0]
        return day if self.step >= DAY else f"{at:%H:%M}\n{day}" if not at.hour else f"{at:%H:%M}"


def across(figure: Figure) -> PlainAxis:
    """The axis from left to right, which all traces share."""
    layout, traces = figure["layout"], figure["data"]
    settings = layout.get("xaxis", {})
    values = [value for trace in traces for value in trace["x"]]
    ends = _ends(settings, [(number(x), number(x)) for x in values])
    if not settings.get("range") and (
        bars := [trace for trace in traces if trace["type"] == "bar"]
    ):
        half = step(bars[0]) / 2
        ends = ends[0] - half, ends[1] + half
    return PlainAxis(*ends, 0, 1, settings, any(isinstance(value, str) for value in values))


def upwards(figure: Figure, name: str) -> PlainAxis:
    """The axis of this name ("y", "y2" …) from below upwards."""
    settings = figure["layout"].get(f"yaxis{name[1:]}", {})
    traces = [trace for trace in figure["data"] if trace.get("yaxis", "y") == name]
    values = [(y, y) for trace in traces for y in trace["y"] if y is not None]
    low, high = _ends(settings, values)
    if not settings.get("range"):
        low = 0 if settings.get("rangemode") == "tozero" else low
        high += (high - low) * 0.055 or 1
    begin, end = settings.get("domain", (0, 1))
    return PlainAxis(low, high, begin, end, settings)


def _ends(settings: dict[str, Any], values: Sequence[tuple[float, float]]) -> tuple[float, float]:
    if settings.get("range"):
        low, high = map(number, settings["range"])
        return low, high
    if not values:
        return 0.0, 1.0
    return min(low for low, _ in values), max(high for _, high in values)


def step(trace: Trace) -> float:
    """From one bar to the next."""
    if trace.get("width"):
        return float(trace["width"]) / 1000  # of times, in ms
    places = sorted(map(number, trace["x"]))
    apart = (after - before for before, after in pairwise(places) if after > before)
    return min(apart, default=1.0)
