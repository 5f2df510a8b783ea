"""The queue: cases as a team works through them, each with its answer, what was done, its person's other answers."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.campaigns import follow_up_questions, scales
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.cases import case_period
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_place import CasePlace
from feedback_buttons.comments import person_course
from feedback_buttons.comments.comment_filters import ME, NOBODY
from feedback_buttons.comments.comment_list import Change, CommentKey
from feedback_buttons.comments.mentioned import PersonsAnswers
from feedback_buttons.comments.person_course import CourseStep
from feedback_buttons.signing.mail_keys import is_mail
from feedback_buttons.storage import db

PAGE = 20
COUNT_LIMIT = 10_000  # a list is counted no further
_PLACE = ("after_score", "after_waiting", "after_campaign", "after_recipient", "after_occasion")
_BATCH = 2000  # rows of an export that are read at once


class OtherAnswer(NamedTuple):
    """What the same person answered elsewhere, the beginning of their comment with it; ``written`` is the score in the
    scale that was asked."""

    campaign: str
    at: datetime
    score: int
    written: str
    comment: str | None


@dataclass(frozen=True, slots=True)
class OpenedCase:
    """An answer that needs somebody.

    ``waiting_since`` is when it came into the queue, ``score`` as stored, ``written`` in the scale that was asked.
    ``question`` and ``answer`` are a follow-up by language. ``message`` and ``reference`` are the sender's own words
    for the message and the person, where they are kept; ``contact`` is the address that the recipient left,
    ``contact_at`` when. ``changes`` are the latest, newest first; ``course`` is
    the person's latest answer at each touchpoint, in their order; ``person`` is how they answered in several campaigns.
    """

    key: CommentKey
    opened_at: datetime
    waiting_since: datetime
    score: int
    written: str
    rule: str
    language: str
    comment: str | None
    answered_at: datetime
    name: str
    touchpoint: str
    question: dict[str, str]
    answer: dict[str, str]
    status: str
    tags: tuple[str, ...]
    note: str
    handler: str | None
    reason: str | None
    snoozed_until: datetime | None
    reacted_at: datetime | None
    reacted_by: str | None
    closed_at: datetime | None
    message: str | None
    reference: str | None
    changes: tuple[Change, ...]
    others: tuple[OtherAnswer, ...]
    course: tuple[CourseStep, ...] = ()
    person: PersonsAnswers | None = None
    contact: str | None = None
    contact_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether the team has done with it."""
        return self.status == "closed"

    @property
    def mail(self) -> str:
        """The address that its person can be written to: what they left, else the sender's own; "" for none."""
        return next(filter(is_mail, filter(None, (self.contact, self.reference))), "")

    @property
    def place(self) -> CasePlace:
        """Where it stands in a list."""
        return CasePlace(self.score, self.waiting_since, self.key)

    def asleep(self, now: datetime) -> bool:
        """Whether it is out of the queue until a time."""
        return self.snoozed_until is not None and self.snoozed_until > now and not self.closed

    def waited(self, now: datetime) -> timedelta:
        """How long its person has waited: since they answered, until it was closed, where it is."""
        return (self.closed_at or now) - self.answered_at

    def latest(self, name: str) -> Change | None:
        """The last change of a field, if it is among the latest."""
        return next((change for change in self.changes if change.field == name), None)


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some cases; ``total`` match in all (COUNT_LIMIT + 1 stands for more than that)."""

    cases: tuple[OpenedCase, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of find_cases.sql."""

    campaign: str
    recipient: int
    occasion: int
    opened_at: datetime
    waiting_since: datetime
    score: int
    rule: str | None
    language: str
    comment: str | None
    answered_at: datetime
    name: str
    touchpoint: str
    question: int | None
    choice: int | None
    questions: list[Question]
    scale: str
    asks: str | None
    status: str
    tags: list[str]
    note: str
    handler: str | None
    reason: str | None
    snoozed_until: datetime | None
    reacted_at: datetime | None
    reacted_by: str | None
    closed_at: datetime | None
    changes: list[dict[str, str]] | None
    message: str | None
    reference: str | None
    others: list[dict[str, Any]] | None
    course: list[dict[str, Any]] | None
    person: dict[str, int] | None
    contact: str | None
    contact_at: datetime | None
    total: int = field(default=0)


def find(connection: db.Connection, wanted: CaseFilter, viewer: str = "") -> CasePage:
    """A page of the cases that ``viewer`` wants."""
    rows = _rows(connection, wanted, viewer, most=COUNT_LIMIT + 1)
    return CasePage(tuple(map(_case, rows)), rows[0].total if rows else 0)


