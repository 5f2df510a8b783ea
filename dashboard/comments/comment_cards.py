"""A comment to be read and handled: its words large, its score, where it belongs, what was done with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns.follow_up_questions import worded
from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.comments.comment_cleaning import LENGTH
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_handling import TAG_LENGTH
from feedback_buttons.comments.comment_list import Change, Comment
from feedback_buttons.dashboard.comments import comment_text as words
from feedback_buttons.dashboard.comments import course_steps, topic_chips
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import (
    Child,
    Props,
    aria,
    data,
    evidence_address,
    moment,
    shared_token,
)
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n import team_language

TAG_LIST = "tags-given"  # the id of the list of tags that are offered


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and what they may; ``topic`` is the one by which they look."""

    name: str
    may_handle: bool = False
    may_see_evidence: bool = False
    topic: str = ""


def card(comment: Comment, viewer: Viewer, *, within: bool = False) -> Component:
    """The comment in a list, maybe ``within`` its campaign's page; whatever the team does with it changes
    done() and acts() alone."""
    key = str(comment.key)
    body: list[Component] = [
        html.P(list(_about(comment, viewer, within)), className="meta"),
        html.P(_marked(comment), dir="auto", lang=comment.language or "", className="comment"),
        *(course_steps.walked(comment.course) if viewer.may_see_evidence else ()),
        html.Div(done(comment, viewer), id={"part": "done", "key": key}, className="handled"),
    ]
    if viewer.may_handle:
        body.append(_desk(comment, viewer))
    score = html.Span(
        [html.Span(f"{words.SCORE} ", className="unseen"), comment.told],
        className=f"given {band(comment.score)}",
    )
    article = html.Article([score, html.Div(body)], tabIndex="-1", **data(key=key))
    return html.Li(article, key=key)


def quoted(comment: Comment) -> Component:
    """The score, the words and the time, for people who do not belong to the team."""
    score = html.Span(comment.told, className=f"given {band(comment.score)}")
    body = [
        html.P(moment(comment.at), className="meta"),
        html.P(comment.comment, dir="auto", lang=comment.language or "", className="comment"),
    ]
    return html.Li(html.Article([score, html.Div(body)]))


def done(comment: Comment, viewer: Viewer) -> list[Component]:
    """What was done with a comment."""
    state: list[Child] = []
    if comment.closed:
        closed = comment.latest("status")
        state.append(html.Span(words.closed_by(closed, viewer.name), className="badge closed"))
        state += [moment(closed.at)] if closed else []
    if comment.edited:
        state.append(html.Span(words.EDITED, className="badge edited"))
    if comment.handler:
        state.append(html.Span(words.handled_by(comment.handler, viewer.name)))
    if comment.starred and not viewer.may_handle:
        state.append(html.Span(words.STARRED, className="badge starred"))
    tags = [_tag(name, comment, viewer) for name in comment.tags]
    parts = topic_chips.state(comment, may_handle=viewer.may_handle, sought=viewer.topic)
    if state or tags:
        parts.append(html.Div([*state, *tags], className="state meta"))
    if comment.note:
        parts.append(_note(comment))
    if comment.changes:
        rows = [html.Li(_change(change)) for change in comment.changes]
        parts.append(html.Details([html.Summary(words.HISTORY), html.Ol(rows)]))
    return parts


def acts(comment: Comment, viewer: Viewer) -> list[Component]:
    """The buttons of what can be done at once."""
    mine = comment.handler == viewer.name
    close = words.REOPEN if comment.closed else words.CLOSE
    return [
        _button(comment, ("status", "open" if comment.closed else "closed"), close, "o"),
        _button(
            comment,
            ("starred", "no" if comment.starred else "yes"),
            words.GIVE_STAR,
            "s",
            pressed=str(comment.starred).lower(),
        ),
        _button(
            comment,
            ("handler", "" if mine else viewer.name),
            words.LEAVE if mine else words.TAKE,
            "h",
        ),
    ]


def changed(comment: Comment, viewer: Viewer) -> Props:
    """What of a card that is on the screen has changed."""
    return {"key": str(comment.key), "done": done(comment, viewer), "acts": acts(comment, viewer)}


