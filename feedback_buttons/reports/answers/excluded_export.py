"""Answers that do not count, as rows of a downloaded file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from feedback_buttons.accounts import audit
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.answers import excluded_answers
from feedback_buttons.reports.answers.excluded_answers import ExcludedAnswer, ExcludedCursor
from feedback_buttons.storage import db

BATCH = 5_000  # answers that are read at once


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """An answer that the rules exclude, or about which the team decided, with the fields of ExcludedAnswer; both scores
    are of ``scale``."""

    campaign: str
    recipient: str
    occasion: str
    reference: str | None
    at: datetime
    clicked: int | None
    score: int | None
    kind: str
    reason: str
    account: str | None
    shared_clients: int | None
    scale: str


def taken(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    campaign: Campaign,
    viewer: str,
    form: str,
    *,
    kind: str | None = None,
    reason: str | None = None,
) -> Iterator[list[ExcludedRow]]:
    """The answers of a kind and for a reason, if given, newest first, that ``viewer`` takes away as a file of this
    form; that is recorded at once. They are read as they are asked for.

    Raises:
        UnknownExclusion: there is no such kind or reason.
    """
    excluded_answers.check(kind, reason)
    view = " ".join(filter(None, ("excluded", kind, reason)))
    with connect() as connection:
        audit.record(connection, viewer, "answers exported", campaign.slug, form=form, view=view)
    return _rows(connect, campaign, kind, reason)


def _rows(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    campaign: Campaign,
    kind: str | None,
    reason: str | None,
) -> Iterator[list[ExcludedRow]]:
    before: ExcludedCursor | None = None
    while True:
        with connect() as connection:
            page = excluded_answers.excluded(
                connection, campaign.slug, kind=kind, reason=reason, before=before, limit=BATCH
            )
        if page.rows:
            yield [_exported(answer, campaign) for answer in page.rows]
        if page.next is None:
            return
        before = page.next


def _exported(answer: ExcludedAnswer, campaign: Campaign) -> ExcludedRow:
    clicked, score = (
        None if number is None else scales.tell(number, campaign.told)
        for number in (answer.clicked, answer.score)
    )
    return ExcludedRow(
        campaign.slug, answer.recipient, str(answer.occasion), answer.reference, answer.at, clicked, score,
        answer.kind, answer.reason, answer.account, answer.shared_clients, campaign.told,
    )  # fmt: skip
