"""Makes the dashboard: a Flask app with Dash inside, for gunicorn's threads."""

import atexit
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import psycopg
from dash import Dash, dcc, html
from dash.development.base_component import Component
from flask import Flask, Response, g, render_template, request
from flask.logging import default_handler
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from markupsafe import Markup
from psycopg_pool import PoolTimeout
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback_buttons.accounts import sessions, users
from feedback_buttons.base import log_lines, time_zones
from feedback_buttons.base.metrics import Metrics
from feedback_buttons.config import databases
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import (
    callbacks,
    dash_requests,
    plain_pages,
    request_metrics,
)
from feedback_buttons.dashboard.api import api_routes as api
from feedback_buttons.dashboard.kit.frame import first_paint, navigation, page_frame, refusal_banner
from feedback_buttons.dashboard.kit.live.live_hub import Hub
from feedback_buttons.dashboard.kit.requests import (
    auth,
    own_address,
    request_language,
    session_cookies,
    shown_values,
    storable_text,
)
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.dashboard.studio import uploads
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.storage import db

POOL = 8
LAYOUT = "/_dash-layout"


def create_app(config: Config | None = None) -> Flask:
    """The dashboard's WSGI app.

    The embedded Postgres, where it is used, is held until the process ends.

    Raises:
        ConfigError: a setting is missing or wrong.
        SharedSession: the database's address leads through a pooler.
    """
    config = config or Config.from_env()
    time_zones.use(config.time_zone)
    own_address.use(config.dashboard_url)
    held = ExitStack()
    atexit.register(held.close)  # or by whoever made the app, through its extensions
    url = held.enter_context(databases.address(config))
    db.refuse_pooler(url)
    pool = held.enter_context(db.pool(url, POOL))
    server = _server(config)
    refusal_banner.install(server.extensions, pool, config)
    hub = Hub(url, pool)
    held.callback(hub.close)
    server.extensions["feedback_buttons"] = held
    metrics = Metrics(config.data_dir)
    held.callback(metrics.close)
    # The first hook, so that it times all others.
    request_metrics.install(server, metrics, pool, config.metrics_token)
    accounts = auth.Accounts(pool)
    # Before the guard: it asks for a key, and never for a session.
    api.install(server, config, pool)
    storable_text.install(server)
    request_language.install(server)
    auth.guard(server, accounts)
    lists = uploads.Uploads(config.data_dir)
    held.callback(lists.close)
    plain_pages.add(server, config, accounts, hub, lists)
    app = server.extensions["dash"] = _dash(server, pool)
    callbacks.register(app, pool)
    dash_requests.install(server, app)
    server.after_request(page_frame.headers(app.csp_hashes()))
    Compress(server)
    server.after_request(page_frame.prepare)  # the last one added is the first to run
    _finish(server, app)
    return server


def _finish(server: Flask, app: Dash) -> None:
    """Let Dash finish its set-up, as it does with the first page, before threads could do so at once."""
    with server.test_request_context("/"):
        app._setup_server()
        app.index()


def _server(config: Config) -> Flask:
    default_handler.setFormatter(log_lines.PrivateFormatter())
    server = _Server("dashboard", root_path=str(Path(__file__).parent))
    server.json = dash_requests.Json(server)
    server.config.update(
        SECRET_KEY=config.session_keys[0],
        SECRET_KEY_FALLBACKS=list(config.session_keys[1:]),
        SESSION_COOKIE_NAME="feedback_dashboard",
        SESSION_COOKIE_PATH=own_address.prefix() or "/",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.dashboard_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=sessions.LIFETIME,
        MAX_CONTENT_LENGTH=256 * 1024,
        **page_frame.SETTINGS,
    )
    server.session_interface = session_cookies.LastingCookies()
    _speak(server, config)
    serve = own_address.below(server.wsgi_app)
    if config.proxies:
        # Only so many proxies are believed; whoever stands further left can write what they like.
        serve = ProxyFix(serve, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies)
    server.wsgi_app = serve  # type: ignore[method-assign, assignment]  # Flask's documented way
    for error in (psycopg.OperationalError, PoolTimeout):
        server.register_error_handler(error, _away)
    server.register_error_handler(404, _unknown)
    server.teardown_request(_let_go)
    return server


def _speak(server: Flask, config: Config) -> None:
    """Give the templates the texts of the language spoken, and what every page shows."""
    server.jinja_env.add_extension("jinja2.ext.i18n")
    # Not "newstyle": these know no placeholders, and leave a percent sign alone.
    server.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        team_language.tr, lambda one, many, number: team_language.tr(one if number == 1 else many)
    )
    server.jinja_env.filters["number"] = text.number
    server.jinja_env.filters["percent"] = score_text.as_typed
    server.jinja_env.filters["sentence"] = text.sentence
    server.context_processor(
        lambda: {
            "spoken": team_language.spoken(),
            "style": own(page_frame.STYLE),
            "script": own(page_frame.SCRIPT),
            "lists_script": own(page_frame.LISTS_SCRIPT),
            "root": own_address.prefix(),
            "stamped": shown_values.field,
            "icon": page_frame.ICON,
            "clock": lambda: Markup(first_paint.html(refusal_banner.clock())),  # noqa: S704 (escaped)
            "sso": config.sso is not None,
            "head": lambda: Markup(  # noqa: S704 (escaped)
                first_paint.html([navigation.head(request.path), *refusal_banner.banner()])
            ),
            "iso": text.iso,
            "utc": text.utc,
        }
    )


