"""Single sign-on: whom the team's provider vouches for, and the role that follows from it; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from feedback_buttons.accounts.roles import PERMISSIONS, Role
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.config.sso_provider import Sso

EVERYBODY = "*"


class SsoError(FeedbackError):
    """The provider vouches for nobody whom we can let in; the message says why."""

    code = "sign-on-refused"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the provider knows them: ``subject`` never changes and is never another's."""

    subject: str
    name: str
    role: Role | None


def person(sso: Sso, claims: Mapping[str, Any]) -> Person:
    """Whom these claims are about.

    Args:
        claims: of a verified ID token and the provider's answer about its user.

    Raises:
        SsoError: they name nobody.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise SsoError("The provider did not say who you are.")
    doubtful = str(claims.get("email_verified", "")).lower() == "false"  # some send it as a text
    email = None if doubtful else claims.get("email")
    name = claims.get("preferred_username") or email or subject
    if doubtful and name == claims.get("email"):
        name = subject  # of its own choice somebody could call themselves anybody
    return Person(f"{sso.issuer} {subject}", str(name), _role(sso, claims.get(sso.claim)))


def _role(sso: Sso, groups: object) -> Role | None:
    """The role that may most, of those that somebody in these groups has."""
    many = groups if isinstance(groups, list) else [groups]
    of = {group for group in many if isinstance(group, str)}
    roles = [role for group, role in sso.roles if group == EVERYBODY or group in of]
    return max(roles, key=lambda role: len(PERMISSIONS[role]), default=None)
