"""The events of mail providers about delivered mails, brought to one form; pure.

Each provider has its own JSON. What is taken of it: when, which mail, and what may name its campaign. The
recipient's address goes no further than into ``Delivered.ids``, of which only a hash is kept.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedback_buttons.base import json_texts

NAME = (
    "feedback_campaign"  # the sender's own field that names the campaign, wherever one can be added
)
HEADER = "x-feedback-campaign"

Json = Any  # whatever JSON holds


class UnreadableEvent(ValueError):
    """A provider's message that is not as its documentation has it; the text holds none of it."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A mail that has reached one recipient.

    ``ids`` are what each retry of this event repeats; ``names`` may be the campaign's slug, best first.
    """

    ids: tuple[str, ...]
    at: datetime
    names: tuple[str, ...]


def read(provider: str, message: Json) -> list[Delivered]:
    """The mails that a provider's message reports as delivered; other events are ignored.

    Args:
        message: out of its JSON.

    Raises:
        UnreadableEvent: a part that is needed is not there, or not what it should be.
    """
    try:
        return list(READERS[provider](message))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        # Without its text: that may hold a recipient's address.
        raise UnreadableEvent(f"an event of {provider} is not as documented") from error


def sendgrid(message: Json) -> Iterator[Delivered]:
    """A list of events; custom arguments stand beside an event's own fields."""
    for event in message:
        if event["event"] == "delivered":
            names = (event.get(NAME), *_several(event.get("category")))
            yield Delivered((event["sg_event_id"],), _at(event["timestamp"]), _texts(names))


def mailgun(message: Json) -> Iterator[Delivered]:
    """One event. The signature covers its token and time and not the event: so the token counts once as well,
    and the event is as old as the signature at least."""
    event, signed = message["event-data"], message["signature"]
    if event["event"] == "delivered":
        own = event.get("user-variables") or {}
        names = (own.get(NAME), *_several(event.get("tags")))
        at = min(_at(event["timestamp"]), _at(signed["timestamp"]))
        yield Delivered((event["id"], signed["token"]), at, _texts(names))


def postmark(message: Json) -> Iterator[Delivered]:
    """One event; a message to several people has one for each."""
    if message["RecordType"] == "Delivery":
        names = ((message.get("Metadata") or {}).get(NAME), message.get("Tag"))
        ids = (f"{message['MessageID']} {message['Recipient']}",)
        yield Delivered(ids, _time(message["DeliveredAt"]), _texts(names))


def ses(message: Json) -> Iterator[Delivered]:
    """One event, as event publishing or an identity's notifications have it; with all its recipients."""
    if (message.get("eventType") or message["notificationType"]) == "Delivery":
        mail = message["mail"]
        tags: Mapping[str, Any] = mail.get("tags") or {}
        headers = (
            header["value"]
            for header in mail.get("headers") or ()
            if header["name"].lower() == HEADER
        )
        names = _texts((*_several(tags.get(NAME)), *headers))
        for recipient in message["delivery"]["recipients"]:
            ids = (f"{mail['messageId']} {recipient}",)
            yield Delivered(ids, _time(message["delivery"]["timestamp"]), names)


def brevo(message: Json) -> Iterator[Delivered]:
    """One event or a list of them, of transactional mail or of a marketing campaign."""
    for event in message if isinstance(message, list) else [message]:
        if event["event"] == "delivered":
            custom = _several(event.get("X-Mailin-custom"), "|")
            own = (tag.removeprefix(f"{NAME}:") for tag in custom)
            tags = (*_several(event.get("tags")), *_tag(event.get("tag")))
            mail = event.get("message-id") or event["camp_id"]
            at = event.get("ts_event") or event["ts"]
            ids = (f"{mail} {event['email']}",)
            yield Delivered(ids, _at(at), _texts((*own, *tags, event.get("campaign name"))))


READERS: Mapping[str, Callable[[Json], Iterator[Delivered]]] = {
    reader.__name__: reader for reader in (sendgrid, mailgun, postmark, ses, brevo)
}


def _tag(value: Json) -> tuple[Json, ...]:
    """Brevo writes a list of tags as JSON within a text, and a single one as it is."""
    if isinstance(value, str) and value.startswith("["):
        return tuple(json_texts.read(value))
    return _several(value)


def _several(value: Json, between: str = "\0") -> tuple[Json, ...]:
    if value is None:
        return ()
    return tuple(value.split(between)) if isinstance(value, str) else tuple(value)


def _texts(values: tuple[Json, ...]) -> tuple[str, ...]:
    return tuple(
        value.strip().lower() for value in values if isinstance(value, str) and value.strip()
    )


def _at(seconds: float | str) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=UTC)
