"""Signs a CSV of recipients: adds a column with everybody's token, and changes nothing else.

A row is copied as it was written, quotes and all, and its token set behind it. What is remembered is
twelve bytes a row, in a file, to tell who stands there twice: so one of ten million rows takes hardly
more memory than one of ten thousand.
"""

import csv
import io
import operator
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.recipients.duplicates import Repeat, Seen
from feedback_buttons.recipients.spreadsheets import Block, Position, Sheet
from feedback_buttons.signing.bulk_signer import BulkSigner

TOKEN_COLUMN = "feedback_token"  # noqa: S105 (a column's name)
REJECTS_HEAD = b"\xef\xbb\xbfline,reason,row\r\n"  # behind a byte order mark, as Excel needs it
_USUAL = ("email", "id")
_NAMES = {"cp1252": "Windows-1252", "utf-8": "UTF-8"}


class RecipientsError(FeedbackError):
    """The file cannot be signed at all; the message says what to do."""

    code = "recipients-invalid"


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its first line in the file, counted from 1, why, and its text."""

    line: int
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is signed: where its next record begins, rows signed and rows left out so far."""

    place: Position
    rows: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows that can be signed: of each its first line, text, cells, reference and pseudonym; what a cell says,
    as far as it can be read; and the message and its occasion, where rows name messages."""

    lines: list[int]
    texts: list[str]
    cells: list[list[str]]
    references: list[str]
    recipients: list[bytes]
    said: Callable[[str], str]
    messages: list[str]
    occasions: list[bytes]


@dataclass(frozen=True, slots=True)
class Signed:
    """How many rows were signed, by which column; how many were left out; and how many of those signed
    name a person whom an earlier one had named."""

    rows: int
    left_out: int
    column: str
    repeated: int


class Listener:
    """Is told what happens; override what you want to hear."""

    def bad_row(self, row: BadRow) -> None:
        """A row is left out."""

    def signing(self, batch: Batch, names: list[str]) -> None:
        """These rows of a file with these columns are about to be written."""

    def progress(self, progress: Progress) -> None:
        """A block is written: how far the file is now."""

    def repeat(self, row: Repeat) -> None:
        """A row, signed like the others, whose person an earlier one had named; all come at the end."""


def sign_csv(
    source: IO[bytes],
    target: IO[bytes],
    signer: BulkSigner,
    *,
    column: str | None = None,
    message: str | None = None,
    encoding: str | None = None,
    listener: Listener | None = None,
    scratch: IO[bytes] | None = None,
) -> Signed:
    """Copy a CSV that has a header, with a column `feedback_token` added.

    Args:
        source: in UTF-8, UTF-16 or Windows-1252, with commas, semicolons, tabs or vertical bars.
            Excel's own first line `sep=;` is understood, and left out.
        target: gets the rows as they are signed, in the same encoding.
        signer: from ``Tokens.signer``.
        column: the one that identifies a person; else `email`, else `id`, else the first.
        message: the one that says which message a row is, such as a ticket: each has an answer of its own. Only
            where the signer is a campaign's.
        encoding: where it is none of the above, such as "cp1250".
        scratch: a file to remember in who stood where; else a temporary one.

    Raises:
        SheetError: the file is no CSV, or in another encoding.
        RecipientsError: there is no header, or not this column in it, or it is signed already.

    >>> import io
    >>> from feedback_buttons import Tokens
    >>> signer = Tokens(["the signing key, 32 characters or more"], "the pseudonym key").signer("x")
    >>> source, target = io.BytesIO("id;name\\n1;Zoë\\n;nobody\\n".encode()), io.BytesIO()
    >>> sign_csv(source, target, signer)
    Signed(rows=1, left_out=1, column='id', repeated=0)
    >>> print(target.getvalue().decode(), end="")
    id;name;feedback_token
    1;Zoë;00w7xj6fgdyd79fwj32ygfbrvfwfznb
    """
    sheet, heard = Sheet(source, encoding), listener or Listener()
    place = identifier(sheet.names, column)
    places = [place, *([] if message is None else [column_of(sheet.names, message)])]
    target.write(sheet.encoded("\ufeff" * sheet.bom + _rows(sheet, [sheet.header], [TOKEN_COLUMN])))
    with ExitStack() as held:
        seen = Seen(scratch or held.enter_context(tempfile.TemporaryFile()))
        signed = _sign_blocks(sheet, target, signer, places, heard, seen)
        repeats = 0
        for repeat in seen.repeats():
            heard.repeat(repeat)
            repeats += 1
    return Signed(signed.rows, signed.left_out, sheet.names[place], repeats)


def _sign_blocks(
    sheet: Sheet,
    target: IO[bytes],
    signer: BulkSigner,
    places: list[int],
    heard: Listener,
    seen: Seen,
) -> Progress:
    """Write all rows that can be signed, a block at a time; how far that is at the end."""
    state = Progress(sheet.start)
    for block in sheet.blocks():
        batch, bad = _batch(sheet, block, places, signer)
        heard.signing(batch, sheet.names)
        seen.add(_whom(batch), batch.lines)
        occasions = [batch.occasions] if batch.occasions else []
        tokens = signer.tokens(batch.recipients, *occasions)
        target.write(sheet.encoded(_rows(sheet, batch.texts, tokens)))
        for row in bad:
            heard.bad_row(row)
        state = Progress(block.end, state.rows + len(tokens), state.left_out + len(bad))
        heard.progress(state)
    return state


def _rows(sheet: Sheet, texts: list[str], tokens: list[str]) -> str:
    delimiter, newline = sheet.delimiter, sheet.newline
    rows = [f"{row}{delimiter}{token}{newline}" for row, token in zip(texts, tokens, strict=True)]
    return "".join(rows)


def _whom(batch: Batch) -> list[bytes]:
    """Eight bytes for each row, which are another row's only if it names the same person and message."""
    if not batch.occasions:
        return batch.recipients
    pairs = zip(batch.recipients, batch.occasions, strict=True)
    return [bytes(map(operator.xor, who, which)) for who, which in pairs]


