"""Where most can be gained: how much a mean would rise if one cell of its answers were as the rest; pure.

For a cell with ``n`` of all ``N`` answers, its mean ``m`` and that of the rest ``r``:

    gap  = r - m
    gain = n / N · gap        (which is r less the mean of all)

A cell with the largest gain always exists, also where all cells are alike. So its rank has a range: 4,000 sets
of shares are drawn from what the answers leave open (the Bayesian bootstrap: Rubin, Annals of Statistics 9,
1981; of counts it is a Dirichlet distribution with the counts as parameters, made of independent gamma
variables), every cell is ranked in every draw, and the places that 95% of the draws hold are told (as for
league tables: Goldstein and Spiegelhalter, J. R. Stat. Soc. A 159, 1996). docs/insight.md says what it can't
tell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.stats import Difference

DRAWS = 4000
SEED = 20261129  # the same answers give the same numbers, however often somebody looks
LEAST = 20  # answers of a cell, below which it goes with the rest
ENDS = (2.5, 97.5)  # percent of the draws
Counts = tuple[int, ...]
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Leverage:
    """What one cell holds back.

    Attributes:
        share: of all answers, 0 to 1.
        gap: the mean of the rest less its own, in points.
        gain: how much the mean of all would rise if the gap were closed; negative where the cell lifts it.
        rank: the best and the worst place that it has in 95% of the draws, of all cells; 1 gains most.
        first: in which share of the draws it gains most.
    """

    share: float
    gap: Difference
    gain: Difference
    rank: tuple[int, int]
    first: float

    def part(self, factor: float) -> Difference:
        """What closing the gap would add to a mean of which the cell is this part."""
        gap = self.gap
        return Difference(factor * gap.mean, factor * gap.low, factor * gap.high)


def leverages(cells: Sequence[Counts], others: Counts, draws: int = DRAWS) -> list[Leverage]:
    """Each cell's leverage; ``others`` are the answers that are in none of them. Nothing of a single cell beside which
    there is no rest.

    >>> [low, high] = leverages([(50, 0, 0, 0, 0, 0, 0, 0, 0, 0), (0, 0, 0, 0, 0, 0, 0, 0, 0, 150)], (0,) * 10)
    >>> low.share, low.gap.mean, low.gain.mean, low.rank
    (0.25, 9.0, 2.25, (1, 1))
    """
    if sum(any(counts) for counts in [*cells, others]) < 2:
        return []
    counts = np.array([*cells, others], float)
    scale = np.array(stats.scores(cells[0]), float)
    gaps, gains, shares = (row[0] for row in _measured(counts[None], scale))
    drawn = np.random.default_rng(SEED).standard_gamma(counts, (draws, *counts.shape))
    drawn_gaps, drawn_gains, _ = _measured(drawn, scale)
    places = (-drawn_gains).argsort(axis=1).argsort(axis=1) + 1
    ranks = np.percentile(places, ENDS, axis=0, method="closest_observation")
    gap_ends, gain_ends = (
        np.percentile(values, ENDS, axis=0) for values in (drawn_gaps, drawn_gains)
    )
    firsts = (places == 1).mean(axis=0)
    return [
        Leverage(
            float(shares[cell]),
            Difference(float(gaps[cell]), *map(float, gap_ends[:, cell])),
            Difference(float(gains[cell]), *map(float, gain_ends[:, cell])),
            (int(ranks[0, cell]), int(ranks[1, cell])),
            float(firsts[cell]),
        )
        for cell in range(len(cells))
    ]


def _measured(weights: Array, scale: Array) -> tuple[Array, Array, Array]:
    """Gaps, gains and shares of all cells but the last, which are the others; by set of weights and cell."""
    sizes, points = weights.sum(axis=2), weights @ scale
    whole, sum_of_points = sizes.sum(axis=1, keepdims=True), points.sum(axis=1, keepdims=True)
    own, own_points = sizes[:, :-1], points[:, :-1]
    others = whole - own
    gaps = _ratio(sum_of_points - own_points, others) - _ratio(own_points, own)
    gaps[(own == 0) | (others == 0)] = 0  # nobody is held against nobody
    shares = own / whole
    return gaps, shares * gaps, shares


def _ratio(points: Array, sizes: Array) -> Array:
    """The means; 0 where nobody answered."""
    return np.divide(points, sizes, out=np.zeros_like(points), where=sizes > 0)
