"""The answers of a campaign that do not count, and why: the number for each reason, and the recipients one by one.

A page costs what looking through DEPTH answers costs, however many there are: a list that finds too
little within them says where to go on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import db
from feedback_buttons.verdicts.rules import REASONS

KINDS = ("unconfirmed", "scanned", "withdrawn")
OVERRULED = "overruled"
DEPTH = 10_000


class UnknownExclusion(FeedbackError, ValueError):
    """No answer can be excluded like this; the message says what there is."""

    code = "aside-filter-invalid"


@dataclass(frozen=True, slots=True)
class ExcludedCursor:
    """The place behind one answer in a list that begins with the newest."""

    at: datetime
    recipient: int
    occasion: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.recipient}~{self.occasion}"

    @classmethod
    def parse(cls, text: str) -> "ExcludedCursor":
        """Read what str() wrote; ValueError for anything else."""
        at, recipient, occasion = text.split("~")
        return cls(datetime.fromisoformat(at), int(recipient), int(occasion))


@dataclass(frozen=True, slots=True)
class ExcludedAnswer:
    """One recipient's answer on one occasion that the rules exclude, or the team decided about.

    Attributes:
        at: when the first of the recipient's buttons was opened; when the team decided.
        recipient: the pseudonym.
        reference: the sender's own, where it is kept.
        clicked: what would count had every last click done so.
        score: what counts; None but where the team decided so.
        kind: one of KINDS, or OVERRULED.
        reason: a key of rules.REASONS.
        account: who of the team decided.
        shared_clients: on how many devices a day the token was answered with, where many people hold it.
    """

    at: datetime
    recipient: str
    occasion: int
    reference: str | None
    clicked: int | None
    score: int | None
    kind: str
    reason: str
    account: str | None
    shared_clients: int | None

    @property
    def sentence(self) -> str:
        """The reason in words."""
        return tr(REASONS.get(self.reason, self.reason))


@dataclass(frozen=True, slots=True)
class ExcludedPage:
    """Some of them, the newest first. ``next`` is where the list goes on, None at its end; with fewer
    than were asked for it only says how far the look came."""

    rows: tuple[ExcludedAnswer, ...]
    next: ExcludedCursor | None


@dataclass(frozen=True, slots=True)
class Breakdown:
    """How many answers are excluded for each (kind, reason), the most frequent first, among the
    newest ``looked`` of a campaign; ``whole`` says that these are all. ``overruled`` is about how
    many a decision of the team is in force."""

    reasons: dict[tuple[str, str], int]
    looked: int
    whole: bool
    overruled: int

    def of(self, kind: str) -> int:
        """How many under one heading."""
        return sum(count for (heading, _), count in self.reasons.items() if heading == kind)


class _Reason(NamedTuple):
    """How many answers are excluded under a heading for a reason; None for those that don't."""

    aside: str | None
    reason: str
    answers: int


class _Row(NamedTuple):
    """A row of excluded_answers.sql or overruled.sql; see ExcludedAnswer."""

    at: datetime
    recipient: int
    occasion: int
    reference: str | None
    clicked: int | None
    score: int | None
    kind: str
    reason: str
    account: str | None
    shared_clients: int | None


def breakdown(conn: db.Connection, slug: str) -> Breakdown:
    """How many answers of a campaign are excluded for which reason."""
    wanted = {"slug": slug, "depth": DEPTH, "limit": DEPTH}
    rows = db.rows(conn, _Reason, "excluded_reasons", wanted)
    looked = sum(row.answers for row in rows)
    return Breakdown(
        reasons={(row.aside, row.reason): row.answers for row in rows if row.aside},
        looked=looked,
        whole=looked < DEPTH,
        overruled=db.value(conn, "count_overruled", wanted),
    )


def check(kind: str | None, reason: str | None) -> None:
    """Raise UnknownExclusion where there is no such kind or reason."""
    if kind not in (None, *KINDS, OVERRULED):
        raise UnknownExclusion(f"{kind!r} is not one of {', '.join((*KINDS, OVERRULED))}.")
    if reason is not None and reason not in REASONS:
        raise UnknownExclusion(f"{reason!r} is not one of {', '.join(REASONS)}.")


def excluded(
    conn: db.Connection,
    slug: str,
    *,
    kind: str | None = None,
    reason: str | None = None,
    before: ExcludedCursor | None = None,
    limit: int = 25,
) -> ExcludedPage:
    """A page of what is excluded in a campaign, newest first, from behind ``before``.

    Raises:
        UnknownExclusion: there is no such kind or reason.
    """
    check(kind, reason)
    wanted = {
        "slug": slug,
        "kind": kind,
        "reason": reason,
        "at": before.at if before else None,
        "recipient": before.recipient if before else None,
        "occasion": before.occasion if before else None,
        "depth": DEPTH,
        "limit": limit + 1,
    }
    name = "overruled" if kind == OVERRULED else "excluded_answers"
    rows = db.rows(conn, _Row, name, wanted)
    return ExcludedPage(
        rows=tuple(map(_excluded_answer, rows[:limit])),
        next=_next(conn, wanted, rows, deep=name == "excluded_answers"),
    )


def _excluded_answer(row: _Row) -> ExcludedAnswer:
    return ExcludedAnswer(**{**row._asdict(), "recipient": recipient_code(row.recipient)})


def _next(
    conn: db.Connection, wanted: dict[str, Any], rows: list[_Row], *, deep: bool
) -> ExcludedCursor | None:
    """Behind the last one shown; where there are too few, behind the last one looked at."""
    limit = wanted["limit"] - 1
    if len(rows) > limit:
        last = rows[limit - 1]
        return ExcludedCursor(last.at, last.recipient, last.occasion)
    return db.row(conn, ExcludedCursor, "excluded_answers_end", wanted) if deep else None
