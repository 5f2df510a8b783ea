"""The page of the topics: what is mentioned how often, how those score who do, the words behind, suggestions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import EVER, Period
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard.kit.frame import page_frame
from feedback_buttons.dashboard.kit.periods.period_choice import PeriodChoice
from feedback_buttons.dashboard.kit.requests import auth, shown_values
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.requests.shown_values import ChangedMeanwhile
from feedback_buttons.dashboard.kit.words import difference_text, not_offered
from feedback_buttons.dashboard.topics import topic_words as words
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.reports.topics import topic_scores
from feedback_buttons.storage import db
from feedback_buttons.topics import (
    retagging,
    suggestions,
    topic_list,
    vocabulary,
    word_rules,
)
from feedback_buttons.topics.topic_list import Topic, TopicError
from feedback_buttons.topics.word_rules import LANGUAGES, RuleError, Rules

LONGEST = 20_000  # characters of all rules in a language


def blueprint(pool: db.Pool) -> Blueprint:
    """/topics: the figures; a topic's words; what they would catch."""
    pages = Blueprint("topics", __name__)
    views = _Views(pool)
    pages.add_url_rule("/topics", view_func=views.look)
    pages.add_url_rule("/topics", methods=["POST"], view_func=views.add)
    pages.add_url_rule("/topics/catch", methods=["POST"], view_func=views.catch)
    pages.add_url_rule("/topics/<topic>", view_func=views.open)
    pages.add_url_rule("/topics/<topic>", methods=["POST"], view_func=views.save)
    pages.add_url_rule("/topics/<topic>/remove", methods=["POST"], view_func=views.remove)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("comments")
    def look(self) -> ResponseReturnValue:
        return _figures(self.pool)

    @auth.needs("campaigns")
    def add(self) -> ResponseReturnValue:
        name, language, typed = (_field(field) for field in ("name", "language", "words"))
        try:
            with self.pool.connection() as connection:
                topic = topic_list.add(connection, name, {language: typed}, by=auth.current().name)
                retagging.retag(connection, topic)
        except (TopicError, RuleError) as error:
            return _figures(self.pool, wrong=error.advice, typed=(name, language, typed)), 400
        return redirect(own(f"/topics/{topic.slug}?language={language}"), 303)

    @auth.needs("comments")
    def open(self, topic: str) -> ResponseReturnValue:
        return _editor(self.pool, topic)

    @auth.needs("campaigns")
    def save(self, topic: str) -> ResponseReturnValue:
        typed = {"name": _field("name"), "words": _field("words")}
        by, spoken = auth.current().name, team_language.spoken()
        try:
            with self.pool.connection() as connection:
                language = _language(connection)
                changes = _changes(topic_list.get(connection, topic), language, typed)
                edited = topic_list.edit(
                    connection,
                    topic,
                    {language: changes["words"]} if "words" in changes else {},
                    name=changes.get("name"),
                    language=spoken,
                    by=by,
                )
                changed = retagging.retag(connection, edited)
        except (TopicError, RuleError, ChangedMeanwhile) as error:
            return _editor(self.pool, topic, wrong=error.advice, typed=typed), 400
        return _editor(self.pool, topic, changed=changed)

    @auth.needs("campaigns")
    def remove(self, topic: str) -> ResponseReturnValue:
        try:
            with self.pool.connection() as connection:
                topic_list.remove(connection, topic, by=auth.current().name)
        except TopicError as error:
            return _figures(self.pool, wrong=error.advice), 400
        return redirect(own("/topics"), 303)

    @auth.needs("comments")
    def catch(self) -> ResponseReturnValue:
        """What rules would catch that somebody is typing, for topics.js."""
        slug = _field("topic")
        try:
            rules = word_rules.parse(_field("words")[:LONGEST])
            with self.pool.connection() as connection:
                topic = topic_list.get(connection, slug).id if slug else None
                return jsonify(_caught(connection, topic, _language(connection), rules))
        except FeedbackError as error:
            return jsonify({"wrong": error.advice}), 400


