"""Dash callbacks, each read → components; what must be quick is in assets/live.js."""

import logging
from collections.abc import Callable
from typing import Any

import psycopg
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from flask import g, has_app_context
from psycopg_pool import PoolTimeout

from feedback_buttons.accounts.roles import Permission
from feedback_buttons.base import ids
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments.comment_filters import FilterError
from feedback_buttons.dashboard.campaign import campaign_comments, campaign_view, marker_desk
from feedback_buttons.dashboard.cases import case_form, case_text, cases_desk, cases_page
from feedback_buttons.dashboard.comments import (
    comment_cards,
    comment_form,
    comment_text,
    comments_page,
)
from feedback_buttons.dashboard.compare import compare_page
from feedback_buttons.dashboard.evidence import evidence_page, excluded_page
from feedback_buttons.dashboard.journey import journey_page
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests import callback_arguments as arguments
from feedback_buttons.dashboard.kit.requests.own_address import own, within
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.words import overview_text, text
from feedback_buttons.dashboard.overview import campaign_choice, overview_page
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.storage import db

CAMPAIGN = "/campaign/"

log = logging.getLogger(__name__)


def register(app: Dash, pool: db.Pool) -> None:
    """Add all callbacks to the app."""

    evidence_page.register(app, pool)
    comments_page.register(app, pool)
    cases_page.register(app, pool)
    marker_desk.register(app, pool)

    @app.callback(
        Output("page", "children"),
        Input("address", "pathname"),
        Input("address", "search"),
        prevent_initial_call=True,
    )
    @auth.needs("scores")
    def show_page(path: object, search: object) -> list[Component]:
        return shown(pool, within(arguments.text(path)), arguments.text(search))

    _find_comments(app, pool)
    _in_the_browser(app)


def _find_comments(app: Dash, pool: db.Pool) -> None:
    """Add the search and the paging of a campaign's comments."""

    @app.callback(
        Output("list", "children"),
        Output("matching", "children"),
        Output("newer", "disabled"),
        Output("older", "disabled"),
        Output("view", "data"),
        Output("refresh", "hidden"),
        Input("search", "value"),
        Input("scores", "data"),
        Input("older", "n_clicks"),
        Input("newer", "n_clicks"),
        Input("refresh", "n_clicks"),
        Input("fetch", "data"),
        State("view", "data"),
        State("slug", "data"),
        prevent_initial_call=True,
    )
    @auth.needs("comments")
    def find_comments(
        search: object,
        scores: object,
        *rest: object,  # the clicks
    ) -> tuple[Any, ...]:
        *_, sent, slug = rest
        view, search_words = campaign_comments.view(sent), arguments.text(search).strip()
        pressed = ctx.triggered_id if any(trigger["value"] for trigger in ctx.triggered) else None
        wanted = campaign_comments.after(view, pressed, search_words, arguments.scores(scores))
        if pressed is None and wanted == {**view, "trail": [], "next": None}:
            return (no_update,) * 6
        with pool.connection() as connection:
            page = campaign_comments.read(connection, arguments.text(slug), wanted)
        props = campaign_comments.listed(page, wanted, comments_page.viewer())
        shown = [next(iter(prop.values())) for prop in props.values()]
        return (*shown, True)


def _in_the_browser(app: Dash) -> None:
    """Add what the browser does by itself: it draws charts and follows the page's event stream."""
    for name in ("distribution", "timeline", "scores", "shares", "index-course"):
        app.clientside_callback(
            ClientsideFunction("charts", "show"),
            Output(
                f"{name}-graph", "title"
            ),  # stays; without one, pages come to later have no chart
            Input(f"{name}-data", "data"),
        )
    app.clientside_callback(
        ClientsideFunction("feedback", "watch"),
        Output("watched", "data"),
        Input("watching", "data"),
    )
    _comments_in_the_browser(app)


def _comments_in_the_browser(app: Dash) -> None:
    """Add how the comments of a campaign's page follow their address and the news (assets/within.js)."""
    app.clientside_callback(
        ClientsideFunction("within", "begin"),
        Output("written", "data"),
        Input("slug", "data"),
        State("scores", "data"),
        State("view", "data"),
    )
    app.clientside_callback(
        ClientsideFunction("within", "write"),
        Output("written", "data", allow_duplicate=True),
        Input("scores", "data"),
        Input("search", "value"),
        prevent_initial_call=True,
    )
    app.clientside_callback(
        ClientsideFunction("within", "newest"),
        Output("refresh", "hidden", allow_duplicate=True),
        Input("newest", "data"),
        State("view", "data"),
        prevent_initial_call=True,
    )


@auth.needs("scores")
def shown(pool: db.Pool, path: str, search: str) -> list[Component]:
    """What stands at an address, for the user of this request; where it can't be had, why."""
    try:
        with pool.connection() as connection:
            return page(connection, path, search, auth.may, auth.current().name)
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout):
        return [blocks.notice(text.AWAY, text.AWAY_HINT), _watch(retry=True)]
    except Exception:  # whatever it is, an empty screen would not say so
        log.exception("a page cannot be shown")
        broken = blocks.notice(text.BROKEN, text.BROKEN_HINT, blocks.again())
        return [broken, _watch(text.BROKEN)]


