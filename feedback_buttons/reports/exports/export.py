"""Writes answers, comments or small tables to a file, some rows at a time: CSV and workbooks (.xlsx) for spreadsheets,
Parquet for analysis.

For spreadsheets a last column time_zone says how far the times of a row are from UTC; Parquet's are in UTC.
"""

import csv
import io
import itertools
import tempfile
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import astuple, fields
from datetime import datetime
from typing import IO, Any, Literal, get_args, get_type_hints

import pyarrow as pa
import pyarrow.parquet as pq

from feedback_buttons.accounts.audit_export import AuditRow
from feedback_buttons.cases.case_export import CaseRow
from feedback_buttons.comments.comment_export import CommentRow
from feedback_buttons.reports.answers.answer_export import RatingRow
from feedback_buttons.reports.answers.excluded_export import ExcludedRow
from feedback_buttons.reports.exports import cells
from feedback_buttons.reports.exports.cells import Dialect
from feedback_buttons.reports.exports.workbook import Book

Form = Literal["csv", "xlsx", "parquet"]
Row = RatingRow | CommentRow | CaseRow | AuditRow | ExcludedRow
TYPES = {
    "csv": "text/csv",  # Flask names the charset
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
USUAL = Dialect()
_KINDS = {
    datetime: pa.timestamp("us", tz="UTC"),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
}
_TYPES = {
    "at": pa.timestamp("us", tz="UTC"),
    "score": pa.int8(),
    "shared_clients": pa.int32(),
    "commented_at": pa.timestamp("us", tz="UTC"),
    "starred": pa.bool_(),
}
_BATCH = 10_000
_PIECE = 1 << 18  # bytes of a finished file that are handed on at once


def form(name: str) -> Form:
    """The form of this name or ending; CSV where there is none."""
    return next((form_name for form_name in get_args(Form) if form_name == name), "csv")


def write(
    rows: Iterable[Row],
    target: IO[bytes],
    form: Form = "csv",
    dialect: Dialect = USUAL,
    kind: type[Row] = RatingRow,
) -> int:
    """Write rows of a kind to a file of this form; return how many.

    In CSV an apostrophe stands before a text that a spreadsheet would run as a formula, or take for a number
    and change; the other forms have texts as they are.
    """
    iterator = iter(rows)
    batches = iter(lambda: list(itertools.islice(iterator, _BATCH)), [])
    return sum(_written(batches, target, kind, form, dialect))


def sheet(
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    form: Form = "csv",
    dialect: Dialect = USUAL,
) -> bytes:
    """A small table as a file of this form; None is an empty cell.

    >>> sheet(["value", "answers"], [("=1", 2), (None, 3)]).decode("utf-8-sig")
    "value,answers\\r\\n'=1,2\\r\\n,3\\r\\n"
    """
    target = io.BytesIO()
    if form == "parquet":
        pq.write_table(_columns_of(heads, rows), target, compression="zstd")
        return target.getvalue()
    for _ in _table(heads, [rows], target, form, dialect):
        pass
    return target.getvalue()


def _columns_of(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> pa.Table:
    """A table by its columns: numbers, times in UTC, or texts; a column without any value is one of texts."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in heads]
    arrays = [pa.array(column) for column in columns]
    arrays = [
        array.cast(pa.string()) if pa.types.is_null(array.type) else array for array in arrays
    ]
    return pa.Table.from_arrays(arrays, names=list(heads))


def chunks(
    batches: Iterable[Sequence[Row]], kind: type[Row], form: Form, dialect: Dialect = USUAL
) -> Iterator[bytes]:
    """A file of these rows, in pieces: each is made when it is asked for, and only it is in memory. A workbook is
    on the disk first, since its beginning is written last. The first one is made at once: a database that is away is
    still an error, and not a file that breaks off."""
    pieces = _pieces(batches, kind, form, dialect)
    return _resumed(next(pieces, b""), pieces)


def _resumed(first: bytes, pieces: Generator[bytes, None, None]) -> Iterator[bytes]:
    with closing(pieces):
        yield first
        yield from pieces


def _pieces(
    batches: Iterable[Sequence[Row]], kind: type[Row], form: Form, dialect: Dialect
) -> Generator[bytes, None, None]:
    if form == "xlsx":
        with tempfile.TemporaryFile() as file:
            for _ in _written(batches, file, kind, form, dialect):
                pass
            file.seek(0)
            yield from iter(lambda: file.read(_PIECE), b"")
        return
    sink = _Sink()
    for _ in _written(batches, sink, kind, form, dialect):
        yield sink.taken()
    yield sink.taken()


class _Sink(io.BytesIO):
    """A file that forgets what was taken from it."""

    def taken(self) -> bytes:
        taken = self.getvalue()
        self.seek(0)
        self.truncate()
        return taken


def _written(
    batches: Iterable[Sequence[Row]],
    target: Any,  # noqa: ANN401 (a file)
    kind: type[Row],
    form: Form,
    dialect: Dialect,
) -> Iterator[int]:
    """Write batch by batch; after each, how many rows that was."""
    if form == "parquet":
        return _parquet(batches, target, kind)
    zone = dialect.zone
    rows = (
        [(*values, cells.zoned(values, zone)) for values in map(astuple, batch)]
        for batch in batches
    )
    return _table([*_columns(kind), cells.TIME_ZONE], rows, target, form, dialect)


def _table(
    heads: Sequence[str],
    batches: Iterable[Iterable[Sequence[object]]],
    target: IO[bytes],
    form: Form,
    dialect: Dialect,
) -> Iterator[int]:
    return (_xlsx if form == "xlsx" else _csv)(heads, batches, target, dialect)


def _csv(
    heads: Sequence[str],
    batches: Iterable[Iterable[Sequence[object]]],
    target: IO[bytes],
    dialect: Dialect,
) -> Iterator[int]:
    text = io.TextIOWrapper(target, encoding="utf-8", newline="", write_through=True)
    text.write(cells.MARK)
    writer = csv.writer(text, delimiter=dialect.delimiter)
    writer.writerow(dialect.row(heads))
    for batch in batches:
        rows = [dialect.row(values) for values in batch]
        writer.writerows(rows)
        yield len(rows)
    text.detach()  # the target stays open


def _xlsx(
    heads: Sequence[str],
    batches: Iterable[Iterable[Sequence[object]]],
    target: IO[bytes],
    dialect: Dialect,
) -> Iterator[int]:
    book = Book(target, heads, dialect.zone)
    for batch in batches:
        count = 0
        for values in batch:
            book.add(values)
            count += 1
        yield count
    book.close()


def _parquet(batches: Iterable[Sequence[Row]], target: Any, kind: type[Row]) -> Iterator[int]:  # noqa: ANN401 (a file)
    """Write batch by batch; after each, how many rows that was."""
    hints = get_type_hints(kind)
    schema = pa.schema([(name, _TYPES.get(name) or _type(hints[name])) for name in _columns(kind)])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in batches:
            columns = [
                pa.array([getattr(row, column.name) for row in batch], column.type)
                for column in schema
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            yield len(batch)


def _type(hint: object) -> pa.DataType:
    """How a value of this type, or None, is written."""
    kinds = {hint, *get_args(hint)}
    return next((type_ for kind, type_ in _KINDS.items() if kind in kinds), pa.string())


def _columns(kind: type[Row]) -> list[str]:
    return [field.name for field in fields(kind)]
