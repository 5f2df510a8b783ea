"""The pages that open and close sessions: by password under a brake, by one-time link."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from flask import (
    Blueprint,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue
from psycopg_pool import PoolTimeout

from feedback_buttons.accounts import attempt_limiter, users
from feedback_buttons.accounts.passwords import SigninCrowded
from feedback_buttons.accounts.users import Account, UserError
from feedback_buttons.base import ids, readiness
from feedback_buttons.base.readiness import Readiness
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.signing import signed_values
from feedback_buttons.storage import db, schema_state

WRONG = "This name and password do not belong together."
BUSY = "Many are signing in at this moment. Try again in a few seconds."
OLD_LINK = "This link was used before, or it is too old."
EXPIRED = (
    "This link was good until {until}, and it is {now} by the clock of this server. Ask for another one. If that clock "
    "is wrong, tell whoever runs this installation."
)
HTTP = (
    "This page was opened with http, over which your browser keeps nobody signed in here. Open it with https in "
    "front."
)
# Kept by a browser that has signed somebody in: its tries are its own. See feedback_buttons.accounts.attempt_limiter.
KNOWN = "feedback_known"
_PURPOSE = "feedback-buttons.known-browser"  # what that cookie is signed for
_YEAR = 365 * 24 * 3600


def blueprint(accounts: auth.Accounts, data_dir: Path) -> Blueprint:
    """The sign-in pages, and what says whether the process and a session live, and all that it works with."""
    pool = accounts.pool
    pages = Blueprint("door", __name__)
    views = _Views(accounts, pool, _readiness(pool, data_dir))
    pages.add_url_rule("/sign-in", view_func=views.sign_in)
    pages.add_url_rule("/sign-in", methods=["POST"], view_func=views.try_password)
    pages.add_url_rule("/sign-in/<token>", view_func=views.look_at_link)
    pages.add_url_rule("/sign-in/<token>", methods=["POST"], view_func=views.use_link)
    pages.add_url_rule("/sign-out", methods=["POST"], view_func=views.sign_out)
    pages.add_url_rule("/healthz", view_func=views.health)
    pages.add_url_rule("/readyz", view_func=views.ready)
    pages.add_url_rule("/session", view_func=views.still_here)
    return pages


def _readiness(pool: db.Pool, data_dir: Path) -> Readiness:
    def database() -> str:
        try:
            with pool.connection() as connection:
                return schema_state.missing(connection)
        except (psycopg.Error, PoolTimeout):
            return schema_state.AWAY

    return Readiness(database, lambda: readiness.unwritable(data_dir, "data directory"))


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    accounts: auth.Accounts
    pool: db.Pool
    readiness: Readiness

    @auth.public
    def sign_in(self) -> ResponseReturnValue:
        return render_template("sign_in.html")

    @auth.public
    def try_password(self) -> ResponseReturnValue:
        if _over_http():
            return _refused(tr(HTTP), 403)
        name, password = request.form.get("name", ""), request.form.get("password", "")
        try:
            with self.pool.connection() as connection:
                account = _checked(connection, name, password)
        except attempt_limiter.Braked as braked:
            return _refused(str(braked), 429, braked.seconds)
        except SigninCrowded:
            return _refused(tr(BUSY), 503, 5)
        if account is None:
            return _refused(tr(WRONG), 403)
        entered = auth.begin(self.accounts, account, "password", request.args.get("next", "/"))
        return _known(entered, account)

    # A mere GET does not use the link up: mail scanners and browsers' prefetching follow links.
    @auth.public
    def look_at_link(self, token: str) -> ResponseReturnValue:  # noqa: ARG002 (what the rule names)
        return render_template("sign_in_link.html")

    @auth.public
    def use_link(self, token: str) -> ResponseReturnValue:
        if _over_http():  # and it is not used up
            return _refused(tr(HTTP), 403)
        with self.pool.connection() as connection, connection.transaction():
            account = users.use_signin_link(connection, token)
            account = account and users.signed_in(connection, account.name, "link")
            until = None if account else users.signin_link_until(connection, token)
        if account is None:
            return _refused(_too_old(until), 403)
        entered = auth.begin(self.accounts, account, "link", request.args.get("next", "/"))
        return _known(entered, account)

    def sign_out(self) -> ResponseReturnValue:
        auth.end(self.accounts)
        return redirect(own("/sign-in"), 303)

    @auth.public
    def health(self) -> ResponseReturnValue:
        return Response("ok\n", mimetype="text/plain")

    @auth.public
    def ready(self) -> ResponseReturnValue:
        status, text = self.readiness.answer()
        return Response(text, status, mimetype="text/plain")

    def still_here(self) -> ResponseReturnValue:
        return Response(status=204)


def _checked(connection: db.Connection, typed: str, password: str) -> Account | None:
    """The user, if this is its password.

    Raises:
        brake.Braked, SigninCrowded: not now.
    """
    try:
        name = users.clean_name(typed)
    except UserError:
        name = ""
    address = request.remote_addr or ""
    taken = attempt_limiter.take(connection, name, address, _browser(name), ids.utc_now())
    account = users.verify(connection, name, password)
    if account is None:
        users.sign_in_failed(connection, name)
        return None
    attempt_limiter.release(connection, taken)
    with connection.transaction():
        return users.signed_in(connection, account.name, "password")


def _over_http() -> bool:
    """Whether the browser would drop the session's cookie, which is for https alone, so that it ended up here again."""
    origin = urlsplit(request.headers.get("Origin", ""))
    local = origin.hostname in (
        "localhost",
        "127.0.0.1",
        "::1",
    )  # which browsers trust without https
    return (
        bool(current_app.config["SESSION_COOKIE_SECURE"]) and origin.scheme == "http" and not local
    )


def _too_old(until: datetime | None) -> str:
    """Why a link does not sign in; ``until`` when it was good, None where it was used or never was one."""
    if until is None:
        return tr(OLD_LINK)
    return tr(EXPIRED).format(until=text.utc(until), now=text.utc(ids.utc_now()))


def _refused(message: str, status: int, wait: int | None = None) -> Response:
    page = render_template("sign_in.html", wrong=message, name=request.form.get("name", ""))
    return Response(page, status, {"Retry-After": str(wait)} if wait else None)


def _known(answer: ResponseReturnValue, account: Account) -> ResponseReturnValue:
    """Let this browser keep who has signed in with it."""
    response = make_response(answer)
    content = [account.name, secrets.token_urlsafe(12)]
    value = signed_values.sign(auth.session_keys(), _PURPOSE, content)
    response.set_cookie(
        KNOWN,
        value,
        max_age=_YEAR,
        path=own("/sign-in"),
        httponly=True,
        samesite="Strict",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


def _browser(name: str) -> str | None:
    """What this browser is known by, if it has signed this name in before."""
    texts = signed_values.read_texts(auth.session_keys(), _PURPOSE, request.cookies.get(KNOWN, ""))
    if texts is None:
        return None
    signed_name, browser = texts
    return browser if signed_name == name else None
