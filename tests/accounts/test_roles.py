"""Who may do what, written out once more by hand."""

from typing import get_args

import pytest

from feedback_buttons.accounts import users
from feedback_buttons.accounts.roles import PERMISSIONS, ROLES, Permission

MATRIX = """
           admin editor agent viewer
scores     x     x      x     x
comments   x     x      x     x
evidence   x     x      x     -
handle     x     x      x     -
export     x     x      -     -
campaigns  x     x      -     -
overrule   x     x      -     -
people     x     -      -     -
keys       x     -      -     -
"""
HEAD, *LINES = [line.split() for line in MATRIX.strip().splitlines()]
CASES = [
    (role, permission, mark == "x")
    for permission, *marks in LINES
    for role, mark in zip(HEAD, marks, strict=True)
]


@pytest.mark.parametrize(("role", "permission", "allowed"), CASES)
def test_a_role_may_what_the_table_says(role: str, permission: Permission, allowed: bool) -> None:
    assert users.may(role, permission) is allowed


def test_every_role_and_every_permission_stands_in_the_table() -> None:
    assert set(HEAD) == set(ROLES) == set(PERMISSIONS)
    assert {permission for permission, *_ in LINES} == set(get_args(Permission))


def test_a_role_that_is_none_may_nothing() -> None:
    assert not any(users.may("Admin", permission) for permission in get_args(Permission))
