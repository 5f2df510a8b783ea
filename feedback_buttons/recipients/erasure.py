"""Erases all that is kept about one recipient, in all campaigns."""

from collections.abc import Iterable
from dataclasses import asdict, astuple, dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.signing.mail_keys import is_mail, normal, spellings
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db, notify, parts, unused_tags

_CLEARS = 180_000  # the first Postgres that can; an older one keeps those of a table that is empty
LATE = timedelta(hours=1)  # within which an erasure is looked at again
WAITING = timedelta(
    days=7
)  # for how long an erasure may wait on a disk, and be copied nevertheless
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


class ErasureError(FeedbackError):
    """Nobody can be found by this; the message says what can be given."""

    code = "recipient-unknown"


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased; ``campaigns`` are those in which something was."""

    campaigns: tuple[str, ...]
    ratings: int
    comments: int
    visits: int
    references: int

    def __bool__(self) -> bool:
        return bool(self.campaigns or self.references)


class _Lost(NamedTuple):
    """What one campaign has lost; without a campaign, what was kept of the recipient beside them."""

    campaign: str | None
    ratings: int
    comments: int
    visits: int
    references: int


class _Late(NamedTuple):
    """A row of erase_again.sql."""

    recipient: int
    campaign: str
    occasion: int


class _Mark(NamedTuple):
    """That an answer was erased, or without a campaign a recipient in all of them."""

    recipient: int
    campaign: str
    occasion: int
    at: datetime


def people(connection: db.Connection, tokens: Tokens, reference: str) -> list[int]:
    """All recipients who may be the person whom the sender calls ``reference``, today's pseudonym first.

    Lists that were signed before mail addresses had one form made a recipient of each spelling: these are the
    likely ones, and whatever stands in a kept reference.
    """
    written = [tokens.recipient_written(spelling) for spelling in spellings(reference)]
    today = normal(reference.strip())
    referenced = (
        db.column(connection, "recipients_called", {"reference": today}) if is_mail(today) else []
    )
    return list(dict.fromkeys([*written, *referenced]))


def parse(pseudonym: str) -> int:
    """The recipient behind a pseudonym as exports and the dashboard show it.

    Raises:
        ErasureError: it isn't one.

    >>> parse("fzzzzzzzzzzzz"), parse("0000000000001")
    (-1, 1)
    """
    letters = pseudonym.strip().removeprefix("'").lower()  # with which a CSV keeps digits whole
    if len(letters) != 13 or not set(letters) <= set(_DIGITS) or letters[0] > "f":
        raise ErasureError(
            wording("{pseudonym!r} is no pseudonym; they have 13 letters and digits."),
            pseudonym=pseudonym[:40],
        )
    number = 0
    for letter in letters:
        number = number * 32 + _DIGITS.index(letter)
    return number - 2**64 if number >= 2**63 else number


def erase_all(
    connection: db.Connection, recipients: Iterable[int], *, by: str = audit.COMMAND_LINE
) -> Erased:
    """Erase one person who has several pseudonyms; the sum of it. Of several servers each is connected to once."""
    ordered, erasures = sorted(recipients), list[Erased]()
    for places in parts.together(connection, ordered):
        own = [ordered[place] for place in places]
        with parts.server_of(connection, own[0]) as server:
            erasures += [_erase(connection, server, recipient) for recipient in own]
    campaigns = sorted({campaign for erased in erasures for campaign in erased.campaigns})
    counts = (
        sum(column) for column in zip(*(astuple(erased)[1:] for erased in erasures), strict=True)
    )
    erased = Erased(tuple(campaigns), *counts)
    audit.record(connection, by, "recipient erased", **asdict(erased))
    return erased


def forget_samples(connection: db.Connection) -> None:
    """Let the planner take new samples of words and tags, where somebody was erased since it last did."""
    if db.value(connection, "samples_erased"):
        if connection.info.server_version >= _CLEARS:
            db.column(connection, "clear_samples")
        connection.execute("analyze comment (words, tags), tag")


def again(connection: db.Connection, now: datetime) -> int:
    """Do the erasures of late once more where the worker has written about an answer while it was erased: it had read
    the answer before, and what it wrote was not there yet. What was erased on other servers is erased here too. How
    many were."""
    copied = db.column(connection, "copy_erasures", {"waiting": WAITING})
    with connection.transaction():
        late = db.rows(connection, _Late, "erase_again", {"since": now - LATE})
        columns = zip(*late, strict=True) if late else ((), (), ())
        values = dict(
            zip(("recipients", "campaigns", "occasions"), map(list, columns), strict=True)
        )
        connection.execute(db.query("mark_again"), values)
    return len(copied) + len(late)


def repeat(connection: db.Connection, part: int) -> int:
    """Erase on one of several servers what a front knows to be erased and that server does not, as after a restore. How
    many erasures that were."""
    marks = db.rows(connection, _Mark, "erasures_to_repeat", {"part": part})
    with parts.server_of(connection, part) as server:
        for mark in marks:
            row = {**mark._asdict(), "bucket": ids.bucket(mark.recipient), "now": mark.at}
            query = "erase_answer" if mark.campaign else "erase_recipient"
            server.execute(db.query(query), {**row, "id": ids.last_of(mark.at), "client": 0})
    return len(marks)


def erase(connection: db.Connection, recipient: int) -> Erased:
    """Erase a recipient's ratings, comments, evidence and kept reference, and what the team decided
    about them; sums lose them at once. Dashboards learn of it when the transaction commits."""
    with parts.server_of(connection, recipient) as server:
        return _erase(connection, server, recipient)


def _erase(connection: db.Connection, server: db.Connection, recipient: int) -> Erased:
    row = {"recipient": recipient, "bucket": ids.bucket(recipient), "now": ids.utc_now()}
    lost = db.rows(server, _Lost, "erase_recipient", row)
    unused_tags.forget(server)
    if server is not connection:
        # what hangs on an answer here, such as messages, goes with the mark
        connection.execute(db.query("mark_erasure"), row)
    campaigns = sorted(row.campaign for row in lost if row.campaign)
    for campaign in campaigns:
        notify.announce(connection, campaign)
    return Erased(
        tuple(campaigns),
        ratings=sum(row.ratings for row in lost),
        comments=sum(row.comments for row in lost),
        visits=sum(row.visits for row in lost),
        references=sum(row.references for row in lost),
    )
