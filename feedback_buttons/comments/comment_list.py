"""The comments of all campaigns, as a team reads them: filtered, in pages, with what was done about each.

The cost of a page grows neither with the answers nor with the pages before it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from feedback_buttons.campaigns import follow_up_questions, scales
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.comments import comment_parameters, mentioned, person_course
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.mentioned import CommentTopic, PersonsAnswers
from feedback_buttons.comments.person_course import CourseStep
from feedback_buttons.storage import db

PAGE = 10
_BATCH = 2000  # rows of an export that are read at once
_WALKS = {
    "newest": ("down", "up"),
    "oldest": ("up", "down"),
    "lowest": ("better", "worse"),
}


class CommentKey(NamedTuple):
    """Which comment."""

    campaign: str
    recipient: int
    occasion: int

    def __str__(self) -> str:
        return f"{self.campaign}~{self.recipient}~{self.occasion}"

    @classmethod
    def parse(cls, text: str) -> "CommentKey":
        """Read what str() wrote; ValueError for anything else."""
        campaign, recipient, occasion = text.split("~")
        return cls(campaign, _bigint(recipient), _bigint(occasion))


class Change(NamedTuple):
    """What somebody of the team did: which field got which value."""

    at: datetime
    account: str
    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Comment:
    """What one recipient wrote, ``comment``, beside the score that counts, and what the team did about it.

    ``question`` and ``answer`` are the follow-up question that its writer took an answer of, by language. ``message``
    is the sender's own word for the message, where kept, ``shared_clients`` on how many devices a day the token was
    answered with, where many people hold it; ``scale`` is the one of scales.TOLD that was asked, ``score`` is as
    stored. ``changes`` are the latest, newest first; ``matches`` the words that were searched for, as they stand in
    it. ``topics`` are all on a page, in a file those that are mentioned; ``person`` is how its writer answered, where
    kept of several campaigns, ``course`` what last at each touchpoint.
    """

    key: CommentKey
    at: datetime
    score: int
    language: str
    comment: str
    name: str
    question: dict[str, str]
    answer: dict[str, str]
    status: str
    starred: bool
    tags: tuple[str, ...]
    note: str
    handler: str | None
    message: str | None = None
    shared_clients: int | None = None
    scale: str = scales.USUAL
    changes: tuple[Change, ...] = ()
    matches: frozenset[str] = frozenset()
    topics: tuple[CommentTopic, ...] = ()
    person: PersonsAnswers | None = None
    course: tuple[CourseStep, ...] = ()

    @property
    def told(self) -> str:
        """The score in the scale that was asked: "8", or "4/5" where there were five buttons."""
        return scales.written(self.score, self.scale)

    @property
    def closed(self) -> bool:
        """Whether the team has done with it."""
        return self.status == "closed"

    @property
    def edited(self) -> bool:
        """Whether the recipient has written again since it was closed."""
        closed = self.latest("status")
        return self.closed and closed is not None and closed.at < self.at

    def latest(self, field: str) -> Change | None:
        """The last change of a field, if it is among the latest."""
        return next((change for change in self.changes if change.field == field), None)


class CommentPlace(NamedTuple):
    """From where to read on in a list: behind a comment, or with ``back`` before it."""

    score: int
    at: datetime
    key: CommentKey
    back: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.back}{self.score}~{self.at.isoformat()}~{self.key}"

    @classmethod
    def parse(cls, text: str) -> "CommentPlace":
        """Read what str() wrote; ValueError for anything else."""
        score, at, key = text.removeprefix("-").split("~", 2)
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None or int(score) not in scales.ANY:
            raise ValueError("no place in a list")
        return cls(int(score), moment, CommentKey.parse(key), text.startswith("-"))


@dataclass(frozen=True, slots=True)
class CommentPage:
    """Some comments; ``total`` match in all (``count_limit`` + 1: more). ``before``, ``behind``: where to read on."""

    comments: tuple[Comment, ...]
    total: int
    before: CommentPlace | None = None
    behind: CommentPlace | None = None
    count_limit: int = comment_parameters.COUNT_LIMIT


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of find_comments.sql and find_sliced_comments.sql."""

    campaign: str
    recipient: int
    occasion: int
    at: datetime
    score: int
    language: str
    comment: str
    name: str
    question: int | None
    choice: int | None
    questions: list[Question]
    status: str
    starred: bool
    tags: list[str]
    note: str
    handler: str | None
    changes: list[dict[str, str]] | None
    marked: str | None
    scale: str
    asks: str | None
    message: str | None
    shared_clients: int | None
    total: int
    topics: list[dict[str, Any]] | None
    person: dict[str, int] | None
    course: list[dict[str, Any]] | None

    @property
    def key(self) -> CommentKey:
        """Which comment it is."""
        return CommentKey(self.campaign, self.recipient, self.occasion)


