"""The list of help desks, and the one that a channel belongs to."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from feedback_buttons.accounts import audit
from feedback_buttons.base.errors import wording
from feedback_buttons.channels import channel_list
from feedback_buttons.channels.channel_list import Channel, ChannelError
from feedback_buttons.channels.senders import Way
from feedback_buttons.storage import db
from feedback_buttons.tickets.freshdesk.freshdesk_desk import FreshdeskDesk
from feedback_buttons.tickets.helpdesks import DeskAccount, Helpdesk
from feedback_buttons.tickets.zendesk.zendesk_desk import ZendeskDesk
from feedback_buttons.tickets.zoho.zoho_desk import ZohoDesk

SIGNED_OUT = channel_list.SIGNED_OUT

HELPDESKS: Mapping[str, Callable[[DeskAccount], Helpdesk]] = {
    "zendesk": ZendeskDesk,
    "freshdesk": FreshdeskDesk,
    "zoho": ZohoDesk,
}
_OF_KEY = ("access", "until", "got")  # what was got for a key goes with it
_KEYS = {
    "zendesk": "refresh",
    "freshdesk": "key",
    "zoho": "refresh",
    "klaviyo": "key",
}  # where what a channel signs in with is kept


def opened(
    connection: db.Connection, out: Way, channel: int, kind: str, settings: Mapping[str, Any]
) -> Helpdesk:
    """The help desk that a channel leads to.

    Raises:
        ChannelError: what is secret of it cannot be opened; when it is called.
    """

    def secrets() -> dict[str, Any]:
        return channel_list.opened_of(connection, channel, out.keys)

    renew = partial(channel_list.renewed, connection, channel, out.keys)
    return HELPDESKS[kind](DeskAccount(out.client, settings, secrets, renew))


def sign_in(
    connection: db.Connection, channel: Channel, key: str, keys: tuple[str, ...], *, by: str
) -> None:
    """Let a channel's help desk, or Klaviyo, be called with another key or refresh token; what waits goes out.

    Raises:
        ChannelError: the channel signs in nowhere, or this is no key.
    """
    field, clean = _KEYS.get(channel.kind), key.strip()
    if field is None:
        raise ChannelError(wording("{name} has no key or token."), name=channel.name)
    if not (clean.isascii() and clean.isprintable() and 0 < len(clean) <= 500) or " " in clean:
        raise ChannelError(wording("Give a key or token: one word."))

    def replaced(secrets: dict[str, Any]) -> dict[str, Any]:
        lasting = {name: value for name, value in secrets.items() if name not in _OF_KEY}
        return lasting | {field: clean}

    channel_list.renewed(connection, channel.id, keys, replaced)
    if channel.paused == SIGNED_OUT:
        channel_list.pause(connection, channel, None, by=by)
    audit.record(connection, by, "channel changed", channel.name, key="new")
