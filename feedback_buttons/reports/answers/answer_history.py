"""One recipient's history in a campaign, for people to read: what happened, when, and what it amounts to."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import scales
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.ratings.overrules import Decision
from feedback_buttons.storage import db
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.rules import REASONS
from feedback_buttons.verdicts.visits_in_words import Step, joined, steps

LIMIT = 200  # visits of one recipient that are shown, the latest; scanners may have made thousands
OCCASIONS = 20


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision of the team. ``force`` says whether it is what decides now."""

    at: datetime
    account: str
    note: str
    score: int | None
    lifted: bool
    force: bool

    @property
    def did(self) -> str:
        """What was decided, in words."""
        return str(Decision(self.score, self.lifted).words)


@dataclass(frozen=True, slots=True)
class History:
    """What happened to one recipient's buttons on one occasion, and what it amounts to.

    Attributes:
        recipient: the pseudonym.
        message: the sender's own word for the message, where it is kept.
        reference: the sender's own for the recipient, where it is kept.
        occasions: all of the recipient's in this campaign, the latest first, at most OCCASIONS.
        scale: the campaign's, one of scales.SCORES; ``asks`` is what its mail asks on. Steps and decisions are told in
            the scale that was asked, ``told``; ``clicked`` and ``score`` are as they are stored.
        sent_at: when the mail was sent, None where nobody knows.
        events: how much evidence this is, for overrules.decide.
        clicked: what would count had the last click done so.
        score: what counts.
        aside: the heading under which it is excluded.
        shared_clients: on how many devices a day the token was answered with, where many people hold it; None
            for one person's.
        steps: the visits, first to last; ``more`` says that there were earlier ones.
    """

    campaign: str
    recipient: str
    number: int
    occasion: int
    occasions: tuple[int, ...]
    message: str | None
    reference: str | None
    scale: str
    asks: str | None
    sent_at: datetime | None
    events: int
    first_at: datetime
    clicked: int | None
    score: int | None
    aside: str | None
    state: str
    proof: str
    reason: str
    comment: str | None
    shared_clients: int | None
    steps: tuple[Step, ...]
    more: bool
    decisions: tuple[Decided, ...]

    @property
    def key(self) -> tuple[str, int, int]:
        """Whose it is, for overrules.decide."""
        return self.campaign, self.number, self.occasion

    @property
    def sentence(self) -> str:
        """Why it counts or does not, in words."""
        reason = tr(REASONS.get(self.reason, self.reason))
        if self.superseded:
            after = tr("That was after the team's decision, so it counts again.")
            return f"{reason} {after}"
        return reason

    @property
    def told(self) -> str:
        """The scale in which scores are told, one of scales.TOLD."""
        return scales.told(self.scale, self.asks)

    @property
    def superseded(self) -> bool:
        """Whether the recipient pressed an answer after the team had decided."""
        last = self.decisions[-1] if self.decisions else None
        return last is not None and not last.lifted and self.state == "counted"

    @property
    def line(self) -> list[Step | Decided]:
        """Steps and decisions in one order; what a device fetched in one go is one step."""
        return joined(sorted((*self.steps, *self.decisions), key=_at))


def history(
    conn: db.Connection, slug: str, recipient: int, occasion: int | None = None
) -> History | None:
    """A recipient's history on one occasion, their latest unless it is named; None where there is
    nothing.

    ``events`` is read before the visits: what comes between is in nobody's decision unseen.
    """
    key: dict[str, Any] = {
        "campaign": slug,
        "recipient": recipient,
        "bucket": ids.bucket(recipient),
        "occasion": occasion,
    }
    rated = db.row(conn, dict[str, Any], "history", {**key, "now": datetime.now(UTC)})
    if rated is None:
        return None
    key["occasion"], answer = rated["occasion"], rated.pop("id")
    visits = db.rows(conn, Visit, "history_visits", {**key, "limit": LIMIT + 1})
    decisions = db.rows(conn, dict[str, Any], "decisions", key)
    occasions = db.column(conn, "occasions", {**key, "limit": OCCASIONS})
    scale = scales.told(rated["scale"], rated["asks"])
    shown = [_in_scale(visit, scale) for visit in visits[:LIMIT][::-1]]
    return History(
        **rated,
        campaign=slug,
        recipient=recipient_code(recipient),
        number=recipient,
        occasions=tuple(occasions),
        steps=tuple(steps(shown, None if rated["score"] is None else answer)),
        more=len(visits) > LIMIT,
        decisions=tuple(_decided(decisions, scale, overruled=rated["state"] == "overruled")),
    )


def _at(entry: Step | Decided) -> datetime:
    return entry.at


def _in_scale(visit: Visit, scale: str) -> Visit:
    return visit if visit.score is None else replace(visit, score=scales.tell(visit.score, scale))


def _decided(rows: list[dict[str, Any]], scale: str, *, overruled: bool) -> Iterable[Decided]:
    for number, row in enumerate(rows, 1):
        if row["score"] is not None:
            row["score"] = scales.tell(row["score"], scale)
        yield Decided(**row, force=overruled and number == len(rows))
