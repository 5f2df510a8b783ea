"""Writes a table as an Excel workbook (.xlsx), row by row: numbers as numbers, times as times, all else as text."""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import IO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from feedback_buttons.reports.exports import cells

ROWS = 1_048_576  # that a sheet can have, its head included
LONGEST = 32_767  # characters of a cell
_OPTIONS = {
    "constant_memory": True,  # rows wait on the disk
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class Book:
    """A workbook with a table, which goes on in a further sheet where one is full.

    Args:
        target: gets the file when it is closed.
        heads: the columns' names; they stand at the top of every sheet.
        zone: in which its times are told.
    """

    def __init__(self, target: IO[bytes], heads: Sequence[str], zone: tzinfo) -> None:
        self._book = Workbook(target, _OPTIONS)
        self._heads, self._zone = heads, zone
        self._bold = self._book.add_format({"bold": True})
        self._time = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._sheet, self._next = self._new(), 1

    def add(self, values: Sequence[object]) -> None:
        """Write a row."""
        if self._next == ROWS:
            self._sheet, self._next = self._new(), 1
        zone = cells.offset(values, self._zone)
        for column, value in enumerate(values):
            self._write(column, value, zone)
        self._next += 1

    def close(self) -> None:
        """Write the file."""
        self._book.close()

    def _new(self) -> Worksheet:
        sheet = self._book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(self._heads) - 1, 20)
        for column, head in enumerate(self._heads):
            sheet.write_string(0, column, head, self._bold)
        return sheet

    def _write(self, column: int, value: object, zone: tzinfo) -> None:
        sheet, row = self._sheet, self._next
        if isinstance(value, bool):
            sheet.write_boolean(row, column, value)
        elif isinstance(value, int | float):
            sheet.write_number(row, column, value)
        elif isinstance(value, datetime):
            local_time = value.astimezone(zone).replace(tzinfo=None, microsecond=0)
            sheet.write_datetime(row, column, local_time, self._time)
        elif value:
            sheet.write_string(row, column, str(value)[:LONGEST])
