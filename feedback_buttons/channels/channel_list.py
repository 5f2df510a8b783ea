"""The channels that an admin has made: which there are, of what kind, and their secrets, which nobody is shown."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids, sealing
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.channels import channel_kinds
from feedback_buttons.config.local_networks import Network
from feedback_buttons.storage import db

PURPOSE = "channel"  # of what is sealed here
UNSUBSCRIBED = "unsubscribed"
BY_HAND = "paused"
SIGNED_OUT = "signed out"  # the other side knows our key no more
TURNED_AWAY = "turned away"  # nobody takes messages at its address any more
MOVED = "moved"  # the setting of channels that have led to another mail address before
DIGEST = "digest"  # the setting of channels that are one user's, for digests alone

_ids = ids.Ids()


class ChannelError(FeedbackError):
    """A channel cannot be made, found or used; the message says why."""

    code = "channel-invalid"


@dataclass(frozen=True, slots=True)
class Channel:
    """Where messages go. ``settings`` may be seen by the team; ``paused`` says why nothing is sent, None while it is;
    ``waiting`` and ``dead`` count messages, ``sent_at`` is when one last went out."""

    id: int
    name: str
    kind: str
    settings: dict[str, Any]
    created_at: datetime
    created_by: str
    paused: str | None
    waiting: int
    dead: int
    sent_at: datetime | None

    @property
    def takes_alerts(self) -> bool:
        """Whether rules may send to it: not where it is one user's for digests alone."""
        kind = channel_kinds.KINDS.get(self.kind)
        return kind is not None and kind.alerts and not self.settings.get(DIGEST)


def add(
    connection: db.Connection,
    name: str,
    kind: str,
    fields: Mapping[str, str],
    keys: Sequence[str],
    *,
    local: Sequence[Network] = (),
    by: str = audit.COMMAND_LINE,
) -> tuple[Channel, str]:
    """Make a channel.

    Args:
        kind: of channel_kinds.KINDS.
        fields: what that kind needs, as somebody has typed it: see its ``fields``.
        keys: of the dashboard's sessions; secrets are sealed under the first.
        local: the operator's own networks.

    Returns:
        The channel, and the secret that the other side must be given, "" where there is none; it is shown never again.

    Raises:
        ChannelError: the name is wrong or in use, or there is no such kind.
        FeedbackError: a field is not what it must be.
    """
    cleaned = " ".join(name.split())
    if not (0 < len(cleaned) <= 64 and cleaned.isprintable()):
        raise ChannelError(wording("A channel's name needs 1 to 64 printable characters."))
    if kind not in channel_kinds.KINDS:
        raise ChannelError(
            wording("Choose one of these kinds: {kinds}."), kinds=", ".join(channel_kinds.KINDS)
        )
    checked = channel_kinds.KINDS[kind].check(fields, local)
    id, now = _ids.next()
    row = {"id": id, "name": cleaned, "kind": kind, "now": now, "account": by}
    row |= {"settings": Jsonb(checked.settings), "sealed": seal(keys, checked.secrets)}
    if db.value(connection, "add_channel", row) is None:
        raise ChannelError(wording("There is a channel {name!r} already."), name=cleaned)
    audit.record(connection, by, "channel added", cleaned, kind=kind)
    return get(connection, id), checked.shown


def list_(connection: db.Connection) -> list[Channel]:
    """All channels, by name."""
    return db.rows(connection, Channel, "channels", {"id": None, "name": None})


def get(connection: db.Connection, id: int) -> Channel:
    """The channel of an id.

    Raises:
        ChannelError: there is none.
    """
    channel = db.row(connection, Channel, "channels", {"id": id, "name": None})
    if channel is None:
        raise ChannelError(wording("There is no such channel."))
    return channel


def named(connection: db.Connection, name: str) -> Channel:
    """The channel of a name.

    Raises:
        ChannelError: there is none.
    """
    channel = db.row(connection, Channel, "channels", {"id": None, "name": " ".join(name.split())})
    if channel is None:
        raise ChannelError(wording("There is no channel {name!r}."), name=name)
    return channel


def pause(
    connection: db.Connection, channel: Channel, reason: str | None, *, by: str = audit.COMMAND_LINE
) -> None:
    """Send nothing more to a channel, for a reason; with None, send again. What waits, waits on."""
    if db.value(connection, "pause_channel", {"id": channel.id, "reason": reason}) is not None:
        audit.record(connection, by, "channel changed", channel.name, paused=reason or "")


def remove(connection: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Take a channel away, and what waits for it.

    Raises:
        ChannelError: there is none of this name.
    """
    if db.value(connection, "remove_channel", {"name": " ".join(name.split())}) is None:
        raise ChannelError(wording("There is no channel {name!r}."), name=name)
    audit.record(connection, by, "channel removed", " ".join(name.split()))


def rotate(
    connection: db.Connection,
    channel: Channel,
    keys: Sequence[str],
    *,
    drop_old: bool = False,
    by: str = audit.COMMAND_LINE,
) -> str:
    """Sign with a new key beside the old one, or with the newest alone; the new key, "" where none was made.

    Raises:
        ChannelError: this channel signs nothing, or its seal cannot be opened.
    """
    sealed = db.value(connection, "channel_seal", {"id": channel.id})
    secrets = opened(keys, sealed or b"")
    if "secrets" not in secrets:
        raise ChannelError(wording("{name} signs nothing."), name=channel.name)
    new = "" if drop_old else channel_kinds.new_signing_key()
    secrets["secrets"] = [new, *secrets["secrets"]][:3] if new else secrets["secrets"][:1]
    values = {"id": channel.id, "sealed": seal(keys, secrets)}
    connection.execute(db.query("reseal_channel"), values)
    audit.record(connection, by, "channel changed", channel.name, keys=len(secrets["secrets"]))
    return new


def renewed(
    connection: db.Connection,
    id: int,
    keys: Sequence[str],
    renew: Callable[[dict[str, Any]], dict[str, Any]],
) -> dict[str, Any]:
    """Change what is secret of a channel, by one at a time: the others wait, and find what the first has kept.

    Args:
        renew: gets what is kept by now, and gives back what is to be kept. What it does outside is not undone: so
            what it gives is committed at once, and apart from all else.

    Raises:
        ChannelError: there is no such channel, or its seal cannot be opened.
    """
    connection.commit()
    with connection.transaction():
        before = opened_of(connection, id, keys)
        after = renew(before)
        if after != before:
            connection.execute(db.query("reseal_channel"), {"id": id, "sealed": seal(keys, after)})
    return after


def opened_of(connection: db.Connection, id: int, keys: Sequence[str]) -> dict[str, Any]:
    """What is secret of the channel of an id, as it is kept now.

    Raises:
        ChannelError: there is none, or its seal cannot be opened.
    """
    return opened(keys, db.value(connection, "channel_seal", {"id": id}) or b"")


def opened(keys: Sequence[str], sealed: bytes) -> dict[str, Any]:
    """What is secret of a channel.

    Raises:
        ChannelError: it was sealed under a key that is gone.
    """
    try:
        secrets: dict[str, Any] = json.loads(sealing.unseal(keys, PURPOSE, bytes(sealed)))
    except sealing.SealError as error:
        raise ChannelError(
            wording(
                "Its address was encrypted with a key that FEEDBACK_SESSION_KEYS no longer "
                "contains."
            ),
            hint=wording("Remove the channel and add it again."),
        ) from error
    return secrets


def seal(keys: Sequence[str], secrets: Mapping[str, Any]) -> bytes:
    return sealing.seal(keys, PURPOSE, json.dumps(secrets))