def page(
    connection: db.Connection,
    path: str,
    search: str = "",
    may: Callable[[Permission], bool] = lambda _: True,
    name: str = "",
) -> list[Component]:
    """What stands at an address, for somebody of this name who ``may`` do some things."""
    if path == "/":
        wanted = Choice.parse(search)
        overview = overview_page.read(connection, wanted, ids.utc_now())
        strange = campaign_choice.strange(search)
        shown = overview_page.page(overview, manages=may("campaigns"), strange=strange)
        return [*shown, _watch(text.CAMPAIGNS, own(f"/live/?{wanted.query()}"))]
    if path == compare_page.ADDRESS:
        return _compared(connection, compare_page.wanted(search))
    if path == journey_page.ADDRESS:
        return _journey(connection, search, may)
    if path == comment_form.ADDRESS:
        return _comments_of_all(connection, search, may, name)
    if path == case_form.ADDRESS:
        return _cases(connection, search, may, name)
    slug, _, rest = path.removeprefix(CAMPAIGN).rstrip("/").partition("/")
    summary = campaign_reports.summary(connection, slug) if path.startswith(CAMPAIGN) else None
    if summary is None:
        return _unknown()
    if rest:
        return _recipients(connection, summary, (rest, search), may)
    viewer = comment_cards.Viewer(name, may("handle"), may("evidence"))
    try:
        shown, stream = campaign_view.page(connection, summary.campaign, search, viewer, may)
    except FilterError as error:
        return _wrong(summary.campaign, error)
    return [*shown, _watch(summary.campaign.name, stream)]


def _comments_of_all(
    connection: db.Connection, search: str, may: Callable[[Permission], bool], name: str
) -> list[Component]:
    if not may("comments"):
        return [blocks.notice(text.DENIED, text.DENIED_HINT), _watch(text.DENIED)]
    viewer = comment_cards.Viewer(name, may("handle"), may("evidence"))
    shown = comments_page.page(connection, search, viewer, may_take=may("export"))
    return [*shown, _watch(text.COMMENTS, comments_page.stream(search))]


def _journey(
    connection: db.Connection, search: str, may: Callable[[Permission], bool]
) -> list[Component]:
    journey, strange = journey_page.read(connection, search, ids.utc_now())
    shown = journey_page.page(
        journey, manages=may("campaigns"), comments=may("comments"), strange=strange
    )
    return [
        *shown,
        _watch(text.JOURNEY, journey_page.address(journey.view, "/journey/live", journey.part)),
    ]


def _cases(
    connection: db.Connection, search: str, may: Callable[[Permission], bool], name: str
) -> list[Component]:
    if not may("comments"):
        return [blocks.notice(text.DENIED, text.DENIED_HINT), _watch(text.DENIED)]
    shown = cases_page.page(connection, search, cases_desk.desk(connection, name, may))
    return [*shown, _watch(case_text.TITLE, cases_page.stream(search))]


def _recipients(
    connection: db.Connection,
    summary: campaign_reports.CampaignSummary,
    wanted: tuple[str, str],
    may: Callable[[Permission], bool],
) -> list[Component]:
    """What stands below a campaign's address, about its recipients one by one."""
    if not may("evidence"):
        way = html.P(blocks.link(summary.campaign.name, f"{CAMPAIGN}{summary.campaign.slug}"))
        return [blocks.notice(text.DENIED, text.DENIED_HINT, way), _watch(text.DENIED)]
    (rest, search), name = wanted, summary.campaign.name
    try:
        if rest in ("excluded", "aside"):  # "aside" was its address before
            shown = excluded_page.page(connection, summary, search, may_export=may("export"))
            return [*shown, _watch(f"{text.EXCLUDED} – {name}")]  # noqa: RUF001 (a dash)
        history = evidence_page.find(connection, summary.campaign.slug, rest)
    except (ValueError, psycopg.DataError):
        history = None
    if history is None:
        return _unknown()
    shown = evidence_page.page(
        summary.campaign, history, may_decide=may("overrule"), may_export=may("export")
    )
    return [*shown, _watch(f"{text.EVIDENCE} – {name}")]  # noqa: RUF001


def _compared(connection: db.Connection, slugs: list[str]) -> list[Component]:
    summaries = compare_page.read(connection, slugs)
    shown = compare_page.page(summaries, slugs)
    shown_slugs = [summary.campaign.slug for summary in summaries]
    stream = compare_page.address(shown_slugs, "/live-compare") if len(shown_slugs) > 1 else None
    return [*shown, _watch(overview_text.COMPARE, stream)]


def _wrong(campaign: Campaign, error: FilterError) -> list[Component]:
    """A campaign's address asks for what there cannot be."""
    way = html.P(blocks.link(campaign.name, own(f"{CAMPAIGN}{campaign.slug}")))
    hint = f"{comment_text.WRONG_HINT} {error}"
    return [blocks.notice(comment_text.WRONG, hint, way), _watch(campaign.name)]


def _unknown() -> list[Component]:
    if has_app_context():
        g.unknown = True  # for the status of the page's first HTML
    back = dcc.Link(text.ALL_CAMPAIGNS, href=own("/"), className="primary")
    missing = blocks.notice(text.UNKNOWN_PAGE, text.UNKNOWN_PAGE_HINT, html.P(back))
    return [missing, _watch(text.UNKNOWN_PAGE)]


def _watch(title: str = text.AWAY, stream: str | None = None, *, retry: bool = False) -> Component:
    return dcc.Store(id="watching", data={"title": title, "stream": stream, "retry": retry})
