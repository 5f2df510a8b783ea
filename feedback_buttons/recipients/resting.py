"""Leaves out whom another mail asked lately, who is not in the sample, and for a reminder who has answered, where
tokens are signed. What is stored is who was asked on which day, in the transaction of the list: one that is refused or
interrupted has asked nobody.

Signing needs no database where nobody is left out; its start should not pay for one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from feedback_buttons.recipients.list_rows import Batch
from feedback_buttons.signing.samples import Sample

if TYPE_CHECKING:
    from feedback_buttons.storage import db

EVERYBODY = 100.0
KEPT = timedelta(days=365)  # for how long it is known how many were left out


@dataclass(frozen=True, slots=True)
class Rest:
    """What counts for a campaign: whoever was asked by any other within ``days`` is left out (0: nobody, and
    nothing is stored), and ``percent`` of the others are asked."""

    days: int = 0
    percent: float = EVERYBODY

    @property
    def asks_everybody(self) -> bool:
        """Whether nobody is left out."""
        return not self.days and self.percent >= EVERYBODY


class LeftOut(NamedTuple):
    """A row of left_out_sums.sql: how many were not asked, as they had been lately and by the sample."""

    campaign: str
    rested: int
    outside: int


@dataclass(slots=True)
class Resting:
    """What is asked of one campaign's list while it is signed.

    Attributes:
        rested: how many were left out so far as another mail had asked them lately.
        outside: how many as they are not in the sample.
        unanswered: whether whoever has answered in the campaign is left out, too, for a reminder.
        answered: how many were.
    """

    connection: "db.Connection"
    campaign: str
    rest: Rest
    pseudonym_key: str
    now: datetime
    rested: int = 0
    outside: int = 0
    unanswered: bool = False
    answered: int = 0

    def asked(self, batch: Batch) -> tuple[Batch, list[int]]:
        """The rows of a batch that are asked, and the places of the others."""
        not_asked = set(self.left_out(batch.recipients, batch.occasions))
        if not not_asked:
            return batch, []
        return without(batch, not_asked), sorted(not_asked)

    def left_out(self, recipients: Sequence[bytes], occasions: Sequence[bytes] = ()) -> list[int]:
        """The places of those who are not asked, by their pseudonyms and the occasions of their messages; the others
        are noted as asked."""
        answered = set(self._answered(recipients, occasions)) if self.unanswered else set()
        outside = self._outside(recipients) - answered
        gone = answered | outside
        inside = [place for place in range(len(recipients)) if place not in gone]
        rested: list[int] = []
        if self.rest.days and inside:
            rested = [inside[place] for place in self._rested(inside, recipients, occasions)]
        self.answered += len(answered)
        self.rested += len(rested)
        self.outside += len(outside)
        return sorted([*gone, *rested])

    def finish(self) -> None:
        """Count who was left out, and let stand what was noted."""
        from feedback_buttons.storage import db

        if self.rested or self.outside:
            row = {"campaign": self.campaign, "day": self.now.date()}
            row |= {"rested": self.rested, "outside": self.outside}
            self.connection.execute(db.query("note_left_out"), row)

    def _outside(self, recipients: Sequence[bytes]) -> set[int]:
        if self.rest.percent >= EVERYBODY:
            return set()
        sample = Sample(self.pseudonym_key, self.campaign, self.rest.percent)
        return {place for place, holds in enumerate(sample.holds(recipients)) if not holds}

    def _answered(self, recipients: Sequence[bytes], occasions: Sequence[bytes]) -> list[int]:
        from feedback_buttons.storage import db

        which = [int.from_bytes(occasion, signed=True) for occasion in occasions]
        values = {
            "campaign": self.campaign,
            "recipients": [int.from_bytes(recipient, signed=True) for recipient in recipients],
            "occasions": which or [0] * len(recipients),
        }  # fmt: skip
        return db.column(self.connection, "answered", values)

    def _rested(
        self, inside: Sequence[int], recipients: Sequence[bytes], occasions: Sequence[bytes]
    ) -> list[int]:
        from feedback_buttons.storage import db

        own = self.campaign.encode()
        whole = _check_number(own)
        mails = [
            _check_number(own + occasions[place]) if any(occasions[place]) else whole
            for place in inside
            if occasions
        ]
        values = {
            "recipients": [int.from_bytes(recipients[place], signed=True) for place in inside],
            "mails": mails or [whole] * len(inside),
            "day": self.now.date(), "since": self.now.date() - timedelta(days=self.rest.days),
        }  # fmt: skip
        return db.column(self.connection, "ask_people", values)


def without(batch: Batch, places: set[int]) -> Batch:
    """A batch without the rows at these places."""
    rows = [place for place in range(len(batch.texts)) if place not in places]
    return replace(
        batch,
        lines=[batch.lines[place] for place in rows],
        texts=[batch.texts[place] for place in rows],
        cells=[batch.cells[place] for place in rows],
        references=[batch.references[place] for place in rows],
        recipients=[batch.recipients[place] for place in rows],
        messages=[batch.messages[place] for place in rows] if batch.messages else [],
        occasions=[batch.occasions[place] for place in rows] if batch.occasions else [],
    )


def left_out(connection: "db.Connection", now: datetime, days: int) -> list[LeftOut]:
    """How many were left out of each campaign's lists within so many days."""
    from feedback_buttons.storage import db

    since = now.date() - timedelta(days=days)
    return db.rows(connection, LeftOut, "left_out_sums", {"since": since})


def forget(connection: "db.Connection", now: datetime) -> int:
    """Forget who was asked longer ago than any rule looks back, for some seconds; how many people."""
    from feedback_buttons.storage import db, upkeep

    connection.execute(db.query("forget_left_out"), {"before": (now - KEPT).date()})
    longest = timedelta(days=db.value(connection, "longest_rest"))
    return upkeep.forget_in_steps(connection, "forget_asked", until=now.date() - longest)


def _check_number(mail: bytes) -> int:
    """16 bits of what somebody is asked by, signed."""
    return (crc32(mail) & 0xFFFF) - 0x8000
