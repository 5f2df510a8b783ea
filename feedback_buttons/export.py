"""Writes a campaign's ratings to a file, row by row: CSV for spreadsheets, Parquet for analysis."""

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from datetime import datetime
from typing import IO, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from feedback_buttons.reports import RatingRow

COLUMNS = tuple(each.name for each in fields(RatingRow))
_TYPES = {
    "occasion": pa.int64(),
    "at": pa.timestamp("us", tz="UTC"),
    "score": pa.int8(),
    "commented_at": pa.timestamp("us", tz="UTC"),
}
SCHEMA = pa.schema([(name, _TYPES.get(name, pa.string())) for name in COLUMNS])
# What makes a spreadsheet take a text for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_BATCH = 10_000


def write_csv(rows: Iterable[RatingRow], target: TextIO) -> int:
    """Write rows as CSV; return how many. ``target`` is opened with newline="".

    A text that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    writer = csv.writer(target)
    writer.writerow(COLUMNS)
    number = 0
    for row in rows:
        writer.writerow([_cell(value) for value in astuple(row)])
        number += 1
    return number


def write_parquet(rows: Iterable[RatingRow], target: IO[bytes]) -> int:
    """Write rows as Parquet, texts as they are; return how many."""
    number = 0
    with pq.ParquetWriter(target, SCHEMA, compression="zstd") as writer:
        for batch in _batches(rows):
            table = pa.Table.from_arrays(
                [
                    pa.array([getattr(row, field.name) for row in batch], field.type)
                    for field in SCHEMA
                ],
                schema=SCHEMA,
            )
            writer.write_table(table)
            number += len(batch)
    return number


def _cell(value: object) -> object:
    """A value for a CSV; times in ISO 8601, texts harmless.

    >>> _cell("=1+1"), _cell("-"), _cell("fine"), _cell(-5)
    ("'=1+1", "'-", 'fine', -5)
    """
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value.isoformat() if isinstance(value, datetime) else value


def _batches(rows: Iterable[RatingRow]) -> Iterator[list[RatingRow]]:
    iterator = iter(rows)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch
