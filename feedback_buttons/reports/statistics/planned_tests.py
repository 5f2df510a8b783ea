"""What a test would have said that was planned for one look, and how many more answers it takes until the intervals
here, which hold at every look, tell two scores apart; pure. docs/statistics.md has the formulas and what each costs."""

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt
from statistics import NormalDist

from feedback_buttons.reports.statistics import intervals, stats
from feedback_buttons.reports.statistics.stats import Difference

LEAST = 30  # answers of each, from which on the mean is near enough to normal
_STEPS = 4
MOST = 200.0  # times as many answers as there are, beyond which nobody would wait


def planned(
    counts: Sequence[int], than: Sequence[int], alpha: float = intervals.ALPHA
) -> Difference | None:
    """The difference with the interval of Welch's test, which is right for whoever looks once, at a time fixed before;
    None for fewer than LEAST answers of either."""
    if min(sum(counts), sum(than)) < LEAST or len(counts) != len(than):
        return None
    (mean, error), (other, other_error) = _mean(counts), _mean(than)
    margin = NormalDist().inv_cdf(1 - alpha / 2) * sqrt(error + other_error)
    return Difference(mean - other, mean - other - margin, mean - other + margin)


def more_answers(
    counts: Sequence[int], than: Sequence[int], alpha: float = intervals.ALPHA
) -> int | None:
    """How many more answers of both together tell them apart, should people go on to answer as until now; None where
    they are apart already, where nobody would wait so long, or for fewer than LEAST answers of either."""
    if min(sum(counts), sum(than)) < LEAST or len(counts) != len(than):
        return None
    times = _times(tuple(counts), tuple(than), alpha)
    return None if times is None else round((times - 1) * (sum(counts) + sum(than)))


@lru_cache(maxsize=256)
def _times(counts: tuple[int, ...], than: tuple[int, ...], alpha: float) -> float | None:
    """How many times as many answers it takes; None where there are enough, or never will be. The distance from a
    difference to the near end of its interval falls about with the root of the answers: a few such steps suffice."""
    now = stats.difference(counts, than, alpha)
    if now is None or now.real or not now.mean:
        return None
    times = 1.0
    for _ in range(_STEPS):
        more, others = (
            tuple(round(count * times) for count in histogram) for histogram in (counts, than)
        )
        difference = stats.difference(more, others, alpha)
        if difference is None:
            return None
        near = difference.low if difference.mean > 0 else difference.high
        times *= (abs(difference.mean - near) / abs(now.mean)) ** 2
        if times > MOST:
            return None
    return times


def _mean(counts: Sequence[int]) -> tuple[float, float]:
    """The mean and the square of its standard error."""
    answers = sum(counts)
    scores = stats.scores(counts)
    mean = stats.points(counts) / answers
    square = sum((score - mean) ** 2 * count for score, count in zip(scores, counts, strict=True))
    return mean, square / (answers - 1) / answers
