"""The page of one recipient's evidence: what happened, what it amounts to, and the team's decision."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dash import ALL, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.evidence import about_form, excluded_page
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props
from feedback_buttons.dashboard.kit.words import chart_text, text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import NOTE_LENGTH, Decision, OverruleError
from feedback_buttons.recipients import erasure
from feedback_buttons.recipients.erasure import ErasureError
from feedback_buttons.reports.answers import answer_history
from feedback_buttons.reports.answers.answer_history import Decided, History
from feedback_buttons.storage import db
from feedback_buttons.verdicts.visits_in_words import Step, span

_DECISIONS = {
    **{f"score-{score}": Decision(score) for score in scales.ANY},
    "drop": Decision(),
    "rules": Decision(lifted=True),
}


def page(
    campaign: Campaign, history: History, *, may_decide: bool, may_export: bool = False
) -> list[Component]:
    """The whole page; with the form for a decision, and the file of all that is kept, if the viewer may."""
    now = state(history)
    decide = [_form(history)] if may_decide and history.state != "erased" else []
    return [
        _head(campaign, history),
        html.Div(
            [
                blocks.card("verdict", text.WHAT_COUNTS, html.Div(id="verdict", **now["verdict"])),
                blocks.card(
                    "happened",
                    text.WHAT_HAPPENED,
                    html.Ol(id="happened", className="line", **now["happened"]),
                    html.P(text.LETTERS, className="note"),
                ),
                *decide,
                *([about_form.card(history.recipient)] if may_export else []),
            ],
            className="evidence",
        ),
    ]


def find(connection: db.Connection, slug: str, rest: str) -> History | None:
    """What is shown at recipient/<pseudonym>, or at recipient/<pseudonym>/<occasion>.

    Raises:
        ValueError: it is no such address.
    """
    kind, pseudonym, *occasion = rest.split("/")
    if kind != "recipient" or len(occasion) > 1:
        raise ValueError(f"no page: {rest}")
    try:
        recipient = erasure.parse(pseudonym)
    except ErasureError as error:
        raise ValueError(error.sentence) from error
    return answer_history.history(connection, slug, recipient, *map(int, occasion))


def register(app: Dash, pool: db.Pool) -> None:
    """Add the callback by which staff decide."""

    @app.callback(
        Output("verdict", "children"),
        Output("happened", "children"),
        Output("about", "data"),
        Output({"decide": ALL}, "aria-pressed"),  # the buttons stay: one of them has the focus
        Output("said", "children"),
        Output("note", "value"),
        Input({"decide": ALL}, "n_clicks"),
        State("note", "value"),
        State("about", "data"),
        prevent_initial_call=True,
    )
    @auth.needs("overrule")
    def decide(clicks: list[object], note: object, sent: object) -> tuple[Any, ...]:
        pressed = arguments.pressed("decide")
        if pressed is None:
            return (*(no_update,) * 3, [no_update] * len(clicks), no_update, no_update)
        about = arguments.fields(sent, ("slug", "recipient", "occasion", "events"))
        key = (
            arguments.text(about["slug"]),
            arguments.whole(about["recipient"]),
            arguments.whole(about["occasion"]),
        )
        wanted = _DECISIONS.get(pressed["decide"]) or arguments.refuse()
        why, events = arguments.text(note), arguments.whole(about["events"], 4)
        with pool.connection() as connection:
            saved, sentence = _decide(connection, key, wanted, why, events)
            history = answer_history.history(connection, *key)
        if history is None:
            return (*(no_update,) * 3, [no_update] * len(clicks), text.UNKNOWN_PAGE, no_update)
        props = [next(iter(prop.values())) for prop in state(history).values()]
        return (*props, list(_pressed(history).values()), sentence, "" if saved else no_update)


def _decide(
    connection: db.Connection, key: tuple[str, int, int], wanted: Decision, note: str, events: int
) -> tuple[bool, str]:
    """Whether the decision was kept, and what to say."""
    name = auth.current().name
    try:
        overrules.decide(connection, key, wanted, account=name, note=note, events=events)
    except OverruleError as error:
        return False, error.advice
    return True, text.KEPT


def state(history: History) -> dict[str, Props]:
    """What a decision changes, by component id."""
    about = {"slug": history.campaign, "events": history.events}
    about |= {"recipient": str(history.number), "occasion": str(history.occasion)}  # beyond 2 ** 53
    return {
        "verdict": {"children": list(_verdict(history))},
        "happened": {"children": list(_line(history))},
        "about": {"data": about},
    }


def _head(campaign: Campaign, history: History) -> Component:
    facts: list[Child] = [html.Span([f"{text.RECIPIENT} ", html.Code(history.recipient)])]
    if history.message:
        facts.append(html.Span(history.message, dir="auto"))
    if history.sent_at:
        facts.append(html.Span([f"{text.SENT_AT} ", blocks.moment(history.sent_at)]))
    children: list[Child] = [
        blocks.back(campaign, blocks.link(text.EXCLUDED, excluded_page.address(campaign.slug))),
        html.H1(history.reference or text.ONE_RECIPIENT),
        html.P(facts, className="facts"),
        html.P(
            chart_text.times_of(campaign.zone.key),
            className="note",
            **blocks.data(zone=campaign.zone.key),
        ),
    ]
    if len(history.occasions) > 1:
        children.append(_occasions(history))
    if history.shared_clients:
        children.append(_shared(history.shared_clients))
    return html.Div(children, className="head")


def _shared(clients: int) -> Component:
    """A note that so many clients answered with this recipient's token."""
    words = tr(
        "Not one person: this token was answered with on {clients} devices within a day. Only the latest answer of all "
        "these people stands here."
    )
    return html.P(words.format(clients=text.number(clients)), className="wrong", role="note")