def _about(comment: Comment, viewer: Viewer, within: bool) -> Iterator[Child]:
    campaign, recipient, occasion = comment.key
    if not within:
        yield dcc.Link(comment.name, href=own(f"/campaign/{campaign}"))
    yield moment(comment.at)
    if language := text.languages().get(comment.language):
        yield html.Span(language)
    if comment.shared_clients:
        yield shared_token(comment.shared_clients)
    if comment.message:
        yield html.Span([f"{words.MESSAGE} ", html.B(comment.message, dir="auto")])
    if comment.question:
        spoken = team_language.spoken()
        question, answer = (
            worded(words, spoken, comment.language) for words in (comment.question, comment.answer)
        )
        yield html.Span([f"{question} ", html.B(answer)], dir="auto")
    if viewer.may_see_evidence:
        aim = evidence_address(campaign, recipient_code(recipient), occasion)
        yield dcc.Link(text.EVIDENCE, href=aim, title=text.EVIDENCE_MEANS)


def _marked(comment: Comment) -> Sequence[Child]:
    """The words, with those marked that were searched for."""
    if not comment.matches:
        return [comment.comment]
    longest_first = sorted(map(re.escape, comment.matches), key=len, reverse=True)
    parts = re.split(rf"(?<!\w)({'|'.join(longest_first)})(?!\w)", comment.comment)
    return [html.Mark(part) if index % 2 else part for index, part in enumerate(parts) if part]


def _tag(name: str, comment: Comment, viewer: Viewer) -> Component:
    link = dcc.Link(name, href=own(f"/comments?{Filter(tag=name)}"), title=words.tagged(name))
    if not viewer.may_handle:
        return html.Span(link, className="tag")
    remove = _button(comment, ("untag", name), "×", label=words.untag(name))  # noqa: RUF001 (a cross)
    return html.Span([link, remove], className="tag")


def _note(comment: Comment) -> Component:
    written = comment.latest("note")
    by: list[Child] = [written.account, moment(written.at)] if written else []
    note = html.P(comment.note, dir="auto")
    return html.Div([note, html.P(by, className="meta")], className="noted")


def _change(change: Change) -> list[Child]:
    return [moment(change.at), f" {change.account} {words.did(change)}"]


def _desk(comment: Comment, viewer: Viewer) -> Component:
    """What can be done with a comment; what one writes here stays while others change the card."""
    key = str(comment.key)
    tag = html.Div(
        [
            html.Label([html.Span(words.NEW_TAG, className="unseen"), _tag_field(key)]),
            _button(comment, ("tag", ""), words.ADD),
        ],
        className="row",
    )
    note = html.Div(
        [
            html.Label([html.Span(words.NOTE, className="unseen"), _note_field(comment)]),
            dcc.Store(id={"write": "before", "key": key}, data=comment.note),
            html.P(words.NOTE_HINT, className="meta"),
            _button(comment, ("note", ""), words.SAVE),
        ]
    )
    return html.Div(
        [
            html.Div(acts(comment, viewer), id={"part": "acts", "key": key}, className="acts"),
            _fold(words.TAGS, tag, "t"),
            _fold(words.NOTE, note, "n"),
            html.P(id={"part": "said", "key": key}, role="status", className="meta"),
        ],
        className="desk",
    )


def _fold(name: str, inside: Component, key: str) -> Component:
    return html.Details([html.Summary(name), inside], **data(press=key))


def _tag_field(key: str) -> Component:
    return dcc.Input(
        id={"write": "tag", "key": key},
        type="text",
        list=TAG_LIST,
        maxLength=TAG_LENGTH,
        autoComplete="off",
        value="",
    )


def _note_field(comment: Comment) -> Component:
    written = {"write": "note", "key": str(comment.key)}
    return dcc.Textarea(id=written, value=comment.note, maxLength=LENGTH, dir="auto", rows=3)


def _button(
    comment: Comment,
    act: tuple[str, str],
    name: str,
    press: str = "",
    *,
    pressed: str | None = None,
    label: str | None = None,
) -> Component:
    """A button that gives a field a value; "" stands for what is written in the card."""
    more: Props = aria(pressed=pressed) if pressed else {}
    more |= aria(label=label) if label else {}
    more |= data(press=press) if press else {}
    field, value = act
    id = {"do": field, "to": value, "key": str(comment.key)}
    return html.Button(name, id=id, type="button", **more)
