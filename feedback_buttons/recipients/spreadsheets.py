"""Reads the CSV that spreadsheets write: any encoding, delimiter and line end, by the thousand rows.

Text that is not UTF-16 is read as UTF-8 whose wrong bytes pass through unchanged, so that every row can
be written back as it was; what is *said* in a cell is read by :meth:`Sheet.meaning`.
"""

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import IO

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.recipients import foreign_files

_BLOCK = 1 << 18  # bytes read at once
_AHEAD = 16  # blocks that are held to look at first
_LONGEST = 1 << 20  # characters of one record; a longer one is no CSV
_DELIMITERS = ";\t|,"  # where two would do, it is the one that is rarer in texts
_BOM = "\ufeff"
_SEP = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)  # Excel's own way to name the delimiter
_WRONG = re.compile("[\udc80-\udcff]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")


class SheetError(FeedbackError):
    """The file cannot be read as CSV at all; the message says what to do."""

    code = "sheet-unreadable"


@dataclass(frozen=True, slots=True)
class Position:
    """Where in a file its next record begins: bytes before it, its line counted from 1, and the
    encoding that was found so far (None: nothing but ASCII yet)."""

    offset: int
    line: int
    encoding: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """Some records that follow each other: the number of each one's first line, its text without the
    line end, its cells (none where its quotes do not match); and where the next one begins."""

    lines: Sequence[int]
    texts: list[str]
    cells: list[list[str]]
    end: Position


class Sheet:
    """One CSV file, opened as bytes. Its header is read at once.

    Attributes:
        names: the columns.
        bom: whether it begins with a byte order mark, which Excel needs to read UTF-8.
        codec: what its bytes are read by, and written back, with :attr:`errors`.

    Raises:
        SheetError: it is empty, its encoding is not known, or its header's quotes do not match.
    """

    def __init__(self, source: IO[bytes], encoding: str | None = None) -> None:
        self._source = source
        head = source.read(_BLOCK)
        self.codec, self.errors = _codec(head, encoding)
        self._said = encoding
        self._decoder = codecs.getincrementaldecoder(self.codec)(self.errors)
        try:
            text = self._decoder.decode(head)
        except UnicodeDecodeError as error:
            raise SheetError(
                wording("the file is not in {codec}, or is cut off."), codec=self.codec
            ) from error
        self.bom = text.startswith(_BOM)
        self._begin(text, self.bom)
        self._read, self._ahead = self._blocks(), deque[Block]()

    def _begin(self, text: str, bom: bool) -> None:
        lines = _lines(text)
        first = lines[0].removeprefix(_BOM) if lines else ""
        named = _SEP.fullmatch(first)
        skipped = lines[:1] if named else []
        lines = [first, *lines[1:]] if not named else lines[1:]
        if not (lines and lines[0].strip()):
            raise SheetError(
                wording("the file is empty, or its first line is; that has to name the columns.")
            )
        self.delimiter = named[1] if named else _delimiter(lines[:20])
        taken, self.names = next(_records(lines[:100], self.delimiter, None))
        if not self.names:
            raise SheetError(wording("the quotes of the first line do not match."))
        self.header = "".join(lines[:taken])
        self.newline = self.header[len(self.header.rstrip("\r\n")) :] or "\n"
        self.header = self.header.rstrip("\r\n")
        before = "".join(skipped) + (_BOM if bom and not named else "") + "".join(lines[:taken])
        encoding = self._said or (self.codec if bom or self.codec != "utf-8" else None)
        self.start = Position(len(self.encoded(before)), taken + len(skipped) + 1, encoding)
        self._rest = "".join(lines[taken:])

    def encoded(self, text: str) -> bytes:
        """A text as the file's bytes."""
        return text.encode(self.codec, self.errors)

    def meaning(self, text: str, place: Position) -> str:
        """What a cell says, where it is not ASCII.

        Raises:
            UnicodeError: it is not in the file's encoding.
        """
        if self.codec != "utf-8":
            return text
        return text.encode("utf-8", "surrogateescape").decode(place.encoding or "utf-8")

    def legible(self, text: str, place: Position) -> str:
        """What a cell says, with question marks for what is not in the file's encoding."""
        try:
            return text if text.isascii() else self.meaning(text, place)
        except UnicodeError:
            return text.encode("utf-8", "replace").decode()

    def first(self, count: int) -> list[list[str]]:
        """What the cells of so many records say, or of those in the first megabytes; :meth:`blocks` has them too."""
        while len(self._ahead) < _AHEAD and sum(len(block.cells) for block in self._ahead) < count:
            block = next(self._read, None)
            if block is None:
                break
            self._ahead.append(block)
        rows = ((cells, block.end) for block in self._ahead for cells in block.cells)
        records = ([self.legible(cell, end) for cell in cells] for cells, end in rows if any(cells))
        return list(islice(records, count))

    def blocks(self) -> Iterator[Block]:
        """All records behind the header, some hundred kilobytes at a time; once, for the file is read on."""
        while self._ahead:
            yield self._ahead.popleft()
        yield from self._read

    def _blocks(self) -> Iterator[Block]:
        place, rest = self.start, self._rest
        last = False
        while not last:
            raw = self._source.read(_BLOCK)
            last = not raw
            rest += self._decoded(raw, last, place)
            block, rest = self._block(rest, last, place)
            if len(rest) > _LONGEST:
                raise SheetError(
                    wording("line {line} is longer than a million characters; is this a CSV?"),
                    line=block.end.line,
                )
            place = block.end
            yield block

    def _decoded(self, raw: bytes, last: bool, place: Position) -> str:
        try:
            return self._decoder.decode(raw, last)
        except UnicodeDecodeError as error:
            raise SheetError(
                wording("the file is not in {codec} behind line {line}, or is cut off there."),
                codec=self.codec,
                line=place.line,
            ) from error

    def _block(self, text: str, last: bool, place: Position) -> tuple[Block, str]:
        """The whole records at the beginning of a text, and the rest of it."""
        lines = _lines(text)
        rest = [] if last or not lines else [lines.pop()]
        cells_of = _simple(lines, self.delimiter)
        if cells_of is None:
            records = list(_records(lines, self.delimiter, len(self.names), whole=last))
            ends = list(accumulate(count for count, _ in records))
            begins = [0, *ends]
            rest, lines = [*lines[begins[-1] :], *rest], lines[: begins[-1]]
            texts = ["".join(lines[a:b]) for a, b in zip(begins, ends, strict=False)]
            numbers: Sequence[int] = [place.line + begin for begin in begins[:-1]]
            cells_of = [cells for _, cells in records]
        else:
            texts, numbers = lines, range(place.line, place.line + len(lines))
        done = "".join(lines)
        encoding = place.encoding or _found(done)
        end = Position(place.offset + len(self.encoded(done)), place.line + len(lines), encoding)
        texts = [text.rstrip("\r\n") for text in texts]
        return Block(numbers, texts, cells_of, end), "".join(rest)


