"""Who gets digests: users of the team who asked for it, each through a mail channel of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.types.json import Jsonb

from feedback_buttons.base import ids
from feedback_buttons.channels import channel_list
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class DigestSubscription:
    """Which digests a user gets, at which address and in which language; ``paused`` says why none is sent, None while
    they are. What was due before ``begun_at`` is not sent."""

    account: str
    channel: int
    weekly: bool
    waves: bool
    begun_at: datetime
    channel_name: str
    address: str
    language: str
    paused: str | None


def list_(connection: db.Connection) -> list[DigestSubscription]:
    """All of them, by user."""
    return db.rows(connection, DigestSubscription, "digest_subscriptions", {"account": None})


def of(connection: db.Connection, account: str) -> DigestSubscription | None:
    """What a user gets; None for nothing."""
    return db.row(connection, DigestSubscription, "digest_subscriptions", {"account": account})


def subscribe(
    connection: db.Connection,
    account: str,
    address: str,
    language: str,
    keys: Sequence[str],
    *,
    weekly: bool,
    waves: bool,
) -> DigestSubscription | None:
    """Let a user get these digests from now on, and no others; none where neither is asked for. Who has stopped them by
    a mail's link gets them again.

    Args:
        keys: of the dashboard's sessions, under which channels are sealed.

    Raises:
        FeedbackError: the address is none.
    """
    with connection.transaction():
        if standing := of(connection, account):
            channel_list.remove(connection, standing.channel_name, by=account)
        if not (weekly or waves):
            return None
        fields = {"to": address, "language": language}
        name = f"digest {ids.utc_now():%Y-%m-%d} {account}"[:64]
        channel, _ = channel_list.add(connection, name, "mail", fields, keys, by=account)
        marked = {
            "id": channel.id,
            "settings": Jsonb(channel.settings | {channel_list.DIGEST: True}),
        }
        connection.execute(db.query("mark_digest_channel"), marked)
        row = {"account": account, "channel": channel.id, "weekly": weekly, "waves": waves}
        connection.execute(db.query("add_digest_subscription"), row | {"begun_at": ids.utc_now()})
    return of(connection, account)


def tidy(connection: db.Connection) -> None:
    """Take away the channels, and with them the addresses, of users who are gone."""
    for name in db.column(connection, "lost_digest_channels"):
        channel_list.remove(connection, name)
