"""The event streams: what each page's viewers are sent."""

from collections.abc import Iterator

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from dashboard import auth, campaign, overview, remarks
from dashboard.blocks import Props
from dashboard.feed import Reader, Slugs
from dashboard.live import ALL, Hub
from feedback_buttons import db, reports


def blueprint(hub: Hub, accounts: auth.Accounts) -> Blueprint:
    """/live/ for the overview, /live/<slug> for a campaign."""
    streams = Blueprint("live", __name__)

    @streams.get("/live/", defaults={"slug": ALL})
    @streams.get("/live/<slug>")
    @auth.needs("scores")
    def live(slug: str) -> ResponseReturnValue:
        who = auth.signed_in()
        if who is None:
            abort(401)
        read = one(slug) if slug != ALL else every()
        return response(hub.stream(slug, read, auth.checker(accounts, who)))

    return streams


def response(events: Iterator[str]) -> Response:
    """A stream of events; buffering proxies must pass each on at once."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(events, mimetype="text/event-stream", headers=headers)


def one(slug: str) -> Reader:
    """Reads a campaign's page."""

    def read(connection: db.Connection, _slugs: Slugs, slow: bool) -> dict[str, Props]:
        summary = reports.summary(connection, slug)
        if summary is None:
            return {}
        props = campaign.counted(summary) | remarks.fresh(reports.comments(connection, slug))
        if slow:
            props |= campaign.over_time(reports.timeline(connection, slug))
        return props

    return read


def every() -> Reader:
    """Reads the overview: only the campaigns that changed, unless one is new."""
    known: set[str] = set()

    def read(connection: db.Connection, slugs: Slugs, _slow: bool) -> dict[str, Props]:
        if slugs is not None and slugs <= known:
            found = (reports.summary(connection, slug) for slug in slugs)
            return overview.changed([each for each in found if each])
        summaries = reports.overview(connection)
        known.clear()
        known.update(each.campaign.slug for each in summaries)
        return overview.listed(summaries)

    return read
