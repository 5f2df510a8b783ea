"""Who may look: sign-in, sessions, and the one guard in front of everything else."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar
from urllib.parse import urlsplit

import psycopg
from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    g,
    redirect,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue
from psycopg_pool import PoolTimeout

from feedback_buttons import db, users
from feedback_buttons.roles import Permission

P = ParamSpec("P")
R = TypeVar("R")

LIFETIME = timedelta(days=14)
FRESH = 3.0  # seconds a session may live on after its user was removed


class SignedIn(NamedTuple):
    """What a session says of its user."""

    name: str
    version: int


class Accounts:
    """The users of the database, each remembered for FRESH seconds."""

    def __init__(self, pool: db.Pool) -> None:
        self.pool = pool
        self._known: dict[str, tuple[float, users.Account | None]] = {}

    def get(self, who: SignedIn) -> users.Account | None:
        """The user, if it exists and its sessions of this version still count."""
        read_at, account = self._known.get(who.name, (0.0, None))
        if time.monotonic() - read_at > FRESH:
            with self.pool.connection() as connection:
                account = users.get(connection, who.name)
            self._known[who.name] = time.monotonic(), account
        return account if account and account.session_version == who.version else None


def signed_in() -> SignedIn | None:
    """The user that the request's cookie names; it is yet to be checked that it still counts."""
    name, version = session.get("name"), session.get("version")
    return SignedIn(name, version) if isinstance(name, str) and isinstance(version, int) else None


def current() -> users.Account:
    """The user who sent this request, which has passed the guard."""
    account: users.Account = g.account
    return account


def may(permission: Permission) -> bool:
    """Whether the user who sent this request may do this."""
    return users.may(current().role, permission)


def needs(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let only those who may do this call a route's view or a Dash callback; stands right above it."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if not may(permission):
                abort(403)
            return function(*args, **kwargs)

        checked.permission = permission  # type: ignore[attr-defined]  # for the test that walks them all
        return checked

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view answer without a session: it shows nothing, or checks a key or a link of its own."""
    view.public = True  # type: ignore[attr-defined]
    return view


def guard(app: Flask, accounts: Accounts) -> None:
    """Let nothing through without a session but what is public, and the style sheet."""

    @app.before_request
    def check() -> ResponseReturnValue | None:
        if request.method not in ("GET", "HEAD", "OPTIONS") and not _from_here():
            return "This form was sent from another site.", 403
        view = app.view_functions.get(request.endpoint or "")
        if request.endpoint == "static" or getattr(view, "public", False):
            return None
        who = signed_in()
        account = accounts.get(who) if who else None
        if account:
            g.account = account
            return None
        if request.method == "GET" and request.accept_mimetypes.best == "text/html":
            return redirect(f"/sign-in?next={request.path}" if request.path != "/" else "/sign-in")
        return "Sign in first.", 401


def blueprint(accounts: Accounts) -> Blueprint:
    """The pages that open and close sessions."""
    pages = Blueprint("auth", __name__)

    @pages.route("/sign-in", methods=["GET", "POST"])
    @public
    def sign_in() -> ResponseReturnValue:
        if request.method == "GET":
            return render_template("sign_in.html")
        with accounts.pool.connection() as connection:
            account = users.verify(
                connection, request.form.get("name", ""), request.form.get("password", "")
            )
        if account is None:
            wrong = "This name and password do not belong together."
            return render_template("sign_in.html", wrong=wrong), 403
        return _open(account, request.args.get("next", "/"))

    # A mere GET does not use the link up: mail scanners and browsers' prefetching follow links.
    @pages.route("/sign-in/<token>", methods=["GET", "POST"])
    @public
    def sign_in_link(token: str) -> ResponseReturnValue:
        if request.method == "GET":
            return render_template("sign_in_link.html")
        with accounts.pool.connection() as connection:
            account = users.use_signin_link(connection, token)
        if account is None:
            wrong = "This link was used before, or it is too old."
            return render_template("sign_in.html", wrong=wrong), 403
        return _open(account, "/")

    @pages.post("/sign-out")
    def sign_out() -> ResponseReturnValue:
        session.clear()
        return redirect("/sign-in", 303)

    @pages.get("/healthz")
    @public
    def health() -> ResponseReturnValue:
        return Response("ok\n", mimetype="text/plain")

    @pages.get("/session")
    def still_here() -> ResponseReturnValue:
        return Response(status=204)

    return pages


def checker(accounts: Accounts, who: SignedIn) -> Callable[[], bool]:
    """Whether a stream's viewer may go on looking; a database that is away ends no session."""

    def valid() -> bool:
        try:
            return accounts.get(who) is not None
        except (psycopg.Error, PoolTimeout):
            return True

    return valid


def _open(account: users.Account, aim: str) -> ResponseReturnValue:
    session.clear()
    session.permanent = True
    session["name"], session["version"] = account.name, account.session_version
    # Only a path of our own: "//elsewhere" and "/\elsewhere" lead away.
    own = aim.startswith("/") and not aim.startswith(("//", "/\\")) and aim.isprintable()
    return redirect(aim if own else "/", 303)


def _from_here() -> bool:
    """Whether a page of ours sent this: browsers say so in a way that pages cannot forge."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