def _codec(head: bytes, encoding: str | None) -> tuple[str, str]:
    if refused := foreign_files.refusal(head):
        raise SheetError(refused)
    if head.startswith(codecs.BOM_UTF16_LE) or head[1:2] == b"\0":
        return "utf-16-le", "surrogatepass"
    if head.startswith(codecs.BOM_UTF16_BE) or head[:1] == b"\0":
        return "utf-16-be", "surrogatepass"
    if encoding:
        ascii_ = bytes(range(32, 127))
        try:
            if ascii_.decode(encoding) != ascii_.decode():
                raise LookupError
        except (LookupError, UnicodeError) as error:
            raise SheetError(
                wording("no encoding {said!r} is known; such as utf-8, cp1252, cp1250."),
                said=encoding,
            ) from error
    return "utf-8", "surrogateescape"


def _found(text: str) -> str | None:
    """The encoding that a text's bytes speak for: UTF-8, else what Windows writes in the west."""
    if text.isascii():
        return None
    wrong = len(_WRONG.findall(text))
    return "cp1252" if wrong * 2 > len(_NOT_ASCII.findall(text)) else "utf-8"


def _lines(text: str) -> list[str]:
    """The lines with their ends, whichever those are; `str.splitlines` knows too many."""
    return io.StringIO(text, newline="").readlines()


def _delimiter(lines: list[str]) -> str:
    """The delimiter by which most of the first rows have as many fields as the header."""

    def fit(delimiter: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:  # a line of more than a hundred thousand letters
            return 0, 0
        alike = widths.count(widths[0]) if widths and widths[0] > 1 else 0
        return alike, widths[0] if widths else 0

    best = max(_DELIMITERS, key=fit)
    return best if fit(best)[1] > 1 else ","


def _simple(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """The cells of each line, if each is a record of its own; most files are so, and read at once."""
    if not any('"' in line for line in lines):
        return [line.rstrip("\r\n").split(delimiter) for line in lines]
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return None
    return [cells or [""] for cells in records] if len(records) == len(lines) else None


def _records(
    lines: list[str], delimiter: str, width: int | None, *, whole: bool = True
) -> Iterator[tuple[int, list[str]]]:
    """Each record: how many lines it takes, and its cells.

    A quote that is never closed would swallow what follows: where it does not make a record of the
    right width, it is this one line alone, without cells. Unless the ``whole`` file is here, the
    last record may be cut off, and is left out.
    """
    done = 0
    while done < len(lines):
        base = done
        reader = csv.reader((lines[n] for n in range(base, len(lines))), delimiter=delimiter, strict=True)  # fmt: skip
        try:
            for cells in reader:
                taken = base + reader.line_num - done
                if taken > 1 and width not in (None, len(cells)):
                    break
                yield taken, cells or [""]
                done += taken
            else:
                return
        except csv.Error:
            if not whole and base + reader.line_num >= len(lines) and _short(lines[done:]):
                return
        yield 1, []
        done += 1


def _short(lines: list[str]) -> bool:
    return sum(map(len, lines)) < _LONGEST // 2
