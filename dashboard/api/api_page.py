"""The dashboard's page for those who connect programs: the keys, and the API's operations to be tried."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import ApiKeyError
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api import documents
from feedback_buttons.dashboard.kit.frame import page_frame
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import db


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/api: what there is; for those who manage keys also these."""
    pages = Blueprint("api", __name__)

    @pages.get("/api")
    @auth.needs("campaigns")
    def look() -> ResponseReturnValue:
        return _page(pool, config)

    @pages.get("/api/openapi.json")
    @auth.needs("campaigns")
    def document() -> ResponseReturnValue:
        return Response(documents.text(own("/api/v1")), mimetype="application/json")

    @pages.post("/api/keys")
    @auth.needs("keys")
    def add() -> ResponseReturnValue:
        name, scopes = request.form.get("name", ""), request.form.getlist("scope")
        try:
            with pool.connection() as connection, connection.transaction():
                key, secret = api_keys.add(connection, name, scopes, auth.current().name)
        except ApiKeyError as error:
            return _page(pool, config, wrong=error.advice, typed=name, chosen=scopes), 400
        return _page(pool, config, made=key, secret=secret)

    @pages.post("/api/keys/revoke")
    @auth.needs("keys")
    def revoke() -> ResponseReturnValue:
        name = request.form.get("name", "")
        with pool.connection() as connection, connection.transaction():
            if not api_keys.revoke(connection, name, auth.current().name):
                return _page(pool, config, wrong=tr("This key is not in use.")), 400
        return _page(pool, config, done=tr("{name} is refused from now on.").format(name=name))

    return pages


def _page(pool: db.Pool, config: Config, **more: Any) -> str:  # noqa: ANN401 (for the template)
    keys = None
    if auth.may("keys"):
        with pool.connection() as connection:
            keys = api_keys.list_(connection)
    return render_template(
        "api.html",
        keys=keys,
        means=api_keys.MEANS,
        api_script=own(page_frame.API_SCRIPT),
        url=config.dashboard_url,
        **more,
    )
