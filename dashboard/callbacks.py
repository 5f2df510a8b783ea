"""Dash callbacks, each read → components; what must be quick is in assets/live.js."""

import logging
from collections.abc import Callable
from typing import Any

import psycopg
from dash import ALL, ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component
from flask import g, has_app_context
from psycopg_pool import PoolTimeout

from dashboard import (
    aside,
    auth,
    blocks,
    campaign,
    cards,
    comments,
    compare,
    evidence,
    markers,
    overview,
    overview_text,
    remarks,
    sieve,
    text,
)
from dashboard.choice import Choice
from feedback_buttons import db, followups, ids, reports, segments
from feedback_buttons.roles import Permission

CAMPAIGN = "/campaign/"

log = logging.getLogger(__name__)


def register(app: Dash, pool: db.Pool) -> None:
    """Add all callbacks to the app."""

    evidence.register(app, pool)
    comments.register(app, pool)
    markers.register(app, pool)

    @app.callback(
        Output("page", "children"),
        Input("address", "pathname"),
        Input("address", "search"),
        prevent_initial_call=True,
    )
    @auth.needs("scores")
    def show_page(path: str, search: str) -> list[Component]:
        return shown(pool, path, search or "")

    @app.callback(
        Output("list", "children"),
        Output("chips", "children"),
        Output("matching", "children"),
        Output("newer", "disabled"),
        Output("older", "disabled"),
        Output("view", "data"),
        Output("refresh", "hidden"),
        Input("search", "value"),
        Input({"chip": ALL}, "n_clicks"),
        Input("older", "n_clicks"),
        Input("newer", "n_clicks"),
        Input("refresh", "n_clicks"),
        State("view", "data"),
        State("slug", "data"),
        prevent_initial_call=True,
    )
    @auth.needs("comments")
    def find_comments(search: str | None, *rest: Any) -> tuple[Any, ...]:  # noqa: ANN401 (clicks)
        *_, view, slug = rest
        pressed = ctx.triggered_id if any(each["value"] for each in ctx.triggered) else None
        wanted = remarks.after(view, pressed, (search or "").strip())
        if pressed is None and wanted == {**view, "trail": [], "next": None}:
            return (no_update,) * 7
        with pool.connection() as connection:
            props = remarks.listed(remarks.read(connection, slug, wanted), wanted)
        shown = [next(iter(each.values())) for each in props.values()]
        return (*shown, True)

    for name in ("distribution", "timeline", "scores", "shares"):
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
    app.clientside_callback(
        ClientsideFunction("feedback", "newest"),
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
        log.exception("cannot show %s", path)
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
        found = overview.read(connection, wanted, ids.utc_now())
        shown = overview.page(found, manages=may("campaigns"))
        return [*shown, _watch(text.CAMPAIGNS, f"/live/?{wanted.query()}")]
    if path == compare.ADDRESS:
        return _compared(connection, compare.wanted(search))
    if path == sieve.ADDRESS:
        return _comments_of_all(connection, search, may, name)
    slug, _, rest = path.removeprefix(CAMPAIGN).rstrip("/").partition("/")
    summary = reports.summary(connection, slug) if path.startswith(CAMPAIGN) else None
    if summary is None:
        return _unknown()
    if rest:
        return _recipients(connection, summary, (rest, search), may)
    newest, course = remarks.read(connection, slug), campaign.course(connection, summary.campaign)
    known = segments.read(connection, slug)
    results = followups.results(connection, slug, summary.campaign.questions)
    manages, judges = may("campaigns"), may("evidence")
    shown = campaign.page(summary, course, known, newest, results, manages=manages, judges=judges)
    return [*shown, _watch(summary.campaign.name, f"/live/{slug}")]


def _comments_of_all(
    connection: db.Connection, search: str, may: Callable[[Permission], bool], name: str
) -> list[Component]:
    if not may("comments"):
        return [blocks.notice(text.DENIED, text.DENIED_HINT), _watch(text.DENIED)]
    who = cards.Viewer(name, may("handle"), may("evidence"))
    shown = comments.page(connection, search, who, may_take=may("export"))
    return [*shown, _watch(text.COMMENTS, comments.stream(search))]


def _recipients(
    connection: db.Connection,
    summary: reports.CampaignSummary,
    wanted: tuple[str, str],
    may: Callable[[Permission], bool],
) -> list[Component]:
    """What stands below a campaign's address, about its recipients one by one."""
    if not may("evidence"):
        way = html.P(blocks.link(summary.campaign.name, f"{CAMPAIGN}{summary.campaign.slug}"))
        return [blocks.notice(text.DENIED, text.DENIED_HINT, way), _watch(text.DENIED)]
    (rest, search), name = wanted, summary.campaign.name
    try:
        if rest == "aside":
            shown = aside.page(connection, summary, search)
            return [*shown, _watch(f"{text.SET_ASIDE} – {name}")]  # noqa: RUF001 (a dash)
        found = evidence.find(connection, summary.campaign.slug, rest)
    except (ValueError, psycopg.DataError):
        found = None
    if found is None:
        return _unknown()
    shown = evidence.page(summary.campaign, found, may_decide=may("overrule"))
    return [*shown, _watch(f"{text.EVIDENCE} – {name}")]  # noqa: RUF001


def _compared(connection: db.Connection, slugs: list[str]) -> list[Component]:
    found = compare.read(connection, slugs)
    shown = compare.page(found, slugs)
    kept = [each.campaign.slug for each in found]
    stream = compare.address(kept, "/live-compare") if len(kept) > 1 else None
    return [*shown, _watch(overview_text.COMPARE, stream)]


def _unknown() -> list[Component]:
    if has_app_context():
        g.unknown = True  # for the status of the page's first HTML
    back = dcc.Link(text.ALL_CAMPAIGNS, href="/", className="primary")
    missing = blocks.notice(text.UNKNOWN_PAGE, text.UNKNOWN_PAGE_HINT, html.P(back))
    return [missing, _watch(text.UNKNOWN_PAGE)]


def _watch(title: str = text.AWAY, stream: str | None = None, *, retry: bool = False) -> Component:
    return dcc.Store(id="watching", data={"title": title, "stream": stream, "retry": retry})
