"""Who may look: sessions, the guard in front of everything, and what each view and callback needs."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import NamedTuple, ParamSpec, TypeVar
from urllib.parse import quote, urlsplit

import psycopg
from flask import Flask, abort, current_app, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from psycopg_pool import PoolTimeout

from feedback_buttons.accounts import sessions, users
from feedback_buttons.accounts.roles import Permission
from feedback_buttons.base import ids
from feedback_buttons.dashboard.kit.requests import request_language
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.storage import db

P = ParamSpec("P")
R = TypeVar("R")

FRESH = 3.0  # seconds a session may live on after another process has ended it
_MOST = 10_000  # sessions that are remembered


class SignedIn(NamedTuple):
    """What a session's cookie says; ``by`` is password, link or sso, ``at`` in seconds since 1970. ``secret`` is the
    session's own, without which the rest says nothing."""

    name: str
    secret: str
    by: str
    at: int


class Accounts:
    """The users whose sessions have not ended, each session remembered for FRESH seconds."""

    def __init__(self, pool: db.Pool) -> None:
        self.pool = pool
        self._known: OrderedDict[tuple[str, str], tuple[float, users.Account]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, session_user: SignedIn) -> users.Account | None:
        """The user, if it exists and this session of theirs has not ended."""
        key = session_user.name, session_user.secret
        with self._lock:
            read_at, cached = self._known.get(key, (0.0, None))
        if cached and time.monotonic() - read_at <= FRESH:
            return cached
        with self.pool.connection() as connection:
            account = sessions.account(connection, *key, ids.utc_now())
        with self._lock:
            self._known.pop(key, None)
            if account:
                self._known[key] = time.monotonic(), account
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        return account

    def forget(self, name: str) -> None:
        """Read a user anew when it is next asked for: it, or a session of it, has just been changed."""
        with self._lock:
            for key in [key for key in self._known if key[0] == name]:
                del self._known[key]


def signed_in() -> SignedIn | None:
    """What the request's cookie says; it is yet to be checked that its user still counts."""
    name, secret, by, at = (session.get(field) for field in SignedIn._fields)
    if not (isinstance(name, str) and isinstance(secret, str) and isinstance(at, int)):
        return None
    life = sessions.SSO_LIFETIME if by == "sso" else sessions.LIFETIME
    return SignedIn(name, secret, str(by), at) if time.time() - at < life.total_seconds() else None


def begin(
    accounts: Accounts, account: users.Account, by: str, aim: str = "/"
) -> ResponseReturnValue:
    """Open a session, which ends the one that this browser had, and go where the user wanted to."""
    agent = request.headers.get("User-Agent", "")
    with accounts.pool.connection() as connection:
        if before := signed_in():
            sessions.replaced(connection, before.name, before.secret)
        secret = sessions.begin(connection, account, by, agent, ids.utc_now())
    accounts.forget(account.name)
    session.clear()
    session.permanent = True
    session.update(SignedIn(account.name, secret, by, int(time.time()))._asdict())
    # Only a path of our own: "//elsewhere" and "/\elsewhere" lead away.
    ours = aim.startswith("/") and not aim.startswith(("//", "/\\")) and aim.isprintable()
    return redirect(own(aim if ours else "/"), 303)


def end(accounts: Accounts) -> None:
    """Close the session of this browser; a copy of its cookie opens nothing any more."""
    if session_user := signed_in():
        with accounts.pool.connection() as connection:
            sessions.end(connection, session_user.name, sessions.id_of(session_user.secret))
        accounts.forget(session_user.name)
    session.clear()


def session_keys() -> list[str]:
    """The keys that sign the dashboard's sessions and addresses, newest first."""
    return [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]


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


def from_anywhere(view: Callable[P, R]) -> Callable[P, R]:
    """Let pages of other sites send this form: its address alone says what may be done, whoever is signed in."""
    view.from_anywhere = True  # type: ignore[attr-defined]
    return view


def guard(app: Flask, accounts: Accounts) -> None:
    """Let nothing through without a session but what is public, and the style sheet."""

    @app.before_request
    def check() -> ResponseReturnValue | None:
        view = app.view_functions.get(request.endpoint or "")
        looks = request.method in ("GET", "HEAD", "OPTIONS")
        if not (looks or getattr(view, "from_anywhere", False) or _from_here()):
            return "This form was sent from another site.", 403
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
