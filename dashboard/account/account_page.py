"""The page of one's own account: the password, the language, and the sessions, which can be ended."""

import time
from datetime import timedelta
from functools import partial

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import attempt_limiter, sessions, users
from feedback_buttons.accounts.passwords import PasswordError, SigninCrowded
from feedback_buttons.accounts.users import Account, UserError
from feedback_buttons.base import ids
from feedback_buttons.base.errors import wording
from feedback_buttons.dashboard.account import sign_in
from feedback_buttons.dashboard.kit import auth, request_language
from feedback_buttons.dashboard.kit.own_address import own
from feedback_buttons.dashboard.people import users_page
from feedback_buttons.i18n.team_language import LANGUAGES, speak, tr
from feedback_buttons.storage import db

# Who came by a link may set a password without knowing the old one, for so long.
LINK_FRESH = timedelta(hours=1)
WRONG = "The current password is not right."
DIFFERENT = "The new password stands there in two different ways."
ENDED = "That session has ended. Whoever used it must sign in again."
OVER = "That session was over already."
WAYS = {"password": "By password", "link": "By a link", "sso": "By single sign-on"}
LANGUAGE_SAVED = "The dashboard speaks your language."
SAVED = "Your new password counts from now on. You are signed out everywhere else."


def blueprint(accounts: auth.Accounts) -> Blueprint:
    """/account."""
    pool = accounts.pool
    pages = Blueprint("account", __name__)
    shown = partial(_shown, pool)

    @pages.get("/account")
    @auth.needs("scores")
    def mine() -> ResponseReturnValue:
        return shown()

    @pages.post("/account")
    @auth.needs("scores")
    def set_password() -> ResponseReturnValue:
        try:
            with pool.connection() as connection:
                changed = _changed(connection, auth.current())
        except (PasswordError, attempt_limiter.Braked) as error:
            return shown(wrong=error.advice), 400
        except SigninCrowded:
            return shown(wrong=tr(sign_in.BUSY)), 503
        auth.begin(accounts, changed, "password")
        return shown(done=tr(SAVED))

    @pages.post("/account/language")
    @auth.needs("scores")
    def set_language() -> ResponseReturnValue:
        wanted = request.form.get("language") or None
        try:
            with pool.connection() as connection:
                g.account = users.set_language(connection, auth.current().name, wanted)
        except UserError as error:
            return shown(wrong=error.advice), 400
        accounts.forget(g.account.name)
        speak(wanted or request_language.asked())
        return shown(done=tr(LANGUAGE_SAVED))

    @pages.post("/account/sessions")
    @auth.needs("scores")
    def end_one() -> ResponseReturnValue:
        id = request.form.get("id", "")
        if id == _own_id():
            auth.end(accounts)
            return redirect(own("/sign-in"), 303)
        with pool.connection() as connection:
            ended = sessions.end(connection, auth.current().name, id)
        accounts.forget(auth.current().name)
        return shown(done=tr(ENDED) if ended else tr(OVER))

    @pages.post("/account/sign-out")
    @auth.needs("scores")
    def sign_out_everywhere() -> ResponseReturnValue:
        name = auth.current().name
        with pool.connection() as connection, connection.transaction():
            users.end_sessions(connection, name, by=name)
        accounts.forget(name)
        session.clear()
        return redirect(own("/sign-in"), 303)

    return pages


def _own_id() -> str:
    """What names the session of this request."""
    signed_in = auth.signed_in()
    return sessions.id_of(signed_in.secret) if signed_in else ""


def _shown(pool: db.Pool, **more: str) -> str:
    role = auth.current().role
    with pool.connection() as connection:
        listed = sessions.list_(connection, auth.current().name, ids.utc_now())
    asks = _asks(auth.current())
    return render_template(
        "account.html",
        means=tr(users_page.MEANS[role]),
        asks_current=asks,
        languages=LANGUAGES,
        sessions=listed,
        own_id=_own_id(),
        ways=WAYS,
        **more,
    )


def _asks(account: Account) -> bool:
    """Whether the current password must be known to set another one."""
    session_user = auth.signed_in()
    by_link = session_user is not None and session_user.by == "link"
    fresh = session_user is not None and time.time() - session_user.at < LINK_FRESH.total_seconds()
    return account.has_password and not (by_link and fresh)


def _changed(connection: db.Connection, account: Account) -> Account:
    """The user with the new password of the form.

    Raises:
        PasswordError, brake.Braked: it stays what it was.
    """
    if account.sso:
        raise PasswordError(wording(users_page.PROVIDER))
    if _asks(account):
        _check(connection, account)
    new = request.form.get("new", "")
    if new != request.form.get("again", ""):
        raise PasswordError(wording(DIFFERENT))
    with connection.transaction():
        return users.set_password(connection, account.name, new)


def _check(connection: db.Connection, account: Account) -> None:
    """Who finds a screen unlocked must not be able to guess here either."""
    address = request.remote_addr or ""
    taken = attempt_limiter.take(connection, account.name, address, "account", ids.utc_now())
    if users.verify(connection, account.name, request.form.get("current", "")) is None:
        raise PasswordError(wording(WRONG))
    attempt_limiter.release(connection, taken)
