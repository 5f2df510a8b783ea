"""Puts digests that are due into the outbox, each once for each reader: the row is there before anything is sent, and
its key is the digest's and the reader's."""

from datetime import datetime

from feedback_buttons.base import time_zones
from feedback_buttons.campaigns import campaigns
from feedback_buttons.digests import digest_notices, due_digests, subscriptions
from feedback_buttons.digests.due_digests import DueDigest
from feedback_buttons.digests.subscriptions import DigestSubscription
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.storage import db


def fill(connection: db.Connection, now: datetime) -> int:
    """Put what is due into the outbox; how many messages are new."""
    subscriptions.tidy(connection)
    readers = [reader for reader in subscriptions.list_(connection) if reader.paused is None]
    if not readers:
        return 0
    week = due_digests.weekly(now, time_zones.here())
    waves = [*due_digests.of_waves(campaigns.list_(connection), now)]
    return sum(
        _add(connection, reader, digest)
        for reader in readers
        for digest in ([week] if week and reader.weekly else []) + (waves if reader.waves else [])
        if reader.begun_at <= digest.at
    )


def _add(connection: db.Connection, reader: DigestSubscription, digest: DueDigest) -> bool:
    """Put one into the outbox, unless it is there; whether it was not. Of the same reader with another address or
    language it is the same digest."""
    payload = {"campaign": digest.campaign, "wave": digest.wave} if digest.campaign else {}
    key = outbox_messages.key_of(digest_notices.KIND, reader.account, *digest.key)
    message = outbox_messages.add(
        connection,
        reader.channel,
        digest_notices.KIND,
        payload,
        key=key,
        campaign=digest.campaign or None,
    )
    return message is not None
