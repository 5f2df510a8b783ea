"""Separates the rows of a list that can be signed from those that cannot, and says why."""

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from feedback_buttons.base.phrases import Phrase, phrase
from feedback_buttons.recipients.person_column import Column
from feedback_buttons.recipients.spreadsheets import Block, Sheet
from feedback_buttons.signing.bulk_signer import BulkSigner
from feedback_buttons.signing.mail_keys import MAIL, is_mail, normal

_ROUNDED = re.compile(
    r"-?\d(?:[.,]\d+)?E\+(?:1[1-9]|[2-9]\d)"
)  # as spreadsheets write a long number
_NAMES = {"cp1252": "Windows-1252", "utf-8": "UTF-8"}


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its first line in the file, counted from 1; why, to be worded where it is shown; and
    its text."""

    line: int
    reason: Phrase
    text: str


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows that can be signed: of each its first line, text, cells, reference and pseudonym; what a cell says,
    as far as it can be read; and the message and its occasion, where rows name messages."""

    lines: Sequence[int]
    texts: list[str]
    cells: list[list[str]]
    references: list[str]
    recipients: list[bytes]
    legible: Callable[[str], str]
    messages: list[str]
    occasions: list[bytes]

    def whom(self) -> list[bytes]:
        """Eight bytes for each row, which are another row's only if it names the same person and message."""
        if not self.occasions:
            return self.recipients
        pairs = zip(self.recipients, self.occasions, strict=True)
        return [bytes(map(operator.xor, recipient, which)) for recipient, which in pairs]


class RowReader:
    """Reads the rows of one list.

    Args:
        person: the column that identifies a person. Where it holds mail addresses, what is none is left out.
        message: the place of the column that says which message a row is, if rows name some.
    """

    def __init__(
        self, sheet: Sheet, signer: BulkSigner, person: Column, message: int | None
    ) -> None:
        self._sheet, self._signer, self._person = sheet, signer, person
        self._places = [person.place] if message is None else [person.place, message]

    def read(self, block: Block) -> tuple[Batch, list[BadRow]]:
        """The rows of a block that can be signed, and those that cannot."""
        columns = self._whole(block)
        if columns is not None:
            return self._batch(block, block.lines, block.texts, block.cells, columns), []
        return self._parted(block)

    def _whole(self, block: Block) -> list[list[str]] | None:
        """What stands in the columns that count, where all rows of a block can be signed; None where one has to be
        looked at by itself. Most are so, and looked at together: a call for each costs a second for a million."""
        if set(map(len, block.cells)) != {len(self._sheet.names)}:
            return None
        columns = [
            list(map(str.strip, map(operator.itemgetter(place), block.cells)))
            for place in self._places
        ]
        joined = ["".join(column) for column in columns]
        plain = all(map(all, columns)) and all(
            text.isascii() and "E+" not in text for text in joined
        )
        mails = self._person.kind == "mail"
        return columns if plain and not (mails and _odd(columns[0])) else None

    def _parted(self, block: Block) -> tuple[Batch, list[BadRow]]:
        """The rows of a block that can be signed, and those that cannot, one by one."""
        good: list[int] = []
        keys: list[list[str]] = []
        bad: list[BadRow] = []
        width = len(self._sheet.names)
        for number, cells in enumerate(block.cells):
            row_keys = self._keys(cells, block)
            if len(cells) == width and row_keys and all(map(_whole_key, row_keys)):
                good.append(number)
                keys.append(row_keys)
            elif not cells or any(map(str.strip, cells)):  # what is all empty is no row
                bad.append(self._bad(block, number, self._reason(cells, block)))
        if self._person.kind == "mail":
            wrong = _no_mails(self._person.name, [row[0] for row in keys])
            bad += [self._bad(block, good[at], why) for at, why in wrong.items()]
            bad.sort(key=operator.attrgetter("line"))
            good = [number for at, number in enumerate(good) if at not in wrong]
            keys = [row for at, row in enumerate(keys) if at not in wrong]
        lines = [block.lines[number] for number in good]
        texts = [block.texts[number] for number in good]
        good_cells = [block.cells[number] for number in good]
        columns = [[row[at] for row in keys] for at in range(len(self._places))]
        return self._batch(block, lines, texts, good_cells, columns), bad

    def _batch(
        self,
        block: Block,
        lines: Sequence[int],
        texts: list[str],
        cells: list[list[str]],
        columns: list[list[str]],
    ) -> Batch:
        references, messages = columns[0], columns[1] if len(columns) > 1 else []
        return Batch(
            lines,
            texts,
            cells,
            references,
            self._signer.recipients(references),
            lambda cell: self._sheet.legible(cell, block.end),
            messages,
            self._signer.occasions(messages) if messages else [],
        )

    def _keys(self, cells: Sequence[str], block: Block) -> list[str]:
        """What stands in the row's columns that count; nothing where it cannot be read."""
        meaning, end = self._sheet.meaning, block.end
        try:
            return [
                cells[place].strip()
                if cells[place].isascii()
                else meaning(cells[place].strip(), end).strip()
                for place in self._places
                if place < len(cells)
            ]
        except UnicodeError:
            return []

    def _bad(self, block: Block, number: int, reason: Phrase) -> BadRow:
        text = self._sheet.legible(block.texts[number], block.end)
        return BadRow(block.lines[number], reason, text)

    def _reason(self, cells: Sequence[str], block: Block) -> Phrase:
        names = self._sheet.names
        if not cells:
            return phrase("its quotes do not match")
        if len(cells) != len(names):
            return phrase(
                "it has {fields} fields, the header has {columns}",
                fields=len(cells),
                columns=len(names),
            )
        for place in self._places:
            try:
                if not self._sheet.meaning(cells[place], block.end).strip():
                    return _empty(names[place])
            except UnicodeError:
                encoding = block.end.encoding or "utf-8"
                return phrase(
                    "{column} is not in {encoding}",
                    column=names[place],
                    encoding=_NAMES.get(encoding, encoding),
                )
        keys = zip(self._places, self._keys(cells, block), strict=True)
        rounded = next((place for place, key in keys if key and not _whole_key(key)), None)
        if rounded is None:
            return _empty(names[self._places[0]])
        return phrase(
            "{column} is a number that a spreadsheet has rounded; make it text there",
            column=names[rounded],
        )


def _whole_key(key: str) -> bool:
    """Whether a key is one, and whole: of a long number a spreadsheet keeps fifteen digits."""
    return bool(key) and not _ROUNDED.fullmatch(key)


def _empty(column: str) -> Phrase:
    return phrase("{column} is empty", column=column)


def _odd(references: list[str]) -> list[int]:
    """The places of those that are no mail address as they are written."""
    fits = MAIL.fullmatch  # half a second for a million rows
    return [at for at, reference in enumerate(references) if not fits(reference)]


def _no_mails(name: str, references: list[str]) -> dict[int, Phrase]:
    """The places of those that are no mail address, and why."""
    odd = _odd(references)
    wrong = {at: references[at].count("@") for at in odd if not is_mail(normal(references[at]))}
    several = phrase("{column} holds more than one mail address", column=name)
    none = phrase("{column} is no mail address", column=name)
    lost = phrase(
        "{column} has a ? where a letter was lost when the list was saved; save it as UTF-8",
        column=name,
    )
    return {at: lost for at, key in enumerate(references) if "?" in key or "\ufffd" in key} | {
        at: several if signs > 1 else none for at, signs in wrong.items()
    }
