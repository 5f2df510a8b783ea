"""Requests that no page sends are answered, leave nothing behind and take no memory; a million of them by hand:
python -m tests.benchmarks hostile."""

from tests.benchmarks.hostile import CLOSED, hostile

ENOUGH = 4_000
GROWTH = 30  # MB of a worker: what it caches of what is asked for has an end


def test_hostile_requests_are_answered_and_leave_nothing() -> None:
    attacks = {attack.server: attack for attack in hostile(ENOUGH, lambda _: None)}
    for attack in attacks.values():
        assert attack.failed == 0, attack.answers
        assert attack.stored == 0
        assert attack.late - attack.early < GROWTH
        assert attack.answers[CLOSED] == 0
