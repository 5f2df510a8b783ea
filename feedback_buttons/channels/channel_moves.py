"""Gives a channel another address: what waits for it goes there."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base.errors import wording
from feedback_buttons.channels import channel_kinds, channel_list
from feedback_buttons.channels.channel_list import Channel, ChannelError
from feedback_buttons.config.local_networks import Network
from feedback_buttons.storage import db

_OF_ADDRESS = (
    "access",
    "until",
    "got",
)  # what was got at the old address is of no use at the new one
_MENDED = (channel_list.SIGNED_OUT, channel_list.TURNED_AWAY)


def place(kind: str) -> str | None:
    """The field of a kind of channel that says where it leads; None for one that leads to one place alone."""
    fields = channel_kinds.KINDS[kind].fields if kind in channel_kinds.KINDS else ()
    return next((name for name in ("to", "url") if name in fields), None)


def move(
    connection: db.Connection,
    channel: Channel,
    address: str,
    keys: Sequence[str],
    *,
    local: Sequence[Network] = (),
    by: str = audit.COMMAND_LINE,
) -> None:
    """Let a channel lead to another address of its kind. All else of it stays: its keys, its rules, its name. What
    waits goes there, at once where it waited to be tried again; what is on its way arrives at the old one. A channel
    that stopped as nobody took its messages goes on; one that a person stopped does not.

    Args:
        address: a mail address, or what the kind takes as ``url``.
        keys: of the dashboard's sessions; secrets are sealed under the first.
        local: the operator's own networks.

    Raises:
        ChannelError: there is no other address for it, or its seal cannot be opened.
        FeedbackError: this is no such address.
    """
    field = place(channel.kind)
    if field is None or channel.settings.get(channel_list.DIGEST):
        raise ChannelError(wording("{name} has no address that can be changed."), name=channel.name)
    secrets = channel_list.opened_of(connection, channel.id, keys)
    checked = channel_kinds.KINDS[channel.kind].check(
        _typed(channel.settings, secrets) | {field: address}, local
    )
    lasting = {name: value for name, value in secrets.items() if name not in _OF_ADDRESS}
    own_keys = {"secrets": secrets["secrets"]} if "secrets" in secrets else {}
    settings = channel.settings | checked.settings
    if field == "to":
        settings[channel_list.MOVED] = True
    row = {"id": channel.id, "settings": Jsonb(settings)}
    row["sealed"] = channel_list.seal(keys, lasting | checked.secrets | own_keys)
    connection.execute(db.query("move_channel"), row)
    connection.execute(db.query("hasten_messages"), {"channel": channel.id})
    if channel.paused in _MENDED:
        channel_list.pause(connection, channel, None, by=by)
    seen = checked.settings.get("to") or checked.settings.get("host")
    audit.record(connection, by, "channel changed", channel.name, address=seen)


def _typed(settings: Mapping[str, Any], secrets: Mapping[str, Any]) -> dict[str, str]:
    """What is kept of a channel as somebody would type it in again."""
    texts = {
        name: value for name, value in {**settings, **secrets}.items() if isinstance(value, str)
    }
    flags = {name: "yes" for name, value in settings.items() if value is True}
    return {"key": secrets.get("refresh", ""), **texts, **flags}
