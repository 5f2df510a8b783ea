"""Signs a CSV of recipients: adds a column with everybody's token, and changes nothing else.

A row is copied as it was written, quotes and all, and its token set behind it. Nothing is kept, so
that a file of millions takes no more memory than one of ten.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TextIO

TOKEN_COLUMN = "feedback_token"  # noqa: S105 (a column's name)
_USUAL = ("email", "id")
_DELIMITERS = ",;\t|"
_BOM = "\ufeff"
_UTF16 = ("\udcff\udcfe", "\udcfe\udcff")  # its first two bytes, read as UTF-8 with surrogateescape
_STEP = 5_000  # rows from one report of progress to the next


class RecipientsError(Exception):
    """The file cannot be signed at all; the message says what to do."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its first line in the file, counted from 1, and why."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Signed:
    """How many rows were signed, by which column, and how many were left out."""

    rows: int
    left_out: int
    column: str


def sign_csv(
    source: TextIO,
    target: TextIO,
    sign: Callable[[str], str],
    *,
    column: str | None = None,
    bad_row: Callable[[BadRow], object] = lambda _: None,
    progress: Callable[[int], object] = lambda _: None,
) -> Signed:
    """Copy a CSV that has a header, with a column `feedback_token` added.

    Args:
        source: opened with newline="" and errors="surrogateescape", so that all bytes pass through,
            like ``target``. Its delimiter may be a comma, semicolon, tab or vertical bar.
        target: gets the rows as they are signed.
        sign: from what identifies a person to the token; ``Tokens.signer`` makes a fast one.
        column: the one that identifies a person; else `email`, else `id`, else the first.
        bad_row: told of each row that is left out.
        progress: told now and then how many rows have been signed.

    Raises:
        RecipientsError: there is no header, or not this column in it, or it is signed already.

    >>> import io
    >>> source, target = io.StringIO("id;name\\n1;Zoë\\n;nobody\\n"), io.StringIO()
    >>> sign_csv(source, target, lambda key: f"token-of-{key}", bad_row=print)
    BadRow(line=3, reason='id is empty')
    Signed(rows=1, left_out=1, column='id')
    >>> print(target.getvalue(), end="")
    id;name;feedback_token
    1;Zoë;token-of-1
    """
    lines = _Lines(source)
    delimiter = _begin(lines, target)
    records = _records(lines, delimiter)
    _, text, names = next(records)
    place = _place(names, column)
    target.write(_with(text, delimiter + TOKEN_COLUMN))
    width, rows, left_out = len(names), 0, 0
    for line, text, cells in records:
        key = cells[place].strip() if len(cells) == width else ""
        try:
            token = key and sign(key)
        except UnicodeEncodeError:
            token = ""
        if token:
            target.write(_with(text, delimiter + token))
            rows += 1
            if not rows % _STEP:
                progress(rows)
        else:
            left_out += 1
            bad_row(BadRow(line, _reason(cells, names, place)))
    return Signed(rows, left_out, names[place])


class _Lines:
    """The lines of a file; what was read too far can be put back."""

    def __init__(self, source: TextIO) -> None:
        self._source = source
        self._back: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        while self._back:
            yield self._back.popleft()
        for text in self._source:
            yield text
            while self._back:
                yield self._back.popleft()

    def back(self, texts: list[str]) -> None:
        self._back.extendleft(reversed(texts))


def _begin(lines: _Lines, target: TextIO) -> str:
    """Find the delimiter; pass a byte order mark on, for Excel reads UTF-8 only behind one."""
    text = next(iter(lines), "")
    if text.startswith(_UTF16):
        raise RecipientsError("the file is in UTF-16; save it as CSV in UTF-8.")
    if text.startswith(_BOM):
        target.write(_BOM)
        text = text[1:]
    if not text.strip():
        raise RecipientsError(
            "the file is empty, or its first line is; that has to name the columns."
        )
    lines.back([text])
    bare = re.sub('"[^"]*"', "", text)
    return max(_DELIMITERS, key=bare.count)


def _records(lines: _Lines, delimiter: str) -> Iterator[tuple[int, str, list[str]]]:
    """Every record: the number of its first line, its text, its cells (none if a quote is amiss).

    Few lines hold a quote; splitting the others takes a fraction of the time of a CSV reader.
    """
    number = 1
    for text in lines:
        if '"' in text:
            taken, cells = _quoted(text, lines, delimiter)
            yield number, "".join(taken), cells
            number += len(taken)
        else:
            if body := text.rstrip("\r\n"):
                yield number, text, body.split(delimiter)
            number += 1


def _quoted(first: str, lines: _Lines, delimiter: str) -> tuple[list[str], list[str]]:
    """The lines of a record that begins with this one, and its cells.

    A quote that is never closed would swallow all that follows: then it is this one line alone.
    """
    taken = [first]

    def feed() -> Iterator[str]:
        yield first
        for text in lines:
            taken.append(text)
            yield text

    try:
        return taken, next(csv.reader(feed(), delimiter=delimiter, strict=True))
    except csv.Error:
        lines.back(taken[1:])
        return [first], []


def _place(names: list[str], column: str | None) -> int:
    if not names:
        raise RecipientsError("the quotes of the first line do not match.")
    found = [name.strip().lower() for name in names]
    if any("@" in name for name in names):
        raise RecipientsError(
            "the first line has to name the columns, but it holds a mail address."
        )
    if TOKEN_COLUMN in found:
        raise RecipientsError(f"there is a column {TOKEN_COLUMN} already; remove it to sign anew.")
    if column is None:
        return next((found.index(name) for name in _USUAL if name in found), 0)
    if found.count(column.lower()) != 1:
        many = "no" if column.lower() not in found else "more than one"
        raise RecipientsError(f"there is {many} column {column!r} among: {', '.join(names)}.")
    return found.index(column.lower())


def _with(text: str, cell: str) -> str:
    body = text.rstrip("\r\n")
    return f"{body}{cell}{text[len(body) :] or chr(10)}"


def _reason(cells: list[str], names: list[str], place: int) -> str:
    if not cells:
        return "its quotes do not match"
    if len(cells) != len(names):
        return f"it has {len(cells)} fields, the header has {len(names)}"
    return f"{names[place]} is " + ("not in UTF-8" if cells[place].strip() else "empty")
