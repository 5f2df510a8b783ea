"""The control that chooses a page's period and what it is compared with; the address is all its state."""

from collections.abc import Callable, Sequence

from dash import dcc, html
from dash.development.base_component import Component

from feedback_buttons.campaigns.periods import EVER, SIMPLE, Period, PeriodView
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Child
from feedback_buttons.i18n.team_language import lazy_gettext
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope

Address = Callable[[PeriodView], str]  # where the page is shown so

PERIOD, WAVES = lazy_gettext("Period"), lazy_gettext("Waves")
DAYS, FIRST, LAST, SHOW = (
    lazy_gettext("From – to"),  # noqa: RUF001 (a dash)
    lazy_gettext("First day"),
    lazy_gettext("Last day"),
    lazy_gettext("Show"),
)
AGAINST, BEFORE, NOTHING = (
    lazy_gettext("Compare with"),
    lazy_gettext("The time before"),
    lazy_gettext("Nothing"),
)
_LABELLED = "card"  # the class of what says which period it covers


def of_campaign(scope: Scope, address: Address) -> Component:
    """For a campaign's page: with its waves, and what the period is held against."""
    view, past = scope.view, [wave for wave in scope.sent if wave.sent_at <= scope.now]
    offered = [kind for kind in SIMPLE if kind != "sent" or past]
    words = period_text.covers(scope)
    compared: list[Child] = [] if scope.all else [", ", html.Span(period_text.against(scope))]
    return html.Div(
        [
            html.Div(
                [
                    _tabs([Period(kind) for kind in offered], view, address),
                    *([_waves(past, view, address)] if len(past) > 1 else []),
                    _days(view),
                    *([] if scope.all else [_against(past, view, address)]),
                ],
                className="row",
            ),
            html.P([html.Span(words), *compared], className="covers"),
        ],
        className="period",
    )


def of_all(
    view: PeriodView | None, address: Address, *, sent: bool = False, held: bool = False
) -> Component:
    """For a page of several campaigns; None: each is shown in another period. Where all were ``sent``, each can be
    shown since its own time. With ``held`` it chooses what the period is held against too."""
    offered = [Period(kind) for kind in SIMPLE if kind != "sent" or sent]
    against = [_against((), view, address)] if held and view and view.period != EVER else []
    return html.Div(
        [html.Div([_tabs(offered, view, address), _days(view), *against], className="row")],
        className="period",
    )


def label(shown: Sequence[Component], words: dict[str, str], usual: str) -> None:
    """Say in every card which period it covers: by one of its classes, else as ``usual``; "" says nothing."""
    for part in shown:
        classes = str(getattr(part, "className", "") or "").split()
        children = getattr(part, "children", None)
        if _LABELLED in classes:
            _say(part, next((words[name] for name in classes if name in words), usual))
        elif isinstance(children, list | tuple):
            label([child for child in children if isinstance(child, Component)], words, usual)


def _say(card: Component, words: str) -> None:
    """Below its heading, or the fold's."""
    if not words:
        return
    inside = card.children if isinstance(card.children, Component) else card
    head, *rest = inside.children
    inside.children = [head, html.P(words, className="covers"), *rest]


def _tabs(offered: Sequence[Period], view: PeriodView | None, address: Address) -> Component:
    links = [
        blocks.link(
            period_text.name(period),
            address(PeriodView(period, view.against if view else "before")),
            here=view is not None and period == view.period,
        )
        for period in offered
    ]
    return html.Nav(links, className="tabs", **blocks.aria(label=str(PERIOD)))


def _waves(sent: Sequence[Sending], view: PeriodView, address: Address) -> Component:
    periods = [Period("wave", wave=wave.number) for wave in sent]
    here = view.period if view.period.wave else None
    return menu(
        period_text.name(here, tuple(sent)) if here else str(WAVES),
        [
            _way(period, sent, address(PeriodView(period, view.against)), here=period == here)
            for period in periods
        ],
        here=here is not None,
    )


def _against(sent: Sequence[Sending], view: PeriodView, address: Address) -> Component:
    others = [Period(kind) for kind in ("7d", "30d", "all")]
    others += [Period("wave", wave=wave.number) for wave in sent] if len(sent) > 1 else []
    named = ((PeriodView(view.period), BEFORE), (PeriodView(view.period, "none"), NOTHING))
    choices = [blocks.link(str(words), address(aim), here=aim == view) for aim, words in named]
    choices += [
        _way(other, sent, address(PeriodView(view.period, other)), here=other == view.against)
        for other in others
        if other != view.period
    ]
    return menu(str(AGAINST), [*choices, _form("against", view.against)])


def _way(period: Period, sent: Sequence[Sending], aim: str, *, here: bool) -> Component:
    return blocks.link(period_text.name(period, tuple(sent)), aim, here=here)


def _days(view: PeriodView | None) -> Component:
    days = view.period if view and view.period.kind == "days" else None
    called = period_text.name(days) if days else str(DAYS)
    return menu(called, [_form("period", days)], here=days is not None)


def _form(name: str, now: object) -> Component:
    """Two days, which assets/periods.js puts into the address."""
    days = (now.first, now.last) if isinstance(now, Period) else (None, None)
    fields = [
        html.Label(
            [
                html.Span(words),
                dcc.Input(
                    id=f"{name}-{end}",
                    name=end,
                    value=str(day or ""),
                    placeholder="2026-12-01",
                    autoComplete="off",
                ),
            ]
        )
        for end, words, day in zip(("first", "last"), (FIRST, LAST), days, strict=True)
    ]
    button = html.Button(SHOW, type="submit")
    return html.Form([*fields, button], className="days", **blocks.data(days=name))


def menu(called: str, parts: Sequence[Component], *, here: bool = False) -> Component:
    """What opens above the page and moves nothing."""
    current = blocks.aria(current="true") if here else {}
    return html.Details(
        [html.Summary(called, **current), html.Div(parts, className="menu")],
        className="pick",
        key=called,
    )
