"""Answers that do not count, as rows of a downloaded file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from feedback_buttons.accounts import audit
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.answers import excluded_answers
from feedback_buttons.reports.answers.excluded_answers import Aside, AsideCursor
from feedback_buttons.storage import db

BATCH = 5_000  # answers that are read at once


@dataclass(frozen=True, slots=True)
class AsideRow:
    """An answer that the rules set aside, or about which the team decided, as excluded_answers.Aside has it; both
    scores are of ``scale``."""

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
) -> Iterator[list[AsideRow]]:
    """The answers of a kind and for a reason, if given, newest first, that ``viewer`` takes away as a file of this
    form; that is recorded at once. They are read as they are asked for.

    Raises:
        UnknownAside: there is no such kind or reason.
    """
    excluded_answers.check(kind, reason)
    view = " ".join(filter(None, ("aside", kind, reason)))
    with connect() as connection:
        audit.record(connection, viewer, "answers exported", campaign.slug, form=form, view=view)
    return _rows(connect, campaign, kind, reason)


def _rows(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    campaign: Campaign,
    kind: str | None,
    reason: str | None,
) -> Iterator[list[AsideRow]]:
    before: AsideCursor | None = None
    while True:
        with connect() as connection:
            page = excluded_answers.asides(
                connection, campaign.slug, kind=kind, reason=reason, before=before, limit=BATCH
            )
        if page.rows:
            yield [_exported(aside, campaign) for aside in page.rows]
        if page.next is None:
            return
        before = page.next


def _exported(aside: Aside, campaign: Campaign) -> AsideRow:
    clicked, score = (
        None if number is None else scales.tell(number, campaign.told)
        for number in (aside.clicked, aside.score)
    )
    return AsideRow(
        campaign.slug, aside.recipient, str(aside.occasion), aside.reference, aside.at, clicked, score,
        aside.kind, aside.reason, aside.account, aside.shared_clients, campaign.told,
    )  # fmt: skip
