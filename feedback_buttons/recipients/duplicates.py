"""Finds people who stand in a file more than once, in a few megabytes for each million rows."""

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

_ROW = 12  # bytes: a pseudonym and the number of a line
_FEW = 250_000  # rows that a set holds in some 20 MB, to see at once that nobody stands there twice
_PARTS = 16


@dataclass(frozen=True, slots=True)
class Repeat:
    """A row that names a person whom an earlier one has named, by their first lines."""

    line: int
    first: int


class Repeats:
    """The rows that name a person again, eight bytes each.

    Attributes:
        most: in how many rows the person stands who stands in most.
    """

    def __init__(self, repeats: Iterable[Repeat]) -> None:
        self._lines, self.most = array("L"), 0
        first = times = 0
        for repeat in repeats:  # those of one person follow each other
            self._lines.extend((repeat.line, repeat.first))
            times = times + 1 if repeat.first == first else 2
            first = repeat.first
            self.most = max(self.most, times)

    def __len__(self) -> int:
        return len(self._lines) // 2

    def __iter__(self) -> Iterator[Repeat]:
        return map(Repeat, self._lines[::2], self._lines[1::2])


class Seen:
    """Remembers in a file who stood in which line."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._often = file, Counter[str]()

    @property
    def most_frequent(self) -> str:
        """The reference that stands in most rows: which one is the most frequent of most blocks."""
        return next((reference for reference, _ in self._often.most_common(1)), "")

    def add(
        self, recipients: Sequence[bytes], lines: Sequence[int], references: Sequence[str]
    ) -> None:
        """So many pseudonyms of eight bytes, the line of each, and what the file calls them."""
        if len(set(references)) == len(references):  # the usual, which takes no counting
            self._often.update(references[:1])
        else:
            self._often.update(dict(Counter(references).most_common(1)))
        packed = [
            recipient + line.to_bytes(4) for recipient, line in zip(recipients, lines, strict=True)
        ]
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
    """The repeats among packed rows, by parts: what sorting takes of memory is a part's.

    Without numpy, which a sender's library would need for this alone.
    """
    parts = [bytearray() for _ in range(_PARTS)]
    for at in range(0, len(data), _ROW):
        parts[data[at + 7] % _PARTS] += data[at : at + _ROW]
    for part in parts:
        person, first = b"", 0
        for row in sorted(bytes(part[at : at + _ROW]) for at in range(0, len(part), _ROW)):
            line = int.from_bytes(row[8:])
            if row[:8] == person:
                yield Repeat(line, first)
            else:
                person, first = row[:8], line
