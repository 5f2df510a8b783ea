"""The page of one recipient's evidence: what happened, what it amounts to, and the team's decision."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.evidence import excluded_page
from feedback_buttons.dashboard.kit import auth, blocks, text
from feedback_buttons.dashboard.kit.blocks import Child, Props
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import NOTE_LENGTH, Decision, OverruleError
from feedback_buttons.recipients import erasure
from feedback_buttons.recipients.erasure import ErasureError
from feedback_buttons.reports import answer_history
from feedback_buttons.reports.answer_history import Decided, History
from feedback_buttons.storage import db
from feedback_buttons.verdicts.visits_in_words import Step, span

_DECISIONS = {
    **{f"score-{score}": Decision(score) for score in scales.ANY},
    "drop": Decision(),
    "rules": Decision(lifted=True),
}


def page(campaign: Campaign, found: History, *, may_decide: bool) -> list[Component]:
    """The whole page; with the form for a decision if the viewer may make one."""
    now = state(found)
    decide = [_form(found)] if may_decide and found.state != "erased" else []
    return [
        _head(campaign, found),
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
    def decide(clicks: list[int], note: str | None, about: dict[str, Any]) -> tuple[Any, ...]:
        if not any(each["value"] for each in ctx.triggered):
            return (*(no_update,) * 3, [no_update] * len(clicks), no_update, no_update)
        key = about["slug"], int(about["recipient"]), int(about["occasion"])
        wanted = _DECISIONS[ctx.triggered_id["decide"]]
        with pool.connection() as connection:
            kept, said = _decide(connection, key, wanted, note or "", int(about["events"]))
            found = answer_history.history(connection, *key)
        if found is None:
            return (*(no_update,) * 3, [no_update] * len(clicks), text.UNKNOWN_PAGE, no_update)
        props = [next(iter(each.values())) for each in state(found).values()]
        return (*props, list(_pressed(found).values()), said, "" if kept else no_update)


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


def state(found: History) -> dict[str, Props]:
    """What a decision changes, by component id."""
    about = {"slug": found.campaign, "events": found.events}
    about |= {"recipient": str(found.number), "occasion": str(found.occasion)}  # beyond 2 ** 53
    return {
        "verdict": {"children": list(_verdict(found))},
        "happened": {"children": list(_line(found))},
        "about": {"data": about},
    }


def _head(campaign: Campaign, found: History) -> Component:
    facts: list[Child] = [html.Span([f"{text.RECIPIENT} ", html.Code(found.recipient)])]
    if found.message:
        facts.append(html.Span(found.message, dir="auto"))
    if found.sent_at:
        facts.append(html.Span([f"{text.SENT_AT} ", blocks.moment(found.sent_at)]))
    children: list[Child] = [
        blocks.back(campaign, blocks.link(text.SET_ASIDE, excluded_page.address(campaign.slug))),
        html.H1(found.reference or text.ONE_RECIPIENT),
        html.P(facts, className="facts"),
    ]
    if len(found.occasions) > 1:
        children.append(_occasions(found))
    if found.shared_clients:
        children.append(_shared(found.shared_clients))
    return html.Div(children, className="head")


def _shared(clients: int) -> Component:
    """Says that the answer is not one person's."""
    words = tr(
        "Not one person: this token was answered with on {clients} devices within a day. Only the latest answer of all "
        "these people stands here."
    )
    return html.P(words.format(clients=text.number(clients)), className="wrong", role="note")


def _occasions(found: History) -> Component:
    links = []
    for each in found.occasions:
        aim = blocks.evidence_address(found.campaign, found.recipient, each)
        links.append(blocks.link(text.occasion(each), aim, here=each == found.occasion))
    return html.Nav(links, className="tabs", **blocks.aria(label=text.OCCASIONS))


def _verdict(found: History) -> Iterator[Child]:
    big = [] if found.score is None else [html.Span(str(found.score), className="score")]
    stands = text.stands(found.score, found.aside or found.state)
    yield html.P([*big, html.Span(stands, className="margin")], className="big")
    yield html.P(found.sentence)
    if found.clicked not in (None, found.score):
        yield html.P(text.last_click(found.clicked), className="note")
    if found.comment:
        yield html.Blockquote(found.comment, dir="auto")


def _line(found: History) -> Iterator[Component]:
    last = found.sent_at
    if found.more:
        yield html.Li(html.P(text.only_latest(answer_history.LIMIT), className="meta"))
        last = None
    elif last and (not found.line or last <= found.line[0].at):
        yield html.Li([_moment(last, None), html.P(text.SENT)], className="sent")
    for each in found.line:
        yield _decided(each, last) if isinstance(each, Decided) else _step(each, last)
        last = each.at


def _step(each: Step, last: datetime | None) -> Component:
    letter = html.Span(
        [html.Span(f"{text.CLIENT} ", className="unseen"), each.client], className="letter"
    )
    facts: list[Child] = [html.Span(f"{each.network[:1].upper()}{each.network[1:]}")]
    facts += [html.Span(flag, className="flag") for flag in each.flags]
    done: list[Child] = [each.did]
    if each.counts:
        done += [" ", html.Span(text.COUNTS, className="badge")]
    body = [
        html.P([letter, html.Span(done)], className="did"),
        html.P(facts, className="facts meta"),
    ]
    return html.Li(
        [_moment(each.at, last), html.Div(body)], className="counts" if each.counts else ""
    )


def _decided(each: Decided, last: datetime | None) -> Component:
    done: list[Child] = [html.B(each.account), text.decided(each.did)]
    if each.force:
        done += [" ", html.Span(text.IN_FORCE, className="badge")]
    note = [html.Blockquote(each.note, dir="auto")] if each.note else []
    body = [html.P(done), *note]
    return html.Li([_moment(each.at, last), html.Div(body)], className="decided")


def _moment(at: datetime, last: datetime | None) -> Component:
    gap = span(at - last) if last else ""
    shown: list[Child] = [blocks.moment(at, seconds=True)]
    if gap:
        shown.append(html.Span(text.later(gap)))
    return html.P(shown, className="meta when")


def _form(found: History) -> Component:
    """The buttons by which staff decide; each decides at once, and another takes it back."""
    buttons = [
        html.Button(
            text.DECISIONS.get(name, name.removeprefix("score-")),
            id={"decide": name},
            type="button",
            **blocks.aria(label=_label(name), pressed=pressed),
        )
        for name, pressed in _pressed(found).items()
    ]
    scores = len(scales.SCORES[found.scale])
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
        dcc.Store(id="about", **state(found)["about"]),
    )


def _label(name: str) -> str:
    decision = _DECISIONS[name]
    return text.DECISIONS[name] if decision.score is None else text.count_as(decision.score)


def _pressed(found: History) -> dict[str, str]:
    """Each button that the campaign's scale has, and whether it says what decides now."""
    scores = scales.SCORES[found.scale]
    force = next((each for each in found.decisions if each.force), None)
    now = Decision(force.score) if force else Decision(lifted=True)
    return {
        name: str(each == now).lower()
        for name, each in _DECISIONS.items()
        if each.score is None or each.score in scores
    }
