"""The queue of cases, to be worked through. The address is all the state of what is shown."""

from urllib.parse import parse_qsl

import psycopg
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from psycopg_pool import PoolTimeout

from feedback_buttons.base import ids
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.cases import case_list, case_period
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_list import COUNT_LIMIT, PAGE, CasePage
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.filter_values import FilterError
from feedback_buttons.dashboard.cases import (
    case_answers,
    case_cards,
    case_deeds,
    case_form,
    cases_desk,
    rules_page,
    times_page,
)
from feedback_buttons.dashboard.cases import case_text as words
from feedback_buttons.dashboard.cases.case_cards import Desk
from feedback_buttons.dashboard.comments import comment_keys, comment_text
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Child, Props, aria
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.reports.periods import period_text
from feedback_buttons.storage import db


def page(connection: db.Connection, search: str, desk: Desk) -> list[Component]:
    """The whole page at an address's query string."""
    try:
        wanted = parse(search)
        covers = _covers(connection, wanted)
    except FilterError as error:
        back = dcc.Link(words.WHOLE, href=own(case_form.ADDRESS), className="primary")
        return [
            blocks.notice(comment_text.WRONG, f"{comment_text.WRONG_HINT} {error}", html.P(back))
        ]
    tags = [html.Option(value=tag) for tag in comment_list.tags(connection)]
    return [
        html.Div([html.H1(words.TITLE), case_form.views(wanted), *_ways(desk)], className="top"),
        html.Div(
            [
                case_form.form(connection, wanted),
                html.Div(
                    [
                        *covers,
                        _new(),
                        html.Div(found(connection, wanted, desk), id="case-found"),
                        *([_downloads(wanted)] if desk.may_take else []),
                    ],
                    className="reading",
                ),
                comment_keys.legend(words.SHORTCUTS),
            ],
            className="inbox queue",
        ),
        html.Datalist(tags, id=case_cards.TAG_LIST),
        comment_keys.dialog(words.SHORTCUTS),
        *(
            dcc.Store(id=f"case-{name}")
            for name in ("again", "arrived", "handled", "news", "marks", "answers")
        ),
    ]


def stream(search: str) -> str | None:
    """Where the news of a page at this query string come from; None where there is none."""
    try:
        parse(search)
    except FilterError:
        return None
    return own(f"{case_form.ADDRESS}/live{search}")


def parse(search: str) -> CaseFilter:
    """What a query string asks for.

    Raises:
        FilterError: something that there cannot be.
    """
    return CaseFilter.parse(dict(parse_qsl(search.lstrip("?"))))


def found(connection: db.Connection, wanted: CaseFilter, desk: Desk) -> list[Component]:
    """What of the page depends on the cases: how many, the list, the ways on."""
    shown = case_list.find(connection, wanted, desk.name)
    newest = next(iter(case_list.arrivals(connection, wanted, desk.name)), None)
    since = dcc.Store(id="case-since", data=newest.isoformat() if newest else None)
    if not shown.cases:
        usual = not wanted.parameters()
        name = words.NOTHING if usual else words.NO_MATCH
        hint = words.NOTHING_HINT if usual else words.NO_MATCH_HINT
        return [since, html.Div([html.H2(name), html.P(hint)], className="notice")]
    return [
        since,
        html.P(words.cases(shown.total, COUNT_LIMIT), className="total"),
        html.Ol([case_cards.card(case, desk) for case in shown.cases], className="cards"),
        _pager(shown, wanted),
    ]


def news(connection: db.Connection, wanted: CaseFilter, desk: Desk) -> dict[str, Props]:
    """What is sent while the page is open: since when the newest cases wait, what the team did last, and when
    something of a campaign changed."""
    times = case_list.arrivals(connection, wanted, desk.name)
    handled = case_list.handled(connection)
    return {
        "case-news": {"data": ids.utc_now().isoformat()},
        "case-arrived": {"data": [time.isoformat() for time in times]},
        "case-handled": {"data": [case_cards.changed(case, desk) for case in handled]},
    }


def register(app: Dash, pool: db.Pool) -> None:
    """Add the callbacks by which cases are handled and shown anew."""
    case_deeds.register(app, pool)
    case_answers.register(app, pool)

    @app.callback(
        Output("case-found", "children"),
        Input("case-again", "data"),
        State("address", "search"),
        prevent_initial_call=True,
    )
    @auth.needs("comments")
    def show_cases_again(_: object, search: object) -> list[Component]:
        try:
            wanted = parse(arguments.text(search))
        except FilterError:
            arguments.refuse()
        try:
            with pool.connection() as connection:
                return found(connection, wanted, cases_desk.mine(connection))
        except (psycopg.Error, PoolTimeout):
            return [blocks.notice(text.AWAY, text.AWAY_HINT)]

    for name, output, inputs in (
        (
            "announce",
            ("new", "className"),
            [Input("case-arrived", "data"), Input("case-since", "data")],
        ),
        ("refresh", ("case-handled", "modified_timestamp"), [Input("case-handled", "data")]),
    ):
        app.clientside_callback(
            ClientsideFunction("comments", name),
            Output(*output, allow_duplicate=True),
            *inputs,
            prevent_initial_call=True,
        )


def _ways(desk: Desk) -> list[Component]:
    """To the pages beside the queue."""
    times = html.A(words.TIMES, href=own(times_page.ADDRESS))
    return [
        times,
        *([html.A(words.RULES, href=own(rules_page.ADDRESS))] if desk.may_manage else []),
    ]


def _covers(connection: db.Connection, wanted: CaseFilter) -> list[Component]:
    """Of which period the answers are, where one is asked for, from when to when and by which clock.

    Raises:
        FilterError: the campaign has no such period.
    """
    if not wanted.period:
        return []
    now = ids.utc_now()
    period = case_period.of(connection, wanted, now)
    covered = period_text.view(PeriodView(period.period), now, period.zone, period.sent)
    return [html.P(words.given(covered), className="covers")]


def _downloads(wanted: CaseFilter) -> Component:
    query = f"?{wanted.but(page=1)}".rstrip("?")
    links: list[Child] = []
    for name, ending in (
        (comment_text.CSV, "csv"),
        ("XLSX", "xlsx"),
        (comment_text.PARQUET, "parquet"),
    ):
        aim = own(f"{case_form.ADDRESS}.{ending}{query}")
        links += [" ", html.A(name, href=aim, download=f"cases.{ending}")]
    return html.P([comment_text.DOWNLOAD, *links], className="meta downloads")


def _new() -> Component:
    labels = blocks.data(one=words.NEW_ONE, many=words.NEW_MANY)
    button = html.Button(words.NEW, type="button", id="new", className="new", **labels)
    return html.Div(button, **aria(live="polite"))


def _pager(shown: CasePage, wanted: CaseFilter) -> Component:
    ways: list[Child] = []
    more = shown.total > wanted.page * PAGE
    for name, number, there in (
        (comment_text.NEWER, wanted.page - 1, wanted.page > 1),
        (comment_text.OLDER, wanted.page + 1, more),
    ):
        aim = case_form.address(wanted.but(page=number)) if there else ""
        ways.append(dcc.Link(name, href=aim, className="way-on") if there else html.Span())
    return html.Nav(ways, className="pager", **aria(label=comment_text.PAGES))