def _away(_: Exception) -> ResponseReturnValue:
    if auth.wants_page():
        return render_template("away.html"), 503
    return Response("The database is away.", status=503, mimetype="text/plain")


def _unknown(_: Exception) -> ResponseReturnValue:
    if auth.wants_page():
        return render_template("unknown.html", words=text), 404
    return Response(f"{text.UNKNOWN_PAGE}.", status=404, mimetype="text/plain")


def _let_go(_: BaseException | None) -> None:
    """Break the circle of a request that no page fits: it holds the error, whose frames hold the request."""
    request.routing_exception = None


class _Server(Flask):
    def log_exception(self, exc_info: Any) -> None:  # noqa: ANN401 (as Flask has it)
        """Log an error with the name of what failed: the address may hold an invitation, or a recipient."""
        self.logger.error("%s failed", request.endpoint or "a request", exc_info=exc_info)

    def refused(self, status: HTTPStatus, languages: str, path: str) -> Response:  # noqa: ARG002 (as recipients' pages have it)
        """The answer to a request that the server does not take."""
        plain = Response(f"{status.phrase}\n", status, mimetype="text/plain")
        return api.refused(status, path) or plain


class _Dashboard(Dash):
    def index(self, *parts: Any, **named: Any) -> Any:  # noqa: ANN401 (as Dash has it)
        whole: Callable[..., str] = super().index
        page = whole(*parts, **named)
        return (page, 404) if g.get("unknown") else page

    def interpolate_index(self, *parts: Any, **named: Any) -> str:  # noqa: ANN401 (as Dash has it)
        whole: Callable[..., str] = super().interpolate_index
        late = html.Div([html.P(text.LATE), blocks.again()], className="late")
        shown = first_paint.html([self.get_layout(), late])
        named["app_entry"] = f'<div id="first">{shown}</div>{named["app_entry"]}'
        named["scripts"] = page_frame.needed(named["scripts"])
        named["css"] += page_frame.soon(request.path)
        root = f' data-root="{own_address.prefix()}"' if own_address.prefix() else ""
        return whole(*parts, **named).replace(
            '<html lang="en">', f'<html lang="{team_language.spoken()}"{root}>', 1
        )


def _dash(server: Flask, pool: db.Pool) -> Dash:
    app = _Dashboard(
        "dashboard",
        server=cast(Any, server),  # typed too narrowly by dash
        title=str(text.PRODUCT),
        update_title="",
        requests_pathname_prefix=own("/"),
        routes_pathname_prefix="/",
        assets_folder=str(Path(__file__).parent / "assets"),
        external_scripts=[own(page_frame.STREAMS_SCRIPT), own(page_frame.LISTS_SCRIPT)],
        external_stylesheets=[own(page_frame.STYLE)],
        index_string=page_frame.INDEX,
        suppress_callback_exceptions=True,
    )
    app.layout = lambda: _layout(pool)
    return app


def _layout(pool: db.Pool) -> html.Div:
    """The page at the address in the browser: of this request or, when Dash asks, of the one before it."""
    address = urlsplit(request.url)
    if request.path == LAYOUT:
        address = urlsplit(request.referrer or "")
    if not address.path or "account" not in g:  # then Dash asks again, with the address
        return _shell([blocks.loading()])
    search = f"?{address.query}" if address.query else ""
    page = callbacks.shown(pool, own_address.within(address.path), search)
    return _shell(page, pathname=address.path, search=search)


def _live() -> html.Div:
    """Whether the page is kept up to date, with the words for it (assets/live.js)."""
    words = {"connecting": text.CONNECTING, "live": text.LIVE, "lost": text.LOST}
    return html.Div(
        text.CONNECTING, id="live", role="status", className="live", **blocks.data(**words)
    )


def _shell(page: list[Component], **address: str) -> html.Div:
    # All viewers of a page are sent the same: ways to where this one may not go are hidden here.
    account = g.get("account")
    evidence = account is None or users.may(account.role, "evidence")
    return html.Div(
        [
            html.A(text.SKIP, href="#page", className="skip"),
            navigation.head(status=_live()),
            refusal_banner.slot(),
            html.P(text.UNSAID, id="unsaid", role="alert", className="unsaid", hidden=True),
            html.Main(page, id="page", tabIndex="-1"),
            dcc.Location(id="address", refresh=False, **address),
            dcc.Store(id="watched"),
        ],
        className="shell" if evidence else "shell no-evidence",
    )