def _changes(topic: Topic, language: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was changed in the form of a topic.

    Raises:
        ChangedMeanwhile: somebody else has changed it, too.
    """
    stored = {"name": topic.name(team_language.spoken()), "words": topic.rules.get(language, "")}
    # A browser ends lines as forms do.
    plain = {name: text.replace("\r\n", "\n") for name, text in typed.items()}
    return shown_values.mine(stored, plain, {"name": tr("Name"), "words": tr("Words")})


def _caught(
    connection: db.Connection, topic: int | None, language: str, rules: Rules
) -> dict[str, Any]:
    comments = vocabulary.preview(connection, topic, language, rules)
    return {
        "rules": [
            {
                "rule": str(catch.rule),
                "caught": catch.caught,
                "near": catch.near,
                "prefix": catch.prefix,
            }
            for catch in vocabulary.caught(connection, language, rules)
        ],
        **{
            name: {
                "comments": next((row.comments for row in comments if row.added is added), 0),
                "shown": [[row.score, row.comment] for row in comments if row.added is added],
            }
            for name, added in (("added", True), ("lost", False))
        },
    }


def _figures(pool: db.Pool, *, typed: tuple[str, str, str] = ("", "", ""), wrong: str = "") -> str:
    slug = request.args.get("campaign", "")
    spoken = team_language.spoken()
    with pool.connection() as connection:
        language = typed[1] or _language(connection)
        every = campaigns.list_(connection)
        chosen = next((campaign for campaign in every if campaign.slug == slug), None)
        choice = PeriodChoice.read(request.args.get("period", "").strip(), chosen)
        names = (one.slug for one in every)
        strange = (not_offered.sentence("campaign", slug, names), choice.strange)
        scores = topic_scores.read(connection, chosen, *(choice.days or (None, None)))
        suggested = suggestions.read(connection, language)
    return render_template(
        "topics.html",
        words=words,
        scores=scores,
        campaigns=every,
        chosen=chosen,
        points=difference_text.points,
        period=str(choice.period),
        periods=choice.offered,
        covers=choice.covers,
        suggested=suggested,
        language=language,
        languages=team_language.names(LANGUAGES),
        sample=vocabulary.SAMPLE,
        topics_script=own(page_frame.TOPICS_SCRIPT),
        typed=typed,
        wrong=wrong or " ".join(filter(None, strange)),
        spoken=spoken,
        may_edit=auth.may("campaigns"),
        comments=lambda topic, **more: _comments(topic, slug, choice.period, **more),
        searching=lambda word: own(
            f"/comments?{Filter(search=word, language=language, scores=(0, 1, 2, 3, 4, 5, 6))}"
        ),
    )


def _editor(
    pool: db.Pool,
    slug: str,
    *,
    typed: Mapping[str, str] = MappingProxyType({}),
    wrong: str = "",
    changed: int | None = None,
) -> str:
    with pool.connection() as connection:
        language = _language(connection)
        try:
            topic = topic_list.get(connection, slug)
        except TopicError:
            abort(404)
    return render_template(
        "topic.html",
        topic=topic,
        name=topic.name(team_language.spoken()),
        language=language,
        languages=team_language.names(LANGUAGES),
        stored=topic.rules.get(language, ""),
        typed=typed.get("words", topic.rules.get(language, "")),
        typed_name=typed.get("name", ""),
        wrong=wrong,
        changed=changed,
        sample=vocabulary.SAMPLE,
        topics_script=own(page_frame.TOPICS_SCRIPT),
        may_edit=auth.may("campaigns"),
    )


def _comments(topic: str, slug: str, period: Period, **more: Any) -> str:  # noqa: ANN401 (filters)
    named = "" if period == EVER else str(period)
    return own(f"/comments?{Filter(topic=topic, campaign=slug, period=named, **more)}")


def _language(connection: db.Connection) -> str:
    """Of the words: what is asked for, else one in which somebody writes."""
    language = request.values.get("language", "")
    return (
        language
        if language in LANGUAGES
        else suggestions.language(connection, team_language.spoken())
    )


def _field(name: str) -> str:
    return request.form.get(name, "").strip()
