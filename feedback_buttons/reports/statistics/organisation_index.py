"""The organisation's index: one number over all campaigns, and what moved it; pure.

It is the mean of the campaigns' scores, each weighed by the square root of its answers: a mail to a
million counts for more than one to a thousand, but does not drown it (docs/statistics.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

Z = 1.96  # standard errors to either side within which 95% lie


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
    what moved it, the largest first: their pulls add up to the change. ``weight`` is what it stands for beside the
    indices of other installations, ``weight_then`` what it stood for a day ago."""

    value: float
    margin: float
    change: float | None
    answers: int
    campaigns: int
    movers: tuple[Mover, ...]
    weight: float = 0.0
    weight_then: float = 0.0


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
    now_all = sum(sqrt(part.answers) for part in counting)
    sums = _sum(counting), len(counting)
    if not before:
        return Index(value, _margin(counting), None, *sums, (), now_all)
    then = _mean(before)
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
    return Index(value, _margin(counting), value - then, *sums, moved, now_all, then_all)


def joined(indices: Sequence[Index]) -> Index | None:
    """The index of several installations: what it would be had all their campaigns been one's, but for what moved it;
    None while none has an answer.

    >>> whole = index([Part("a", "A", 4, 32.0, 1, 7.0), Part("b", "B", 9, 54.0, 0, 0.0)])
    >>> halves = index([Part("a", "A", 4, 32.0, 1, 7.0)]), index([Part("b", "B", 9, 54.0, 0, 0.0)])
    >>> together = joined([half for half in halves if half])
    >>> (together.value, together.change) == (whole.value, whole.change)
    True
    """
    weight = sum(part.weight for part in indices)
    if not weight:
        return None
    value = sum(part.weight * part.value for part in indices) / weight
    margin = sqrt(sum((part.weight * part.margin) ** 2 for part in indices)) / weight
    before = [part for part in indices if part.change is not None]
    weight_then = sum(part.weight_then for part in before)
    then = sum(part.weight_then * (part.value - (part.change or 0)) for part in before)
    change = value - then / weight_then if weight_then else None
    answers, campaigns = (
        sum(getattr(part, name) for part in indices) for name in ("answers", "campaigns")
    )
    return Index(value, margin, change, answers, campaigns, (), weight, weight_then)


def _margin(parts: Sequence[Part]) -> float:
    """With 95% certainty, at each look. The square of a weight is the number of answers that a variance is divided
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