def get(connection: db.Connection, key: CommentKey) -> OpenedCase | None:
    """One case; None where there is none, or its answer does not count."""
    wanted = CaseFilter(state="all", campaign=key.campaign)
    rows = _rows(connection, wanted, "", only=key.recipient, on=key.occasion, limit=1)
    return _case(rows[0]) if rows else None


def walk(
    connection: db.Connection, wanted: CaseFilter, viewer: str, after: CasePlace | None, limit: int
) -> tuple[OpenedCase, ...]:
    """So many of the cases that ``viewer`` wants, from behind a place on: what a page before it cost is not paid
    again, and a case that leaves the queue meanwhile moves no other."""
    behind = after.parameters() if after else {}
    return tuple(map(_case, _rows(connection, wanted, viewer, limit=limit, **behind)))


def handled(connection: db.Connection, limit: int = PAGE) -> tuple[OpenedCase, ...]:
    """The cases that the team handled last, the last one first."""
    rows = _rows(connection, CaseFilter(state="all"), "", sort="handled", limit=limit)
    return tuple(map(_case, rows))


def arrivals(connection: db.Connection, wanted: CaseFilter, viewer: str = "") -> list[datetime]:
    """Since when the newest of the wanted cases wait, the newest first; at most PAGE."""
    wanted = wanted.but(page=1, sort="newest")
    return [row.waiting_since for row in _rows(connection, wanted, viewer, shown=False)]


def batches(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    wanted: CaseFilter,
    viewer: str = "",
) -> Iterator[list[OpenedCase]]:
    """All that are wanted, in their order, some at a time; with a connection only while they are read."""
    offset = 0
    while True:
        with connect() as connection:
            rows = _rows(connection, wanted, viewer, limit=_BATCH, offset=offset, shown=False)
        yield [_case(row) for row in rows]
        if len(rows) < _BATCH:
            return
        offset += _BATCH


def _rows(
    connection: db.Connection,
    wanted: CaseFilter,
    viewer: str,
    **more: Any,  # noqa: ANN401 (parameters of the query)
) -> list[_Row]:
    handler = viewer if wanted.handler == ME else wanted.handler
    now = ids.utc_now()
    parameters = {
        "now": now,
        **case_period.parameters(connection, wanted, now),
        "only": None,
        "on": None,
        "campaign": wanted.campaign or None,
        "touchpoint": wanted.touchpoint or None,
        "scores": list(wanted.scores) or None,
        "rule": wanted.rule or None,
        "tag": wanted.tag or None,
        "unhandled": handler == NOBODY,
        "handler": handler if handler and handler != NOBODY else None,
        "state": wanted.state,
        "sort": wanted.sort,
        "limit": PAGE,
        "offset": (wanted.page - 1) * PAGE,
        "most": 0,
        "shown": True,
        "after": False,
        **dict.fromkeys(_PLACE),
    }
    # Planned for these very parameters: what is not asked for must not stand in an index's way.
    return db.rows(connection, _Row, "find_cases", parameters | more, prepare=False)


def _case(row: _Row) -> OpenedCase:
    standing = follow_up_questions.standing(row.questions, row.score, row.question, row.choice)
    question, answer = standing or ({}, {})
    return OpenedCase(
        CommentKey(row.campaign, row.recipient, row.occasion), row.opened_at, row.waiting_since, row.score,
        scales.written(row.score, scales.told(row.scale, row.asks)), row.rule or "", row.language, row.comment,
        row.answered_at, row.name, row.touchpoint, question, answer, row.status, tuple(row.tags), row.note, row.handler,
        row.reason, row.snoozed_until, row.reacted_at, row.reacted_by, row.closed_at, row.message, row.reference,
        tuple(map(_change, row.changes or ())), tuple(map(_other, row.others or ())),
        person_course.of(row.course or ()),
        PersonsAnswers(**row.person) if row.person else None, row.contact, row.contact_at,
    )  # fmt: skip


def _change(stored: Mapping[str, str]) -> Change:
    at = datetime.fromisoformat(stored["at"])
    return Change(at, stored["account"], stored["field"], stored["value"])


def _other(stored: Mapping[str, Any]) -> OtherAnswer:
    told_score = scales.written(stored["score"], scales.told(stored["scale"], stored["asks"]))
    at = datetime.fromisoformat(stored["at"])
    return OtherAnswer(stored["campaign"], at, stored["score"], told_score, stored["comment"])
