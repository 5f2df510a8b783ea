"""What the comments' page fetches beside Dash: its stream, and its list as a file."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from feedback_buttons.campaigns import campaigns
from feedback_buttons.comments import comment_export
from feedback_buttons.comments.comment_export import CommentRow
from feedback_buttons.comments.comment_filters import Filter, FilterError
from feedback_buttons.dashboard.comments import comments_page
from feedback_buttons.dashboard.comments.comment_cards import Viewer
from feedback_buttons.dashboard.kit.frame import refusal_banner
from feedback_buttons.dashboard.kit.live.feed import Reader, Slugs
from feedback_buttons.dashboard.kit.live.live_hub import ALL, Hub, response
from feedback_buttons.dashboard.kit.requests import auth, request_language
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.reports.exports import export
from feedback_buttons.storage import db


def blueprint(hub: Hub, pool: db.Pool, accounts: auth.Accounts) -> Blueprint:
    """/comments/live, and /comments.csv, .xlsx and .parquet, each with a view's query string."""
    routes = Blueprint("comments", __name__)

    @routes.get("/comments/live")
    @auth.needs("comments")
    def stream() -> ResponseReturnValue:
        session = auth.signed_in()
        if session is None:
            abort(401)
        wanted, viewer = _wanted(), comments_page.viewer()
        name = f"{ALL}comments {viewer} {wanted}"
        valid = auth.checker(accounts, session)
        return response(hub.stream(name, _reader(wanted, viewer), valid, refusal_banner.notice()))

    @routes.get("/comments.<any(csv, xlsx, parquet):form>")
    @auth.needs("export")
    def download(form: export.Form) -> ResponseReturnValue:
        wanted, name = _wanted(), auth.current().name
        batches = comment_export.taken(pool.connection, wanted, name, form)
        with pool.connection() as connection:
            zone = campaigns.zone(connection, wanted.campaign)
        chunks = export.chunks(batches, CommentRow, form, file_links.dialect(zone))
        headers = {"Content-Disposition": f'attachment; filename="comments.{form}"'}
        return Response(chunks, mimetype=export.TYPES[form], headers=headers)

    return routes


def _wanted() -> Filter:
    try:
        return comments_page.parse(request_language.view_query())[0]
    except FilterError as error:
        abort(Response(f"{error}\n", status=400, mimetype="text/plain"))


def _reader(wanted: Filter, viewer: Viewer) -> Reader:
    """Reads a view's news, at most once a second: not every answer comes with a comment."""

    def read(connection: db.Connection, _slugs: Slugs, slow: bool) -> dict[str, Props]:
        return comments_page.news(connection, wanted, viewer) if slow else {}

    return read
