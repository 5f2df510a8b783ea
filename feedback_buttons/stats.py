"""Means, intervals and shares of scores from 1 to 10; pure.

Everywhere ``counts`` is a histogram of ten whole numbers: how many answers gave 1, 2, … 10.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LOWEST, HIGHEST = 1, 10
Z = 1.96  # two-sided 95 % of the normal distribution
PSEUDO = 1  # answers imagined at each end of the scale


@dataclass(frozen=True, slots=True)
class Score:
    """The mean of some answers and its 95 % interval, all within 1 to 10.

    >>> str(score([20, 8, 10, 17, 39, 61, 115, 163, 88, 40]))
    '7.1 ± 0.2 from 561 answers'
    """

    mean: float
    low: float
    high: float
    answers: int

    @property
    def margin(self) -> float:
        """The distance from the mean to the farther end of its interval, in points."""
        return max(self.mean - self.low, self.high - self.mean)

    @property
    def plus_minus(self) -> str:
        """The margin as text, never "± 0.0": "± 0.3", "± 0.02"."""
        return f"± {self.margin:.1f}" if self.margin >= 0.05 else f"± {max(self.margin, 0.01):.2f}"

    def __str__(self) -> str:
        noun = "answer" if self.answers == 1 else "answers"
        return f"{self.mean:.1f} {self.plus_minus} from {self.answers:,} {noun}"


def score(counts: Sequence[int]) -> Score | None:
    """The mean, its interval honest also for few and for unanimous answers; None for no answers.

    One answer is imagined at each end of the scale before the normal interval is taken: the moments
    of the Bayesian posterior under that prior. For answers of 1 and 10 only it is Laplace's rule
    of succession, the uniform prior of a share (see Brown, Cai and DasGupta, "Interval estimation
    for a binomial proportion", Statistical Science 16, 2001, on why priors beat the plain normal
    interval). Unlike a t-interval it has a width for one answer and for equal answers, and holds
    its 95 % also where nearly all answers are 10. The mean itself is the plain one.
    """
    answers = sum(counts)
    if answers <= 0:
        return None
    widened = [counts[0] + PSEUDO, *counts[1:-1], counts[-1] + PSEUDO]
    centre, variance = _moments(widened)
    reach = Z * sqrt(variance / (sum(widened) + 1))
    mean, _ = _moments(counts)
    return Score(
        mean=mean,
        low=max(LOWEST, min(mean, centre - reach)),
        high=min(HIGHEST, max(mean, centre + reach)),
        answers=answers,
    )


def nps(counts: Sequence[int]) -> float | None:
    """The net promoter score, -100 to 100: percent of 9 and 10 less percent of 1 to 6.

    >>> nps([0, 0, 0, 0, 0, 1, 0, 1, 1, 1])
    25.0
    """
    answers = sum(counts)
    if answers <= 0:
        return None
    return 100 * (sum(counts[8:]) - sum(counts[:6])) / answers


def _moments(counts: Sequence[int]) -> tuple[float, float]:
    answers = sum(counts)
    mean = sum(value * count for value, count in enumerate(counts, LOWEST)) / answers
    return mean, sum((value - mean) ** 2 * count for value, count in enumerate(counts, 1)) / answers
