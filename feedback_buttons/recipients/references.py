"""What the sender asks to keep of recipients: their own name for each, and attributes for segments."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from feedback_buttons.base import ids
from feedback_buttons.recipients.csv_signing import Batch, RecipientsError, column_of

if TYPE_CHECKING:  # signing needs no database, and its start should not pay for one
    from feedback_buttons.storage import db

REFERENCE = "reference"
MOST = 20  # attributes of one recipient
LENGTH = 200  # characters of a value; what is longer is cut
_STEP = 10_000


class References:
    """Keeps columns of a file's rows while they are signed.

    Args:
        connection: commits after each batch, so that a run that is interrupted can go on.
        columns: by name; REFERENCE is what identifies a person, by whichever column.
    """

    def __init__(self, connection: "db.Connection", columns: Sequence[str]) -> None:
        self._connection, self._columns = connection, columns
        if len(columns) > MOST or not all(name.strip() for name in columns):
            raise RecipientsError(f"--keep takes 1 to {MOST} columns, such as reference,language.")

    def keep(self, batch: Batch, names: list[str]) -> None:
        """Keep what these rows say."""
        wanted = {name: column_of(names, name) for name in self._columns if name != REFERENCE}
        references = batch.references if REFERENCE in self._columns else [""] * len(batch.lines)
        attributes = [
            {name: batch.said(cells[place]) for name, place in wanted.items()}
            for cells in batch.cells
        ]
        people = [int.from_bytes(each, signed=True) for each in batch.recipients]
        keep(self._connection, people, references, attributes, ids.utc_now())
        self._connection.commit()


def keep(
    connection: "db.Connection",
    recipients: Sequence[int],
    references: Sequence[str],
    attributes: Sequence[Mapping[str, str]],
    now: datetime,
) -> None:
    """Keep a reference ("": none) and attributes of each recipient; doing so again renews them."""
    rows = {
        "recipients": list(recipients),
        "references": [_clean(each) for each in references],
        "attributes": [
            json.dumps({name: _clean(value) for name, value in each.items()}) for each in attributes
        ],
        "now": now,
    }
    from feedback_buttons.storage import db

    connection.execute(db.query("keep_recipients"), rows)


def forget(connection: "db.Connection", now: datetime, days: int) -> int:
    """Forget all that was kept longer ago; return of how many recipients."""
    from feedback_buttons.storage import db

    before, forgotten = now - timedelta(days=days), 0
    while True:
        values = {"before": before, "most": _STEP}
        count = connection.execute(db.query("forget_recipients"), values).rowcount
        forgotten += count
        if count < _STEP:
            return forgotten


def _clean(value: str) -> str:
    """Postgres' text holds no NUL."""
    return value.replace("\0", "").strip()[:LENGTH]
