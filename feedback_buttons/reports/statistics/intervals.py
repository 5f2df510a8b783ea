"""Intervals of a mean that hold at all times at once, however often somebody looks; pure.

A gambler who doubts that the mean is ``m`` bets on every answer that it is higher. If it is m,
the bets are fair, and the chance that the gambler's wealth ever reaches 40 times what it began with
is at most 1 in 40 (Ville's inequality): such an m can be ruled out for good. Another gambler bets
that it is lower. What neither has ruled out is the interval.

Each gambler splits the money over some fixed bets at the start and lets it stand. So the wealth
is a sum of products of one factor an answer, and the order of the answers makes no difference: the
histogram is enough. Source: Waudby-Smith and Ramdas, "Estimating means of bounded random variables
by betting", J. R. Stat. Soc. B 86 (2024); docs/statistics.md has the formula and what it costs.

Values are mapped to 0..1 within this module. A wealth is given by its natural logarithm.
"""

from collections.abc import Sequence
from functools import lru_cache
from math import log

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]

ALPHA = 0.05  # the chance that the truth is ever outside
# The shares of the money staked on each answer: the small ones tell close means apart after millions
# of answers, the large ones say something after three. What all cost together is log(17).
BETS: Array = 1 / (1 + 2.0 ** -np.arange(-12, 5))
_LEAST = -30.0  # log of what counts as 0 on the scale of 0..1
_STEPS = 60  # of Newton's method; far more than it takes
_SPLITS = 33

Counts = tuple[int, ...]
Histograms = Counts | Array  # one, or one a row


@lru_cache(maxsize=4096)
def bounds(values: tuple[float, ...], counts: Counts, alpha: float = ALPHA) -> tuple[float, float]:
    """The interval of the mean of values seen so often each; ``values`` ascend.

    ``alpha`` is the chance that it leaves out the truth at any time, of whatever many looks.
    """
    limit = np.array([log(2 / alpha)])
    return _scaled(values, _lowest(counts, limit)[0], _highest(counts, limit)[0])


def bounds_of_many(
    values: tuple[float, ...], histograms: Sequence[Counts], alpha: float = ALPHA
) -> list[tuple[float, float]]:
    """The same of each of several histograms, at little more than one of them takes."""
    if not histograms:
        return []
    counts = np.asarray(histograms, float)
    limits = np.full(len(histograms), log(2 / alpha))
    ends = zip(_lowest(counts, limits), _highest(counts, limits), strict=True)
    return [_scaled(values, low, high) for low, high in ends]


@lru_cache(maxsize=4096)
def difference(
    values: tuple[float, ...], first: Counts, second: Counts, alpha: float = ALPHA
) -> tuple[float, float]:
    """The interval of the first's mean less the second's.

    The gamblers play both games with one purse: the product of their wealths is as fair a game as each
    is alone. So it is narrower than what is left when both intervals are compared.
    """
    span = values[-1] - values[0]
    least = _least_difference(first, second, alpha)
    return span * least, -span * _least_difference(second, first, alpha)


def _least_difference(first: Counts, second: Counts, alpha: float) -> float:
    """The least mean of the first less that of the second whose joint wealth is below the limit.

    As a function of how much of it the first game brought in it is convex: the second round of splits
    looks closely around the best of the first.
    """
    limit = log(2 / alpha)
    begin, end = _at_mean(first), limit - _at_mean(_mirrored(second))
    least = 0.0
    for _ in range(2):
        splits = np.linspace(begin, end, _SPLITS)
        differences = _lowest(first, splits) - _highest(second, limit - splits)
        best = int(differences.argmin())
        least = float(differences[best])
        begin, end = splits[max(best - 1, 0)], splits[min(best + 1, _SPLITS - 1)]
    return least


def _scaled(values: Sequence[float], low: float, high: float) -> tuple[float, float]:
    span = values[-1] - values[0]
    return values[0] + span * float(low), values[0] + span * float(high)


def _mirrored(counts: Counts) -> Counts:
    return counts[::-1]


def _highest(counts: Histograms, limits: Array) -> Array:
    """Betting that the mean is lower is betting that the mirrored mean is higher."""
    return 1 - _lowest(np.asarray(counts, float)[..., ::-1], limits)


def _lowest(counts: Histograms, limits: Array) -> Array:
    """For each limit the mean below which every mean has brought in that wealth; of as many histograms, one a limit.

    Newton's method on the logarithm of the mean: in it, the wealth is convex and falls, so from below
    the steps never pass the root, and an interval that is cut short is only too wide.
    """
    place = np.full_like(limits, _LEAST)
    for _ in range(_STEPS):
        wealth, slope = _wealth(counts, place)
        step = np.maximum(wealth - limits, 0) / np.maximum(-slope, 1e-300)
        place = np.minimum(place + step, 0.0)
        if (step < 1e-11).all():
            break
    return np.where(place > _LEAST, np.exp(place), 0.0)


def _at_mean(counts: Counts) -> float:
    """The wealth of the one who doubts the very mean of the answers: never above 0."""
    mean = float(np.dot(_places(counts), counts)) / sum(counts)
    wealth, _ = _wealth(counts, np.array([log(mean) if mean > 0 else _LEAST]))
    return float(wealth[0])


def _places(counts: Histograms) -> Array:
    return np.linspace(0, 1, np.shape(counts)[-1])


def _wealth(counts: Histograms, log_means: Array) -> tuple[Array, Array]:
    """The wealth of those who doubt each of these means, and its slope by the mean's logarithm. Of several histograms
    each has a mean of its own."""
    seen = np.asarray(counts, float)
    ratios = _places(counts) / np.exp(log_means)[:, None]
    factors = 1 + BETS[:, None, None] * (ratios - 1)  # by bet, mean and value
    logs = (np.log(factors) * seen).sum(axis=2)
    weights = np.exp(logs - logs.max(axis=0))
    wealth = logs.max(axis=0) + np.log(weights.mean(axis=0))
    slopes = -(BETS[:, None, None] * ratios / factors * seen).sum(axis=2)
    return wealth, (weights * slopes).sum(axis=0) / weights.sum(axis=0)
