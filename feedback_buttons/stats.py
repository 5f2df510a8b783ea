"""Means, intervals and shares of scores from 1 to 10; pure.

Everywhere ``counts`` is a histogram of ten whole numbers: how many answers gave 1, 2, … 10. An
interval holds with 95 % certainty at all times at once (docs/statistics.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_buttons import intervals

LOWEST, HIGHEST = 1, 10
SCORES = tuple(float(score) for score in range(LOWEST, HIGHEST + 1))
NPS = (-100.0, 0.0, 100.0)  # what a detractor, a passive and a promoter bring
SATISFIED = 8  # from here on: what 4 and 5 of five points are kept as
CSAT = (0.0, 100.0)  # what others and the satisfied bring
LEAST = 10  # answers below which a mean would tell of persons
EARLY = (HIGHEST - LOWEST) / 2  # an interval that is wider tells next to nothing
WITHHELD = (
    f"too early to tell: fewer than {LEAST} answers, or an interval wider than half of the scale"
)
PLENTY = 50  # answers whose interval is never so wide, whatever they are


@dataclass(frozen=True, slots=True)
class Score:
    """The mean of some answers and its interval, all within 1 to 10. How it is told: scoretext.py."""

    mean: float
    low: float
    high: float
    answers: int

    @property
    def margin(self) -> float:
        """The distance from the mean to the farther end of its interval, in points."""
        return max(self.mean - self.low, self.high - self.mean)

    @property
    def early(self) -> bool:
        """Whether it is too early to tell: of too few people, or the interval takes more than half of the scale."""
        return self.answers < LEAST or self.high - self.low > EARLY


@dataclass(frozen=True, slots=True)
class Difference:
    """One mean less another, in points, and its interval."""

    mean: float
    low: float
    high: float

    @property
    def real(self) -> bool:
        """Whether it is more than chance: no difference is outside the interval."""
        return self.low > 0 or self.high < 0


def mean(counts: Sequence[int]) -> float | None:
    """The mean of the answers; None for no answers."""
    return _mean(counts) if sum(counts) > 0 else None


def score(counts: Sequence[int]) -> Score | None:
    """The mean of the answers, with its interval; None for no answers."""
    if sum(counts) <= 0:
        return None
    return Score(_mean(counts), *intervals.bounds(SCORES, tuple(counts)), answers=sum(counts))


def tells(counts: Sequence[int]) -> bool:
    """Whether the score of these answers may be shown: there are some, and it is not too early to tell."""
    if not LEAST <= sum(counts) < PLENTY:
        return sum(counts) >= PLENTY
    found = score(counts)
    return found is not None and not found.early


def difference(
    counts: Sequence[int], than: Sequence[int], alpha: float = intervals.ALPHA
) -> Difference | None:
    """How much higher the first's mean is than the other's; None while one has no answers.

    ``alpha`` is the chance that the truth is ever outside the interval; whoever makes several
    comparisons divides it among them.
    """
    if sum(counts) <= 0 or sum(than) <= 0:
        return None
    interval = intervals.difference(SCORES, tuple(counts), tuple(than), alpha)
    return Difference(_mean(counts) - _mean(than), *interval)


def nps(counts: Sequence[int]) -> float | None:
    """The net promoter score, -100 to 100: percent of 9 and 10 less percent of 1 to 6.

    >>> nps([0, 0, 0, 0, 0, 1, 0, 1, 1, 1])
    25.0
    """
    answers = sum(counts)
    if answers <= 0:
        return None
    return 100 * (sum(counts[8:]) - sum(counts[:6])) / answers


def nps_interval(counts: Sequence[int]) -> tuple[float, float] | None:
    """The interval of the net promoter score; None for no answers."""
    if sum(counts) <= 0:
        return None
    return intervals.bounds(NPS, (sum(counts[:6]), sum(counts[6:8]), sum(counts[8:])))


def csat(counts: Sequence[int]) -> float | None:
    """Customer satisfaction, 0 to 100: percent of 8 and more, which are 4 and 5 on five points.

    >>> csat([0, 0, 0, 1, 0, 1, 0, 1, 0, 1])
    50.0
    """
    answers = sum(counts)
    return 100 * sum(counts[SATISFIED - 1 :]) / answers if answers > 0 else None


def csat_interval(counts: Sequence[int]) -> tuple[float, float] | None:
    """The interval of customer satisfaction; None for no answers."""
    if sum(counts) <= 0:
        return None
    satisfied = sum(counts[SATISFIED - 1 :])
    return intervals.bounds(CSAT, (sum(counts) - satisfied, satisfied))


def _mean(counts: Sequence[int]) -> float:
    return sum(value * count for value, count in enumerate(counts, LOWEST)) / sum(counts)
