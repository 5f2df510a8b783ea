"""Webhooks that are signed as Standard Webhooks says (www.standardwebhooks.com): what each is known by stays the same
with every attempt, and while keys are changed there is a signature with each of them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from standardwebhooks.webhooks import Webhook as Signer

from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.notices import Notice
from feedback_buttons.outbox.outcomes import AttemptOutcome


def body(notice: Notice, created_at: datetime) -> bytes:
    """What is sent: the event's type, when it happened, in UTC, and its data."""
    moment = created_at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    event = {"type": notice.type, "timestamp": moment, "data": notice.data}
    return json.dumps(event, separators=(",", ":")).encode()


def headers(secrets: list[str], key: UUID, content: bytes, now: datetime) -> dict[str, str]:
    """The headers that prove a message: its id, the time of this attempt, a signature with each of the keys.

    Args:
        now: in UTC; other zones would be signed wrongly, so they are refused.

    Raises:
        ValueError: the time is of another zone.
    """
    if now.utcoffset() is None or now.astimezone(UTC).replace(tzinfo=None) != now.replace(
        tzinfo=None
    ):
        raise ValueError("the time must be in UTC")
    signatures = (Signer(secret).sign(str(key), now, content.decode()) for secret in secrets)
    return {
        "Content-Type": "application/json", "webhook-id": str(key),
        "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": " ".join(signatures),
    }  # fmt: skip


def send(
    client: HttpClient,
    secrets: dict[str, Any],
    notice: Notice,
    key: UUID,
    created_at: datetime,
    now: datetime,
) -> AttemptOutcome:
    """Tell a program, and what it says."""
    content = body(notice, created_at)
    outcome = client.outcome(
        "POST", secrets["url"], content, headers(secrets["secrets"], key, content, now)
    )
    return replace(outcome, remote_id=remote_id(outcome.reply))


def remote_id(reply: str) -> str | None:
    """What the other side calls what it made of a message, where it answers with JSON that has an "id".

    >>> remote_id('{"id": 4711}'), remote_id('{"id": "T-1"}'), remote_id("ok"), remote_id("[]")
    ('4711', 'T-1', None, None)
    """
    try:
        answer = json.loads(reply)
    except ValueError:
        return None
    id = answer.get("id") if isinstance(answer, dict) else None
    return str(id)[:200] if isinstance(id, str | int) and id != "" else None
