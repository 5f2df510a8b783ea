"""Which topic moved the score of those who wrote, between two periods: leave one out, now less then; pure.

What a topic brings to a mean is the mean less that of those who don't mention it:

    D = m - m0 = p · (m1 - m0)

where p is the share of those who mention it, m1 their mean, m0 that of the others; its part in a change is D now less D
then. Topics overlap, so that parts must not be added; a second one is looked for among those who don't mention the
first. The interval comes from each answer's influence on D (Hampel, "The influence curve and its role in robust
estimation", J. Am. Stat. Assoc. 69, 1974), divided among all topics that are looked at. docs/insight.md says what it
leans on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from feedback_buttons.reports.statistics import stats

OF_ALL = 60  # comments of a period, below which no topic is looked for
OF_EACH = 30  # comments that mention a topic, in both periods together
ALPHA = 0.05  # the chance that any topic is named where nothing changed
ALL = 0  # the number that all comments stand under
Counts = Sequence[int]
Period = Mapping[int, Counts]  # histograms of scores by topic's number, and of all comments


@dataclass(frozen=True, slots=True)
class TopicPart:
    """What a topic brings to the change of the mean of those who wrote, in points, with its interval; ``shares`` of
    them mentioned it then and mention it now."""

    topic: int
    points: float
    low: float
    high: float
    shares: tuple[float, float]

    @property
    def real(self) -> bool:
        """Whether it is more than chance, with all topics looked at."""
        return self.low > 0 or self.high < 0


def foremost(before: Period, now: Period, topics: Sequence[int]) -> TopicPart | None:
    """Of the topics whose part is more than chance the largest; None where there is none, or too few wrote."""
    if min(sum(period.get(ALL, ())) for period in (before, now)) < OF_ALL:
        return None
    telling = [topic for topic in topics if _told(topic, before, now)]
    margin = NormalDist().inv_cdf(1 - ALPHA / (2 * len(telling))) if telling else 0.0
    parts = [_part(topic, before, now, margin) for topic in telling]
    return max(
        (part for part in parts if part.real), key=lambda part: abs(part.points), default=None
    )


def _told(topic: int, before: Period, now: Period) -> bool:
    """Whether enough mention it, and enough don't in each period."""
    mentions = [sum(period.get(topic, ())) for period in (before, now)]
    others = [
        sum(period[ALL]) - number for period, number in zip((before, now), mentions, strict=True)
    ]
    return sum(mentions) >= OF_EACH and min(others) >= OF_EACH


def _part(topic: int, before: Period, now: Period, margin: float) -> TopicPart:
    periods = [
        (period[ALL], period.get(topic) or (0,) * len(period[ALL])) for period in (before, now)
    ]
    then, today = (brought(*period) for period in periods)
    points = today[0] - then[0]
    off = margin * sqrt(then[1] + today[1])
    shares = [sum(part) / sum(whole) for whole, part in periods]
    return TopicPart(topic, points, points - off, points + off, (shares[0], shares[1]))


def brought(whole: Counts, part: Counts) -> tuple[float, float]:
    """What those of a part bring to the mean of the whole, in points, and the variance of it.

    >>> brought((0, 0, 10, 0, 10), (0, 0, 10, 0, 0))[0]
    -1.0
    """
    rest = [all_ - own for all_, own in zip(whole, part, strict=True)]
    scores, answers, others = stats.scores(whole), sum(whole), sum(rest)
    mean, mean_of_rest = stats.points(whole) / answers, stats.points(rest) / others
    squares = 0.0
    for score, own, other in zip(scores, part, rest, strict=True):
        pull = score - mean
        squares += own * pull**2
        squares += other * (pull - (score - mean_of_rest) * answers / others) ** 2
    return mean - mean_of_rest, squares / answers**2
