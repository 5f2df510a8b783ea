"""A mapping with a maximum size, which drops its least recently used entries."""

from collections.abc import Iterator
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class LatestEntries(Generic[Key, Value]):
    """Keeps what was put in last: at least half of ``most`` entries, and never more than that.

    There are two dictionaries. When the younger one has half of all it becomes the older, and what that was is
    dropped. An entry takes half the memory of one of an OrderedDict, which links each to its neighbours.

    >>> latest = LatestEntries[str, int](4)
    >>> for number, name in enumerate(("a", "b", "c", "a", "d")):
    ...     latest[name] = number
    >>> latest.get("a"), latest.get("b"), len(latest)
    (3, None, 3)
    """

    def __init__(self, most: int) -> None:
        self._half = most // 2
        self._younger: dict[Key, Value] = {}
        self._older: dict[Key, Value] = {}

    def get(self, key: Key) -> Value | None:
        """The value, None where there is none; it ages all the same."""
        value = self._younger.get(key)
        return self._older.get(key) if value is None else value

    def __setitem__(self, key: Key, value: Value) -> None:
        """Put a value in, as the youngest."""
        if len(self._younger) >= self._half and key not in self._younger:
            self._older, self._younger = self._younger, {}
        self._older.pop(key, None)
        self._younger[key] = value

    def __len__(self) -> int:
        return len(self._younger) + len(self._older)

    def items(self) -> Iterator[tuple[Key, Value]]:
        """All entries, the older ones first."""
        yield from self._older.items()
        yield from self._younger.items()
