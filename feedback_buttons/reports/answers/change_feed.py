"""Follows all changes of a campaign's answers, in an order that never misses one.

An answer carries the number of the transaction that last changed it. Transactions get their numbers in
one order and commit in another; so only those are told that lie before the oldest one still running. What a
reader has passed stays as it was: no change appears behind its back, and each changed answer comes again,
later, as it then is.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import follow_up_questions, scales, waves
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.storage import changes, db

WALKED = 20_000  # changes that a page of a period looks at, at most: few of them may be of it
_PLACE = 16  # hexadecimal digits of each of a cursor's numbers


class CursorError(FeedbackError):
    """The cursor is not from this database; the message says what to do."""

    code = "cursor-foreign"


class Cursor(NamedTuple):
    """A place in the order of changes: behind this answer, changed by this transaction. ``epoch`` is another one
    after each restore, when the changes are numbered anew; 0 before the first."""

    changed: int
    recipient: int
    occasion: int
    epoch: int = 0

    def __str__(self) -> str:
        """As 48 hexadecimal digits, or 64 after a restore, for others to keep.

        >>> str(Cursor(5, -1, 0))
        '0000000000000005ffffffffffffffff0000000000000000'
        """
        numbers = self if self.epoch else self[:3]
        return "".join(f"{number % 2**64:016x}" for number in numbers)

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Read what str() wrote.

        >>> Cursor.parse("0000000000000005ffffffffffffffff0000000000000000")
        Cursor(changed=5, recipient=-1, occasion=0, epoch=0)
        """
        numbers = (int(text[at : at + _PLACE], 16) for at in range(0, len(text), _PLACE))
        return cls(*(number - 2**64 if number >= 2**63 else number for number in numbers))


BEGIN = Cursor(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Answer:
    """One recipient's answer on one occasion as it stands. ``score``, one of ``scale``, is None if it does not count,
    or no longer; ``final_at`` is until when the rules may still take it back, None once they don't. ``client`` is
    what it was clicked with, one of clientclass.CLASSES, None where nobody asked. ``question`` is the id of the
    follow-up question that was answered, ``choice`` the number of the answer taken.
    ``shared_clients`` is on how many devices a day the token was answered with, where many people hold it.
    ``message`` is the sender's own word for the message, None where none is kept. ``reference`` is that for the
    recipient, and ``attributes`` are what else the sender keeps of the message and of the recipient. ``wave`` is the
    number of the wave that it is of, from 1; None where nobody said when the mail was sent. ``topics`` are the slugs of
    the topics that the comment mentions, ``tone`` of how it is written; None without a comment."""

    recipient: str
    occasion: int
    at: datetime
    score: int | None
    scale: str
    state: str
    final_at: datetime | None
    proof: str
    reason: str
    language: str | None
    client: str | None
    comment: str | None
    commented_at: datetime | None
    question: int | None
    choice: int | None
    message: str | None
    shared_clients: int | None
    reference: str | None
    attributes: dict[str, str] | None
    topics: list[str] | None
    tone: list[str] | None
    wave: int | None = None


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Some answers, and the place behind them to go on from; ``more`` says whether to do so at once."""

    answers: list[Answer]
    cursor: Cursor
    more: bool


class _Place(NamedTuple):
    """A row of change_behind.sql."""

    changed: int
    recipient: int
    occasion: int


class _Row(NamedTuple):
    """A row of changed_answers.sql; see Answer."""

    changed: int
    recipient: int
    occasion: int
    at: datetime
    score: int | None
    state: str
    final_at: datetime | None
    proof: str
    reason: str
    language: str | None
    client: str | None
    comment: str | None
    commented_at: datetime | None
    question: int | None
    choice: int | None
    token_sent_at: datetime | None
    first_at: datetime
    message: str | None
    shared_clients: int | None
    reference: str | None
    attributes: dict[str, str] | None
    topics: list[str] | None
    tone: list[str] | None


def page(
    connection: db.Connection,
    campaign: Campaign,
    after: Cursor,
    limit: int,
    *,
    references: bool,
    span: Span | None = None,
) -> ChangePage:
    """The answers of a campaign that have changed behind a place.

    Args:
        after: BEGIN, or the cursor of the page before.
        references: also tell what the sender keeps of each recipient.
        span: only answers that were given in it. Of such a page some WALKED changes are looked at: it may be empty, and
            say that there is more.

    Raises:
        CursorError: the cursor is from before the database was restored, or no transaction of this database has had
            that number yet.
    """
    changes.renew(connection, ids.utc_now())
    count = changes.progress(connection)
    if after == BEGIN:
        after = after._replace(epoch=count.epoch)
    if after.changed >= count.newest or after.epoch != count.epoch:
        raise CursorError(
            "This cursor comes from another database, or from before it was restored.",
            hint="Begin again without a cursor.",
        )
    values = {**after._asdict(), "campaign": campaign.slug, "limit": limit + 1}
    values |= {"references": references, "now": ids.utc_now(), "horizon": count.horizon}
    stop = (
        db.row(connection, _Place, "change_behind", values | {"walked": WALKED}) if span else None
    )
    values |= _within(span or Span(), stop)
    rows = db.rows(connection, _Row, "changed_answers", values)
    answers = [_answer(campaign, row) for row in rows[:limit]]
    if stop and len(rows) <= limit:
        return ChangePage(answers, Cursor(*stop, count.epoch), more=True)
    last = rows[:limit][-1] if answers else None
    cursor = Cursor(last.changed, last.recipient, last.occasion, count.epoch) if last else after
    return ChangePage(answers, cursor, len(rows) > limit)


def _within(span: Span, stop: _Place | None) -> dict[str, object]:
    """Between which moments answers were given, and the place that a page ends with; None for no limit."""
    changed, recipient, occasion = stop or (None, None, None)
    places = {"stop_changed": changed, "stop_recipient": recipient, "stop_occasion": occasion}
    return {"since": span.begin, "until": span.end, **places}


def _answer(campaign: Campaign, row: _Row) -> Answer:
    columns = row._asdict()
    wave = waves.of(campaign.sendings, columns.pop("token_sent_at"), columns.pop("first_at"))
    del columns["changed"]
    score = None if row.score is None else scales.tell(row.score, campaign.told)
    columns |= {"score": score, "scale": campaign.told, "recipient": recipient_code(row.recipient)}
    columns["wave"] = wave.number if wave else None
    answer = Answer(**columns)
    if follow_up_questions.standing(campaign.questions, row.score, answer.question, answer.choice):
        return answer
    return replace(answer, question=None, choice=None)
