"""The table of the topics as a file, of the campaign and the period that the page shows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.dashboard.kit.periods.period_choice import PeriodChoice
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.scores import score_facts
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.reports.topics import topic_scores
from feedback_buttons.reports.topics.topic_scores import TopicScore, TopicScores
from feedback_buttons.storage import db

HEADS = (
    *("topic", "name", "kind", "comments", "of", "share", "score", "low", "high"),
    *("less_others", "less_others_low", "less_others_high"),
    *("points_at_low", "points_at_low_low", "points_at_low_high"),
    *("points_at_high", "points_at_high_low", "points_at_high_high", "judged", "right"),
    *("campaign", "period", "first_day", "last_day", "scale"),
)


def blueprint(pool: db.Pool) -> Blueprint:
    """/topics.csv, .xlsx and .parquet, with the query of the page."""
    files, views = Blueprint("topic_file", __name__), _Views(pool)
    files.add_url_rule("/topics.<any(csv, xlsx, parquet):form>", view_func=views.file)
    return files


@dataclass(frozen=True, slots=True)
class _Views:
    """The view behind the route, and what it works with."""

    pool: db.Pool

    @auth.needs("comments")
    def file(self, form: export.Form) -> ResponseReturnValue:
        slug = request.args.get("campaign", "")
        with self.pool.connection() as connection:
            listed = campaigns.list_(connection)
            chosen = next((campaign for campaign in listed if campaign.slug == slug), None)
            if slug and not chosen:
                abort(404)
            choice = PeriodChoice.read(request.args.get("period", "").strip(), chosen)
            if choice.strange:
                return file_links.refused([choice.strange])
            days = choice.days or (None, None)
            scores = topic_scores.read(connection, chosen, *days)
        facts = (slug, str(choice.period), *days, chosen.told if chosen else scales.USUAL)
        return file_links.answered(form, HEADS, ((*row, *facts) for row in rows(scores)))


def rows(scores: TopicScores) -> Iterator[Sequence[object]]:
    """Every topic and tone that is mentioned, the most mentioned first, without what the figures are of."""
    for topic in (*scores.topics, *scores.tones):
        if topic.comments:
            yield _row(topic)


def _row(topic: TopicScore) -> Sequence[object]:
    judged = topic.judged
    return (
        *(topic.topic.slug, topic.topic.name(team_language.spoken()), topic.topic.kind),
        *(topic.comments, topic.of, round(topic.share or 0.0, 6)),
        *score_facts.in_thousandths(topic.score),
        *_difference(topic.difference),
        *_difference(topic.low),
        *_difference(topic.high),
        *((judged.of, judged.precision) if judged else (None, None)),
    )


def _difference(difference: Difference | None) -> Sequence[float | None]:
    """A difference and the ends of its interval; nothing where it is too early to tell."""
    if difference is None:
        return (None, None, None)
    ends = (difference.mean, difference.low, difference.high)
    return tuple(map(score_facts.thousandths, ends))
