"""Why a score moved between two periods: split exactly into who answered and how they answered; pure.

Of every kind of group (language, client, an attribute, a follow-up question) the change is a sum over its groups of

    mix     (p1 - p0) · ((m0 + m1) / 2 - M)     more or fewer of them answered
    within  (p0 + p1) / 2 · (m1 - m0)           they answer otherwise

where p is a group's share of the answers and m its mean before (0) and now (1), and M the mean of both periods' means.
Source: Evelyn Kitagawa, "Components of a difference between two rates", J. Am. Stat. Assoc. 50 (1955).
docs/statistics.md says what it leans on, and tests/benchmarks/changes.py how often it errs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

from feedback_buttons.reports.statistics import stats

OF_EACH = 30  # answers of a group in each period, below which it goes with the smaller ones
ALPHA = 0.05  # the chance that anything is named where nothing changed
Counts = Sequence[int]
Groups = Mapping[str | None, Counts]  # a histogram of each group; None: the smaller ones together
_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class ChangePart:
    """What one group brings to the change, in points, by one cause, and its interval.

    Attributes:
        kind: of which kind the group is, as segments.py names it.
        value: the group; None for the smaller ones together.
        cause: ``within``: they answer otherwise; ``mix``: more or fewer of them answered.
        before: how many of them gave each score then.
        now: how many of them give each score now.
        shares: their share of all answers then, and now.
    """

    kind: str
    value: str | None
    cause: Literal["within", "mix"]
    points: float
    low: float
    high: float
    before: Counts
    now: Counts
    shares: tuple[float, float]

    @property
    def real(self) -> bool:
        """Whether it is more than chance, with all groups of all kinds looked at."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Why:
    """The parts of a change, those that are more than chance first, then the largest.

    Attributes:
        points: the change of the mean. The parts of each kind add up to it.
        alike: the kinds of which no group moved otherwise than the others, as far as can be told.
    """

    points: float
    parts: tuple[ChangePart, ...]
    alike: frozenset[str]

    @property
    def named(self) -> tuple[ChangePart, ...]:
        """The parts that are more than chance."""
        return tuple(part for part in self.parts if part.real)


@dataclass(frozen=True, slots=True)
class _Group:
    """A group in both periods: its histograms, its shares of the answers, its means and their variances."""

    value: str | None
    counts: tuple[Counts, Counts]
    shares: tuple[float, float]
    means: tuple[float, float]
    errors: tuple[float, float]

    @property
    def fell(self) -> float:
        """How much higher its mean is now."""
        return self.means[1] - self.means[0]

    @property
    def freedom(self) -> float:
        """The degrees of freedom of that difference (Welch and Satterthwaite)."""
        whole = sum(self.errors)
        if not whole:
            return float("inf")
        parts = zip(self.errors, self.counts, strict=True)
        return whole**2 / sum(error**2 / (sum(counts) - 1) for error, counts in parts)


def explain(
    before: Mapping[str, Groups], now: Mapping[str, Groups], alpha: float = ALPHA
) -> Why | None:
    """Split the change between two periods, by each kind that both know.

    Args:
        before: the histograms of the groups of each kind, all of one scale.
        now: those of the later period.
        alpha: the chance that anything at all is named where nothing changed; divided among all parts.

    Returns:
        None where no kind has two groups of OF_EACH answers in both periods.
    """
    kinds = {kind: list(_groups(before[kind], now[kind])) for kind in before if kind in now}
    kinds = {kind: groups for kind, groups in kinds.items() if len(groups) > 1}
    if not kinds:
        return None
    share = alpha / (2 * sum(len(groups) for groups in kinds.values()))
    parts = [part for kind, groups in kinds.items() for part in _parts(kind, groups, share)]
    parts.sort(key=lambda part: (not part.real, -abs(part.points)))
    alike = frozenset(kind for kind, groups in kinds.items() if _alike(groups) > alpha / len(kinds))
    first = next(iter(kinds.values()))
    return Why(_mean(first, 1) - _mean(first, 0), tuple(parts), alike)


