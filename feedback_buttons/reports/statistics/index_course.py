"""The index day by day: what organisation_index.py would have said at the end of each, of many campaigns and days at
once; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.organisation_index import Z

Array = npt.NDArray[np.float64]
_LONG = stats.HIGHEST - stats.LOWEST  # the scale of the index


@dataclass(frozen=True, slots=True)
class IndexDay:
    """The index at the end of a day, and how far it may be off either way; of how many campaigns and answers."""

    day: date
    value: float
    margin: float
    campaigns: int
    answers: int


def course(days: Sequence[date], groups: Iterable[Array]) -> list[IndexDay]:
    """The index of each day; days without an index are left out.

    Args:
        days: in their order, the last one today.
        groups: of campaigns of one scale each, none from 0 to 10: how many gave each score of it in the index's window
            that ends with a day, by campaign, day and score.
    """
    weights, weighed, variances = (np.zeros(len(days)) for _ in range(3))
    counting, answers = np.zeros(len(days), int), np.zeros(len(days), int)
    for counts in groups:
        number, telling = counts.sum(axis=2), _tells(counts)
        mean, variance = moments(counts)
        weight = np.where(telling, np.sqrt(number), 0)
        weights += weight.sum(axis=0)
        weighed += (weight * mean).sum(axis=0)
        variances += np.where(telling, variance, 0).sum(axis=0)
        counting += telling.sum(axis=0)
        answers += np.where(telling, number, 0).sum(axis=0).astype(int)
    with np.errstate(invalid="ignore"):
        values, margins = weighed / weights, Z * np.sqrt(variances) / weights
    return [
        IndexDay(
            days[int(at)],
            float(values[at]),
            float(margins[at]),
            int(counting[at]),
            int(answers[at]),
        )
        for at in np.flatnonzero(weights)
    ]


def moments(counts: Array) -> tuple[Array, Array]:
    """Of each histogram the mean on the way from 1 to 10, and the variance of its scores; of few answers never nothing:
    as if one more stood half of the scale off."""
    number = np.maximum(counts.sum(axis=-1), 1)
    places = np.linspace(0, 1, counts.shape[-1])
    mean = counts @ places / number
    off = counts @ places**2 / number - mean**2
    return stats.LOWEST + _LONG * mean, _LONG**2 * (off * number + 0.25) / number


def _tells(counts: Array) -> npt.NDArray[np.bool_]:
    """Of which campaigns and days it is not too early to tell. The last day is today, which each answer changes, and is
    looked up as the campaign's own score is; those before stay the same from look to look."""
    number = counts.sum(axis=2)
    telling: npt.NDArray[np.bool_] = number >= stats.PLENTY
    few = (number >= stats.LEAST) & ~telling
    for at in np.flatnonzero(few[:, :-1].any(axis=1)):
        telling[at, :-1] = _told(counts[at, :-1].tobytes(), counts.shape[2])
    for at in np.flatnonzero(few[:, -1]):
        telling[at, -1] = stats.tells(tuple(counts[at, -1].astype(int).tolist()))
    return telling


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
