"""What people did later, as the sender reports it: bought again, asked again, revenue. The only writer of outcomes.

They are kept by pseudonym, erased with the person, and forgotten as references are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from feedback_buttons.storage import db, parts

NAME = 40  # characters of what an outcome is called


@dataclass(frozen=True, slots=True)
class LaterOutcome:
    """What a recipient did on a day: ``name`` is what, such as "bought again", ``value`` how much of it."""

    recipient: int
    name: str
    day: date
    value: float


def put(connection: db.Connection, outcomes: Sequence[LaterOutcome], now: datetime) -> int:
    """Keep outcomes; one of the same person, name and day is replaced. Return how many are kept of these."""
    number = 0
    for places in parts.together(connection, [outcome.recipient for outcome in outcomes]):
        own = [outcomes[place] for place in places]
        rows = {
            "recipients": [outcome.recipient for outcome in own],
            "names": [outcome.name for outcome in own],
            "days": [outcome.day for outcome in own],
            "values": [outcome.value for outcome in own],
            "now": now,
        }
        with parts.server_of(connection, own[0].recipient) as server:
            number += server.execute(db.query("put_outcomes"), rows).rowcount
    return number
