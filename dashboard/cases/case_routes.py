"""What the page of cases fetches beside Dash: its stream."""

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.comments.filter_values import FilterError
from feedback_buttons.dashboard.cases import cases_desk, cases_page, rules_page, times_page
from feedback_buttons.dashboard.cases.case_cards import Desk
from feedback_buttons.dashboard.kit.frame import refusal_banner
from feedback_buttons.dashboard.kit.live.feed import Reader, Slugs
from feedback_buttons.dashboard.kit.live.live_hub import ALL, Hub, response
from feedback_buttons.dashboard.kit.requests import auth, request_language
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.storage import db


def blueprint(hub: Hub, pool: db.Pool, accounts: auth.Accounts) -> Blueprint:
    """/cases/live, with a view's query string; and the pages below /cases."""
    routes = Blueprint("cases", __name__)

    @routes.get("/cases/live")
    @auth.needs("comments")
    def stream() -> ResponseReturnValue:
        session = auth.signed_in()
        if session is None:
            abort(401)
        wanted = _wanted()
        with pool.connection() as connection:
            desk = cases_desk.mine(connection)
        name = f"{ALL}cases {desk} {wanted}"
        valid = auth.checker(accounts, session)
        return response(hub.stream(name, _reader(wanted, desk), valid, refusal_banner.notice()))

    routes.register_blueprint(rules_page.blueprint(pool))
    routes.register_blueprint(times_page.blueprint(pool))
    return routes


def _wanted() -> CaseFilter:
    try:
        return cases_page.parse(request_language.view_query())
    except FilterError as error:
        abort(Response(f"{error}\n", status=400, mimetype="text/plain"))


def _reader(wanted: CaseFilter, desk: Desk) -> Reader:
    """Reads a view's news, at most once a second: not every answer needs somebody."""

    def read(connection: db.Connection, _slugs: Slugs, slow: bool) -> dict[str, Props]:
        return cases_page.news(connection, wanted, desk) if slow else {}

    return read
