"""Traffic that was written without the rules: which of its machines are never counted, and whom it loses."""

from collections import Counter

import pytest

from tests.benchmarks.adversary.__main__ import outcomes
from tests.benchmarks.adversary.machines import MACHINES
from tests.benchmarks.adversary.people import PEOPLE

# One coherent visit, or presses at a reader's pace, from where people are: docs/scanners.md says that these pass.
LIKE_PEOPLE = {
    "homes-press-few-slowly", "home-presses-one", "home-looks-at-one", "home-looks-twice", "first-only", "last-only",
    "uploaded", "stealthy", "operator-security",
}  # fmt: skip


@pytest.fixture(scope="module")
def counts() -> dict[str, Counter[str]]:
    return outcomes(4, 1, "balanced")


def test_it_has_as_many_kinds_as_there_are_reports_of() -> None:
    assert len(MACHINES) >= 25
    assert len(PEOPLE) >= 15
    assert set(MACHINES) > LIKE_PEOPLE


def test_no_machine_is_counted_but_what_is_like_people(counts: dict[str, Counter[str]]) -> None:
    passed = {kind for kind, count in counts.items() if count["counted"]}
    assert passed <= LIKE_PEOPLE


def test_whoever_presses_when_asked_is_counted_with_their_own_score(
    counts: dict[str, Counter[str]],
) -> None:
    people = {kind: counts[kind] for kind in PEOPLE}
    assert {
        kind: count for kind, count in people.items() if count["lost"] or count["another"]
    } == {}
    beside = {kind: count["lost"] for kind, count in counts.items() if count["lost"]}
    assert set(beside) <= {"slow-homes"}  # minutes after sending, and hours of other looks after it
