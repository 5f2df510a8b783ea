"""Topics that more of those who write mention than before: the last seven days against the four weeks before them.

Looked at every minute, so that the interval is one that holds at all times at once (statistics/intervals.py), with the
5% divided among all topics of all campaigns that are looked at. What a glance at the shares rules out isn't judged.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import NamedTuple

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.statistics import intervals
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list
from feedback_buttons.topics.tagging import ALL
from feedback_buttons.topics.topic_list import Topic

DAYS, DAYS_BEFORE = 7, 28
OF_ALL = 60  # comments of either time, below which no topic is looked for: as for why a score moved
OF_EACH = 30  # comments that mention a topic, in both times together
GLANCE = 2.5  # standard errors that no interval here is narrower than


@dataclass(frozen=True, slots=True)
class TopicRise:
    """A topic of a campaign: the share of its comments that mention it now, and that did before, 0 to 1."""

    campaign: Campaign
    topic: Topic
    share: float
    before: float


class Mentions(NamedTuple):
    """A row of topic_mentions.sql: how many comments mention a topic (0: all of them), now and before."""

    campaign: str
    topic: int
    now: int
    before: int


def read(
    connection: db.Connection, campaigns: Sequence[Campaign], now: datetime
) -> list[TopicRise]:
    """The topics that rise in these campaigns, each by the days of its own zone."""
    topics = {topic.id: topic for topic in topic_list.all_(connection) if topic.kind == "topic"}
    by_slug = {campaign.slug: campaign for campaign in campaigns}
    rows: list[Mentions] = []
    for zone in {campaign.zone for campaign in campaigns}:
        slugs = [campaign.slug for campaign in campaigns if campaign.zone == zone]
        last = now.astimezone(zone).date()
        first = last - timedelta(days=DAYS - 1)
        days = {"last": last, "first": first, "before": first - timedelta(days=DAYS_BEFORE)}
        rows += db.rows(connection, Mentions, "topic_mentions", {"slugs": slugs, **days})
    return [
        TopicRise(by_slug[slug], topics[topic], share, before)
        for slug, topic, share, before in rises(rows, [*topics])
    ]


def rises(
    rows: Sequence[Mentions], topics: Sequence[int]
) -> Iterator[tuple[str, int, float, float]]:
    """Campaign, topic, share now and share before of those that rise by more than chance; pure."""
    whole = {row.campaign: row for row in rows if row.topic == ALL}
    enough = {slug for slug, row in whole.items() if min(row.now, row.before) >= OF_ALL}
    looked = [
        row
        for row in rows
        if row.campaign in enough and row.topic in topics and row.now + row.before >= OF_EACH
    ]
    for row in looked:
        all_ = whole[row.campaign]
        share, before = row.now / all_.now, row.before / all_.before
        error = sqrt(share * (1 - share) / all_.now + before * (1 - before) / all_.before)
        if share - before <= GLANCE * error:
            continue
        now, then = (all_.now - row.now, row.now), (all_.before - row.before, row.before)
        low, _ = intervals.difference((0.0, 1.0), now, then, intervals.ALPHA / len(looked))
        if low > 0:
            yield row.campaign, row.topic, share, before
