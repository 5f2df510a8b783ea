"""Where mail providers report delivered mails: each counts once, by campaign and hour.

Providers send an event again until it was taken, several at once and in any order. So an event is known by
a hash for LIFE, and one that is older is not counted: what is known can be forgotten without counting
anything twice.
"""

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import campaigns
from feedback_buttons.delivery_events import (
    amazon_sns,
    deliveries,
    provider_events,
    provider_signatures,
)
from feedback_buttons.delivery_events.provider_events import Delivered
from feedback_buttons.storage import db

LIFE = timedelta(days=3)  # SendGrid sends an event again for one day, the others for some hours
_AHEAD = timedelta(hours=1)  # of our clock, at most
NAMES = {"sendgrid": "Twilio SendGrid", "postmark": "Postmark", "mailgun": "Mailgun"}
NAMES |= {"ses": "Amazon SES", "brevo": "Brevo"}
PASSWORDS = ("postmark", "brevo")  # what is sent by these is known by a password in its address
TODO = {
    "sendgrid": "In SendGrid: Settings, Mail Settings, Event Webhooks: paste the address, tick Delivered and Signed "
    "Event Webhook. Then give us the verification key that it shows.",
    "postmark": "In Postmark: the message stream's Webhooks: paste the address, tick Delivery.",
    "mailgun": "In Mailgun: Sending, Webhooks: paste the address for delivered messages.",
    "ses": "In SNS: subscribe the address to the topic with HTTPS, raw message delivery off; we confirm it "
    "ourselves. In SES: let the configuration set's event destination send Delivery to the topic.",
    "brevo": "In Brevo: Transactional (or Campaigns), Settings, Webhook: paste the address, tick Delivered.",
}


class WebhookError(FeedbackError):
    """A webhook cannot be made, found or changed; the message says why."""

    code = "webhook-invalid"


@dataclass(frozen=True, slots=True)
class Webhook:
    """The address to which one provider reports its mails.

    Attributes:
        id: stands in its address, and is not to be guessed.
        proof: what its messages are checked by, see :mod:`feedback_buttons.delivery_events.provider_signatures`.
        campaign: whose mails they are; None where each event says so.
        heard_at: when a message came last; ``counted`` and ``skipped`` are mails.
    """

    id: str
    name: str
    provider: str
    proof: bytes
    campaign: str | None
    created_at: datetime
    created_by: str
    heard_at: datetime | None
    counted: int
    skipped: int

    @property
    def ready(self) -> bool:
        """Whether its messages can be checked."""
        return bool(self.proof)

    @property
    def todo(self) -> str:
        """What to do at the provider."""
        return TODO[self.provider]

    def address(self, url: str, password: str = "") -> str:
        """What to paste there; ``url`` is the dashboard's. The password goes before the host, from where it
        travels in a header and stands in no log."""
        scheme, _, rest = url.partition("://")
        return f"{scheme}://{f'feedback:{password}@' if password else ''}{rest}/webhooks/{self.id}"


def add(
    connection: db.Connection,
    name: str,
    provider: str,
    account: str,
    keys: Sequence[str],
    *,
    proof: str = "",
    campaign: str | None = None,
) -> tuple[Webhook, str]:
    """Make a webhook; the password of its address, "" where it has none, is returned here and never again.

    Args:
        provider: of NAMES.
        account: who makes it, for the audit trail.
        keys: of the dashboard's sessions; Mailgun's key is sealed under the first.
        proof: what the provider shows: SendGrid's verification key, which may follow later, Mailgun's
            signing key, the ARN of the topic that SES writes to.

    Raises:
        WebhookError: the name is wrong or in use, or there is no such campaign.
        ProofError: the proof is not what this provider shows.
    """
    cleaned = _checked_name(name, provider)
    password = secrets.token_urlsafe(24) if provider in PASSWORDS else ""
    checked = provider_signatures.digest(password) if password else _proof(provider, proof, keys)
    row = {"id": secrets.token_urlsafe(12), "name": cleaned, "provider": provider,
           "proof": checked, "campaign": campaign, "now": ids.utc_now(), "account": account}  # fmt: skip
    try:
        with connection.transaction():
            webhook_id = db.value(connection, "add_webhook", row)
    except psycopg.errors.ForeignKeyViolation as error:
        raise WebhookError(
            wording("There is no campaign {campaign!r}."), campaign=campaign
        ) from error
    if webhook_id is None:
        raise WebhookError(
            wording(
                "There is a webhook {cleaned!r} already. Remove it, or name this one otherwise."
            ),
            cleaned=cleaned,
        )
    audit.record(connection, account, "webhook made", cleaned, provider=provider)
    webhook = get(connection, webhook_id)
    if webhook is None:
        raise WebhookError(wording("The webhook was removed at this very moment."))
    return webhook, password


def _checked_name(name: str, provider: str) -> str:
    """The name with single spaces, where it and the provider can be taken; else WebhookError."""
    cleaned = " ".join(name.split())
    if not (0 < len(cleaned) <= 64 and cleaned.isprintable()):
        raise WebhookError(wording("A webhook's name needs 1 to 64 printable characters."))
    if provider not in NAMES:
        raise WebhookError(
            wording("Choose one of these providers: {known}."), known=", ".join(NAMES)
        )
    return cleaned