def _groups(before: Groups, now: Groups) -> Iterator[_Group]:
    """The groups that are large enough in both periods, and the others together where those are."""
    pairs = {value: (before.get(value, ()), now.get(value, ())) for value in {**before, **now}}
    large: dict[str | None, tuple[Counts, Counts]] = {
        value: pair
        for value, pair in pairs.items()
        if value is not None and min(sum(pair[0]), sum(pair[1])) >= OF_EACH
    }
    small = [pair for value, pair in pairs.items() if value not in large]
    together = _sum([pair[0] for pair in small]), _sum([pair[1] for pair in small])
    if min(sum(together[0]), sum(together[1])) >= OF_EACH:
        large[None] = together
    elif sum(together[0]) or sum(together[1]):  # too few to speak of, but all must add up
        least = min(large, key=lambda value: sum(map(sum, large[value])), default=None)
        if least is not None:
            pair = large.pop(least)
            large[None] = _sum([pair[0], together[0]]), _sum([pair[1], together[1]])
    whole = [sum(sum(pair[period]) for pair in large.values()) for period in (0, 1)]
    for value, pair in large.items():
        sizes = sum(pair[0]), sum(pair[1])
        shares = sizes[0] / whole[0], sizes[1] / whole[1]
        means = stats.points(pair[0]) / sizes[0], stats.points(pair[1]) / sizes[1]
        yield _Group(value, pair, shares, means, (_error(pair[0]), _error(pair[1])))


def _parts(kind: str, groups: list[_Group], alpha: float) -> Iterator[ChangePart]:
    """Both parts of every group, each with the interval that leaves out the truth with the chance ``alpha``."""
    middle = (_mean(groups, 0) + _mean(groups, 1)) / 2
    sizes = [sum(sum(group.counts[period]) for group in groups) for period in (0, 1)]
    for group in groups:
        share, centre = sum(group.shares) / 2, sum(group.means) / 2 - middle
        moved = group.shares[1] - group.shares[0]
        spread = [p * (1 - p) / n for p, n in zip(group.shares, sizes, strict=True)]
        within = share * sqrt(sum(group.errors)) * student(1 - alpha / 2, group.freedom)
        # Where a group stands is known no better than its mean: that is in it too, or a group near the middle
        # would be named for next to nothing.
        loose = sqrt(centre**2 * sum(spread) + moved**2 * sum(group.errors) / 4)
        mix = loose * _NORMAL.inv_cdf(1 - alpha / 2)
        yield _part(kind, "within", share * group.fell, within, group)
        yield _part(kind, "mix", moved * centre, mix, group)


def _part(
    kind: str, cause: Literal["within", "mix"], points: float, margin: float, group: _Group
) -> ChangePart:
    ends = points - margin, points + margin
    return ChangePart(kind, group.value, cause, points, *ends, *group.counts, group.shares)


def _alike(groups: list[_Group]) -> float:
    """How likely groups that all moved alike would move so differently (Cochran's Q, chi-squared)."""
    measured = [group for group in groups if sum(group.errors) > 0]
    if len(measured) < 2:
        return 1.0
    weights = [1 / sum(group.errors) for group in measured]
    pairs = list(zip(weights, measured, strict=True))
    common = sum(weight * group.fell for weight, group in pairs) / sum(weights)
    apart = sum(weight * (group.fell - common) ** 2 for weight, group in pairs)
    return chi_squared(apart, len(measured) - 1)


def student(p: float, freedom: float) -> float:
    """The quantile of Student's t, from the normal one (Cornish and Fisher); good from 10 degrees of freedom.

    >>> round(student(0.975, 30), 3), round(student(0.999, 29), 2)
    (2.042, 3.4)
    """
    z = _NORMAL.inv_cdf(p)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def chi_squared(value: float, freedom: int) -> float:
    """The chance that chi-squared is larger (Wilson and Hilferty).

    >>> round(chi_squared(7.815, 3), 3), round(chi_squared(3.841, 1), 2)
    (0.049, 0.05)
    """
    if value <= 0:
        return 1.0
    scale = 2 / (9 * freedom)
    return 1 - _NORMAL.cdf(((value / freedom) ** (1 / 3) - 1 + scale) / sqrt(scale))


def _mean(groups: list[_Group], period: int) -> float:
    return sum(group.shares[period] * group.means[period] for group in groups)


def _error(counts: Counts) -> float:
    """The variance of the mean of some answers."""
    answers = sum(counts)
    mean = stats.points(counts) / answers
    squares = sum(
        count * (score - mean) ** 2
        for score, count in zip(stats.scores(counts), counts, strict=True)
    )
    return squares / (answers - 1) / answers


def _sum(histograms: list[Counts]) -> Counts:
    filled = [counts for counts in histograms if len(counts)]
    return tuple(map(sum, zip(*filled, strict=True)))
