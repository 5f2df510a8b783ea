"""A program of its own that reads one sheet of a workbook from standard input and writes it as CSV.

It runs apart from whoever needs the rows, under limits of memory and time: two cells in opposite corners of a sheet
make seventeen thousand million cells of a file of two kilobytes.
"""

import csv
import json
import re
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from io import TextIOWrapper
from itertools import islice

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

_MEMORY = 2 << 30  # bytes: a million rows of ten columns take half of it
_SECONDS = 300
_WRITTEN = 2_000_000_000  # bytes, as many as a list may have
_EXACT = 1e15  # spreadsheets keep fifteen digits of a number
UNREADABLE = 3  # exit codes
EMPTY = 4
UNKNOWN = 5
_COVER = 2
_LOOKED = 50  # rows by which a sheet is known as a table

_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (spreadsheets count from it, and know no zones)
_ODS_SPAN = re.compile(r"PT(\d{1,9})H(\d{1,2})M(\d{1,2}(?:\.\d+)?)S")
_LIFETIME = timedelta(days=365 * 60)

Cell = int | float | str | bool | time | date | datetime | timedelta


def main() -> int:
    """Write one sheet to standard output: the one whose name the first argument is, as JSON; for null the first that
    has a table, else the first that has rows. To standard error goes a list of lists, as JSON: the names of all sheets
    that have rows, that one first, and of those of them that are hidden."""
    for limit, most in (
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_CPU, _SECONDS),
        (resource.RLIMIT_FSIZE, _WRITTEN),
    ):
        with suppress(ValueError, OSError):  # where a system has a lower one, or none
            resource.setrlimit(limit, (most, most))
    try:
        with CalamineWorkbook.from_filelike(sys.stdin.buffer) as book:
            return _write(book, json.loads(sys.argv[1]))
    except CalamineError:
        return UNREADABLE


def _write(book: CalamineWorkbook, wanted: str | None) -> int:
    hidden = {
        facts.name for facts in book.sheets_metadata if facts.visible != SheetVisibleEnum.Visible
    }
    sheets = map(book.get_sheet_by_name, book.sheet_names)
    filled = [sheet for sheet in sheets if sheet.height]
    if not filled:
        return EMPTY
    if wanted is None:
        filled.sort(key=lambda sheet: _place(sheet, hidden=sheet.name in hidden))
    else:
        filled.sort(key=lambda sheet: _plain(sheet.name) != _plain(wanted))
    names = [sheet.name for sheet in filled]
    sys.stderr.write(json.dumps([names, [name for name in names if name in hidden]]))
    if wanted is not None and _plain(names[0]) != _plain(wanted):
        return UNKNOWN
    with TextIOWrapper(sys.stdout.buffer, "utf-8-sig", newline="") as output:
        writer = csv.writer(output)
        for row in _rows(filled[0]):
            writer.writerow([said(cell) for cell in row])
    return 0


def _plain(name: str) -> str:
    """A sheet's name as spreadsheets compare it."""
    return name.strip().casefold()


def _rows(sheet: CalamineSheet, most: int | None = None) -> Iterator[list[Cell]]:
    above = (sheet.start or (0, 0))[0]  # empty rows, which the iterator has too
    return islice(sheet.iter_rows(), above, None if most is None else above + most)


def _place(sheet: CalamineSheet, *, hidden: bool) -> tuple[bool, bool, int]:
    """Orders sheets, those of one kind as they stand: covers come last, and hidden lists, such as those that cells are
    chosen from, behind the ones that somebody sees."""
    kind = _kind(sheet)
    return kind == _COVER, hidden, kind


def _kind(sheet: CalamineSheet) -> int:
    """0 for a sheet that has a table, 1 for one that may, _COVER for one of which most lines stand alone.

    A table has names above, and in most rows below something below half of them or more. One column is a table where
    mail addresses stand in it: a few lines of text look alike.
    """
    names, *rows = [[said(cell).strip() for cell in row] for row in _rows(sheet, _LOOKED)]
    columns = [place for place, name in enumerate(names) if name]
    whole = [row for row in rows if 2 * sum(bool(row[place]) for place in columns) >= len(columns)]
    if not rows or 2 * len(whole) < len(rows):
        return _COVER
    addresses = any("@" in cell for row in rows for cell in row)
    return 0 if len(columns) > 1 or addresses else 1


def said(cell: Cell) -> str:
    """What a cell says: whole numbers without ".0", days and times in ISO 8601, texts as they are. Numbers of more
    digits than a spreadsheet keeps are written as it writes them, so that nobody takes them for somebody's.

    >>> said(9007199254740993.0), said(-8.931e18)
    ('9.00719925474099E+15', '-8.93100000000000E+18')
    >>> said(time(9, 30)), said(timedelta(days=1, hours=12)), said("PT36H00M00S"), said("PT1104561H30M00.000000838S")
    ('09:30:00', '36:00:00', '36:00:00', '2026-01-01T09:30:00')
    >>> [said(cell) for cell in (17.0, 0.5, "007", True, datetime(2026, 11, 28), datetime(2026, 11, 28, 9, 30))]
    ['17', '0.5', '007', 'TRUE', '2026-11-28', '2026-11-28T09:30:00']
    """
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float) and abs(cell) > _EXACT:
        return f"{cell:.14E}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, time):  # .ods tells of seconds in parts of them
        return f"{datetime.combine(_EPOCH, cell) + timedelta(milliseconds=500):%H:%M:%S}"
    if isinstance(cell, date):
        return cell.isoformat()
    return _span(cell) if isinstance(cell, timedelta) else _of_ods(str(cell))


def _of_ods(text: str) -> str:
    """A span of time, which .ods has as a text; more than a lifetime is a moment that is shown as a time of day."""
    parts = _ODS_SPAN.fullmatch(text)
    if not parts:
        return text
    hours, minutes, seconds = (float(part) for part in parts.groups())
    span = timedelta(hours=hours, minutes=minutes, seconds=round(seconds))
    return said(_EPOCH + span) if span > _LIFETIME else _span(span)


def _span(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


if __name__ == "__main__":
    sys.exit(main())