def _batch(
    sheet: Sheet, block: Block, places: list[int], signer: BulkSigner
) -> tuple[Batch, list[BadRow]]:
    """The rows of a block that can be signed, by what stands at these places, and those that cannot."""
    good: list[int] = []
    keys: list[list[str]] = []
    bad: list[BadRow] = []

    def meaning(cell: str) -> str:
        return cell if cell.isascii() else sheet.meaning(cell, block.end)

    def legible(text: str) -> str:
        try:
            return meaning(text)
        except UnicodeError:
            return text.encode("utf-8", "replace").decode()

    for number, cells in enumerate(block.cells):
        try:
            known = [
                meaning(cells[place].strip()).strip() for place in places if place < len(cells)
            ]
        except UnicodeError:
            known = []
            reason = _unreadable(cells, places, sheet, block)
        else:
            if len(cells) == len(sheet.names) and all(known):
                good.append(number)
                keys.append(known)
                continue
            reason = ""
        if reason or not cells or any(map(str.strip, cells)):  # what is all empty is no row
            reason = reason or _reason(cells, sheet.names, places)
            bad.append(BadRow(block.lines[number], reason, legible(block.texts[number])))
    references = [row[0] for row in keys]
    messages = [row[1] for row in keys] if len(places) > 1 else []
    batch = Batch(
        [block.lines[number] for number in good],
        [block.texts[number] for number in good],
        [block.cells[number] for number in good],
        references,
        signer.recipients(references),
        legible,
        messages,
        signer.occasions(messages) if messages else [],
    )
    return batch, bad


def _unreadable(cells: list[str], places: list[int], sheet: Sheet, block: Block) -> str:
    """Which of a row's keys is not in the file's encoding."""
    if len(cells) != len(sheet.names):
        return _reason(cells, sheet.names, places)
    name = block.end.encoding or "utf-8"
    for place in places:
        try:
            sheet.meaning(cells[place], block.end)
        except UnicodeError:
            return f"{sheet.names[place]} is not in {_NAMES.get(name, name)}"
    return ""


def identifier(names: list[str], column: str | None = None) -> int:
    """Where the column stands that identifies a person.

    Raises:
        RecipientsError: there is no header, or not this column in it, or it is signed already.
    """
    found = [name.strip().lower() for name in names]
    if any("@" in name for name in names):
        raise RecipientsError(
            wording("the first line has to name the columns, but it holds a mail address.")
        )
    if TOKEN_COLUMN in found:
        raise RecipientsError(
            wording("there is a column {token_column} already; remove it to sign anew."),
            token_column=TOKEN_COLUMN,
        )
    if column is None:
        return next((found.index(name) for name in _USUAL if name in found), 0)
    return column_of(names, column)


def column_of(names: list[str], column: str) -> int:
    """Where a column stands, whatever its case.

    Raises:
        RecipientsError: there is none, or more than one.
    """
    found = [name.strip().lower() for name in names]
    wanted = column.strip().lower()
    if found.count(wanted) != 1:
        many = "no" if wanted not in found else "more than one"
        raise RecipientsError(
            wording("there is {many} column {column!r} among: {known}."),
            many=many,
            column=column,
            known=", ".join(names),
        )
    return found.index(wanted)


def rejected(row: BadRow) -> bytes:
    """A row that was left out, as a row of a CSV that begins with REJECTS_HEAD."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow([row.line, row.reason, row.text])
    return text.getvalue().encode()


def _reason(cells: list[str], names: list[str], places: list[int]) -> str:
    if not cells:
        return "its quotes do not match"
    if len(cells) != len(names):
        return f"it has {len(cells)} fields, the header has {len(names)}"
    empty = next((place for place in places if not cells[place].strip()), places[0])
    return f"{names[empty]} is empty"
