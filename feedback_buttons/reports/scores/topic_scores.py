"""How those scored who mention a topic, beside those who don't: counts, means and shares with their intervals.

It is told of those who wrote a comment. Who mentions a topic chose to; that their score differs is no proof that the
topic made it so (docs/insight.md says what it can't tell).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from feedback_buttons.campaigns import scales, score_bands
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.i18n.team_language import local
from feedback_buttons.reports.statistics import intervals, stats
from feedback_buttons.reports.statistics.intervals import ALPHA
from feedback_buttons.reports.statistics.stats import Difference, Score
from feedback_buttons.storage import db
from feedback_buttons.topics import corrections, topic_list
from feedback_buttons.topics.corrections import Judged
from feedback_buttons.topics.tagging import ALL, NONE
from feedback_buttons.topics.topic_list import Topic

Counts = tuple[int, ...]
LEAST = 20  # comments with and without a topic, below which nothing is told of their difference
_PERCENT = (0.0, 100.0)


@dataclass(frozen=True, slots=True)
class TopicScore:
    """What is told of a topic.

    Attributes:
        counts: how many that mention it gave each score.
        of: how many comments there are in all.
        score: their mean; None while it is too early to tell.
        difference: how much higher their mean is than that of the others who wrote; None of fewer than LEAST.
        low: how many percent points more of them gave 1 to 6; None likewise.
        high: how many percent points more of them gave 9 or 10; None likewise.
        judged: how often its words were right, as the team judged.
    """

    topic: Topic
    counts: Counts
    of: int
    score: Score | None
    difference: Difference | None
    low: Difference | None
    high: Difference | None
    judged: Judged | None = None

    @property
    def comments(self) -> int:
        """How many comments mention it."""
        return sum(self.counts)

    @property
    def share(self) -> float | None:
        """Of all comments; None where there are none."""
        return self.comments / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class TopicScores:
    """All topics and tones, the most mentioned first; ``comments`` are all that were tagged, by score, ``without``
    those that mention no topic."""

    topics: tuple[TopicScore, ...]
    tones: tuple[TopicScore, ...]
    comments: Counts
    without: Counts


class Mentioned(NamedTuple):
    """A row of most_mentioned.sql: a topic, its names by language, and how many comments mention it."""

    slug: str
    names: Mapping[str, str]
    comments: int

    def words(self, language: str) -> str:
        """Its name and number: "Delivery 12"."""
        name = self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))
        return f"{name} {local(f'{self.comments:,}')}"


class _Sum(NamedTuple):
    """A row of topic_sums.sql."""

    topic: int
    score: int
    comments: int


def read(
    connection: db.Connection,
    campaign: Campaign | None = None,
    first: date | None = None,
    last: date | None = None,
) -> TopicScores:
    """The topics of a campaign, or of all that ask for a score from 1 to 10; of the days from ``first`` to ``last``."""
    wanted = {"campaign": campaign.slug if campaign else None, "first": first, "last": last}
    sums: dict[int, list[int]] = {}
    for row in db.rows(connection, _Sum, "topic_sums", wanted):
        sums.setdefault(row.topic, [0] * len(scales.ANY))[row.score] += row.comments
    scale = campaign.told if campaign else scales.USUAL
    none = [0] * len(scales.ANY)
    counts = {topic: scales.histogram(sum_, scale) for topic, sum_ in sums.items()}
    empty = scales.histogram(none, scale)
    judged = corrections.judged(connection)
    return scored(topic_list.all_(connection), counts, empty, judged)


def most_mentioned(
    connection: db.Connection, campaign: Campaign, first: date | None = None, most: int = 3
) -> list[Mentioned]:
    """The topics that a campaign's comments since a day mention most."""
    wanted = {"campaign": campaign.slug, "first": first, "most": most}
    return db.rows(connection, Mentioned, "most_mentioned", wanted)


