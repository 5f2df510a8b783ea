"""The organisation's index: one number over all campaigns, and what moved it; pure.

It is the mean of the campaigns' scores, each weighed by the square root of its answers: a mail to a
million counts for more than one to a thousand, but does not drown it (docs/statistics.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.96  # standard errors to either side within which 95 % lie


@dataclass(frozen=True, slots=True)
class Part:
    """One campaign's answers and the sum of their scores, brought to 1 to 10 where five buttons were
    asked: in the index's window now, and in the same
    window a day ago."""

    slug: str
    name: str
    answers: int
    points: float
    answers_then: int
    points_then: float
    variance: float = 0.0  # of its scores now

    @property
    def score(self) -> float | None:
        """The mean now."""
        return self.points / self.answers if self.answers else None

    @property
    def score_then(self) -> float | None:
        """The mean a day ago."""
        return self.points_then / self.answers_then if self.answers_then else None


@dataclass(frozen=True, slots=True)
class Mover:
    """How many points of the index's change are one campaign's."""

    part: Part
    pull: float


@dataclass(frozen=True, slots=True)
class Index:
    """The index, 1 to 10, and how far it may be off either way; how it changed within a day, if there was one then;
    what moved it, the largest first: their pulls add up to the change."""

    value: float
    margin: float
    change: float | None
    answers: int
    campaigns: int
    movers: tuple[Mover, ...]


def index(parts: Sequence[Part]) -> Index | None:
    """The index of these campaigns; None while none has an answer.

    A campaign's pull is its weight times how far its score is from what the index was, less the same as
    of a day ago: what it would be had nothing moved is 0.
    """
    counting = [part for part in parts if part.answers]
    if not counting:
        return None
    value = _mean([(part.answers, part.points) for part in counting])
    before = [(part.answers_then, part.points_then) for part in parts if part.answers_then]
    if not before:
        return Index(value, _margin(counting), None, _sum(counting), len(counting), ())
    then = _mean(before)
    now_all = sum(sqrt(part.answers) for part in counting)
    then_all = sum(sqrt(answers) for answers, _ in before)
    movers = [
        Mover(
            part,
            _pull(part.answers, part.points, then) / now_all
            - _pull(part.answers_then, part.points_then, then) / then_all,
        )
        for part in parts
    ]
    movers.sort(key=lambda mover: abs(mover.pull), reverse=True)
    moved = tuple(mover for mover in movers if mover.pull)
    return Index(value, _margin(counting), value - then, _sum(counting), len(counting), moved)


def _margin(parts: Sequence[Part]) -> float:
    """With 95 % certainty, at each look. The square of a weight is the number of answers that a variance is divided
    by, so that neither stands here."""
    return (
        Z * sqrt(sum(part.variance for part in parts)) / sum(sqrt(part.answers) for part in parts)
    )


def _sum(parts: Sequence[Part]) -> int:
    return sum(part.answers for part in parts)


def _mean(sums: Sequence[tuple[int, float]]) -> float:
    weights = [sqrt(answers) for answers, _ in sums]
    means = [points / answers for answers, points in sums]
    return sum(w * m for w, m in zip(weights, means, strict=True)) / sum(weights)


def _pull(answers: int, points: float, then: float) -> float:
    return sqrt(answers) * (points / answers - then) if answers else 0.0
