"""The dashboard's page for those who connect programs: the keys, and the API's operations to be tried."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from dashboard import auth, delivery
from dashboard.api import documents
from feedback_buttons import apikeys, db
from feedback_buttons.apikeys import ApiKeyError
from feedback_buttons.config import Config
from feedback_buttons.language import tr


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
        return Response(documents.text(), mimetype="application/json")

    @pages.post("/api/keys")
    @auth.needs("keys")
    def add() -> ResponseReturnValue:
        name, scopes = request.form.get("name", ""), request.form.getlist("scope")
        try:
            with pool.connection() as connection, connection.transaction():
                key, secret = apikeys.add(connection, name, scopes, auth.current().name)
        except ApiKeyError as error:
            return _page(pool, config, wrong=str(error), typed=name, chosen=scopes), 400
        return _page(pool, config, made=key, secret=secret)

    @pages.post("/api/keys/revoke")
    @auth.needs("keys")
    def revoke() -> ResponseReturnValue:
        name = request.form.get("name", "")
        with pool.connection() as connection, connection.transaction():
            if not apikeys.revoke(connection, name, auth.current().name):
                return _page(pool, config, wrong=tr("This key is not in use.")), 400
        return _page(pool, config, done=tr("{name} is refused from now on.").format(name=name))

    return pages


def _page(pool: db.Pool, config: Config, **more: Any) -> str:  # noqa: ANN401 (for the template)
    keys = None
    if auth.may("keys"):
        with pool.connection() as connection:
            keys = apikeys.list_(connection)
    return render_template(
        "api.html",
        keys=keys,
        means=apikeys.MEANS,
        api_script=delivery.API_SCRIPT,
        url=config.dashboard_url,
        **more,
    )
