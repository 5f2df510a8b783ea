"""The event streams that keep open pages up to date."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.dashboard.campaign import campaign_scope, campaign_view
from feedback_buttons.dashboard.compare import compare_page
from feedback_buttons.dashboard.compare.compared_entries import campaign_of
from feedback_buttons.dashboard.journey import journey_page
from feedback_buttons.dashboard.kit.frame import refusal_banner
from feedback_buttons.dashboard.kit.live.feed import Reader, Slugs
from feedback_buttons.dashboard.kit.live.live_hub import ALL, Hub, response
from feedback_buttons.dashboard.kit.requests import auth, request_language
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.dashboard.overview import overview_page
from feedback_buttons.dashboard.overview.campaign_choice import Choice
from feedback_buttons.storage import db


def blueprint(hub: Hub, accounts: auth.Accounts) -> Blueprint:
    """/live/ for the overview, with its query; /live/<slug> for a campaign."""
    streams = Blueprint("live", __name__)

    def stream(name: str, read: Reader) -> Response:
        session_user = auth.signed_in()
        if session_user is None:
            abort(401)
        valid = auth.checker(accounts, session_user)
        return response(hub.stream(name, read, valid, refusal_banner.notice()))

    @streams.get("/live/")
    @auth.needs("scores")
    def live_overview() -> ResponseReturnValue:
        wanted = Choice.parse(request_language.view_query())
        return stream(f"{ALL}?{wanted.query()}", every(wanted))

    @streams.get("/live/<slug>")
    @auth.needs("scores")
    def live_campaign(slug: str) -> ResponseReturnValue:
        view, _ = PeriodView.understood(request.args)
        name = campaign_scope.stream(slug, view.parameters())
        return stream(name, one(slug, name.partition("?")[2]))

    @streams.get("/journey/live")
    @auth.needs("scores")
    def live_journey() -> ResponseReturnValue:
        query = request_language.view_query()
        comments = auth.may("comments")
        name = f"{ALL}journey {'with' if comments else 'without'} comments {query}"
        return stream(name, journey(query, comments=comments))

    @streams.get("/live-compare")
    @auth.needs("scores")
    def live_compare() -> ResponseReturnValue:
        slugs = compare_page.wanted(request_language.view_query())
        return stream(compare_page.address(slugs), several(slugs))

    return streams


def one(slug: str, query: str = "") -> Reader:
    """Reads a campaign's page, of the period that its query string names."""

    def read(connection: db.Connection, _slugs: Slugs, slow: bool) -> dict[str, Props]:
        return campaign_view.news(connection, slug, query, ids.utc_now(), slow=slow)

    return read


def several(chosen_slugs: list[str]) -> Reader:
    """Reads the compare page, at most once a second, when one of its campaigns has changed."""

    def read(connection: db.Connection, slugs: Slugs, slow: bool) -> dict[str, Props]:
        if not slow or (slugs is not None and slugs.isdisjoint(map(campaign_of, chosen_slugs))):
            return {}
        summaries = compare_page.read(connection, chosen_slugs)
        return compare_page.compared(summaries) if len(summaries) > 1 else {}

    return read


def journey(query: str, *, comments: bool) -> Reader:
    """Reads the page of the journey, at most once a second."""

    def read(connection: db.Connection, _slugs: Slugs, slow: bool) -> dict[str, Props]:
        if not slow:
            return {}
        shown, _ = journey_page.read(connection, query, ids.utc_now())
        return journey_page.changing(shown, comments=comments)

    return read


def every(wanted: Choice) -> Reader:
    """Reads the overview: only the campaigns that changed, unless one is new or an hour has begun."""
    overview: overview_page.Overview | None = None

    def read(connection: db.Connection, slugs: Slugs, slow: bool) -> dict[str, Props]:
        nonlocal overview
        now = ids.utc_now()
        if overview and slugs is not None and overview.covers(slugs, now):
            overview = overview_page.renewed(connection, overview, slugs, now)
            return overview_page.changed(overview, slugs, slow=slow)
        overview = overview_page.read(connection, wanted, now)
        return overview_page.everything(overview)

    return read
