"""Who may do what: one table of roles and permissions; pure."""

from collections.abc import Mapping
from typing import Literal, get_args

from feedback_buttons.base.role_names import ROLES as ROLES
from feedback_buttons.base.role_names import Role as Role

Permission = Literal[
    "scores",  # see figures and charts
    "comments",  # read what recipients wrote
    "evidence",  # see one recipient's visits and why their answer counts or not
    "handle",  # tag, note, take and close comments
    "export",  # take answers and comments away as a file
    "campaigns",  # make and change campaigns, markers, mails and shared screens
    "overrule",  # decide over the rules whether an answer counts
    "people",  # manage users, see the audit trail
    "keys",  # manage the keys of the API
]

_LOOK: frozenset[Permission] = frozenset({"scores", "comments"})
_ALL: frozenset[Permission] = frozenset(get_args(Permission))
PERMISSIONS: Mapping[str, frozenset[Permission]] = {
    "viewer": _LOOK,
    "agent": _LOOK | {"evidence", "handle"},
    "editor": _ALL - {"people", "keys"},
    "admin": _ALL,
}


def may(role: str, permission: Permission) -> bool:
    """Whether a user of this role may do this; an unknown role may nothing.

    >>> may("editor", "export"), may("viewer", "export"), may("visitor", "scores")
    (True, False, False)
    """
    return permission in PERMISSIONS.get(role, frozenset())
