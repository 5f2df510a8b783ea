"""The index day by day: what organisation_index.py would have said at the end of each, of many campaigns and days at
once; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from feedback_buttons.campaigns import scales
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.organisation_index import Z

Array = npt.NDArray[np.float64]
Days = Sequence[Sequence[int]]  # of a campaign: how many net answers gave 0 … 10, a day each
_LONG = stats.HIGHEST - stats.LOWEST  # the scale of the index


@dataclass(frozen=True, slots=True)
class IndexDay:
    """The index at the end of a day, and how far it may be off either way; of how many campaigns and answers."""

    day: date
    value: float
    margin: float
    campaigns: int
    answers: int


def course(
    days: Sequence[date], campaigns: Sequence[tuple[str, Days]], window: int
) -> list[IndexDay]:
    """The index of each day but of the first ``window``, which only count into what follows; days without an index are
    left out.

    Args:
        days: in their order, none missing.
        campaigns: in which scale each is told (none from 0 to 10), and its answers of each of the days.
        window: how many days before a day count with it.
    """
    shape = (len(days) - window,)
    weights, weighed, variances = (np.zeros(shape) for _ in range(3))
    counting, answers = np.zeros(shape, int), np.zeros(shape, int)
    for scale, of_days in campaigns:
        counts = _windows(of_days, scale, window)
        number, telling = counts.sum(axis=1), _tells(counts)
        mean, variance = _moments(counts)
        weight = np.where(telling, np.sqrt(number), 0)
        weights += weight
        weighed += weight * mean
        variances += np.where(telling, variance, 0)
        counting += telling
        answers += np.where(telling, number, 0).astype(int)
    with np.errstate(invalid="ignore"):
        values, margins = weighed / weights, Z * np.sqrt(variances) / weights
    return [
        IndexDay(
            days[window + int(at)],
            float(values[at]),
            float(margins[at]),
            int(counting[at]),
            int(answers[at]),
        )
        for at in np.flatnonzero(weights)
    ]


def _windows(of_days: Days, scale: str, window: int) -> Array:
    """How many gave each score of a scale within a day and the ``window`` before it, a day a row: as in the index never
    less than none."""
    counted = np.array([scales.histogram(day, scale) for day in of_days], float)
    summed = np.vstack([np.zeros(counted.shape[1]), counted.cumsum(axis=0)])
    within: Array = np.maximum(summed[window + 1 :] - summed[: -window - 1], 0)
    return within


def _moments(counts: Array) -> tuple[Array, Array]:
    """Of each row the mean on the way from 1 to 10, and the variance of its scores, as if one answer more stood half of
    the scale off."""
    number = np.maximum(counts.sum(axis=1), 1)
    places = np.linspace(0, 1, counts.shape[1])
    mean = counts @ places / number
    off = counts @ places**2 / number - mean**2
    return stats.LOWEST + _LONG * mean, _LONG**2 * (off * number + 0.25) / number


def _tells(counts: Array) -> npt.NDArray[np.bool_]:
    """Of which rows it is not too early to tell. The last one is today's, which each answer changes, and is looked up
    as the campaign's own score is; those before stay the same from look to look."""
    past, today = counts[:-1], counts[-1]
    number = tuple(int(count) for count in today)
    telling = _told(past.tobytes(), counts.shape[1])
    return np.append(telling, stats.tells(number))


@lru_cache(
    maxsize=2048
)  # campaigns, with 5 KB each: judging the days of 500 takes more than a second
def _told(counts: bytes, width: int) -> npt.NDArray[np.bool_]:
    """Of which rows of so many scores it is not too early to tell; whoever gets it changes nothing in it."""
    days: Array = np.frombuffer(counts).reshape(-1, width)
    number = days.sum(axis=1)
    telling: npt.NDArray[np.bool_] = number >= stats.PLENTY
    few = np.flatnonzero((number >= stats.LEAST) & ~telling)
    histograms = {tuple(int(count) for count in days[at]) for at in few}
    listed = [*histograms]
    scores = dict(zip(listed, stats.scores_of_many(listed), strict=True)) if listed else {}
    for at in few:
        telling[at] = scores[tuple(int(count) for count in days[at])] is not None
    telling.setflags(write=False)
    return telling
