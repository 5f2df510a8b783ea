"""Whose rating it is, and what the table says of that rating."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from feedback_buttons.base.ids import bucket
from feedback_buttons.verdicts.evidence import Evidence, Overrule, Visit
from feedback_buttons.verdicts.policy import Policy


class StandingRating(NamedTuple):
    """A row of the table `rating`, and the team's decision that is in force. ``decided_at`` is None too where the
    row was read by a query that doesn't look for a decision which a later press has replaced."""

    events: int
    first_at: datetime
    score: int | None
    state: str
    proof: str
    reason: str
    id: int
    at: datetime
    client: int | None
    decided_at: datetime | None = None
    decided_score: int | None = None

    @property
    def overruled(self) -> Overrule | None:
        """The team's decision, None where the rules decide."""
        if self.state == "overruled":
            return Overrule(self.at, self.score)
        return Overrule(self.decided_at, self.decided_score) if self.decided_at else None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose rating it is, and what its verdict needs to know beside the evidence.

    Attributes:
        occasion: 0 where the token carries none.
        sent_at: when the mail was sent, as its token or its campaign says.
        token_sent_at: when, as its token says.
        repeat_after: after how many days a click without an occasion is a new answer; None: never.
        client_class: what is clicked with, one of client_class.CLASSES; kept where it makes the answer.
    """

    campaign: str
    recipient: int
    occasion: int
    policy: Policy
    sent_at: datetime | None = None
    language: str | None = None
    repeat_after: int | None = None
    client_class: str | None = None
    token_sent_at: datetime | None = None

    @property
    def key(self) -> dict[str, Any]:
        """The columns of the primary key."""
        return {
            "campaign": self.campaign,
            "recipient": self.recipient,
            "occasion": self.occasion,
            "bucket": self.bucket,
        }

    @property
    def bucket(self) -> int:
        """By which rows are parted, 0 to 31."""
        return bucket(self.recipient)

    def evidence(self, standing: StandingRating, visits: tuple[Visit, ...]) -> Evidence:
        """The visits with what is known of the mail and what the team decided. An answer whose own
        visit is past retention and gone stands as it was."""
        before = None
        if (
            standing.score is not None
            and standing.state != "overruled"
            and all(visit.id != standing.id for visit in visits)
        ):
            answer = Visit(
                standing.id, standing.at, "press", standing.score, standing.client or 0, "unknown"
            )
            before = answer, standing.proof
        return Evidence(visits, self.sent_at, standing.overruled, before)
