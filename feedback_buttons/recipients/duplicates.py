"""Finds people who stand in a file more than once, in a few megabytes for each million rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

_ROW = 12  # bytes: a pseudonym and the number of a line
_FEW = (
    250_000  # rows that a set holds in some 20 MB; sorting them all would take numpy's start more
)
_PARTS = 16


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row that names a person whom an earlier one has named, by their first lines."""

    line: int
    first: int


class Seen:
    """Remembers in a file who stood in which line."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def add(self, recipients: Sequence[bytes], lines: Sequence[int]) -> None:
        """So many pseudonyms of eight bytes, and the line of each."""
        packed = [who + line.to_bytes(4) for who, line in zip(recipients, lines, strict=True)]
        self._file.write(b"".join(packed))

    def repeats(self) -> Iterator[Repeat]:
        """Every row that names a person whom an earlier row has named; in the order of lines for each person."""
        self._file.seek(0)
        data = self._file.read()
        if len(data) <= _FEW * _ROW:
            people = {data[at : at + 8] for at in range(0, len(data), _ROW)}
            if len(people) * _ROW == len(data):
                return
        yield from _sorted_out(data)


def _sorted_out(data: bytes) -> Iterator[Repeat]:
    import numpy as np  # takes as long to start as signing a hundred thousand

    rows = np.frombuffer(data, np.dtype([("who", ">u8"), ("line", ">u4")]))
    parts = rows["who"] % _PARTS  # one after the other, for what sorting takes of memory
    for part in range(_PARTS):
        some = rows[parts == part]
        some = some[np.argsort(some["who"], kind="stable")]
        again = np.flatnonzero(some["who"][1:] == some["who"][:-1]) + 1
        person, first = None, 0
        for at in again:
            if some["who"][at] != person:
                person, first = some["who"][at], int(some["line"][at - 1])
            yield Repeat(int(some["line"][at]), first)
