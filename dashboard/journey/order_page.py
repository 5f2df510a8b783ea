"""Where a team puts its touchpoints in order, and where the page's numbers are taken as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns import touchpoints
from feedback_buttons.dashboard.journey.journey_page import ADDRESS
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.shapes import file_links
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.reports.exports import export
from feedback_buttons.reports.scores import touchpoint_facts, touchpoint_scores
from feedback_buttons.storage import db

ORDER = f"{ADDRESS}/order"


def blueprint(pool: db.Pool) -> Blueprint:
    """/journey/order; and /journey/touchpoints.csv, .xlsx and .parquet with the query of the page."""
    pages, views = Blueprint("journey", __name__), _Views(pool)
    pages.add_url_rule(ORDER, view_func=views.look)
    pages.add_url_rule(ORDER, methods=["POST"], view_func=views.place)
    pages.add_url_rule(
        f"{ADDRESS}/touchpoints.<any(csv, xlsx, parquet):form>", view_func=views.take
    )
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("campaigns")
    def look(self) -> ResponseReturnValue:
        return _shown(self.pool)

    @auth.needs("campaigns")
    def place(self) -> ResponseReturnValue:
        try:
            with self.pool.connection() as connection:
                placed = [at.touchpoint for at in touchpoints.list_(connection)]
                touchpoints.place(connection, _wanted(placed), by=auth.current().name)
        except FeedbackError as error:
            return _shown(self.pool, wrong=error.advice), 400
        return redirect(own(ORDER), 303)

    @auth.needs("scores")
    def take(self, form: export.Form) -> ResponseReturnValue:
        asks = dict(parse_qsl(request.query_string.decode()))
        view, strange = touchpoint_scores.understood(asks)
        if strange:
            abort(Response("\n".join(strange), status=400, mimetype="text/plain"))
        with self.pool.connection() as connection:
            try:
                part = asks.get("part", "")
                journey = touchpoint_scores.read(connection, view, ids.utc_now(), part)
            except FeedbackError as error:
                abort(Response(error.advice, status=400, mimetype="text/plain"))
        rows = touchpoint_facts.rows(journey)
        data = export.sheet(touchpoint_facts.HEADS, rows, form, file_links.dialect())
        headers = {"Content-Disposition": f'attachment; filename="journey.{form}"'}
        return Response(data, mimetype=export.TYPES[form], headers=headers)


def _wanted(placed: Sequence[str]) -> list[str]:
    """The order that the form asks for: as it is, whoever has changed it meanwhile, with one moved, one added, or none
    at all."""
    names, form = list(placed), request.form
    if "reset" in form:
        return []
    if added := form.get("added", "").strip():
        return [*names, added]
    way, _, name = form.get("move", "").partition(" ")
    if name in names and way in ("earlier", "later"):
        place = names.index(name)
        aim = min(max(place + (1 if way == "later" else -1), 0), len(names) - 1)
        names.insert(aim, names.pop(place))
    return names


def _shown(pool: db.Pool, wrong: str = "") -> str:
    with pool.connection() as connection:
        listed = touchpoints.list_(connection)
    added = request.form.get("added", "") if wrong else ""
    return render_template(
        "journey_order.html", touchpoints=listed, wrong=wrong, added=added, words=text
    )
