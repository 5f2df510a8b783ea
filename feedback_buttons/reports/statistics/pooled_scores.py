"""One score over campaigns that may ask on different scales: their histograms brought together; pure.

Where all are told on one scale, it is the score of all their answers on it. Where some ask for ten and others for five
points, these are stretched from 1 to 5 to 1 to 10, as for the index. Scores from 0 to 10 are of another scale and
stay out beside others.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

from feedback_buttons.campaigns import scales, score_bands
from feedback_buttons.reports.statistics import intervals, stats
from feedback_buttons.reports.statistics.intervals import ALPHA
from feedback_buttons.reports.statistics.stats import Difference, Score

Counts = tuple[int, ...]
# Where both ten and five points are asked, answers lie on quarters of a point: 1, 1.25, … 10.
_QUARTERS = tuple(stats.LOWEST + step / 4 for step in range(4 * (stats.HIGHEST - stats.LOWEST) + 1))


@dataclass(frozen=True, slots=True)
class Pool:
    """The answers of some campaigns.

    Attributes:
        scale: in which their score is told, of scales.TOLD.
        counts: how many gave each value, from the lowest of the scale to the highest, evenly apart.
        shape: how many gave each score, of the scale; of five points among ten twice the point.
        bands: how many gave a low, a middle and a high score.
    """

    scale: str
    counts: Counts
    shape: Counts
    bands: tuple[int, int, int]

    @property
    def answers(self) -> int:
        """How many there are."""
        return sum(self.counts)

    @property
    def values(self) -> tuple[float, ...]:
        """What is counted at each place of ``counts``."""
        points = tuple(map(float, scales.TOLD[self.scale]))
        return points if len(self.counts) == len(points) else _QUARTERS

    @property
    def mean(self) -> float | None:
        """None for no answers."""
        return _dot(self.values, self.counts) / self.answers if self.answers else None

    @property
    def deviation(self) -> float | None:
        """How far the answers lie from their mean (standard deviation), in points; None while it is too early to
        tell."""
        average, estimate = self.mean, self.score
        if average is None or estimate is None or estimate.early:
            return None
        off = [(value - average) ** 2 for value in self.values]
        return sqrt(_dot(off, self.counts) / self.answers)

    @property
    def score(self) -> Score | None:
        """Their mean with its interval; None for no answers."""
        average = self.mean
        if average is None:
            return None
        low, high = intervals.bounds(self.values, self.counts)
        return Score(average, low, high, self.answers, int(self.values[0]), int(self.values[-1]))

    def less(self, other: "Pool", alpha: float = ALPHA) -> Difference | None:
        """How much higher their mean is than another's; None while it is too early to tell of one, or where they were
        asked on different scales."""
        first, second = self.mean, other.mean
        if first is None or second is None or len(self.counts) != len(other.counts):
            return None
        if not all(pool.score and not pool.score.early for pool in (self, other)):
            return None
        interval = intervals.difference(self.values, self.counts, other.counts, alpha)
        return Difference(first - second, *interval)


def told(scales_asked: Collection[str]) -> str | None:
    """The scale in which a score over campaigns that are told in these is told; None for no campaign."""
    counting = {scale for scale in scales_asked if scale != scales.FROM_ZERO} or set(scales_asked)
    if len(counting) > 1:
        return scales.USUAL
    return next(iter(counting), None)


def counts(scale: str, scales_asked: Collection[str]) -> bool:
    """Whether a campaign that is told in a scale has a part in the score over campaigns that are told in these.

    >>> counts("0-10", {"0-10"}), counts("0-10", {"0-10", "1-5"})
    (True, False)
    """
    return scale != scales.FROM_ZERO or not set(scales_asked) - {scales.FROM_ZERO}


def pool(histograms: Sequence[Sequence[int]], scales_asked: Sequence[str]) -> Pool | None:
    """The answers of some campaigns together; None for no campaign.

    Args:
        histograms: how many gave 0 … 10, a campaign each.
        scales_asked: the scale in which each campaign is told.
    """
    scale = told(scales_asked)
    if scale is None:
        return None
    parts = [
        ([max(count, 0) for count in histogram], own)
        for histogram, own in zip(histograms, scales_asked, strict=True)
        if counts(own, scales_asked)
    ]
    stored = [sum(column) for column in zip(*(histogram for histogram, _ in parts), strict=True)]
    shape = scales.histogram(stored, scale)
    mixed = len({own for _, own in parts}) > 1
    return Pool(scale, _quarters(parts) if mixed else shape, shape, score_bands.by_band(stored))


def _quarters(parts: Sequence[tuple[Sequence[int], str]]) -> Counts:
    """The answers on the places of _QUARTERS: of ten points every fourth, of five every ninth."""
    placed = [0] * len(_QUARTERS)
    for histogram, own in parts:
        shown = scales.histogram(histogram, own)
        step = (len(_QUARTERS) - 1) // (len(shown) - 1)
        for place, count in enumerate(shown):
            placed[place * step] += count
    return tuple(placed)


def _dot(values: Sequence[float], counts: Sequence[int]) -> float:
    return sum(value * count for value, count in zip(values, counts, strict=True))
