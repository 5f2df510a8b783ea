"""Sign-in through the team's OpenID Connect provider: code flow with PKCE, state and nonce."""

import logging
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from flask import Blueprint, Flask, render_template, request, session
from flask.typing import ResponseReturnValue
from joserfc.errors import JoseError
from requests import RequestException

from feedback_buttons.accounts import single_sign_on, users
from feedback_buttons.accounts.single_sign_on import SsoError
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.config.settings import Config
from feedback_buttons.config.sso_provider import Sso
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import db

BACK = "/sso/back"
TIMEOUT = 10  # seconds that the provider may take for an answer
_AIM = "sso_aim"
NO_ROLE = "Your account at the provider has no role here. Ask an administrator of this dashboard."
FAILED = "Signing in failed at the provider, or took too long. Try again."
AWAY = "The provider does not answer. Try again in a moment."

log = logging.getLogger(__name__)


def blueprint(app: Flask, config: Config, provider: Sso, accounts: auth.Accounts) -> Blueprint:
    """The way to the provider and back."""
    client = _client(app, provider)
    pages = Blueprint("sso", __name__)

    @pages.get("/sso")
    @auth.public
    def go() -> ResponseReturnValue:
        for begun in [key for key in session if key.startswith("_state_sso_")]:
            session.pop(begun)  # a cookie has little room, and only the last attempt matters
        session[_AIM] = request.args.get("next", "/")
        answer: ResponseReturnValue = client.authorize_redirect(config.dashboard_url + BACK)
        return answer

    @pages.get(BACK)
    @auth.public
    def back() -> ResponseReturnValue:
        aim = session.get(_AIM, "/")
        person = single_sign_on.person(provider, _claims(client, provider))
        with accounts.pool.connection() as connection:
            account = _account(connection, person)
        return auth.begin(accounts, account, "sso", aim)

    for kind in (SsoError, users.UserError):
        pages.register_error_handler(kind, _refused)
    for failure in (AuthlibBaseError, JoseError):
        pages.register_error_handler(failure, _failed)
    pages.register_error_handler(RequestException, _away)
    return pages


def _client(app: Flask, provider: Sso) -> FlaskOAuth2App:
    """What speaks to the provider: OpenID Connect with PKCE."""
    oauth = OAuth(app)
    oauth.register(
        "sso",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=f"{provider.issuer}/.well-known/openid-configuration",
        client_kwargs={
            "scope": provider.scope,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT,
        },
    )
    client: FlaskOAuth2App = oauth.sso
    return client


def _refused(error: FeedbackError) -> ResponseReturnValue:
    return render_template("sign_in.html", wrong=error.advice), 403


def _failed(error: Exception) -> ResponseReturnValue:
    log.warning("single sign-on failed: %s", error)
    return render_template("sign_in.html", wrong=tr(FAILED)), 403


def _away(error: Exception) -> ResponseReturnValue:
    log.error("the single sign-on provider cannot be used: %s", error)
    return render_template("sign_in.html", wrong=tr(AWAY)), 503


def _claims(client: FlaskOAuth2App, provider: Sso) -> dict[str, Any]:
    """What the verified ID token and the provider's answer about its user say."""
    issuer = client.load_server_metadata().get("issuer", "")
    if str(issuer).rstrip("/") != provider.issuer:
        raise SsoError(f"The provider calls itself {issuer!r}, not {provider.issuer!r}.")
    if (
        request.args.get("iss", issuer) != issuer
    ):  # RFC 9207: another provider's answer to our question
        raise SsoError(wording(FAILED))
    expected = {"iss": {"essential": True, "value": issuer},
                "aud": {"essential": True, "value": provider.client_id}}  # fmt: skip
    token = client.authorize_access_token(claims_options=expected)
    proven = dict(token.get("userinfo") or {})
    if not proven:
        raise SsoError("The provider sent no ID token. Does the scope hold openid?")
    more = client.userinfo(token=token) if "userinfo_endpoint" in client.server_metadata else {}
    if more and more.get("sub") != proven.get("sub"):
        raise SsoError("The provider spoke of two different people.")
    return {**more, **proven}


def _account(connection: db.Connection, person: single_sign_on.Person) -> users.Account:
    """The user as of this sign-in; who has no role any more is signed out everywhere.

    Raises:
        SsoError, users.UserError: they cannot be let in.
    """
    if person.role is None:
        users.unvouched(connection, person.subject, person.name)
        raise SsoError(wording(NO_ROLE))
    with connection.transaction():
        account = users.vouched(connection, person.subject, person.name, person.role)
        entered = users.signed_in(connection, account.name, "sso")
    if entered is None:
        raise SsoError(wording(FAILED))
    return entered
