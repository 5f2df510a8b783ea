"""The roles that a member of the team can have, by name; what each may do is in ``accounts.roles``."""

from typing import Literal, get_args

Role = Literal["admin", "editor", "viewer", "agent"]
ROLES: tuple[Role, ...] = get_args(Role)
