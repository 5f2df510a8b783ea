"""How those scored who mention a topic, beside those who don't: counts, means and shares with their intervals.

It is told of those who wrote a comment. Who mentions a topic chose to; that their score differs is no proof that the
topic made it so (docs/insight.md says what it can't tell).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.i18n.team_language import local
from feedback_buttons.reports.statistics import contrasts, stats
from feedback_buttons.reports.statistics.contrasts import Contrast
from feedback_buttons.reports.statistics.stats import Difference, Score
from feedback_buttons.storage import db
from feedback_buttons.topics import corrections, topic_list
from feedback_buttons.topics.corrections import Judged
from feedback_buttons.topics.tagging import ALL, NONE
from feedback_buttons.topics.topic_list import Topic

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TopicScore:
    """What is told of a topic.

    Attributes:
        counts: how many that mention it gave each score.
        of: how many comments there are in all.
        score: their mean; None while it is too early to tell.
        contrast: how they differ from the others who wrote; None of fewer than contrasts.LEAST.
        judged: how often its words were right, as the team judged.
    """

    topic: Topic
    counts: Counts
    of: int
    score: Score | None
    contrast: Contrast | None
    judged: Judged | None = None

    @property
    def comments(self) -> int:
        """How many comments mention it."""
        return sum(self.counts)

    @property
    def difference(self) -> Difference | None:
        """How much higher their mean is than that of the others who wrote."""
        return self.contrast.mean if self.contrast else None

    @property
    def low(self) -> Difference | None:
        """How many percent points more of them gave a low score, 1 to 6."""
        return self.contrast.low if self.contrast else None

    @property
    def high(self) -> Difference | None:
        """How many percent points more of them gave a high one, 9 or 10."""
        return self.contrast.high if self.contrast else None

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
    """The same from histograms by topic's number; pure. The 5% are divided among all topics of which there are enough
    comments to tell."""
    whole = counts.get(ALL, empty)
    parts = [counts.get(topic.id, empty) for topic in topics]
    telling = [part for part in parts if contrasts.enough(part, whole)]
    pairs = [(part, contrasts.rest(part, whole)) for part in telling]
    contrast_of = dict(zip(telling, contrasts.contrasts(pairs), strict=True))
    means = stats.scores_of_many(parts)
    scored_topics = []
    for topic, part, mean in zip(topics, parts, means, strict=True):
        scored_topics.append(
            TopicScore(
                topic, part, sum(whole), mean, contrast_of.get(part), (judged or {}).get(topic.id)
            )
        )
    scored_topics.sort(key=lambda topic: -topic.comments)
    return TopicScores(
        tuple(score for score in scored_topics if score.topic.kind == "topic"),
        tuple(score for score in scored_topics if score.topic.kind == "tone"),
        whole,
        counts.get(NONE, empty),
    )
