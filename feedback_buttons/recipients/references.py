"""What the sender asks to keep: their own name for each recipient and each message, and attributes for segments.

What is said of a message belongs to its occasion, and counts for the answer to it alone; else it is the person's.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback_buttons.base import ids
from feedback_buttons.base.errors import wording
from feedback_buttons.recipients.list_columns import RecipientsError, column_of
from feedback_buttons.recipients.list_rows import Batch

if TYPE_CHECKING:  # signing needs no database, and its start should not pay for one
    from feedback_buttons.storage import db

REFERENCE = "reference"
MOST = 20  # attributes of one recipient, or of one message
LENGTH = 200  # characters of a value; what is longer is cut
WORD = 300  # characters of the sender's own word for a message, which is never cut: it finds the ticket


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message to a recipient: what the sender calls it, and its attributes."""

    recipient: int
    occasion: int
    reference: str
    attributes: Mapping[str, str]


class References:
    """Keeps columns of a file's rows while they are signed.

    Args:
        connection: commits after each batch, so that a run that is interrupted can go on.
        columns: by name; REFERENCE is what identifies a person, by whichever column.
        campaign: whose messages they are, where the rows name some.
    """

    def __init__(
        self, connection: "db.Connection", columns: Sequence[str], campaign: str | None = None
    ) -> None:
        self._connection, self._columns, self._campaign = connection, columns, campaign
        if len(columns) > MOST or not all(name.strip() for name in columns):
            raise RecipientsError(
                wording("1 to {most} columns can be kept, such as reference,language."), most=MOST
            )

    def keep(self, batch: Batch, names: list[str]) -> None:
        """Keep what these rows say."""
        wanted = {name: column_of(names, name) for name in self._columns if name != REFERENCE}
        attributes = [
            {name: batch.legible(cells[place]) for name, place in wanted.items()}
            for cells in batch.cells
        ]
        people = [int.from_bytes(recipient, signed=True) for recipient in batch.recipients]
        now = ids.utc_now()
        if self._campaign and batch.occasions:
            which = [int.from_bytes(occasion, signed=True) for occasion in batch.occasions]
            messages = map(KeptMessage, people, which, batch.messages, attributes)
            keep_messages(self._connection, self._campaign, list(messages), now)
            attributes = [{}] * len(people)
        if REFERENCE in self._columns:
            keep(self._connection, people, batch.references, attributes, now)
        elif any(attributes):
            keep(self._connection, people, [""] * len(people), attributes, now)
        self._connection.commit()


def keep(
    connection: "db.Connection",
    recipients: Sequence[int],
    references: Sequence[str],
    attributes: Sequence[Mapping[str, str]],
    now: datetime,
) -> None:
    """Keep a reference ("": none) and attributes of each recipient; doing so again renews them."""
    from feedback_buttons.storage import db, parts

    for places in parts.together(connection, recipients):
        rows = {
            "recipients": [recipients[place] for place in places],
            "references": [_clean(references[place]) for place in places],
            "attributes": [_json(attributes[place]) for place in places],
            "now": now,
        }
        with parts.server_of(connection, recipients[places[0]]) as server:
            server.execute(db.query("keep_recipients"), rows)


def keep_messages(
    connection: "db.Connection", campaign: str, messages: Sequence[KeptMessage], now: datetime
) -> None:
    """Keep what the sender calls each message of a campaign, and its attributes; doing so again renews them."""
    from feedback_buttons.storage import db, parts

    for places in parts.together(connection, [message.recipient for message in messages]):
        own = [messages[place] for place in places]
        rows = {
            "campaign": campaign,
            "recipients": [message.recipient for message in own],
            "occasions": [message.occasion for message in own],
            "references": [_clean(message.reference, WORD) for message in own],
            "attributes": [_json(message.attributes) for message in own],
            "now": now,
        }
        with parts.server_of(connection, own[0].recipient) as server:
            server.execute(db.query("keep_occasions"), rows)


def forget(connection: "db.Connection", now: datetime, days: int) -> int:
    """Forget what was kept longer ago, of each kind for some seconds; return of how many recipients and messages."""
    from feedback_buttons.storage import upkeep

    return sum(
        upkeep.forget_in_steps(connection, query, before=now - timedelta(days=days))
        for query in ("forget_recipients", "forget_occasions", "forget_outcomes")
    )


def _json(attributes: Mapping[str, str]) -> str:
    return json.dumps({name: _clean(value) for name, value in attributes.items()})


def _clean(value: str, length: int = LENGTH) -> str:
    """Postgres' text holds no NUL."""
    return value.replace("\0", "").strip()[:length]
