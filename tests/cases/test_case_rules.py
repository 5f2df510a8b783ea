"""Which answers open a case, and what a changed answer does to one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feedback_buttons.cases.case_rules import NOTHING, CaseAnswer, CaseRule, Judgement, judge

NOW = datetime(2026, 12, 5, 9, tzinfo=UTC)
LOW = CaseRule(1, "Low", None, None, 4, None, None, False, None, "anna", NOW)
CALL = CaseRule(2, "Call me", "delay", None, None, 3, 1, False, None, "anna", NOW)
AGAIN = CaseRule(3, "Again", None, "Delivery", 6, None, None, True, None, "anna", NOW)
RUDE = CaseRule(4, "Rude", None, None, None, None, None, False, 9, "anna", NOW)
RULES = (LOW, CALL, AGAIN, RUDE)
SILENT = CaseAnswer("delay", "Delivery", 1, 0, 10, NOW, 9, None, None, None, "nl", None, None)
OPEN = replace(
    SILENT, score=2, opened_at=NOW, answer=10, case_score=2, status="open", handled_at=NOW
)
CLOSED = replace(OPEN, status="closed", closed_at=NOW)


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (replace(SILENT, score=4), "Low"),
        (replace(SILENT, score=0), "Low"),
        (replace(SILENT, score=5), None),
        (replace(SILENT, question=3, choice=1), "Call me"),
        (replace(SILENT, question=3, choice=2), None),
        (replace(SILENT, question=3, choice=1, campaign="order"), None),
        (replace(SILENT, score=6, other_low=6), "Again"),
        (replace(SILENT, score=6, other_low=7), None),
        (replace(SILENT, score=6), None),
        (replace(SILENT, score=6, other_low=1, touchpoint=""), None),
        (replace(SILENT, topics=(8, 9)), "Rude"),
        (replace(SILENT, topics=(8,)), None),
        (replace(SILENT, score=None, question=3, choice=1), None),
    ],
)
def test_a_rule_opens_a_case_where_all_that_it_asks_holds(
    answer: CaseAnswer, rule: str | None
) -> None:
    assert judge(answer, RULES) == (Judgement("opened", rule) if rule else NOTHING)


def test_nothing_opens_before_it_has_settled() -> None:
    later = NOW + timedelta(hours=6)
    assert judge(replace(SILENT, score=1, settles_at=later), RULES) == Judgement(again=later)
    assert judge(replace(SILENT, score=9, settles_at=later), RULES) == NOTHING


@pytest.mark.parametrize(
    ("answer", "judgement"),
    [
        (OPEN, NOTHING),
        (CLOSED, NOTHING),
        (replace(OPEN, id=11, score=3), Judgement("changed")),
        (replace(OPEN, id=11, score=9), Judgement("changed")),
        (replace(CLOSED, id=11, score=3), Judgement("reopened", "Low")),
        (replace(CLOSED, id=11, score=9), Judgement("changed")),
        (replace(CLOSED, commented_at=NOW + timedelta(hours=1)), Judgement("reopened", "Low")),
        (replace(CLOSED, commented_at=NOW - timedelta(hours=1)), NOTHING),
        (replace(OPEN, commented_at=NOW + timedelta(hours=1)), NOTHING),
        (replace(OPEN, score=None), Judgement("withdrawn")),
        (replace(OPEN, score=None, case_score=None), NOTHING),
        (replace(OPEN, case_score=None), Judgement("changed")),
        (replace(CLOSED, id=11, settles_at=NOW), Judgement(again=NOW)),
    ],
)
def test_a_changed_answer_does_something_to_its_case(
    answer: CaseAnswer, judgement: Judgement
) -> None:
    assert judge(answer, RULES) == judgement
