"""The poster of a campaign, as a file."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids
from feedback_buttons.campaigns.periods import PeriodError, PeriodView
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.reports.exports import poster
from feedback_buttons.reports.exports.poster import PAPERS
from feedback_buttons.storage import db


def blueprint(pool: db.Pool) -> Blueprint:
    """/campaign/<slug>/poster.pdf, with ?paper=a3 for the larger one, ?language=, and of a period with ?period=."""
    files = Blueprint("posters", __name__)

    @files.get("/campaign/<slug>/poster.pdf")
    @auth.needs("comments")
    def pdf(slug: str) -> ResponseReturnValue:
        paper = request.args.get("paper", "a4")
        if paper not in PAPERS:
            abort(404)
        try:
            view = PeriodView.parse(request.args)
            with pool.connection() as connection:
                pdf = poster.poster(connection, slug, ids.utc_now(), paper, view)
        except PeriodError as error:
            abort(Response(f"{error.advice}\n", status=400, mimetype="text/plain"))
        if pdf is None:
            abort(404)
        name = f'inline; filename="{slug}-{paper}.pdf"'
        return Response(pdf, mimetype="application/pdf", headers={"Content-Disposition": name})

    return files
