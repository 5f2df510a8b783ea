"""A case to be worked on: its score, what was written, what was done, what its person answered elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns.follow_up_questions import worded
from feedback_buttons.campaigns.score_bands import band
from feedback_buttons.cases.case_list import OpenedCase
from feedback_buttons.comments.comment_cleaning import LENGTH
from feedback_buttons.comments.comment_handling import TAG_LENGTH
from feedback_buttons.dashboard.cases import case_form
from feedback_buttons.dashboard.cases import case_text as words
from feedback_buttons.dashboard.comments import comment_text, course_steps, topic_chips
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes.blocks import (
    Child,
    Props,
    aria,
    data,
    evidence_address,
    moment,
)
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n import team_language

TAG_LIST = "case-tags"  # the id of the list of tags that are offered
_TEAM = 12  # colleagues that a case can be given to by a button


@dataclass(frozen=True, slots=True)
class Desk:
    """Who works here, what they may, and who their colleagues are."""

    name: str
    may_handle: bool = False
    may_see_evidence: bool = False
    may_manage: bool = False
    may_take: bool = False
    team: tuple[str, ...] = ()


def card(case: OpenedCase, desk: Desk) -> Component:
    """The case in the queue; whatever the team does with it changes done() and acts() alone, whatever its recipient
    does answer() and score()."""
    key = str(case.key)
    body: list[Component] = [
        html.Div(answer(case, desk), id={"show": "answer", "of": key}, className="answer"),
        html.Div(done(case, desk), id={"show": "done", "of": key}, className="handled"),
    ]
    if desk.may_handle:
        body.append(_work(case, desk))
    badge = html.Span(
        score(case), id={"show": "score", "of": key}, className=f"given {band(case.score)}"
    )
    beside = [_beside(case)] if desk.may_see_evidence else []
    article = html.Article(
        [badge, html.Div(body), *beside], tabIndex="-1", **data(key=key, mark=mark(case))
    )
    return html.Li(article, key=key)


def mark(case: OpenedCase) -> str:
    """Twelve characters that differ where what the recipient said does."""
    facts = (case.score, case.comment, case.answered_at, case.contact, case.answer, case.message)
    return blake2b(repr(facts).encode(), digest_size=6).hexdigest()


def score(case: OpenedCase) -> list[Component | str]:
    """The score as the card has it."""
    return [html.Span(f"{comment_text.SCORE} ", className="unseen"), case.written]


def answer(case: OpenedCase, desk: Desk) -> list[Component]:
    """What the recipient said; it can change while the card is on a screen."""
    return [
        html.P(list(_about(case, desk)), className="meta"),
        _words(case),
        *_contact(case),
        *topic_chips.seldom_satisfied(case.person),
    ]


def done(case: OpenedCase, desk: Desk) -> list[Component]:
    """What was done with a case."""
    state: list[Child] = list(_state(case, desk, ids.utc_now()))
    tags = [_tag(name, case, desk) for name in case.tags]
    parts: list[Component] = [html.Div([*state, *tags], className="state meta")]
    if case.note:
        parts.append(_note(case))
    if case.changes:
        rows = [
            html.Li([moment(change.at), f" {change.account} {comment_text.did(change)}"])
            for change in case.changes
        ]
        parts.append(html.Details([html.Summary(comment_text.HISTORY), html.Ol(rows)]))
    return parts


def acts(case: OpenedCase, desk: Desk) -> list[Component]:
    """The buttons of what can be done at once."""
    mine = case.handler == desk.name
    take = ("handler", "" if mine else desk.name)
    buttons = [_button(case, take, words.LEAVE if mine else words.TO_ME, "a")]
    if case.closed:
        return [*buttons, _button(case, ("status", "open"), words.REOPEN, "c")]
    reasons = [
        _button(case, ("reason", reason), name) for reason, name in comment_text.REASONS.items()
    ]
    buttons.append(
        _fold(words.CLOSE, html.Div([html.P(words.WHY, className="meta"), *reasons]), "c")
    )
    if case.asleep(ids.utc_now()):
        buttons.append(_button(case, ("snooze", ""), words.WAKE, "s"))
    else:
        naps = [_button(case, ("snooze", nap), name) for nap, name in words.NAPS.items()]
        buttons.append(_fold(words.SNOOZE, html.Div(naps), "s"))
    return buttons


def changed(case: OpenedCase, desk: Desk) -> Props:
    """What of a card that is on the screen has changed."""
    return {"of": str(case.key), "done": done(case, desk), "acts": acts(case, desk)}


def _about(case: OpenedCase, desk: Desk) -> Iterator[Child]:
    campaign, recipient, occasion = case.key
    yield html.B(words.age(case, ids.utc_now()))
    yield dcc.Link(case.name, href=own(f"/campaign/{campaign}"))
    yield moment(case.answered_at)
    yield html.Span(words.rule(case.rule), className="badge")
    if language := text.languages().get(case.language):
        yield html.Span(language)
    if case.message:
        yield html.Span([f"{comment_text.MESSAGE} ", html.B(case.message, dir="auto")])
    if case.question:
        spoken = team_language.spoken()
        question, answer = (
            worded(by_language, spoken, case.language)
            for by_language in (case.question, case.answer)
        )
        yield html.Span([f"{question} ", html.B(answer)], dir="auto")
    if desk.may_see_evidence:
        aim = evidence_address(campaign, recipient_code(recipient), occasion)
        yield dcc.Link(text.EVIDENCE, href=aim, title=text.EVIDENCE_MEANS)


def _words(case: OpenedCase) -> Component:
    if case.comment:
        return html.P(case.comment, dir="auto", lang=case.language or "", className="comment")
    return html.P(words.SILENT, className="silent")


def _contact(case: OpenedCase) -> list[Component]:
    """Where the recipient asked to be contacted, as a link where it is a mail address or a phone number."""
    if not case.contact:
        return []
    way = words.way_to(case.contact)
    place = html.A(case.contact, href=way) if way else html.B(case.contact)
    return [html.P([f"{words.CONTACT}: ", html.Span(place, dir="auto")], className="contact")]


def _state(case: OpenedCase, desk: Desk, now: datetime) -> Iterator[Child]:
    if case.closed:
        change = case.latest("reason") or case.latest("status")
        yield html.Span(comment_text.closed_by(change, desk.name), className="badge closed")
        yield html.Span(comment_text.REASONS.get(case.reason or "", ""))
    if case.asleep(now) and case.snoozed_until:
        yield html.Span([f"{words.ASLEEP} ", moment(case.snoozed_until)], className="badge")
    if case.handler:
        yield html.Span(comment_text.handled_by(case.handler, desk.name))


def _beside(case: OpenedCase) -> Component:
    """Who it is, as far as it is kept, and what they answered elsewhere."""
    if case.reference is None:
        return html.Aside(html.P(words.NO_REFERENCE, className="meta"), className="beside")
    rows = [
        html.Li(
            [
                html.Span(other.written, className=f"given {band(other.score)}"),
                html.Div(
                    [
                        html.Span(other.campaign),
                        moment(other.at),
                        *([html.Span(other.comment, dir="auto")] if other.comment else []),
                    ]
                ),
            ]
        )
        for other in case.others
    ]
    told_elsewhere = html.Ul(rows) if rows else html.P(words.OTHERS_NONE, className="meta")
    head = [html.B(case.reference, dir="auto"), html.Span(words.OTHERS, className="meta")]
    return html.Aside(
        [*head, *course_steps.walked(case.course), told_elsewhere], className="beside"
    )


def _tag(name: str, case: OpenedCase, desk: Desk) -> Component:
    way = dcc.Link(
        name, href=own(f"{case_form.ADDRESS}?tag={name}"), title=comment_text.tagged(name)
    )
    if not desk.may_handle:
        return html.Span(way, className="tag")
    remove = _button(case, ("untag", name), "×", label=comment_text.untag(name))  # noqa: RUF001 (a cross)
    return html.Span([way, remove], className="tag")


def _note(case: OpenedCase) -> Component:
    written = case.latest("note")
    by: list[Child] = [written.account, moment(written.at)] if written else []
    return html.Div(
        [html.P(case.note, dir="auto"), html.P(by, className="meta")], className="noted"
    )


def _work(case: OpenedCase, desk: Desk) -> Component:
    """What can be done with a case; what one writes here stays while others change the card."""
    key = str(case.key)
    colleagues = [
        _button(case, ("handler", name), name) for name in desk.team[:_TEAM] if name != desk.name
    ]
    mail = (
        [html.A(words.MAIL, href=words.letter(case), className="act", **data(press="m"))]
        if case.mail and (desk.may_see_evidence or case.mail == case.contact)
        else []
    )
    return html.Div(
        [
            html.Div(acts(case, desk), id={"show": "acts", "of": key}, className="acts"),
            *mail,
            _fold(comment_text.NOTE, _note_form(case), "n"),
            _fold(comment_text.TAGS, _tag_form(case), "t"),
            *([_fold(words.GIVE, html.Div(colleagues), "g")] if colleagues else []),
            html.P(id={"show": "said", "of": key}, role="status", className="meta"),
        ],
        className="desk",
    )


def _note_form(case: OpenedCase) -> Component:
    id = {"fill": "note", "of": str(case.key)}
    field = dcc.Textarea(id=id, value=case.note, maxLength=LENGTH, dir="auto", rows=3)
    return html.Div(
        [
            html.Label([html.Span(comment_text.NOTE, className="unseen"), field]),
            dcc.Store(id={"fill": "before", "of": str(case.key)}, data=case.note),
            html.P(comment_text.NOTE_HINT, className="meta"),
            _button(case, ("note", ""), comment_text.SAVE),
        ]
    )


def _tag_form(case: OpenedCase) -> Component:
    id = {"fill": "tag", "of": str(case.key)}
    field = dcc.Input(
        id=id, type="text", list=TAG_LIST, maxLength=TAG_LENGTH, autoComplete="off", value=""
    )
    label = html.Label([html.Span(comment_text.NEW_TAG, className="unseen"), field])
    return html.Div([label, _button(case, ("tag", ""), comment_text.ADD)], className="row")


def _fold(name: str, inside: Component, key: str) -> Component:
    return html.Details([html.Summary(name), inside], **data(press=key))


def _button(
    case: OpenedCase,
    act: tuple[str, str],
    name: Child | Sequence[Child],
    press: str = "",
    label: str = "",
) -> Component:
    """A button that gives a field a value; "" stands for what is written in the card, or for nothing."""
    more: Props = aria(label=label) if label else {}
    more |= data(press=press) if press else {}
    id = {"deed": act[0], "to": act[1], "of": str(case.key)}
    return html.Button(name, id=id, type="button", **more)
