"""The audit trail as rows of a downloaded file."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from feedback_buttons.accounts import audit
from feedback_buttons.storage import db

BATCH = 5_000  # entries that are read at once


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry in an export; ``detail`` is JSON, as it is kept."""

    at: datetime
    account: str
    did: str
    subject: str
    detail: str


def taken(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    viewer: str,
    form: str,
    *,
    account: str | None = None,
    did: str | None = None,
) -> Iterator[list[AuditRow]]:
    """The entries, newest first, of one user and one kind only, if given, that ``viewer`` takes away as a file of this
    form; that is recorded at once. They are read as they are asked for."""
    wanted = {"account": account or "", "did": did or ""}
    view = "&".join(f"{name}={text}" for name, text in wanted.items() if text)
    with connect() as connection:
        audit.record(connection, viewer, "trail exported", form=form, view=view)
    return rows(connect, account=account, did=did)


def rows(
    connect: Callable[[], AbstractContextManager[db.Connection]],
    *,
    account: str | None = None,
    did: str | None = None,
) -> Iterator[list[AuditRow]]:
    """The entries, newest first, some at a time."""
    before: int | None = None
    while True:
        with connect() as connection:
            page = audit.page(connection, before=before, account=account, did=did, limit=BATCH)
        if page.entries:
            yield [_exported(entry) for entry in page.entries]
        if page.next is None:
            return
        before = page.next


def _exported(entry: audit.Entry) -> AuditRow:
    detail = json.dumps(entry.detail, ensure_ascii=False)
    return AuditRow(entry.at, entry.account, entry.did, entry.subject, detail)
