"""The events of cases, for code that passes them on: each exactly once and in order."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.storage import changes, db


class EventPlace(NamedTuple):
    """From where to read on: behind this event. They are numbered by transactions, then by ids."""

    changed: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """``did`` is opened, reopened, changed (another answer, which opens nothing), withdrawn (it does not count any
    more), closed or erased: whoever told others of the case takes back what they said. ``answer`` is the id of the
    rating that it is about: of two events about one, only the first is news."""

    changed: int
    id: int
    at: datetime
    campaign: str
    recipient: int
    occasion: int
    did: str
    answer: int | None
    score: int | None
    rule: str | None

    @property
    def place(self) -> EventPlace:
        """Where to read on behind it."""
        return EventPlace(self.changed, self.id)


def since(connection: db.Connection, place: EventPlace, limit: int = 500) -> list[CaseEvent]:
    """The next events behind a place, at most so many; an erased answer has lost all but the event that says so."""
    values = {"changed": place.changed, "id": place.id, "limit": limit}
    values["horizon"] = changes.progress(connection).horizon
    return db.rows(connection, CaseEvent, "case_events", values)
