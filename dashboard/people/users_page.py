"""The pages for admins: all users, and one of them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import Role
from feedback_buttons.accounts.users import Account, UserError
from feedback_buttons.base.errors import wording
from feedback_buttons.dashboard.kit.requests import auth, shown_values
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.dashboard.kit.requests.shown_values import ChangedMeanwhile
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import db

LINK_HOURS = 24
LAST = "Nobody else is an admin. Make somebody one first."
PROVIDER = "Your single sign-on provider decides on this."
# What each role means to those who give it.
MEANS = {
    "viewer": "Sees scores and reads comments.",
    "agent": "Also handles comments and cases, and sees why an answer counts.",
    "editor": "Also makes and changes campaigns, overrules verdicts, exports answers.",
    "admin": "May do everything, including users and keys.",
}


def blueprint(pool: db.Pool, url: str) -> Blueprint:
    """/people and /people/user; ``url`` is the dashboard's own address, for sign-in links."""
    pages = Blueprint("people", __name__)
    views = _Views(pool, url)
    pages.add_url_rule("/people", view_func=views.everybody)
    pages.add_url_rule("/people", methods=["POST"], view_func=views.add)
    pages.add_url_rule("/people/user", view_func=views.one)
    pages.add_url_rule("/people/user", methods=["POST"], view_func=views.change)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    url: str

    @auth.needs("people")
    def everybody(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            return _all(connection)

    @auth.needs("people")
    def add(self) -> ResponseReturnValue:
        name, role = request.form.get("name", ""), request.form.get("role", "")
        with self.pool.connection() as connection:
            try:
                with connection.transaction():
                    link = self.url + _added(connection, name, cast(Role, role))
            except UserError as error:
                return _all(connection, wrong=error.advice, typed=name, role_chosen=role), 400
            return _all(connection, link=link, whose=users.clean_name(name))

    @auth.needs("people")
    def one(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            return _one(_wanted(connection))

    @auth.needs("people")
    def change(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            account = _wanted(connection)
            try:
                with connection.transaction():
                    news = _CHANGES.get(request.form.get("do", ""), _nothing)(connection, account)
            except (UserError, ChangedMeanwhile) as error:
                chosen = request.form.get("role", "")
                return _one(account, wrong=error.advice, role_chosen=chosen), 400
            changed = users.get(connection, account.name)
        if changed is None:
            return redirect(own(f"/people?{urlencode({'removed': account.name})}"), 303)
        link = news.pop("link", None)
        return _one(changed, **news, link=link and self.url + link)


def _all(connection: db.Connection, **more: Any) -> str:  # noqa: ANN401 (for the template)
    accounts = users.list_(connection)
    return render_template("people.html", people=accounts, means=MEANS, hours=LINK_HOURS, **more)


def _one(account: Account, **more: Any) -> str:  # noqa: ANN401 (for the template)
    return render_template(
        "person.html", person=account, means=MEANS, hours=LINK_HOURS, provider=tr(PROVIDER), **more
    )


def _wanted(connection: db.Connection) -> Account:
    return users.get(connection, request.args.get("name", "")) or abort(404)


def _added(connection: db.Connection, name: str, role: Role) -> str:
    """Make a user and a link for their first sign-in; the link's path."""
    name = users.clean_name(name)
    if users.get(connection, name):
        raise UserError(wording("There is already a user {name!r}."), name=name)
    return _link(connection, name, role)


def _link(connection: db.Connection, name: str, role: Role) -> str:
    by = auth.current().name
    token = users.make_signin_link(connection, name, timedelta(hours=LINK_HOURS), role, by=by)
    return f"/sign-in/{token}?next=/account"  # there they set a password


def _role(connection: db.Connection, account: Account) -> dict[str, str]:
    _ours(account)
    typed = {"role": request.form.get("role", "")}
    now = {"role": account.role}
    role = cast(Role, (now | shown_values.mine(now, typed, {"role": tr("Role")}))["role"])
    if role != "admin" and users.is_last_admin(connection, account.name):
        raise UserError(wording(LAST))
    users.set_role(connection, account.name, role, by=auth.current().name)
    return {"done": tr("{name} is {role} now.").format(name=account.name, role=tr(role))}


def _new_link(connection: db.Connection, account: Account) -> dict[str, str]:
    _ours(account)
    return {"link": _link(connection, account.name, cast(Role, account.role))}


def _sign_out(connection: db.Connection, account: Account) -> dict[str, str]:
    users.end_sessions(connection, account.name, by=auth.current().name)
    return {
        "done": tr("{name} is signed out everywhere. Unused links no longer work.").format(
            name=account.name
        )
    }


def _remove(connection: db.Connection, account: Account) -> dict[str, str]:
    if users.is_last_admin(connection, account.name):
        raise UserError(wording(LAST))
    users.remove(connection, account.name, by=auth.current().name)
    return {}


def _nothing(_connection: db.Connection, _account: Account) -> dict[str, str]:
    raise UserError(wording("Choose what to do."))


_CHANGES = {"role": _role, "link": _new_link, "sign-out": _sign_out, "remove": _remove}


def _ours(account: Account) -> None:
    if account.sso:
        raise UserError(wording(PROVIDER))
