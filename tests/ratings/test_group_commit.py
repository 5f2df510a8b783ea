"""What is written in one call, and what happens to those who wait."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from feedback_buttons.ratings import group_commit
from feedback_buttons.ratings.group_commit import Batcher, Full


class Table:
    """Keeps what is written, call by call; a call takes for as long as the gate is shut."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.gate = threading.Event()
        self.batcher: Batcher[int, int] = Batcher(self.write, lambda item: item % 100, queue=2)

    def write(self, items: Sequence[int]) -> list[int]:
        self.calls.append(list(items))
        assert self.gate.wait(60)
        return [item * 2 for item in items]

    def waiting(self, count: int) -> None:
        """Until so many wait."""
        while len(self.batcher._waiting) < count:
            pass


@pytest.fixture
def table() -> Table:
    return Table()


def test_one_alone_is_written_at_once(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "MOMENT", 60)
    table.gate.set()
    assert [table.batcher(n) for n in range(3)] == [0, 2, 4]
    assert table.calls == [[0], [1], [2]]


@pytest.mark.parametrize(
    ("after", "second"),
    [([2, 3], {2, 3}), ([2, 102, 3], {2, 3})],
    ids=["together", "each key once in a call"],
)
def test_those_who_come_meanwhile_are_written_together(
    table: Table, after: list[int], second: set[int]
) -> None:
    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(table.batcher, 1)
        while not table.calls:
            pass
        others = []
        for number, item in enumerate(after):
            others.append(threads.submit(table.batcher, item))
            table.waiting(number + 1)
        table.gate.set()
        assert first.result() == 2
        assert [other.result() for other in others] == [item * 2 for item in after]
    assert table.calls[0] == [1]
    assert set(table.calls[1]) == second


def test_where_several_were_a_moment_ago_it_waits_for_as_many(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group_commit, "MOMENT", 60)
    monkeypatch.setattr(group_commit, "RECENTLY", 60)
    table.batcher._company, table.batcher._ended = 3, group_commit.time.monotonic()
    table.gate.set()
    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(table.batcher, [1, 2, 3])) == [2, 4, 6]
    assert [sorted(call) for call in table.calls] == [[1, 2, 3]]


def test_it_does_not_wait_for_long(table: Table) -> None:
    table.batcher._company, table.batcher._ended = 3, group_commit.time.monotonic() + 60
    table.gate.set()
    assert table.batcher(1) == 2
    assert table.batcher._company == 1


def test_what_may_be_shed_is_when_too_many_wait(table: Table) -> None:
    with ThreadPoolExecutor(9) as threads:
        others = [threads.submit(table.batcher, 1)]
        while not table.calls:
            pass
        for number in (2, 3):
            others.append(threads.submit(table.batcher, number, shed=True))
            table.waiting(number - 1)
        with pytest.raises(Full):
            table.batcher(4, shed=True)
        others.append(threads.submit(table.batcher, 5))  # an answer still gets its place
        table.waiting(3)
        table.gate.set()
        assert [other.result() for other in others] == [2, 4, 6, 10]


def test_many_at_one_moment_are_written_where_that_takes_no_time(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as a process has threads, all with evidence."""
    monkeypatch.setattr(table.batcher, "_patience", 60)
    with ThreadPoolExecutor(16) as threads:
        first = threads.submit(table.batcher, 0, shed=True)
        while not table.calls:
            pass
        others = [threads.submit(table.batcher, number, shed=True) for number in range(1, 16)]
        table.waiting(15)
        table.gate.set()
        assert [each.result() for each in (first, *others)] == [2 * n for n in range(16)]
    assert table.batcher.written == 16
