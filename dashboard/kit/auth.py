"""Who may look: sessions, the guard in front of everything, and what each view and callback needs."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar
from urllib.parse import quote, urlsplit

import psycopg
from flask import Flask, abort, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from psycopg_pool import PoolTimeout

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import Permission
from feedback_buttons.dashboard.kit import request_language
from feedback_buttons.dashboard.kit.own_address import own
from feedback_buttons.storage import db

P = ParamSpec("P")
R = TypeVar("R")

LIFETIME = timedelta(days=14)
# Who leaves the company leaves its provider: ask that again each working day.
SSO_LIFETIME = timedelta(hours=12)
FRESH = 3.0  # seconds a session may live on after its user was removed


class SignedIn(NamedTuple):
    """What a session says of its user; ``by`` is password, link or sso, ``at`` in seconds since 1970."""

    name: str
    version: int
    by: str
    at: int


class Accounts:
    """The users of the database, each remembered for FRESH seconds."""

    def __init__(self, pool: db.Pool) -> None:
        self.pool = pool
        self._known: dict[str, tuple[float, users.Account | None]] = {}

    def get(self, session_user: SignedIn) -> users.Account | None:
        """The user, if it exists and its sessions of this version still count."""
        read_at, account = self._known.get(session_user.name, (0.0, None))
        # Another version than the one remembered may be a newer one: look before sending it away.
        if time.monotonic() - read_at > FRESH or not _fits(account, session_user):
            with self.pool.connection() as connection:
                account = users.get(connection, session_user.name)
            self._known[session_user.name] = time.monotonic(), account
        return account if _fits(account, session_user) else None

    def forget(self, name: str) -> None:
        """Read a user anew when it is next asked for: it has just been changed."""
        self._known.pop(name, None)


def _fits(account: users.Account | None, session_user: SignedIn) -> bool:
    return account is not None and account.session_version == session_user.version


def signed_in() -> SignedIn | None:
    """What the request's cookie says; it is yet to be checked that its user still counts."""
    name, version, by, at = (session.get(field) for field in SignedIn._fields)
    if not (isinstance(name, str) and isinstance(version, int) and isinstance(at, int)):
        return None
    life = SSO_LIFETIME if by == "sso" else LIFETIME
    return SignedIn(name, version, str(by), at) if time.time() - at < life.total_seconds() else None


def begin(account: users.Account, by: str, aim: str = "/") -> ResponseReturnValue:
    """Open a session, and go where the user wanted to."""
    session.clear()
    session.permanent = True
    session.update(SignedIn(account.name, account.session_version, by, int(time.time()))._asdict())
    # Only a path of our own: "//elsewhere" and "/\elsewhere" lead away.
    ours = aim.startswith("/") and not aim.startswith(("//", "/\\")) and aim.isprintable()
    return redirect(own(aim if ours else "/"), 303)


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
        session_user = signed_in()
        account = accounts.get(session_user) if session_user else None
        if account:
            g.account = account
            request_language.choose(account)
            return None
        if request.method == "GET" and wants_page():
            aim = request.full_path.rstrip("?")
            return redirect(own("/sign-in" if aim == "/" else f"/sign-in?next={quote(aim)}"))
        return "Sign in first.", 401

    @app.errorhandler(403)
    def denied(_: Exception) -> ResponseReturnValue:
        if wants_page() and "account" in g:
            return render_template("denied.html", role=current().role), 403
        return "Your role does not allow this.", 403


def wants_page() -> bool:
    """Whether a person's browser asks for a page, rather than a script for data."""
    # Not the "best" type: Chrome's is the one with the most parameters, a signed exchange.
    return "text/html" in request.accept_mimetypes.values()


def checker(accounts: Accounts, session_user: SignedIn) -> Callable[[], bool]:
    """Whether a stream's viewer may go on looking; a database that is away ends no session."""

    def valid() -> bool:
        try:
            return accounts.get(session_user) is not None
        except (psycopg.Error, PoolTimeout):
            return True

    return valid


def _from_here() -> bool:
    """Whether a page of ours sent this: browsers say so in a way that pages cannot forge."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host
