"""Comments as rows of a downloaded file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from feedback_buttons.accounts import audit
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import follow_up_questions, scales
from feedback_buttons.comments import comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import Comment
from feedback_buttons.storage import db

_NAMING = ("search", "tag", "attribute")  # filters that somebody's name may stand in


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment in an export."""

    campaign: str
    recipient: str
    occasion: str
    commented_at: datetime
    score: int
    language: str
    comment: str
    question: str
    answer: str
    status: str
    starred: bool
    tags: str
    note: str
    handler: str | None
    message: str | None
    scale: str
    topics: str
    tone: str


def taken(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    wanted: Filter,
    viewer: str,
    form: str,
) -> Iterator[list[CommentRow]]:
    """All comments that ``viewer`` wants and takes away as a file of this form, which is recorded at once; they are
    read as they are asked for, see :func:`rows`. Of words that may name a person it is kept only
    that there were some."""
    with connect() as connection:
        view = str(wanted.but(**{name: "*" for name in _NAMING if getattr(wanted, name)}))
        audit.record(connection, viewer, "comments exported", wanted.campaign, form=form, view=view)
    return rows(connect, wanted, viewer)


def rows(
    connect: Callable[[], AbstractContextManager[db.Connection]], wanted: Filter, viewer: str = ""
) -> Iterator[list[CommentRow]]:
    """All comments that ``viewer`` wants, in their order, some at a time, as :func:`comment_list.batches` reads
    them."""
    for comments in comment_list.batches(connect, wanted, viewer):
        yield [_exported(comment) for comment in comments]


def _exported(comment: Comment) -> CommentRow:
    campaign, recipient, occasion = comment.key
    return CommentRow(
        campaign, recipient_code(recipient), str(occasion), comment.at,
        scales.tell(comment.score, comment.scale), comment.language,
        comment.comment, follow_up_questions.worded(comment.question, comment.language),
        follow_up_questions.worded(comment.answer, comment.language), comment.status, comment.starred,
        ", ".join(comment.tags), comment.note, comment.handler, comment.message, comment.scale,
        _mentioned(comment, "topic"), _mentioned(comment, "tone"),
    )  # fmt: skip


def _mentioned(comment: Comment, kind: str) -> str:
    return ", ".join(
        topic.slug for topic in comment.topics if topic.mentioned and topic.kind == kind
    )
