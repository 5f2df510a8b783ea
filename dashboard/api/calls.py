"""A call of the API: a request that has been checked, in its transaction."""

from dataclasses import dataclass, field
from typing import Any

from feedback_buttons.accounts.api_keys import Key
from feedback_buttons.config.local_networks import Network
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class Call:
    """A request: its key, its parameters, and what is needed to answer it."""

    connection: db.Connection
    key: Key
    tokens: Tokens
    url: str
    dashboard_url: str = ""
    session_keys: tuple[str, ...] = field(default=(), repr=False)
    local_networks: tuple[Network, ...] = ()
    campaign: str = ""
    case: str = ""
    body: Any = None
    query: Any = None

    @property
    def account(self) -> str:
        """Who did it, in the audit trail."""
        return f"key {self.key.name}"
