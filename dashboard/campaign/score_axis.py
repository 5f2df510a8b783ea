"""The axis on which a campaign's groups are drawn: no longer than they need, so that small differences show."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.words import chart_text, text
from feedback_buttons.reports.statistics.stats import Score

STEP = 0.5  # an axis begins and ends with a whole or a half score
CERTAIN = (
    1.0  # intervals up to this far from their mean lie within the axis; longer ones may be cut off
)


@dataclass(frozen=True, slots=True)
class ScoreAxis:
    """Part of a scale, from ``low`` to ``high``."""

    low: float
    high: float

    @property
    def words(self) -> str:
        """What stands above it."""
        return chart_text.axis(text.decimal(self.low), text.decimal(self.high))

    def meter(self, score: Score) -> Component:
        """The interval as a line, the mean as a dot; the numbers beside it say the same. A line that goes on beyond
        the axis fades at its end."""
        low, mean, high = map(self._place, (score.low, score.mean, score.high))
        line = {"left": f"{low:.1f}%", "width": f"{high - low:.1f}%"}
        beyond = ["before"] * (score.low < self.low) + ["behind"] * (score.high > self.high)
        parts = [
            html.I(style=line, className=" ".join(beyond) or None),
            html.B(style={"left": f"{mean:.1f}%"}),
        ]
        return html.Div(parts, className="meter", **blocks.aria(hidden="true"))

    def _place(self, at: float) -> float:
        """How far along the axis a score lies, in per cent."""
        return 100 * (min(max(at, self.low), self.high) - self.low) / (self.high - self.low)


def around(groups: Sequence[Score | None], scale: Sequence[int]) -> ScoreAxis:
    """The axis for these groups, at least one score long; the whole ``scale`` where none has a score."""
    scores = [score for score in groups if score]
    if not scores:
        return ScoreAxis(scale[0], scale[-1])
    certain = [score for score in scores if score.high - score.low <= 2 * CERTAIN]
    lowest, highest = scores[0].lowest, scores[0].highest
    low = min([score.mean for score in scores] + [score.low for score in certain])
    high = max([score.mean for score in scores] + [score.high for score in certain])
    low = max(lowest, STEP * math.floor(low / STEP))
    high = min(highest, max(STEP * math.ceil(high / STEP), low + 1))
    return ScoreAxis(min(low, high - 1), high)