def _occasions(history: History) -> Component:
    links = []
    for occasion in history.occasions:
        aim = blocks.evidence_address(history.campaign, history.recipient, occasion)
        links.append(blocks.link(text.occasion(occasion), aim, here=occasion == history.occasion))
    return html.Nav(links, className="tabs", **blocks.aria(label=text.OCCASIONS))


def _verdict(history: History) -> Iterator[Child]:
    big = (
        []
        if history.score is None
        else [html.Span(scales.written(history.score, history.told), className="score")]
    )
    stands = text.stands(history.score, history.aside or history.state)
    yield html.P([*big, html.Span(stands, className="margin")], className="big")
    yield html.P(history.sentence)
    if history.clicked not in (None, history.score):
        yield html.P(text.last_click(scales.tell(history.clicked, history.told)), className="note")
    if history.comment:
        yield html.Blockquote(history.comment, dir="auto")


def _line(history: History) -> Iterator[Component]:
    last = history.sent_at
    if history.more:
        yield html.Li(html.P(text.only_latest(answer_history.LIMIT), className="meta"))
        last = None
    elif last and (not history.line or last <= history.line[0].at):
        yield html.Li([_moment(last, None), html.P(text.SENT)], className="sent")
    for entry in history.line:
        yield _decided(entry, last) if isinstance(entry, Decided) else _step(entry, last)
        last = entry.at


def _step(step: Step, last: datetime | None) -> Component:
    letter = html.Span(
        [html.Span(f"{text.CLIENT} ", className="unseen"), step.client], className="letter"
    )
    facts: list[Child] = [html.Span(f"{step.network[:1].upper()}{step.network[1:]}")]
    facts += [html.Span(flag, className="flag") for flag in step.flags]
    done: list[Child] = [step.did]
    if step.counts:
        done += [" ", html.Span(text.COUNTS, className="badge")]
    body = [
        html.P([letter, html.Span(done)], className="did"),
        html.P(facts, className="facts meta"),
    ]
    return html.Li(
        [_moment(step.at, last), html.Div(body)], className="counts" if step.counts else ""
    )


def _decided(decision: Decided, last: datetime | None) -> Component:
    done: list[Child] = [html.B(decision.account), text.decided(decision.did)]
    if decision.force:
        done += [" ", html.Span(text.IN_FORCE, className="badge")]
    note = [html.Blockquote(decision.note, dir="auto")] if decision.note else []
    body = [html.P(done), *note]
    return html.Li([_moment(decision.at, last), html.Div(body)], className="decided")


def _moment(at: datetime, last: datetime | None) -> Component:
    gap = span(at - last) if last else ""
    shown: list[Child] = [blocks.moment(at, seconds=True)]
    if gap:
        shown.append(html.Span(text.later(gap)))
    return html.P(shown, className="meta when")


def _form(history: History) -> Component:
    """The buttons with which staff decide; each takes effect at once, and another takes it back."""
    buttons = [
        html.Button(
            _chip(name, history.told),
            id={"decide": name},
            type="button",
            **blocks.aria(label=_label(name, history.told), pressed=pressed),
        )
        for name, pressed in _pressed(history).items()
    ]
    scores = len(scales.TOLD[history.told])
    note = dcc.Textarea(id="note", maxLength=NOTE_LENGTH, rows=2, value="")
    return blocks.card(
        "decide",
        text.DECIDE,
        html.P(text.DECIDE_MEANS, className="note"),
        html.Label(text.NOTE, htmlFor="note"),
        note,
        html.Fieldset([html.Legend(text.COUNT_AS), html.Div(buttons[:scores], className="chips")]),
        html.Div(buttons[scores:], className="ways"),
        html.P(id="said", role="status", className="said"),
        dcc.Store(id="about", **state(history)["about"]),
    )


def _chip(name: str, scale: str) -> str:
    score = _DECISIONS[name].score
    return text.DECISIONS[name] if score is None else str(scales.tell(score, scale))


def _label(name: str, scale: str) -> str:
    score = _DECISIONS[name].score
    return text.DECISIONS[name] if score is None else text.count_as(scales.tell(score, scale))


def _pressed(history: History) -> dict[str, str]:
    """Each button that the campaign's scale has, and whether it says what decides now."""
    # Of five buttons those scores that are one's own.
    scores = [score for score in scales.SCORES[history.scale]
              if history.told != scales.FIVE or score % 2 == 0]  # fmt: skip
    force = next((decision for decision in history.decisions if decision.force), None)
    decided = None if force is None else history.score
    now = Decision(decided) if force else Decision(lifted=True)
    return {
        name: str(decision == now).lower()
        for name, decision in _DECISIONS.items()
        if decision.score is None or decision.score in scores
    }
