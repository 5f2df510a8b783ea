"""Reads what people did later from a list: a CSV, or the first table of a workbook, with a row for each outcome."""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from feedback_buttons.accounts import audit
from feedback_buttons.base.phrases import Phrase, phrase
from feedback_buttons.recipients import later_outcomes, list_columns, workbooks
from feedback_buttons.recipients.later_outcomes import NAME, LaterOutcome
from feedback_buttons.recipients.list_columns import RecipientsError
from feedback_buttons.recipients.list_rows import BadRow
from feedback_buttons.recipients.spreadsheets import Block, Sheet
from feedback_buttons.recipients.workbooks import Sheets
from feedback_buttons.storage import db

COLUMNS = ("reference", "name", "day", "value")
SHOWN = 20  # rows that were left out, which are told one by one
MOST = 1e12  # that an outcome can be worth
_DAY_FIRST = re.compile(r"(\d{1,2})[-.](\d{1,2})[-.](20\d\d)", re.ASCII)
_THREE = re.compile(r"[-+]?\d{1,3}([.,])\d{3}", re.ASCII)
_NUMBER = re.compile(r"[-+]?\d{1,13}(\.\d{1,9})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredOutcomes:
    """What became of a list: how many outcomes are kept, how many rows were left out, and the first of these; which
    sheet of a workbook it was."""

    stored: int
    left_out: int
    bad: tuple[BadRow, ...]
    sheets: Sheets | None = None


def store(
    connection: db.Connection,
    source: IO[bytes],
    recipient: Callable[[str], int],
    now: datetime,
    *,
    by: str = audit.COMMAND_LINE,
    sheet: str | None = None,
) -> StoredOutcomes:
    """Keep the outcomes of a list, all in one transaction. A row that cannot be read is left out.

    Args:
        source: with the columns "reference", "name", "day", and "value" unless all are 1.
        recipient: tells the pseudonym of the sender's own key for a person.
        sheet: the name of a workbook's sheet; None for its first with a table.

    Raises:
        RecipientsError: a column is missing.
        SheetError: the file cannot be read at all.
    """
    stored, left_out, shown = 0, 0, list[BadRow]()
    with workbooks.as_csv(source, sheet) as (rows, sheets), connection.transaction():
        for outcomes, bad in _read(Sheet(rows), recipient):
            stored += later_outcomes.put(connection, outcomes, now) if outcomes else 0
            left_out += len(bad)
            shown += bad[: SHOWN - len(shown)]
        audit.record(connection, by, "outcomes told", "", stored=stored, left_out=left_out)
    return StoredOutcomes(stored, left_out, tuple(shown), sheets)


def _read(
    sheet: Sheet, recipient: Callable[[str], int]
) -> Iterator[tuple[list[LaterOutcome], list[BadRow]]]:
    """The outcomes of each block of a sheet, and the rows that are none."""
    list_columns.check(sheet.names)
    places = {name: list_columns.column_of(sheet.names, name) for name in COLUMNS[:3]}
    with suppress(RecipientsError):
        places["value"] = list_columns.column_of(sheet.names, "value")
    for block in sheet.blocks():
        outcomes, bad = list[LaterOutcome](), list[BadRow]()
        for at, cells in enumerate(block.cells):
            if cells and not any(map(str.strip, cells)):
                continue
            outcome = _outcome(sheet, block, cells, places, recipient)
            if isinstance(outcome, LaterOutcome):
                outcomes.append(outcome)
            else:
                bad.append(
                    BadRow(block.lines[at], outcome, sheet.legible(block.texts[at], block.end))
                )
        yield outcomes, bad


def _outcome(
    sheet: Sheet,
    block: Block,
    cells: list[str],
    places: dict[str, int],
    recipient: Callable[[str], int],
) -> LaterOutcome | Phrase:
    """A row's outcome, or why it is none."""
    if len(cells) != len(sheet.names):
        return phrase(
            "it has {fields} fields, the header has {columns}",
            fields=len(cells),
            columns=len(sheet.names),
        )
    try:
        texts = {
            name: sheet.meaning(cells[at].strip(), block.end).strip() for name, at in places.items()
        }
    except UnicodeError:
        return phrase("{column} is not in {encoding}", column="name", encoding=sheet.codec)
    for name in ("reference", "name"):
        if not texts[name]:
            return phrase("{column} is empty", column=name)
    if len(texts["name"]) > NAME or not texts["name"].isprintable():
        return phrase("{column} has more than {most} characters", column="name", most=NAME)
    worth = texts.get("value", "")
    day, value = _day(texts["day"]), _value(worth)
    if day is None:
        return phrase("day is no day such as 2026-12-05")
    if value is None:
        return phrase("value is no number")
    if _ambiguous(worth, sheet.delimiter):
        return phrase("value may be a thousand times more or less: write it without a separator")
    return LaterOutcome(recipient(texts["reference"]), texts["name"], day, value)


def _day(text: str) -> date | None:
    """A day, the year or the day first; with slashes nobody knows which it is."""
    parts = _DAY_FIRST.fullmatch(text)
    iso = f"{parts[3]}-{parts[2]:0>2}-{parts[1]:0>2}" if parts else text[:10]
    with suppress(ValueError):
        day = date.fromisoformat(iso)
        rest = text[10:] if not parts else ""
        return day if 2000 <= day.year < 2100 and (not rest or rest[0] in "T ") else None
    return None


def _ambiguous(text: str, delimiter: str) -> bool:
    """Whether a number may be of thousands or with three decimals, as 1,234 is; where cells are parted by semicolons
    the decimals stand behind a comma, so that 1.234 is too."""
    parts = _THREE.fullmatch(text)
    return parts is not None and (parts[1] == "," or delimiter == ";")


def _value(text: str) -> float | None:
    """A number with a decimal point or comma; 1 where nothing is written."""
    if not text:
        return 1.0
    plain = text.replace(" ", "").replace("\u00a0", "")
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    number = float(plain) if _NUMBER.fullmatch(plain) else math.nan
    return number if abs(number) <= MOST else None
