"""What mail providers tell of the mails they delivered, in one form; pure.

Each provider has its own JSON. What is taken of it: when, which mail, and what may name its campaign. The
recipient's address goes no further than into ``Delivered.ids``, of which only a hash is kept.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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


def read(provider: str, told: Json) -> list[Delivered]:
    """The mails that a provider's message tells of as delivered; other events are passed over.

    Args:
        told: the message, out of its JSON.

    Raises:
        UnreadableEvent: a part that is needed is not there, or not what it should be.
    """
    try:
        return list(READERS[provider](told))
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        # Without its text: that may hold a recipient's address.
        raise UnreadableEvent(f"an event of {provider} is not as documented") from error


def sendgrid(told: Json) -> Iterator[Delivered]:
    """A list of events; custom arguments stand beside an event's own fields."""
    for event in told:
        if event["event"] == "delivered":
            names = (event.get(NAME), *_several(event.get("category")))
            yield Delivered((event["sg_event_id"],), _at(event["timestamp"]), _texts(names))


def mailgun(told: Json) -> Iterator[Delivered]:
    """One event. The signature covers its token and time and not the event: so the token counts once as well,
    and the event is as old as the signature at least."""
    event, signed = told["event-data"], told["signature"]
    if event["event"] == "delivered":
        own = event.get("user-variables") or {}
        names = (own.get(NAME), *_several(event.get("tags")))
        at = min(_at(event["timestamp"]), _at(signed["timestamp"]))
        yield Delivered((event["id"], signed["token"]), at, _texts(names))


def postmark(told: Json) -> Iterator[Delivered]:
    """One event; a message to several people has one for each."""
    if told["RecordType"] == "Delivery":
        names = ((told.get("Metadata") or {}).get(NAME), told.get("Tag"))
        ids = (f"{told['MessageID']} {told['Recipient']}",)
        yield Delivered(ids, _time(told["DeliveredAt"]), _texts(names))


def ses(told: Json) -> Iterator[Delivered]:
    """One event, as event publishing or an identity's notifications have it; with all its recipients."""
    if (told.get("eventType") or told["notificationType"]) == "Delivery":
        mail = told["mail"]
        tags: Mapping[str, Any] = mail.get("tags") or {}
        headers = (
            each["value"] for each in mail.get("headers") or () if each["name"].lower() == HEADER
        )
        names = _texts((*_several(tags.get(NAME)), *headers))
        for recipient in told["delivery"]["recipients"]:
            ids = (f"{mail['messageId']} {recipient}",)
            yield Delivered(ids, _time(told["delivery"]["timestamp"]), names)


def brevo(told: Json) -> Iterator[Delivered]:
    """One event or a list of them, of transactional mail or of a marketing campaign."""
    for event in told if isinstance(told, list) else [told]:
        if event["event"] == "delivered":
            custom = _several(event.get("X-Mailin-custom"), "|")
            own = (each.removeprefix(f"{NAME}:") for each in custom)
            tags = (*_several(event.get("tags")), *_tag(event.get("tag")))
            mail = event.get("message-id") or event["camp_id"]
            at = event.get("ts_event") or event["ts"]
            ids = (f"{mail} {event['email']}",)
            yield Delivered(ids, _at(at), _texts((*own, *tags, event.get("campaign name"))))


READERS: Mapping[str, Callable[[Json], Iterator[Delivered]]] = {
    each.__name__: each for each in (sendgrid, mailgun, postmark, ses, brevo)
}


def _tag(value: Json) -> tuple[Json, ...]:
    """Brevo writes a list of tags as JSON within a text, and a single one as it is."""
    if isinstance(value, str) and value.startswith("["):
        return tuple(json.loads(value))
    return _several(value)


def _several(value: Json, between: str = "\0") -> tuple[Json, ...]:
    if value is None:
        return ()
    return tuple(value.split(between)) if isinstance(value, str) else tuple(value)


def _texts(values: tuple[Json, ...]) -> tuple[str, ...]:
    return tuple(each.strip().lower() for each in values if isinstance(each, str) and each.strip())


def _at(seconds: float | str) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
