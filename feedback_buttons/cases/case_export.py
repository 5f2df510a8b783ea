"""Cases as rows of a downloaded file."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.cases import case_list, case_period
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_period import CasePeriod
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in an export."""

    campaign: str
    touchpoint: str
    recipient: str
    occasion: str
    opened_at: datetime
    rule: str
    score: int
    comment: str | None
    status: str
    reason: str | None
    handler: str | None
    reacted_at: datetime | None
    reacted_by: str | None
    closed_at: datetime | None
    tags: str
    note: str
    message: str | None
    answered_at: datetime
    period: str
    period_begin: datetime | None
    period_end: datetime | None


def taken(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    wanted: CaseFilter,
    viewer: str,
    form: str,
) -> Iterator[list[CaseRow]]:
    """All cases that ``viewer`` wants and takes away as a file of this form, which is recorded at once; they are read
    as they are asked for. A tag may name a person: of it is kept only that there was one.

    Raises:
        FilterError: the campaign has no such period.
    """
    with connect() as connection:
        period = case_period.of(connection, wanted, ids.utc_now())
        view = str(wanted.but(tag="*" if wanted.tag else ""))
        audit.record(connection, viewer, "cases exported", wanted.campaign, form=form, view=view)
    return _rows(connect, wanted, viewer, period)


def _rows(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    wanted: CaseFilter,
    viewer: str,
    period: CasePeriod,
) -> Iterator[list[CaseRow]]:
    """All cases that are wanted, some at a time."""
    for cases in case_list.batches(connect, wanted, viewer):
        yield [_exported(case, period) for case in cases]


def _exported(case: case_list.OpenedCase, period: CasePeriod) -> CaseRow:
    campaign, recipient, occasion = case.key
    return CaseRow(
        campaign, case.touchpoint, recipient_code(recipient), str(occasion), case.opened_at, case.rule, case.score,
        case.comment, case.status, case.reason, case.handler, case.reacted_at, case.reacted_by, case.closed_at,
        ", ".join(case.tags), case.note, case.message, case.answered_at, str(period.period), *period.span,
    )  # fmt: skip
