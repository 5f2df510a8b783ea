"""Writes answers or comments to a file, some rows at a time: CSV for spreadsheets, Parquet for analysis."""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, fields
from datetime import datetime
from typing import IO, Any, Literal, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from feedback_buttons.comments.comment_export import CommentRow
from feedback_buttons.reports.campaign_reports import RatingRow

Form = Literal["csv", "parquet"]
Row = RatingRow | CommentRow
_TYPES = {
    "occasion": pa.int64(),
    "at": pa.timestamp("us", tz="UTC"),
    "score": pa.int8(),
    "commented_at": pa.timestamp("us", tz="UTC"),
    "starred": pa.bool_(),
}
# What makes a spreadsheet take a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BATCH = 10_000


def write_csv(rows: Iterable[Row], target: TextIO, kind: type[Row] = RatingRow) -> int:
    """Write rows of a kind as CSV; return how many. ``target`` is opened with newline="".

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    return sum(_csv(_batches(rows), target, kind))


def write_parquet(rows: Iterable[Row], target: IO[bytes], kind: type[Row] = RatingRow) -> int:
    """Write rows of a kind as Parquet, texts as they are; return how many."""
    return sum(_parquet(_batches(rows), target, kind))


def sheet(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A small table as CSV; None is an empty cell, texts are harmless as in write_csv().

    >>> sheet(["value", "answers"], [("=1", 2), (None, 3)])
    "value,answers\\r\\n'=1,2\\r\\n,3\\r\\n"
    """
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([_cell(head) for head in heads])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return target.getvalue()


def chunks(batches: Iterable[Sequence[Row]], kind: type[Row], form: Form) -> Iterator[bytes]:
    """A file of these rows, in pieces: each is made when it is asked for, and only it is in memory."""
    sink = _Sink()
    if form == "csv":
        text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
        written = _csv(batches, text, kind)
    else:
        written = _parquet(batches, sink, kind)
    for _ in written:
        yield sink.taken()
    yield sink.taken()


class _Sink(io.BytesIO):
    """A file that forgets what was taken from it."""

    def taken(self) -> bytes:
        taken = self.getvalue()
        self.seek(0)
        self.truncate()
        return taken


def _csv(batches: Iterable[Sequence[Row]], target: TextIO, kind: type[Row]) -> Iterator[int]:
    """Write batch by batch; after each, how many rows that was."""
    writer = csv.writer(target)
    writer.writerow(_columns(kind))
    for batch in batches:
        writer.writerows([_cell(value) for value in astuple(row)] for row in batch)
        yield len(batch)


def _parquet(batches: Iterable[Sequence[Row]], target: Any, kind: type[Row]) -> Iterator[int]:  # noqa: ANN401 (a file)
    """Write batch by batch; after each, how many rows that was."""
    schema = pa.schema([(name, _TYPES.get(name, pa.string())) for name in _columns(kind)])
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for batch in batches:
            columns = [
                pa.array([getattr(row, each.name) for row in batch], each.type) for each in schema
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=schema))
            yield len(batch)


def _columns(kind: type[Row]) -> list[str]:
    return [each.name for each in fields(kind)]


def _cell(value: object) -> object:
    """A value for a CSV; times in ISO 8601, texts harmless.

    >>> _cell("=1+1"), _cell("-"), _cell("fine"), _cell(-5)
    ("'=1+1", "'-", 'fine', -5)
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value.isoformat() if isinstance(value, datetime) else value


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch
