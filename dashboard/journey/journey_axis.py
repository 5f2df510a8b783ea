"""The axis on which all touchpoints stand: of scores from 1 to 10; of another scale by their place between worst and
best."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.reports.scores.touchpoint_scores import TouchpointScore
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.stats import Score

STEP = 0.5  # it begins and ends with a whole or a half score
CERTAIN = 1.0  # intervals up to this far from their mean lie within it; longer ones are cut off


@dataclass(frozen=True, slots=True)
class JourneyAxis:
    """Part of the way from 1 to 10, from ``low`` to ``high``."""

    low: float
    high: float

    @classmethod
    def around(cls, touchpoints: Iterable[TouchpointScore]) -> "JourneyAxis | None":
        """The axis for these touchpoints, at least two scores long; None where none has a score."""
        scores = [score.pool.score for score in touchpoints]
        shown = [score for score in scores if score and not score.early]
        if not shown:
            return None
        certain = [score for score in shown if score.high - score.low <= 2 * CERTAIN]
        low = min(_of_ten(end, score) for score in shown for end in _ends(score, certain)[:2])
        high = max(_of_ten(end, score) for score in shown for end in _ends(score, certain)[1:])
        low, high = STEP * math.floor(low / STEP), STEP * math.ceil(high / STEP)
        high = min(max(high, low + 2), float(stats.HIGHEST))
        return cls(max(min(low, high - 2), float(stats.LOWEST)), high)

    def track(self, score: Score) -> Component:
        """The interval as a line, the mean as a dot; the style sheet lays them upwards, on a phone across."""
        low, mean, high = (
            self._place(_of_ten(end, score)) for end in (score.low, score.mean, score.high)
        )
        style: dict[str, Any] = {
            "--low": f"{low:.1f}%",
            "--mean": f"{mean:.1f}%",
            "--high": f"{100 - high:.1f}%",
        }
        return html.Div(
            [html.I(), html.B()], style=style, className="track", **blocks.aria(hidden="true")
        )

    def _place(self, at: float) -> float:
        """How far along the axis a score lies, in per cent."""
        return 100 * (min(max(at, self.low), self.high) - self.low) / (self.high - self.low)


def _ends(score: Score, certain: Iterable[Score]) -> tuple[float, float, float]:
    """What of a score must lie within the axis: its interval where that is short, else its mean."""
    inside = score in certain
    return score.low if inside else score.mean, score.mean, score.high if inside else score.mean


def _of_ten(value: float, score: Score) -> float:
    """Where a value of the score's scale lies on the way from 1 to 10."""
    share = (value - score.lowest) / (score.highest - score.lowest)
    return stats.LOWEST + share * (stats.HIGHEST - stats.LOWEST)
