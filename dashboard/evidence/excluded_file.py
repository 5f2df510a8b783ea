"""The answers of a campaign that do not count as a file, for users who may export."""

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.reports.answers import excluded_export
from feedback_buttons.reports.answers.excluded_answers import UnknownExclusion
from feedback_buttons.reports.answers.excluded_export import ExcludedRow
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.storage import db


def blueprint(pool: db.Pool) -> Blueprint:
    """/campaign/<slug>/excluded.csv, .xlsx and .parquet, with the kind and the reason of the page's address."""
    files = Blueprint("excluded_file", __name__)

    @files.get("/campaign/<slug>/aside.<any(csv, xlsx, parquet):form>")  # its address before
    @files.get("/campaign/<slug>/excluded.<any(csv, xlsx, parquet):form>")
    @auth.needs("export")
    def file(slug: str, form: export.Form) -> ResponseReturnValue:
        with pool.connection() as connection:
            summary = campaign_reports.summary(connection, slug)
        if summary is None:
            abort(404)
        campaign, viewer = summary.campaign, auth.current().name
        kind, reason = (request.args.get(name) or None for name in ("kind", "reason"))
        try:
            batches = excluded_export.taken(
                pool.connection, campaign, viewer, form, kind=kind, reason=reason
            )
        except UnknownExclusion as error:
            return file_links.refused([error.advice])
        chunks = export.chunks(batches, ExcludedRow, form, file_links.dialect(campaign.zone))
        headers = {"Content-Disposition": f'attachment; filename="{slug}-excluded.{form}"'}
        return Response(chunks, mimetype=export.TYPES[form], headers=headers)

    return files
