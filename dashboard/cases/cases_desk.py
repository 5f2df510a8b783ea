"""Who is working on the queue."""

from collections.abc import Callable

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import Permission
from feedback_buttons.dashboard.cases.case_cards import Desk
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.storage import db


def mine(connection: db.Connection) -> Desk:
    """The user of this request, with those of the team who may handle cases too."""
    return desk(connection, auth.current().name, auth.may)


def desk(connection: db.Connection, name: str, may: Callable[[Permission], bool]) -> Desk:
    """Somebody of this name who ``may`` do some things, and their colleagues."""
    team = tuple(user.name for user in users.list_(connection) if users.may(user.role, "handle"))
    return Desk(name, may("handle"), may("evidence"), may("campaigns"), may("export"), team)
