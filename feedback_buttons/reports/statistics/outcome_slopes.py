"""How far what people did later moves with the score that they gave: a straight line; pure.

Of people who gave the score s and whose outcome is y, the line of least squares rises by

    b = Σ (s - mean of s) · y / Σ (s - mean of s)²

a point. Its standard error allows that outcomes spread differently at each score (White,
"A heteroskedasticity-consistent covariance matrix estimator", Econometrica 48, 1980; with the factor n / (n - 2)).
Sums by score are enough for both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from feedback_buttons.reports.statistics.stats import Difference

LEAST = 50  # people, below which nothing is told
ALPHA = 0.05  # that an interval misses, of all rows of one look


@dataclass(frozen=True, slots=True)
class OutcomeSum:
    """Of those who gave one score: how many people, the sum of their outcomes, and of the squares of these."""

    people: int
    total: float
    squares: float


def tells(sums: Mapping[int, OutcomeSum]) -> bool:
    """Whether a slope can be told: of LEAST people or more, who did not all give one score."""
    answered = [score for score, one in sums.items() if one.people]
    return len(answered) > 1 and sum(one.people for one in sums.values()) >= LEAST


def slope(sums: Mapping[int, OutcomeSum], alpha: float = ALPHA) -> Difference | None:
    """By how much the outcome is higher a point, with an interval that misses in ``alpha`` of looks; None where it
    cannot be told.

    >>> slope({2: OutcomeSum(100, 10.0, 10.0), 6: OutcomeSum(100, 50.0, 50.0)}).mean
    0.1
    """
    if not tells(sums):
        return None
    people = sum(one.people for one in sums.values())
    middle = sum(score * one.people for score, one in sums.items()) / people
    spread = sum((score - middle) ** 2 * one.people for score, one in sums.items())
    rise = sum((score - middle) * one.total for score, one in sums.items()) / spread
    level = sum(one.total for one in sums.values()) / people
    meat = 0.0
    for score, one in sums.items():
        fitted = level + rise * (score - middle)
        off = one.squares - 2 * fitted * one.total + one.people * fitted**2
        meat += (score - middle) ** 2 * max(off, 0.0)
    error = sqrt(people / (people - 2) * meat) / spread
    margin = NormalDist().inv_cdf(1 - alpha / 2) * error
    return Difference(rise, rise - margin, rise + margin)
