"""Reads which topics moved the score of those who wrote, between two spans of days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.statistics import stats, topic_parts
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.reports.statistics.topic_parts import ALL, Counts, TopicPart
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list
from feedback_buttons.topics.topic_list import Topic

MOST = 3  # topics that are named, each among those who don't mention the ones before it


@dataclass(frozen=True, slots=True)
class TopicMove:
    """How the score of those who wrote moved, and which topics brought it.

    Attributes:
        before: how many who wrote gave each score in the earlier span.
        now: how many did in the later one.
        parts: the topics that are more than chance, each among those who mention none of the ones before it.
    """

    before: Counts
    now: Counts
    parts: tuple[tuple[Topic, TopicPart], ...]

    @property
    def difference(self) -> Difference | None:
        """How much higher the later score of those who wrote is."""
        return stats.difference(tuple(self.now), tuple(self.before))


class _Sum(NamedTuple):
    """A row of topic_periods.sql, and of topic_day_periods.sql."""

    topic: int
    score: int
    period: int
    comments: int


def read(
    connection: db.Connection, campaign: Campaign, days: tuple[date, date, date, date]
) -> TopicMove | None:
    """The move of those who wrote between two spans of days, given as the first and the last day of the earlier and of
    the later one; None where no topic brought it."""
    topics = {topic.id: topic for topic in topic_list.all_(connection) if topic.kind == "topic"}
    named: list[TopicPart] = []
    whole: tuple[Counts, Counts] | None = None
    while len(named) < MOST:
        before, now = _periods(connection, campaign, days, [part.topic for part in named])
        if whole is None:
            empty = campaign.histogram([0] * len(scales.ANY))
            whole = before.get(ALL, empty), now.get(ALL, empty)
        left = [topic for topic in topics if topic not in {part.topic for part in named}]
        part = topic_parts.foremost(before, now, left)
        if part is None:
            break
        named.append(part)
    if not named or whole is None:
        return None
    return TopicMove(*whole, tuple((topics[part.topic], part) for part in named))


def _periods(
    connection: db.Connection,
    campaign: Campaign,
    days: tuple[date, date, date, date],
    without: Sequence[int],
) -> tuple[dict[int, Counts], dict[int, Counts]]:
    """The scores by topic in both spans, of comments that mention none of some topics; of all comments from the sums of
    their days."""
    names = ("before", "until", "first", "last")
    wanted = {
        "campaign": campaign.slug,
        "without": list(without),
        **dict(zip(names, days, strict=True)),
    }
    sums: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    query = "topic_periods" if without else "topic_day_periods"
    for row in db.rows(connection, _Sum, query, wanted):
        counts = sums[row.period].setdefault(row.topic, [0] * len(scales.ANY))
        counts[row.score] += row.comments
    before, now = (_in_scale(period, campaign) for period in sums)
    return before, now


def _in_scale(sums: dict[int, list[int]], campaign: Campaign) -> dict[int, Counts]:
    return {topic: campaign.histogram(counts) for topic, counts in sums.items()}
