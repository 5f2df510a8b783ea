"""Writes tokens into a list's rows: behind the other cells, or in place of the tokens of a list signed before."""

import re
from collections.abc import Sequence

from feedback_buttons.recipients.spreadsheets import Sheet


class TokenColumn:
    """Where the tokens of one list go.

    Args:
        place: the column that holds tokens already; None where it is added.

    Attributes:
        changed: how many rows held something else than the token that they have now.
    """

    def __init__(self, sheet: Sheet, place: int | None) -> None:
        self._delimiter, self._newline, self.place, self.changed = (
            sheet.delimiter,
            sheet.newline,
            place,
            0,
        )
        other = f"[^{re.escape(sheet.delimiter)}]*"
        self._field = re.compile(f'"(?:[^"]|"")*"|{other}')

    def rows(
        self, texts: Sequence[str], cells: Sequence[Sequence[str]], tokens: Sequence[str]
    ) -> str:
        """Rows with their tokens and line ends; all else of each stays as it is written."""
        if self.place is None:
            delimiter, newline = self._delimiter, self._newline
            pairs = zip(texts, tokens, strict=True)
            return "".join([f"{text}{delimiter}{token}{newline}" for text, token in pairs])
        place = self.place
        self.changed += sum(
            row[place].strip() != token for row, token in zip(cells, tokens, strict=True)
        )
        return "".join(map(self._replaced, texts, tokens))

    def _replaced(self, text: str, token: str) -> str:
        begin = 0
        for _ in range(self.place or 0):
            begin = self._end(text, begin) + len(self._delimiter)
        return f"{text[:begin]}{token}{text[self._end(text, begin) :]}{self._newline}"

    def _end(self, text: str, begin: int) -> int:
        field = self._field.match(text, begin)
        return field.end() if field else begin
