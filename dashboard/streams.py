"""The event streams: what each page's viewers are sent."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from dashboard import auth, campaign, chosen, compare, overview, remarks, segments
from dashboard.blocks import Props
from dashboard.choice import Choice
from dashboard.feed import Reader, Slugs
from dashboard.live import ALL, Hub, response
from feedback_buttons import db, followups, ids, reports
from feedback_buttons import segments as sums


def blueprint(hub: Hub, accounts: auth.Accounts) -> Blueprint:
    """/live/ for the overview, with its query; /live/<slug> for a campaign."""
    streams = Blueprint("live", __name__)

    def stream(name: str, read: Reader) -> Response:
        who = auth.signed_in()
        if who is None:
            abort(401)
        return response(hub.stream(name, read, auth.checker(accounts, who)))

    @streams.get("/live/")
    @auth.needs("scores")
    def live_overview() -> ResponseReturnValue:
        wanted = Choice.parse(request.query_string.decode())
        return stream(f"{ALL}?{wanted.query()}", every(wanted))

    @streams.get("/live/<slug>")
    @auth.needs("scores")
    def live_campaign(slug: str) -> ResponseReturnValue:
        return stream(slug, one(slug))

    @streams.get("/live-compare")
    @auth.needs("scores")
    def live_compare() -> ResponseReturnValue:
        slugs = compare.wanted(request.query_string.decode())
        return stream(compare.address(slugs), several(slugs))

    return streams


def one(slug: str) -> Reader:
    """Reads a campaign's page."""

    def read(connection: db.Connection, _slugs: Slugs, slow: bool) -> dict[str, Props]:
        summary = reports.summary(connection, slug)
        if summary is None:
            return {}
        props = campaign.counted(summary) | remarks.fresh(
            summary.campaign, remarks.read(connection, slug)
        )
        if slow:
            props |= campaign.over_time(campaign.course(connection, summary.campaign))
            known = sums.read(connection, slug)
            props |= segments.props(known)
            results = followups.results(connection, slug, summary.campaign.questions)
            props |= chosen.props(results, summary.campaign.language, known.at)
        return props

    return read


def several(asked: list[str]) -> Reader:
    """Reads the compare page, at most once a second, when one of its campaigns has changed."""

    def read(connection: db.Connection, slugs: Slugs, slow: bool) -> dict[str, Props]:
        if not slow or (slugs is not None and slugs.isdisjoint(asked)):
            return {}
        found = compare.read(connection, asked)
        return compare.compared(found) if len(found) > 1 else {}

    return read


def every(wanted: Choice) -> Reader:
    """Reads the overview: only the campaigns that changed, unless one is new or an hour has begun."""
    known: overview.Overview | None = None

    def read(connection: db.Connection, slugs: Slugs, _slow: bool) -> dict[str, Props]:
        nonlocal known
        now = ids.utc_now()
        if known and slugs is not None and known.covers(slugs, now):
            known = overview.renewed(connection, known, slugs, now)
            return overview.changed(known, slugs)
        known = overview.read(connection, wanted, now)
        return overview.everything(known)

    return read
