"""The pages behind shared links, for people without an account: plain HTML, no script, no cookie."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, abort, g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from feedback_buttons.accounts import shared_pages
from feedback_buttons.accounts.shared_pages import SharedPage
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.base.rate_limiter import Limit, RateLimiter, truncated
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.campaign import campaign_scope
from feedback_buttons.dashboard.comments import comment_cards
from feedback_buttons.dashboard.gains import gains_page, what_if_page
from feedback_buttons.dashboard.gains.gains_choice import GainsChoice
from feedback_buttons.dashboard.kit.frame import first_paint
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.sharing import badge
from feedback_buttons.dashboard.sharing.read_only import read_only
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.storage import db

LIMIT = Limit(
    burst=60, pause=1
)  # looks of one network: a key cannot be guessed, a page costs queries
COMMENTS = 20
KEPT = "private, max-age=60"  # a badge that many read at once


def blueprint(pool: db.Pool) -> Blueprint:
    """/shared, /shared/badge.svg and /shared/frame, each with ?key=."""
    routes, views = Blueprint("shared", __name__), _Views(pool)
    limiter = RateLimiter(LIMIT)
    routes.add_url_rule("/shared", view_func=views.page)
    routes.add_url_rule("/shared/badge.svg", view_func=views.image)
    routes.add_url_rule("/shared/frame", view_func=views.frame)

    @routes.before_request
    def limit() -> ResponseReturnValue | None:
        if limiter.take(truncated(request.remote_addr or "")).granted:
            return None
        return Response("Too often: try again in a minute.", 429, {"Retry-After": "60"})

    @routes.after_request
    def unlisted(response: Response) -> Response:
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return routes


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.public
    def page(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            shared = _opened(connection)
            if shared is None or shared.shows == shared_pages.SCORE:
                return _closed()
            return _page(connection, shared)

    @auth.public
    def image(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            summary = _scored(connection)
        drawn = badge.svg(summary or abort(404))
        return Response(drawn, mimetype="image/svg+xml", headers={"Cache-Control": KEPT})

    @auth.public
    def frame(self) -> ResponseReturnValue:
        g.framed = True
        with self.pool.connection() as connection:
            summary = _scored(connection)
        if summary is None:
            return _closed()
        return render_template("shared_frame.html", summary=summary, told=badge.words(summary))


def _closed() -> ResponseReturnValue:
    return render_template("shared_closed.html"), 401


def _opened(connection: db.Connection) -> SharedPage | None:
    """The link that the request's key opens."""
    id = shared_pages.read(request.args.get("key", ""), auth.session_keys())
    return None if id is None else shared_pages.get(connection, id, ids.utc_now())


def _scored(connection: db.Connection) -> CampaignSummary | None:
    """The campaign whose score is shared by the request's key."""
    shared = _opened(connection)
    if shared is None or shared.shows != shared_pages.SCORE:
        return None
    summary = campaign_reports.summary(connection, shared.campaign or "")
    if summary is None:
        return None
    scope, _ = campaign_scope.of_address(summary.campaign, urlencode(shared.view), ids.utc_now())
    return campaign_reports.summary_of(connection, summary.campaign.slug, scope)


def _page(connection: db.Connection, shared: SharedPage) -> ResponseReturnValue:
    """The page as HTML: all that the team sees of it, less what is the team's alone."""
    place, chosen = urlsplit(shared.address).path, dict(parse_qsl(urlsplit(shared.address).query))
    choice = GainsChoice.read(connection, chosen)
    if chosen.get("where", "").strip() != choice.where:
        return _closed()  # its campaign is gone: that of all is not what was shared
    around: dict[str, Any] = {"shared": shared, "comments": _comments(connection, shared, choice)}
    if place == gains_page.PATH:
        return gains_page.page(connection, choice, **around)
    if place == what_if_page.PATH:
        return what_if_page.page(connection, chosen, **around)
    path = f"{callbacks.CAMPAIGN}{shared.campaign}" if shared.campaign else place or "/"
    search = f"?{urlencode(chosen or shared.view)}"
    shown = read_only(callbacks.page(connection, path, search, lambda _: False))
    html = Markup(first_paint.html(shown))  # noqa: S704 (escaped)
    return render_template("shared.html", shown=html, **around)


def _comments(connection: db.Connection, shared: SharedPage, choice: GainsChoice) -> Markup:
    """The newest comments of whose answers a page shows, where they are shared."""
    if shared.shows != shared_pages.COMMENTS:
        return Markup()
    extent, named = choice.extent, str(choice.period.period)
    period = "" if named == "all" else named
    campaign = extent.campaign.slug if extent.campaign else shared.campaign or ""
    try:
        wanted = Filter(
            campaign=campaign, touchpoint=extent.touchpoint, period=shared.period or period
        )
        comments = comment_list.find(connection, wanted, limit=COMMENTS).comments
    except FeedbackError:  # a period of sendings of which there is none any more
        return Markup()
    return Markup(first_paint.html([comment_cards.quoted(comment) for comment in comments]))  # noqa: S704 (escaped)