def facts(scores: TopicScores) -> list[dict[str, object]]:
    """What programs are told of each topic and tone, the most mentioned first."""
    return [
        {
            "topic": topic.topic.slug,
            "kind": topic.topic.kind,
            "comments": topic.comments,
            "share": topic.share,
            "score": topic.score.mean if topic.score else None,
            "low": topic.score.low if topic.score else None,
            "high": topic.score.high if topic.score else None,
            "less_others": topic.difference.mean if topic.difference else None,
            "less_others_low": topic.difference.low if topic.difference else None,
            "less_others_high": topic.difference.high if topic.difference else None,
        }
        for topic in (*scores.topics, *scores.tones)
        if topic.comments
    ]


def scored(
    topics: Sequence[Topic],
    counts: Mapping[int, Counts],
    empty: Counts,
    judged: Mapping[int, Judged] | None = None,
) -> TopicScores:
    """The same from histograms by topic's number; pure. The 5 % are divided among all topics of which there are enough
    comments to tell."""
    whole = counts.get(ALL, empty)
    parts = [counts.get(topic.id, empty) for topic in topics]
    telling = [part for part in parts if _enough(part, whole)]
    differences = dict(zip(telling, _differences(telling, whole), strict=True))
    means = stats.scores_of_many(parts)
    scored_topics = []
    for topic, part, mean in zip(topics, parts, means, strict=True):
        difference, low, high = differences.get(part, (None, None, None))
        words = (judged or {}).get(topic.id)
        scored_topics.append(
            TopicScore(topic, part, sum(whole), mean, difference, low, high, words)
        )
    scored_topics.sort(key=lambda topic: -topic.comments)
    return TopicScores(
        tuple(score for score in scored_topics if score.topic.kind == "topic"),
        tuple(score for score in scored_topics if score.topic.kind == "tone"),
        whole,
        counts.get(NONE, empty),
    )


def _differences(
    parts: Sequence[Counts], whole: Counts
) -> list[tuple[Difference, Difference, Difference]]:
    """How much higher the means of these parts are than those of the others who wrote, and their shares of low and of
    high scores in percent points."""
    pairs = [(part, _rest(part, whole)) for part in parts]
    lows, highs = ([_banded(pair, band) for pair in pairs] for band in (0, 2))
    scores = tuple(map(float, stats.scores(whole)))
    return list(
        zip(_apart(scores, pairs), _apart(_PERCENT, lows), _apart(_PERCENT, highs), strict=True)
    )


def _banded(pair: tuple[Counts, Counts], band: int) -> tuple[Counts, Counts]:
    """Of a pair of histograms: how many scores are not in a band, and how many are."""
    first, second = (
        (sum(counts) - score_bands.by_band(counts)[band], score_bands.by_band(counts)[band])
        for counts in pair
    )
    return first, second


def _apart(values: tuple[float, ...], pairs: Sequence[tuple[Counts, Counts]]) -> list[Difference]:
    """How much higher the first's mean of each pair is. Both have an interval of their own, of which each takes half of
    what may be wrong; that is wider than their difference's own, and takes a hundredth of the time."""
    if not pairs:
        return []
    histograms = [counts for pair in pairs for counts in pair]
    ends = intervals.bounds_of_many(values, histograms, ALPHA / (2 * len(pairs)))
    means = [
        sum(value * count for value, count in zip(values, counts, strict=True)) / sum(counts)
        for counts in histograms
    ]
    return [
        Difference(
            means[place] - means[place + 1],
            ends[place][0] - ends[place + 1][1],
            ends[place][1] - ends[place + 1][0],
        )
        for place in range(0, len(histograms), 2)
    ]


def _enough(part: Counts, whole: Counts) -> bool:
    return LEAST <= sum(part) <= sum(whole) - LEAST


def _rest(part: Counts, whole: Counts) -> Counts:
    return tuple(all_ - own for all_, own in zip(whole, part, strict=True))
