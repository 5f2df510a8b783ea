"""How answers with something differ from those without it: means, low and high scores, each with an interval; pure.

For a histogram *with* and one *without* three differences are told:

    mean(with) - mean(without)
    100 · (share of 1 to 6 with - share of 1 to 6 without)
    100 · (share of 9 and 10 with - share of 9 and 10 without)

What only lowers shows in the second, what only raises in the third: the asymmetry of "basics" and "delighters"
(Kano et al., "Attractive quality and must-be quality", J. Japanese Soc. Quality Control 14, 1984; as a contrast of
both ends of a scale: Brandt, "How service marketers can identify value-enhancing service elements", J. Services
Marketing 2, 1988).

Either histogram has the interval of intervals.py, which holds at all times at once; the difference lies between the
lower end of one less the upper end of the other, and the reverse. The 5% are divided among all pairs, and among both
intervals (Bonferroni). That is wider than the interval of a difference there, and takes a hundredth of the time. A
difference is no proof of a cause: docs/insight.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from feedback_buttons.campaigns import score_bands
from feedback_buttons.reports.statistics import intervals, stats
from feedback_buttons.reports.statistics.intervals import ALPHA
from feedback_buttons.reports.statistics.stats import Difference

LEAST = 20  # answers with and without, below which nothing is told of a difference
_PERCENT = (0.0, 100.0)
LOW_OF_FIVE, HIGH_OF_FIVE = 3, 5  # what 6 and 10 are kept of
Counts = tuple[int, ...]
Pair = tuple[Counts, Counts]  # the histograms with and without, of one scale


@dataclass(frozen=True, slots=True)
class Contrast:
    """How those with something differ from those without: in the mean, in points; and in the shares of low and of high
    scores, in percent points."""

    mean: Difference
    low: Difference
    high: Difference


def enough(part: Counts, whole: Counts) -> bool:
    """Whether enough of a whole are in a part of it, and enough are not."""
    return LEAST <= sum(part) <= sum(whole) - LEAST


def rest(part: Counts, whole: Counts) -> Counts:
    """Those of a whole that are not in a part of it."""
    return tuple(all_ - own for all_, own in zip(whole, part, strict=True))


def contrasts(pairs: Sequence[Pair]) -> list[Contrast]:
    """The contrast of each pair, neither of which is empty; all are of one scale.

    >>> [contrast] = contrasts([((0, 0, 30, 0, 0, 0, 0, 10, 0, 0), (0, 0, 0, 0, 0, 0, 0, 40, 0, 0))])
    >>> contrast.mean.mean, contrast.low.mean, contrast.high.mean
    (-3.75, 75.0, 0.0)
    """
    if not pairs:
        return []
    scores = tuple(map(float, stats.scores(pairs[0][0])))
    lows, highs = ([_halves(pair, end) for pair in pairs] for end in (0, 1))
    differences = _apart(scores, pairs), _apart(_PERCENT, lows), _apart(_PERCENT, highs)
    return [Contrast(*three) for three in zip(*differences, strict=True)]


def ends(counts: Counts) -> tuple[int, int]:
    """How many gave a low score (1 to 6; up to 3 of five), and how many a high one (9 or 10; 5 of five).

    >>> ends((1, 0, 0, 0, 0, 2, 4, 4, 1, 2)), ends((1, 1, 1, 5, 7))
    ((3, 3), (3, 7))
    """
    if len(counts) == stats.FIVE:
        return sum(counts[:LOW_OF_FIVE]), sum(counts[HIGH_OF_FIVE - 1 :])
    low, _, high = score_bands.by_band(counts)
    return low, high


def _halves(pair: Pair, end: int) -> Pair:
    """Of each of both: how many are not at this end of the scale, and how many are."""
    at_end = [ends(counts)[end] for counts in pair]
    first, second = ((sum(counts) - some, some) for counts, some in zip(pair, at_end, strict=True))
    return first, second


def _apart(values: tuple[float, ...], pairs: Sequence[Pair]) -> list[Difference]:
    """How much higher the first's mean of each pair is."""
    histograms = [counts for pair in pairs for counts in pair]
    bounds = intervals.bounds_of_many(values, histograms, ALPHA / (2 * len(pairs)))
    means = [
        sum(value * count for value, count in zip(values, counts, strict=True)) / sum(counts)
        for counts in histograms
    ]
    return [
        Difference(
            means[place] - means[place + 1],
            bounds[place][0] - bounds[place + 1][1],
            bounds[place][1] - bounds[place + 1][0],
        )
        for place in range(0, len(histograms), 2)
    ]
