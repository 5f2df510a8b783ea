"""How a difference is written: with its sign, and from where to where it may be."""

from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.stats import Difference


def points(difference: Difference | None, digits: int = 1) -> str:
    """ "−0.7 (−0.9 to −0.5)", a dash where it is too early to tell."""  # noqa: RUF002 (a minus sign)
    if difference is None:
        return text.NONE
    ends = map(score_text.with_sign, score_text.outwards(difference.low, difference.high, digits))
    low, high = ends
    span = tr("{low} to {high}").format(low=low, high=high)
    return f"{score_text.signed(difference.mean, digits)} ({span})"


def turned(difference: Difference) -> Difference:
    """The same the other way round: the second less the first."""
    return Difference(-difference.mean, -difference.high, -difference.low)
