"""The page of one's own account: the password, the language, and the sessions, which can be ended."""

import time
from dataclasses import dataclass
from datetime import timedelta

from flask import Blueprint, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import attempt_limiter, sessions, users
from feedback_buttons.accounts.passwords import PasswordError, SigninCrowded
from feedback_buttons.accounts.users import Account, UserError
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.account import digest_settings, sign_in
from feedback_buttons.dashboard.kit.requests import auth, request_language
from feedback_buttons.dashboard.kit.requests.own_address import own
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


def blueprint(accounts: auth.Accounts, config: Config) -> Blueprint:
    """/account."""
    pool = accounts.pool
    pages = Blueprint("account", __name__)
    views = _Views(accounts, pool, config)
    pages.add_url_rule("/account", view_func=views.mine)
    pages.add_url_rule("/account", methods=["POST"], view_func=views.set_password)
    pages.add_url_rule("/account/language", methods=["POST"], view_func=views.set_language)
    pages.add_url_rule("/account/digests", methods=["POST"], view_func=views.set_digests)
    pages.add_url_rule("/account/sessions", methods=["POST"], view_func=views.end_one)
    pages.add_url_rule("/account/sign-out", methods=["POST"], view_func=views.sign_out_everywhere)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    accounts: auth.Accounts
    pool: db.Pool
    config: Config

    @auth.needs("scores")
    def mine(self) -> ResponseReturnValue:
        return self._shown()

    @auth.needs("scores")
    def set_password(self) -> ResponseReturnValue:
        try:
            with self.pool.connection() as connection:
                changed = _changed(connection, auth.current())
        except (PasswordError, attempt_limiter.Braked) as error:
            return self._shown(wrong=error.advice), 400
        except SigninCrowded:
            return self._shown(wrong=tr(sign_in.BUSY)), 503
        auth.begin(self.accounts, changed, "password")
        return self._shown(done=tr(SAVED))

    @auth.needs("scores")
    def set_language(self) -> ResponseReturnValue:
        wanted = request.form.get("language") or None
        try:
            with self.pool.connection() as connection:
                g.account = users.set_language(connection, auth.current().name, wanted)
        except UserError as error:
            return self._shown(wrong=error.advice), 400
        self.accounts.forget(g.account.name)
        speak(wanted or request_language.asked())
        return self._shown(done=tr(LANGUAGE_SAVED))

    @auth.needs("scores")
    def end_one(self) -> ResponseReturnValue:
        id = request.form.get("id", "")
        if id == _own_id():
            auth.end(self.accounts)
            return redirect(own("/sign-in"), 303)
        with self.pool.connection() as connection:
            ended = sessions.end(connection, auth.current().name, id)
        self.accounts.forget(auth.current().name)
        return self._shown(done=tr(ENDED) if ended else tr(OVER))

    @auth.needs("scores")
    def sign_out_everywhere(self) -> ResponseReturnValue:
        name = auth.current().name
        with self.pool.connection() as connection, connection.transaction():
            users.end_sessions(connection, name, by=name)
        self.accounts.forget(name)
        session.clear()
        return redirect(own("/sign-in"), 303)

    @auth.needs("scores")
    def set_digests(self) -> ResponseReturnValue:
        name = auth.current().name
        try:
            with self.pool.connection() as connection:
                done = digest_settings.save(connection, self.config, name, request.form)
        except FeedbackError as error:
            return self._shown(wrong=error.advice), 400
        return self._shown(done=done)

    def _shown(self, **more: str) -> str:
        account = auth.current()
        with self.pool.connection() as connection:
            listed = sessions.list_(connection, account.name, ids.utc_now())
            digests = digest_settings.shown(connection, self.config, account.name)
        return render_template(
            "account.html",
            means=tr(users_page.MEANS[account.role]),
            asks_current=_asks(account),
            languages=LANGUAGES,
            sessions=listed,
            own_id=_own_id(),
            ways=WAYS,
            **digests,
            **more,
        )


def _own_id() -> str:
    """What names the session of this request."""
    signed_in = auth.signed_in()
    return sessions.id_of(signed_in.secret) if signed_in else ""


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