def find(
    conn: db.Connection,
    wanted: Filter,
    viewer: str = "",
    *,
    place: CommentPlace | None = None,
    limit: int = PAGE,
) -> CommentPage:
    """A page of the comments that ``viewer`` wants."""
    back = place is not None and place.back
    sought = comment_parameters.of(conn, wanted, viewer)
    most = sought["count_limit"] + 1
    rows = _rows(conn, wanted, viewer, place, sought, limit=limit + 1, most=most)
    comments = [_comment(row) for row in rows[:limit]]
    more = len(rows) > limit
    if back:
        comments.reverse()
    before = _place(comments[0], back=True) if comments and (more if back else place) else None
    behind = _place(comments[-1]) if comments and (back or more) else None
    total = rows[0].total if rows else 0
    return CommentPage(tuple(comments), total, before, behind, sought["count_limit"])


def get(conn: db.Connection, key: CommentKey) -> Comment | None:
    """One comment; None where there is none, or it belongs to no answer that counts."""
    rows = _rows(
        conn, Filter(campaign=key.campaign), "", None, only=key.recipient, on=key.occasion, limit=1
    )
    return _comment(rows[0]) if rows else None


def handled(conn: db.Connection, limit: int = PAGE) -> tuple[Comment, ...]:
    """The comments that the team handled last, the last one first."""
    return tuple(map(_comment, _rows(conn, Filter(), "", None, walk="handled", limit=limit)))


def arrivals(conn: db.Connection, wanted: Filter, viewer: str = "") -> dict[CommentKey, datetime]:
    """The newest of the wanted comments, whatever they are sorted by; at most PAGE + 1, with their
    times."""
    rows = _rows(conn, wanted.but(sort="newest"), viewer, None, limit=PAGE + 1, shown=False)
    return {row.key: row.at for row in rows}


def batches(
    connect: Callable[[], AbstractContextManager[db.Connection]], wanted: Filter, viewer: str = ""
) -> Iterator[list[Comment]]:
    """All that are wanted, in their order, some at a time; with a connection only while they are read,
    since whoever takes them may be slow."""
    place = None
    while True:
        with connect() as conn:
            comments = [
                _comment(row)
                for row in _rows(conn, wanted, viewer, place, limit=_BATCH, shown=False)
            ]
        yield comments
        if len(comments) < _BATCH:
            return
        place = _place(comments[-1])


def tags(conn: db.Connection) -> list[str]:
    """The tags that were given, by name."""
    return db.column(conn, "tags")


def _rows(
    conn: db.Connection,
    wanted: Filter,
    viewer: str,
    place: CommentPlace | None,
    sought: dict[str, Any] | None = None,
    **more: Any,  # noqa: ANN401 (parameters of the query)
) -> list[_Row]:
    walk = _WALKS[wanted.sort][place.back if place else False]
    parameters = (sought or comment_parameters.of(conn, wanted, viewer)) | {
        "walk": walk,
        "score": place.score if place else None,
        "at": place.at if place else None,
        "in_campaign": place.key.campaign if place else None,
        "recipient": place.key.recipient if place else None,
        "occasion": place.key.occasion if place else None,
        "only": None,
        "on": None,
        "most": 0,
        "shown": True,
    }
    # Planned for these very parameters: what is not asked for must not stand in an index's way.
    query = "find_comments" if parameters["days"] is None else "find_sliced_comments"
    return db.rows(conn, _Row, query, parameters | more, prepare=False)


def _comment(row: _Row) -> Comment:
    standing = follow_up_questions.standing(row.questions, row.score, row.question, row.choice)
    question, answer = standing or ({}, {})
    return Comment(
        row.key, row.at, row.score, row.language, row.comment, row.name, question, answer,
        row.status, row.starred, tuple(row.tags), row.note, row.handler, row.message, row.shared_clients,
        scales.told(row.scale, row.asks),
        changes=tuple(map(_change, row.changes or ())),
        matches=frozenset(mentioned.words_in(row.marked or "")),
        topics=tuple(map(CommentTopic.read, row.topics or ())),
        person=PersonsAnswers(**row.person) if row.person else None,
        course=person_course.of(row.course or ()),
    )  # fmt: skip


def _change(stored: Mapping[str, str]) -> Change:
    """A change as the query has it in JSON, where times are texts."""
    at = datetime.fromisoformat(stored["at"])
    return Change(at, stored["account"], stored["field"], stored["value"])


def _place(comment: Comment, *, back: bool = False) -> CommentPlace:
    return CommentPlace(comment.score, comment.at, comment.key, back)


def _bigint(text: str) -> int:
    number = int(text)
    if not -(2**63) <= number < 2**63:
        raise ValueError("too large")
    return number
