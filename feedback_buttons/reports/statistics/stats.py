"""Means, intervals and shares of scores from 1 to 10, from 0 to 10, or from 1 to 5; pure.

Everywhere ``counts`` is a histogram of ten whole numbers, how many answers gave 1, 2, … 10; or of eleven, which
begins with those of 0; or of five. An interval holds with 95% certainty at all times at once (docs/statistics.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul

from feedback_buttons.campaigns import scales, score_bands
from feedback_buttons.reports.statistics import intervals

LOWEST, HIGHEST = scales.SCORES[scales.USUAL][0], scales.ANY[-1]
FIVE = scales.TOLD[scales.FIVE][-1]
SCORES = tuple(float(score) for score in range(LOWEST, HIGHEST + 1))
NPS = (-100.0, 0.0, 100.0)  # what a detractor, a passive and a promoter bring
SATISFIED = 8  # from here on: what 4 and 5 of five points are kept as
CSAT = (0.0, 100.0)  # what others and the satisfied bring
LEAST = 10  # answers below which a mean would tell of persons
WITHHELD = (
    f"too early to tell: fewer than {LEAST} answers, or an interval wider than half of the scale"
)
PLENTY = 50  # answers whose interval is never so wide, whatever they are


@dataclass(frozen=True, slots=True)
class Score:
    """The mean of some answers and its interval, all from ``lowest`` (1, or 0) to ``highest`` (10, or 5). How it
    is told: score_text.py."""

    mean: float
    low: float
    high: float
    answers: int
    lowest: int = LOWEST
    highest: int = HIGHEST

    @property
    def margin(self) -> float:
        """The distance from the mean to the farther end of its interval, in points."""
        return max(self.mean - self.low, self.high - self.mean)

    @property
    def early(self) -> bool:
        """Whether it is too early to tell: of too few people, or the interval takes more than half of the scale."""
        return self.answers < LEAST or self.high - self.low > (self.highest - self.lowest) / 2


@dataclass(frozen=True, slots=True)
class Difference:
    """One mean less another, in points, and its interval."""

    mean: float
    low: float
    high: float

    @property
    def real(self) -> bool:
        """Whether it is more than chance: no difference is outside the interval."""
        return self.low > 0 or self.high < 0


def scores(counts: Sequence[float]) -> range:
    """The scores that a histogram counts.

    >>> scores([0] * 10), scores([0] * 11), scores([0] * 5)
    (range(1, 11), range(0, 11), range(1, 6))
    """
    highest = FIVE if len(counts) <= FIVE else HIGHEST
    return range(highest + 1 - len(counts), highest + 1)


def aligned(*histograms: Sequence[int]) -> list[tuple[int, ...]]:
    """Histograms beside each other, all from the lowest score that one of them counts to the highest.

    >>> aligned([1] * 10, [2] * 11)[0]
    (0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
    """
    if not histograms:
        return []
    ranges = [scores(counts) for counts in histograms]
    first, last = min(range_[0] for range_ in ranges), max(range_[-1] for range_ in ranges)
    return [
        (*(0,) * (scale[0] - first), *counts, *(0,) * (last - scale[-1]))
        for scale, counts in zip(ranges, histograms, strict=True)
    ]


def points(counts: Sequence[int]) -> int:
    """The sum of all scores."""
    return sum(map(mul, scores(counts), counts))


def mean(counts: Sequence[int]) -> float | None:
    """The mean of the answers; None for no answers."""
    return _mean(counts) if sum(counts) > 0 else None


def score(counts: Sequence[int]) -> Score | None:
    """The mean of the answers, with its interval; None for no answers."""
    if sum(counts) <= 0:
        return None
    low, high = intervals.bounds(_values(counts), tuple(counts))
    return Score(_mean(counts), low, high, sum(counts), scores(counts)[0], scores(counts)[-1])


def scores_of_many(histograms: Sequence[tuple[int, ...]]) -> list[Score | None]:
    """The score of each of several histograms of one scale; None for those of which it is too early to tell."""
    places = [place for place, counts in enumerate(histograms) if sum(counts) >= LEAST]
    counted = [histograms[place] for place in places]
    bounds = intervals.bounds_of_many(_values(counted[0]), counted) if counted else []
    shown: list[Score | None] = [None] * len(histograms)
    for place, (low, high) in zip(places, bounds, strict=True):
        counts = histograms[place]
        ends = scores(counts)[0], scores(counts)[-1]
        score = Score(_mean(counts), low, high, sum(counts), *ends)
        shown[place] = None if score.early else score
    return shown


def tells(counts: Sequence[int]) -> bool:
    """Whether the score of these answers may be shown: there are some, and it is not too early to tell."""
    if not LEAST <= sum(counts) < PLENTY:
        return sum(counts) >= PLENTY
    estimate = score(counts)
    return estimate is not None and not estimate.early


def difference(
    counts: Sequence[int], than: Sequence[int], alpha: float = intervals.ALPHA
) -> Difference | None:
    """How much higher the first's mean is than the other's; None while one has no answers, and where they were
    asked on different scales.

    ``alpha`` is the chance that the truth is ever outside the interval; whoever makes several
    comparisons divides it among them.
    """
    if sum(counts) <= 0 or sum(than) <= 0 or len(counts) != len(than):
        return None
    interval = intervals.difference(_values(counts), tuple(counts), tuple(than), alpha)
    return Difference(_mean(counts) - _mean(than), *interval)


def response_rate(answers: int, mails: int | None) -> float | None:
    """Answers a mail, 0 to 1. None while the number of mails is unknown, as it is where more have answered than
    are known to have got one: the mails of before a provider's events were connected are missing.

    >>> response_rate(45, 200), response_rate(45, 20), response_rate(0, 0)
    (0.225, None, None)
    """
    return answers / mails if mails and answers <= mails else None


def nps(counts: Sequence[int]) -> float | None:
    """The net promoter score, -100 to 100: percent of high scores less percent of low ones (score_bands.py).

    >>> nps([0, 0, 0, 0, 0, 1, 0, 1, 1, 1]), nps([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1])
    (25.0, 0.0)
    """
    answers = sum(counts)
    if answers <= 0:
        return None
    detractors, _, promoters = score_bands.by_band(counts)
    return 100 * (promoters - detractors) / answers


def nps_interval(counts: Sequence[int]) -> tuple[float, float] | None:
    """The interval of the net promoter score; None for no answers."""
    if sum(counts) <= 0:
        return None
    return intervals.bounds(NPS, score_bands.by_band(counts))


def csat(counts: Sequence[int]) -> float | None:
    """Customer satisfaction, 0 to 100: percent of 4 and 5 of five, or of 8 and more of ten.

    >>> csat([0, 0, 0, 1, 0, 1, 0, 1, 0, 1])
    50.0
    """
    answers = sum(counts)
    return 100 * _satisfied(counts) / answers if answers > 0 else None


def csat_interval(counts: Sequence[int]) -> tuple[float, float] | None:
    """The interval of customer satisfaction; None for no answers."""
    if sum(counts) <= 0:
        return None
    satisfied = _satisfied(counts)
    return intervals.bounds(CSAT, (sum(counts) - satisfied, satisfied))


def _satisfied(counts: Sequence[int]) -> int:
    return sum(counts[-2:] if len(counts) == FIVE else counts[SATISFIED - HIGHEST - 1 :])


def stretched(value: float) -> float:
    """Where a value of five points lies on the way from 1 to 10.

    >>> stretched(1), stretched(4), stretched(5)
    (1.0, 7.75, 10.0)
    """
    return LOWEST + (value - LOWEST) / (FIVE - LOWEST) * (HIGHEST - LOWEST)


def of_ten(counts: Sequence[int]) -> float | None:
    """The mean where it lies between worst and best, on the way from 1 to 10: what different scales share.

    >>> of_ten([1] * 5), of_ten([1] * 10), of_ten([0, 0, 0, 0, 4])
    (5.5, 5.5, 10.0)
    """
    average, scale = mean(counts), scores(counts)
    if average is None:
        return None
    return LOWEST + (average - scale[0]) * (HIGHEST - LOWEST) / (scale[-1] - scale[0])


def _mean(counts: Sequence[int]) -> float:
    return points(counts) / sum(counts)


def _values(counts: Sequence[int]) -> tuple[float, ...]:
    return tuple(map(float, scores(counts)))
