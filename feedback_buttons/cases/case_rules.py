"""Which answers open a case, and what a changed answer does to one; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

CONTACT = "Asked for contact"  # stands for a rule in the case of who left an address
Deed = Literal["opened", "reopened", "changed", "withdrawn"]


@dataclass(frozen=True, slots=True)
class CaseRule:
    """Opens cases where all of its conditions hold; those that are None or "" ask nothing.

    Attributes:
        campaign, touchpoint: of which answers.
        score_to: scores up to this one, as they are stored.
        question, choice: what was chosen of the campaign's follow-up question with this number.
        topic: the number of a topic or tone that the comment is tagged with.
        second_low: another answer of the same person's is as low, where a reference of them is kept.
    """

    id: int
    name: str
    campaign: str | None
    touchpoint: str | None
    score_to: int | None
    question: int | None
    choice: int | None
    second_low: bool
    topic: int | None
    account: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CaseAnswer:
    """An answer as it stands, and its case where there is one (``opened_at`` is not None).

    Attributes:
        id: of the press or click that it is by.
        score: None where it does not count.
        settles_at: None where it has settled.
        topics: those that rules ask for and the comment is tagged with.
        other_low: the lowest score of the same person's other answers; None where there is none or nothing is kept.
        answer, case_score: what the case was judged by last.
        contact_at: when the recipient left an address, to be contacted.
    """

    campaign: str
    touchpoint: str
    recipient: int
    occasion: int
    id: int
    at: datetime
    score: int | None
    question: int | None
    choice: int | None
    commented_at: datetime | None
    language: str
    settles_at: datetime | None
    other_low: int | None
    topics: Sequence[int] = ()
    opened_at: datetime | None = None
    answer: int | None = None
    case_score: int | None = None
    status: str | None = None
    closed_at: datetime | None = None
    handled_at: datetime | None = None
    contact_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be done about an answer: a deed, or to look again at a time. ``rule`` opens a case, or reopens it."""

    did: Deed | None = None
    rule: str | None = None
    again: datetime | None = None


NOTHING = Judgement()


def judge(answer: CaseAnswer, rules: Iterable[CaseRule]) -> Judgement:
    """What becomes of the answer's case, or whether it gets one. Only what has settled opens, reopens or changes
    one; what does not count any more is taken out of the queue at once."""
    rule = _reason(answer, rules)
    if answer.opened_at is None:
        done = Judgement("opened", rule) if rule else NOTHING
    elif answer.score is None:
        return Judgement("withdrawn") if answer.case_score is not None else NOTHING
    elif not _changed(answer):
        return NOTHING
    elif rule and answer.status == "closed":
        done = Judgement("reopened", rule)
    else:
        done = Judgement("changed")
    return Judgement(again=answer.settles_at) if done.did and answer.settles_at else done


def _reason(answer: CaseAnswer, rules: Iterable[CaseRule]) -> str | None:
    """Why the answer is a case: contact is asked for, or the first rule that holds, by name; None for neither."""
    if answer.contact_at and answer.score is not None:
        return CONTACT
    return next((rule.name for rule in rules if opens(rule, answer)), None)


def opens(rule: CaseRule, answer: CaseAnswer) -> bool:
    """Whether all conditions of the rule hold for the answer."""
    if answer.score is None:
        return False
    low = rule.score_to is None or answer.score <= rule.score_to
    chosen = rule.question is None or (rule.question, rule.choice) == (
        answer.question,
        answer.choice,
    )
    again = not rule.second_low or (
        answer.other_low is not None
        and rule.score_to is not None
        and answer.other_low <= rule.score_to
    )
    return (
        rule.campaign in (None, answer.campaign)
        and rule.touchpoint in (None, answer.touchpoint)
        and low
        and chosen
        and rule.topic in (None, *answer.topics)
        and again
    )


def _changed(answer: CaseAnswer) -> bool:
    """Whether the recipient has answered anew, or written since the team closed it; or the score counts again."""
    if answer.id != answer.answer or answer.case_score is None:
        return True
    if answer.closed_at is None or answer.status != "closed":
        return False
    return any(at and at > answer.closed_at for at in (answer.commented_at, answer.contact_at))
