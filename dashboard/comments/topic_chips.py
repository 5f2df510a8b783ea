"""The topics on a comment's card: what it mentions, its tone, and what somebody of the team knows better."""

from collections.abc import Iterable, Iterator
from typing import cast

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.comments import mentioned
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import Comment, CommentKey
from feedback_buttons.comments.mentioned import CommentTopic, PersonsAnswers
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import Child, aria
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import lazy_gettext, local, tr
from feedback_buttons.storage import db
from feedback_buttons.topics import corrections
from feedback_buttons.topics.corrections import Verdict

ABOUT, NOT_ABOUT, UNDONE = "about", "not about", ""
FIELD = "topic"  # what a button changes; its value is "verdict slug"
TOPICS = lazy_gettext("Topics")
RIGHT, WRONG, ALSO = (
    lazy_gettext("right"),
    lazy_gettext("not about this"),
    lazy_gettext("also about this"),
)
CORRECT = lazy_gettext("Correct the topics")
ASK_AGAIN = lazy_gettext(
    "Ask again: the words contradict the score, the scale may have been read backwards."
)


def state(comment: Comment, *, may_handle: bool, sought: str = "") -> list[Component]:
    """What is known of a comment: chips of its topics, its tone, notes; with buttons that correct it, those of
    the topic that is ``sought`` at hand, so that ten comments are judged with ten presses."""
    chips = [_chip(topic) for topic in comment.topics if topic.mentioned and topic.kind == "topic"]
    parts: list[Component] = [*_tone(comment)]
    if chips:
        parts.insert(0, html.Div(chips, className="state meta topics"))
    if may_handle and comment.topics:
        at_hand = [topic for topic in comment.topics if topic.slug == sought]
        parts += [html.Div(list(_row(comment, topic)), className="judging") for topic in at_hand]
        parts.append(
            _corrections(comment, [topic for topic in comment.topics if topic not in at_hand])
        )
    return parts


def correct(connection: db.Connection, key: CommentKey, value: str, account: str) -> None:
    """Make the correction that a button of ours asks for; what none asks for is refused.

    Raises:
        TopicError: there is no such topic any more.
    """
    verdict, _, slug = value.partition("~")
    if verdict not in (ABOUT, NOT_ABOUT, UNDONE):
        arguments.refuse()
    corrections.correct(connection, key, slug, cast(Verdict, verdict) or None, by=account)


def _chip(topic: CommentTopic) -> Component:
    name = topic.name(team_language.spoken())
    label = tr("All comments that mention {topic}").format(topic=name)
    link = dcc.Link(name, href=own(f"/comments?{Filter(topic=topic.slug)}"), title=label)
    return html.Span(link, className="tag topic")


def _tone(comment: Comment) -> Iterator[Component]:
    """Strong language with its words, a score that the words contradict, a customer who is seldom satisfied."""
    for topic in comment.topics:
        if topic.slug == "strong" and topic.mentioned:
            words = [html.Mark(word, lang=comment.language) for word in topic.words]
            spaced = [part for word in words for part in (" ", word)]
            yield html.P([topic.name(team_language.spoken()), ":", *spaced], className="meta tone")
    if mentioned.mismatched(comment.score, comment.topics):
        yield html.P(ASK_AGAIN, className="meta tone")
    yield from seldom_satisfied(comment.person)


def seldom_satisfied(person: PersonsAnswers | None) -> Iterator[Component]:
    """A line about a customer who is seldom satisfied, in several campaigns; nothing of others."""
    if person and person.seldom_satisfied:
        yield html.P(
            tr(
                "Seldom satisfied: {unhappy} of {answers} answers in {campaigns} campaigns were 1 to 6."
            ).format(
                unhappy=local(str(person.unhappy)),
                answers=local(str(person.answers)),
                campaigns=local(str(person.campaigns)),
            ),
            className="meta tone",
        )


def _corrections(comment: Comment, topics: Iterable[CommentTopic]) -> Component:
    rows = [html.Li(list(_row(comment, topic))) for topic in topics]
    return html.Details(
        [html.Summary(CORRECT), html.Ul(rows, className="corrections")], className="correcting"
    )


def _row(comment: Comment, topic: CommentTopic) -> Iterator[Child]:
    """A topic's name, and the buttons that say whether the comment is about it; pressed again they are undone."""
    yield html.Span(topic.name(team_language.spoken()))
    if (topic.mentioned and topic.verdict != ABOUT) or topic.verdict == NOT_ABOUT:
        yield _button(comment, topic, NOT_ABOUT, WRONG)
    yield _button(comment, topic, ABOUT, RIGHT if topic.mentioned else ALSO)


def _button(comment: Comment, topic: CommentTopic, verdict: str, label: str) -> Component:
    decided = topic.verdict == verdict
    id = {
        "do": FIELD,
        "to": f"{UNDONE if decided else verdict}~{topic.slug}",
        "key": str(comment.key),
    }
    return html.Button(label, id=id, type="button", **aria(pressed=str(decided).lower()))
