"""Signs a CSV of recipients: adds or renews the column with everybody's token, and changes nothing else.

A row is copied as it was written, quotes and all, and its token set behind it. What is remembered is
twelve bytes a row, in a file, to tell who stands there twice: so one of ten million rows takes hardly
more memory than one of ten thousand.
"""

import codecs
import csv
import io
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO

from feedback_buttons.base.phrases import phrase
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.recipients import list_columns
from feedback_buttons.recipients.duplicates import Repeat, Repeats, Seen
from feedback_buttons.recipients.list_columns import TOKEN_COLUMN, ManyRepeatsError
from feedback_buttons.recipients.list_rows import BadRow, Batch, RowReader
from feedback_buttons.recipients.person_column import JUDGED
from feedback_buttons.recipients.resting import Resting
from feedback_buttons.recipients.spreadsheets import Position, Sheet
from feedback_buttons.recipients.token_column import TokenColumn
from feedback_buttons.signing.bulk_signer import BulkSigner

_NOT_ASKED = phrase("not asked now: answered already, asked lately, or not in the sample")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file is signed: where its next record begins, rows signed and rows left out so far."""

    place: Position
    rows: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Signed:
    """How many rows were signed, by which column; how many were left out; and how many of those signed
    name a person whom an earlier one had named. Where the list was signed before, ``renewed`` is how many of them
    have another token now. ``rested`` were not asked, as another mail had asked them lately, ``outside`` as they are
    not in the sample, ``answered`` as the list is a reminder's and they have."""

    rows: int
    left_out: int
    column: str
    repeated: int
    renewed: int | None = None
    rested: int = field(default=0, repr=False)
    outside: int = field(default=0, repr=False)
    answered: int = field(default=0, repr=False)


class Listener:
    """Hears what happens while a list is signed; a subclass overrides what it wants to hear."""

    def bad_row(self, row: BadRow) -> None:
        """Hear of a row that is left out."""

    def rested(self, row: BadRow) -> None:
        """Hear of a row that could be signed, and is left out as its person is not to be asked now."""

    def signing(self, batch: Batch, names: list[str]) -> None:
        """Hear of rows that are about to be written, of a file with these columns."""

    def progress(self, progress: Progress) -> None:
        """Hear how far the file is, after each block that is written."""

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
    repeats: bool = False,
    resting: Resting | None = None,
) -> Signed:
    """Copy a CSV that has a header, with a column `feedback_token` added; one that it has already gets the new tokens.

    Args:
        source: in UTF-8, UTF-16 or Windows-1252, with commas, semicolons, tabs or vertical bars.
            Excel's own first line `sep=;` is understood, and left out.
        target: gets the rows as they are signed, in the same encoding.
        signer: from ``Tokens.signer``.
        column: the one that identifies a person; else the one whose values show it: mail addresses, or a key of
            your own that no two rows share.
        message: the one that says which message a row is, such as a ticket: each has an answer of its own. Only
            where the signer is a campaign's.
        encoding: where it is none of the above, such as "cp1250".
        scratch: a file to remember in who stood where; else a temporary one.
        repeats: many rows may name one person, or one message to them.
        resting: leaves out who is not to be asked now; None asks everybody.

    Raises:
        SheetError: the file is no CSV, or in another encoding.
        RecipientsError: there is no header or no row, or not this column, or it holds tokens; nothing shows
            which column to take; or many rows name somebody again, and what stands in ``target`` is no list.

    >>> import io
    >>> from feedback_buttons import Tokens
    >>> signer = Tokens(["the signing key, 32 characters or more"], "the pseudonym key").signer("x")
    >>> source, target = io.BytesIO("id;name\\n1;Zoë\\n;nobody\\n".encode()), io.BytesIO()
    >>> sign_csv(source, target, signer)
    Signed(rows=1, left_out=1, column='id', repeated=0, renewed=None)
    >>> print(target.getvalue().decode(), end="")
    id;name;feedback_token
    1;Zoë;00w7xj6fgdyd79fwj32ygfbrvfwfznb
    """
    sheet, heard = Sheet(source, encoding), listener or Listener()
    first = sheet.first(JUDGED)
    person = list_columns.person(sheet.names, first, column)
    which = None if message is None else list_columns.column_of(sheet.names, message)
    only_count = not repeats and list_columns.hardly_tells(person, which, first)
    rows = RowReader(sheet, signer, person, which)
    tokens = TokenColumn(sheet, list_columns.token_place(sheet.names))
    with ExitStack() as held:
        seen = Seen(scratch or held.enter_context(tempfile.TemporaryFile()))
        if only_count:
            signed = _sign_blocks(sheet, _Nowhere(), signer, rows, Listener(), seen, tokens)
        else:
            signed = _sign_blocks(sheet, target, signer, rows, heard, seen, tokens, resting)
        repeated = Repeats(seen.repeats())
        if only_count or (not repeats and list_columns.many(len(repeated), signed.rows)):
            value, times = seen.most_frequent, repeated.most
            raise ManyRepeatsError(person.name, signed.rows, len(repeated), value, times)
        for repeat in repeated:
            heard.repeat(repeat)
    renewed = None if tokens.place is None else tokens.changed
    left = (resting.rested, resting.outside, resting.answered) if resting else (0, 0, 0)
    if resting:
        resting.finish()
    return Signed(signed.rows, signed.left_out, person.name, len(repeated), renewed, *left)


class _Nowhere(io.BytesIO):
    """A target that drops what is written to it, for counting only."""

    def write(self, _: object, /) -> int:
        """Drop the bytes."""
        return 0


def _sign_blocks(
    sheet: Sheet,
    target: IO[bytes],
    signer: BulkSigner,
    rows: RowReader,
    heard: Listener,
    seen: Seen,
    column: TokenColumn,
    resting: Resting | None = None,
) -> Progress:
    """Write all rows that can be signed, a block at a time; how far that is at the end."""
    head = (
        sheet.header if column.place is not None else sheet.header + sheet.delimiter + TOKEN_COLUMN
    )
    target.write(sheet.encoded("\ufeff" * sheet.bom + head + sheet.newline))
    state = Progress(sheet.start)
    for block in sheet.blocks():
        batch, bad = rows.read(block)
        if resting:
            batch = _asked(batch, resting, heard)
        heard.signing(batch, sheet.names)
        seen.add(batch.whom(), batch.lines, batch.references)
        occasions = [batch.occasions] if batch.occasions else []
        tokens = signer.tokens(batch.recipients, *occasions)
        target.write(sheet.encoded(column.rows(batch.texts, batch.cells, tokens)))
        for row in bad:
            heard.bad_row(row)
        state = Progress(block.end, state.rows + len(tokens), state.left_out + len(bad))
        heard.progress(state)
    return state


def _asked(batch: Batch, resting: Resting, heard: Listener) -> Batch:
    """The rows of a batch whose people are asked now; of the others is told."""
    rest, places = resting.asked(batch)
    for place in places:
        heard.rested(BadRow(batch.lines[place], _NOT_ASKED, batch.texts[place]))
    return rest


def rejects_head() -> bytes:
    """The first line of a CSV of rows that were left out, in the language spoken, behind the byte order mark that
    Excel needs."""
    return codecs.BOM_UTF8 + _csv(tr("line"), tr("reason"), tr("row"))


def rejected(row: BadRow) -> bytes:
    """A row that was left out, as a row of that CSV, its reason in the language spoken."""
    return _csv(row.line, row.reason, row.text)


def _csv(*cells: object) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerow(cells)
    return text.getvalue().encode()
