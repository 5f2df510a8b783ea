"""A visit that is alone is held against no other, and nothing comes of it that would not come of the rules in full."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from feedback_buttons.base.ids import first_id
from feedback_buttons.verdicts import verdict
from feedback_buttons.verdicts.evidence import Evidence, Visit
from feedback_buttons.verdicts.policy import POLICIES

NOW = datetime(2026, 12, 3, 14, tzinfo=UTC)
FLAGS = ("prefetch", "crowd", "bot_agent", "learned_network", "prerender", "")


def outcomes() -> list[tuple[str | None, verdict.Verdict]]:
    """What every policy makes of a visit of each kind, with and without a time of sending and an earlier answer."""
    made = []
    for did, score, network, flag in product(
        ("get", "head", "bare", "prefetch", "seen", "press"),
        (None, 7),
        ("eyeball", "hosting", "security"),
        FLAGS,
    ):
        mode = "confirm" if did in ("seen", "press") else None
        flags = frozenset({flag} - {""})
        visit = Visit(first_id(NOW), NOW, did, score, 5, network, flags, None, mode)
        answer = Visit(1, NOW - timedelta(days=2), "press", 3, 6, "unknown")
        for sent, before, policy in product(
            (None, NOW - timedelta(minutes=1), NOW - timedelta(days=1)),
            (None, (answer, "seen"), (answer, "pressed")),
            POLICIES.values(),
        ):
            evidence = Evidence((visit,), sent, None, before)
            judged = verdict.judge(evidence, policy, NOW + timedelta(hours=9))
            made.append((verdict.ask(evidence, visit, policy), judged))
    return made


def test_a_lone_visit_is_judged_as_by_the_rules_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    short = outcomes()
    monkeypatch.setattr(Evidence, "alone", False)
    assert outcomes() == short
