"""The single sign-on provider in the settings; ``accounts.single_sign_on`` decides whom it lets in."""

from dataclasses import dataclass, field

from feedback_buttons.base.role_names import ROLES, Role


@dataclass(frozen=True, slots=True)
class Sso:
    """An OpenID Connect provider, and which of its groups have which role here."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: tuple[tuple[str, Role], ...]
    claim: str = "groups"
    scope: str = "openid profile email"


def parse_roles(text: str) -> tuple[tuple[str, Role], ...]:
    """Read which groups have which role.

    Raises:
        ValueError: it isn't group=role, group=role, …; the message says what isn't.

    >>> parse_roles("cx-leads=admin, *=viewer")
    (('cx-leads', 'admin'), ('*', 'viewer'))
    """
    pairs = []
    for part in filter(None, map(str.strip, text.split(","))):
        group, _, name = part.rpartition("=")
        role = next((role for role in ROLES if role == name.strip()), None)
        if not group.strip() or role is None:
            raise ValueError(f"{part!r} is not group=role with a role of {', '.join(ROLES)}")
        pairs.append((group.strip(), role))
    if not pairs:
        raise ValueError("it names no group")
    return tuple(pairs)
