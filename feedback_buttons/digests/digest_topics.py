"""The topics that a digest tells of: what is mentioned most, how those score who do, and what changed since before."""

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.digests import digest_words
from feedback_buttons.i18n.team_language import spoken, tr
from feedback_buttons.reports.periods.scope import Days
from feedback_buttons.reports.statistics import intervals, score_text, stats
from feedback_buttons.reports.topics import topic_scores
from feedback_buttons.reports.topics.topic_scores import TopicScore
from feedback_buttons.storage import db

MOST = 3
Fact = tuple[str, str]


def facts(
    connection: db.Connection, campaign: Campaign | None, days: Days, before: Days | None
) -> tuple[Fact, ...]:
    """A line of label and value for each of the most mentioned topics, of a campaign or (None) of all that ask for a
    score from 1 to 10, in some days against those before (None: against nothing)."""
    now = topic_scores.read(connection, campaign, *days).topics
    earlier = topic_scores.read(connection, campaign, *before).topics if before else ()
    then = {topic.topic.slug: topic for topic in earlier}
    return tuple(_fact(topic, then.get(topic.topic.slug)) for topic in now[:MOST] if topic.comments)


def _fact(topic: TopicScore, then: TopicScore | None) -> Fact:
    """ "Mentioned: Delivery", "31% of comments, before 20%; 5.1 ± 0.4 from 37 answers; 0.3 lower, may be chance"."""
    label = tr("Mentioned: {topic}").format(topic=topic.topic.name(spoken()))
    share = tr("{share} of comments").format(share=score_text.share(topic.share))
    if then and then.share is not None:
        template = tr("{share} of comments, before {before}")
        share = template.format(
            share=score_text.share(topic.share), before=score_text.share(then.share)
        )
    alpha = intervals.ALPHA / MOST  # as many differences are told together
    tells = then is not None and stats.tells(topic.counts) and stats.tells(then.counts)
    difference = stats.difference(topic.counts, then.counts, alpha) if then and tells else None
    score = (
        digest_words.score(topic.score, difference) if topic.score else tr("too few for a score")
    )
    return label, f"{share}; {score}"