def prove(
    connection: db.Connection, name: str, proof: str, account: str, keys: Sequence[str]
) -> None:
    """Take another proof, such as the verification key that SendGrid shows once the address is known.

    Raises:
        WebhookError: there is no such webhook, or its address holds its proof.
        ProofError: the proof is not what this provider shows.
    """
    webhook = next((candidate for candidate in list_(connection) if candidate.name == name), None)
    if webhook is None or webhook.provider in PASSWORDS:
        raise WebhookError(wording("There is no webhook {name!r} that takes a key."), name=name)
    if not proof.strip():
        raise provider_signatures.ProofError(wording("The key is empty."))
    values = {"name": name, "proof": _proof(webhook.provider, proof, keys)}
    connection.execute(db.query("prove_webhook"), values)
    audit.record(connection, account, "webhook changed", name)


def list_(connection: db.Connection) -> list[Webhook]:
    """All webhooks, newest first."""
    return _found(connection, None)


def get(connection: db.Connection, id: str) -> Webhook | None:
    """The webhook of this id."""
    return next(iter(_found(connection, id)), None)


def remove(connection: db.Connection, name: str, account: str) -> bool:
    """Remove a webhook; False if there is none of this name."""
    values = {"name": " ".join(name.split())}
    gone = db.value(connection, "remove_webhook", values) is not None
    if gone:
        audit.record(connection, account, "webhook removed", values["name"])
    return gone


def check(
    webhook: Webhook,
    headers: Mapping[str, str],
    body: bytes,
    keys: Sequence[str],
    now: datetime,
) -> list[Delivered]:
    """The mails that a message tells of, if this webhook's provider sent it. Says yes to SNS where that asks
    whether it may send.

    Raises:
        BadSignature, BadMessage: the provider did not send it.
        UnreadableEvent: it is not as documented.
        requests.RequestException: Amazon does not answer.
    """
    event: Any
    if webhook.provider == "ses":
        topic = webhook.proof.decode()
        message = amazon_sns.read(body, topic, now)
        if message["Type"] == "SubscriptionConfirmation":
            amazon_sns.confirm(message, topic)
        event = amazon_sns.event(message)
        if event is None:
            return []
    else:
        if webhook.provider == "sendgrid":
            provider_signatures.by_public_key(webhook.proof, headers, body)
        if webhook.provider in PASSWORDS:
            provider_signatures.by_password(webhook.proof, headers)
        event = provider_signatures.parsed(body)
        if webhook.provider == "mailgun":
            provider_signatures.by_shared_key(
                provider_signatures.unseal(keys, webhook.proof), event
            )
    return provider_events.read(webhook.provider, event)


def count(
    connection: db.Connection, webhook: Webhook, events: Sequence[Delivered], now: datetime
) -> int:
    """Count the mails that are new and name one of our campaigns; return how many did."""
    named = {webhook.campaign} if webhook.campaign else {n for event in events for n in event.names}
    slugs = {campaign.slug for campaign in campaigns.list_(connection, named)}
    counted: dict[str, list[datetime]] = {}
    skipped = 0
    with connection.transaction():
        for event in _new(connection, webhook.id, events, now):
            names = (webhook.campaign,) if webhook.campaign else event.names
            slug = next((name for name in names if name in slugs), None)
            if slug:
                counted.setdefault(slug, []).append(event.at)
            else:
                skipped += 1
        for slug in sorted(counted):  # in one order, so that two of these never wait for each other
            hours = Counter(_hour(at) for at in counted[slug])
            deliveries.add(connection, slug, hours, min(counted[slug]))
        total = sum(map(len, counted.values()))
        row = {"id": webhook.id, "now": now, "counted": total, "skipped": skipped}
        connection.execute(db.query("hear_webhook"), row)
    return total


def forget(connection: db.Connection, now: datetime) -> int:
    """Forget the events that would not be counted any more; return how many."""
    return connection.execute(db.query("forget_events"), {"before": now - LIFE}).rowcount


def _new(
    connection: db.Connection, id: str, events: Sequence[Delivered], now: datetime
) -> list[Delivered]:
    """Those that were not told before, each once; from now on they were."""
    timely = {event.ids: event for event in events if now - LIFE < event.at < now + _AHEAD}
    hashes = {(key, part): _hash(id, part) for key in timely for part in key}
    values = {"hashes": list(hashes.values()), "times": [timely[key].at for key, _ in hashes]}
    fresh = set(map(bytes, db.column(connection, "new_events", values)))
    return [
        event for key, event in timely.items() if all(hashes[key, part] in fresh for part in key)
    ]


def _hash(id: str, part: str) -> bytes:
    """Of an event. It may hold a recipient's address, but beside a message's id that nobody can guess."""
    return hashlib.sha256(f"{id} {part}".encode("utf-8", "replace")).digest()[:16]


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _proof(provider: str, proof: str, keys: Sequence[str]) -> bytes:
    cleaned = proof.strip()
    if provider == "sendgrid":
        return provider_signatures.public_key(cleaned) if cleaned else b""
    if provider == "ses":
        if not amazon_sns.ARN.fullmatch(cleaned):
            raise provider_signatures.ProofError(
                wording("SES tells through a topic of SNS: give its ARN, such as {arn}."),
                arn="arn:aws:sns:eu-west-1:123456789012:mails",
            )
        return cleaned.encode()
    if not cleaned:
        raise provider_signatures.ProofError(wording("Give Mailgun's HTTP webhook signing key."))
    return provider_signatures.seal(keys, cleaned)


def _found(connection: db.Connection, id: str | None) -> list[Webhook]:
    return db.rows(connection, Webhook, "webhooks", {"id": id})
