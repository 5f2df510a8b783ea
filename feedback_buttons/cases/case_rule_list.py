"""The rules that open cases: listed, added, removed. They hold for answers that change from then on."""

from typing import Any

import psycopg

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import campaigns, scales
from feedback_buttons.campaigns.campaign_checks import MissingCampaign
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.cases.case_rules import CaseRule
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list

MOST = 50
NAME_LENGTH = 60

_ids = ids.Ids()


class CaseRuleError(FeedbackError, ValueError):
    """A rule cannot be made or removed; the message says what to do."""

    code = "case-rule-invalid"


def list_(connection: db.Connection) -> list[CaseRule]:
    """All rules, the oldest first."""
    return db.rows(connection, CaseRule, "case_rules")


def add(
    connection: db.Connection,
    name: str,
    *,
    campaign: str = "",
    touchpoint: str = "",
    score_to: int | None = None,
    chosen: tuple[int, int] | None = None,
    second_low: bool = False,
    topic: int | None = None,
    by: str = audit.COMMAND_LINE,
) -> CaseRule:
    """Let answers open cases from now on where all that is asked here holds.

    Args:
        chosen: a follow-up question's number and its choice's, of the campaign; None for whatever was chosen.
        topic: only where the comment is tagged with it, a topic or a tone.
        second_low: only where another answer of the same person's is as low.

    Raises:
        CaseRuleError: it asks for nothing, or for what there cannot be.
    """
    id, now = _ids.next()
    question, choice = chosen or (None, None)
    rule = CaseRule(
        id, _name(name), campaign or None, touchpoint.strip() or None, score_to, question, choice,
        second_low, topic, by, now,
    )  # fmt: skip
    _check(rule)
    values = {field: getattr(rule, field) for field in CaseRule.__slots__} | {"most": MOST}
    try:
        with connection.transaction():
            if db.value(connection, "add_case_rule", values) is None:
                raise CaseRuleError(
                    wording("There are {most} rules already: remove one first."), most=MOST
                )
            audit.record(connection, by, "case rule added", rule.name, **_told(rule))
    except psycopg.errors.UniqueViolation as error:
        raise CaseRuleError(wording("There is a rule of this name already.")) from error
    except psycopg.errors.ForeignKeyViolation as error:
        if error.diag.constraint_name == "case_rule_topic_fkey":
            raise CaseRuleError(wording("There is no such topic any more.")) from error
        raise CaseRuleError(wording("There is no campaign {slug!r}."), slug=campaign) from error
    return rule


def remove(connection: db.Connection, id: int, *, by: str = audit.COMMAND_LINE) -> None:
    """Let a rule open no more cases; those that it has opened stay.

    Raises:
        CaseRuleError: there is none.
    """
    with connection.transaction():
        name = db.value(connection, "remove_case_rule", {"id": id})
        if name is None:
            raise CaseRuleError(wording("There is no such rule any more."))
        audit.record(connection, by, "case rule removed", name)


def remove_named(connection: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Let the rule of this name open no more cases.

    Raises:
        CaseRuleError: there is none.
    """
    wanted = " ".join(name.split())
    id = next((rule.id for rule in list_(connection) if rule.name == wanted), None)
    if id is None:
        raise CaseRuleError(wording("There is no rule {name!r}."), name=wanted[:NAME_LENGTH])
    remove(connection, id, by=by)


def choice(
    connection: db.Connection, campaign: str, question: int | None, number: int | None
) -> tuple[int, int] | None:
    """A choice of a campaign's follow-up question, by their numbers; None where none is asked for.

    Raises:
        CaseRuleError: the campaign does not ask it.
    """
    if question is None and number is None:
        return None
    for follow_up in _questions(connection, campaign):
        if follow_up.get("id") == question and 0 < (number or 0) <= len(follow_up["choices"]):
            return (question or 0, number or 0)
    raise CaseRuleError(
        wording("The campaign has no follow-up question {question} with a choice {choice}."),
        question=question,
        choice=number,
    )


def _questions(connection: db.Connection, campaign: str) -> list[Question]:
    """What a campaign asks after the score; nothing where there is no such campaign."""
    try:
        return campaigns.get(connection, campaign).questions
    except MissingCampaign:
        return []


def topic(connection: db.Connection, slug: str | None) -> int | None:
    """The number of the topic or tone of this slug; None where none is asked for.

    Raises:
        TopicError: there is none.
    """
    return topic_list.get(connection, slug).id if slug else None


def _name(name: str) -> str:
    clean = " ".join(name.split())
    if not 0 < len(clean) <= NAME_LENGTH or not clean.isprintable():
        raise CaseRuleError(
            wording("A rule's name has 1 to {longest} characters."), longest=NAME_LENGTH
        )
    return clean


def _check(rule: CaseRule) -> None:
    if rule.score_to is None and rule.question is None and rule.topic is None:
        raise CaseRuleError(
            wording("Enter the highest score, the choice or the topic that opens a case.")
        )
    if rule.score_to is not None and rule.score_to not in scales.ANY:
        raise CaseRuleError(wording("A score is a number from 0 to 10."))
    if rule.question is not None and not rule.campaign:
        raise CaseRuleError(wording("A choice belongs to a campaign: choose one."))
    if rule.second_low and rule.score_to is None:
        raise CaseRuleError(wording("Say up to which score an answer is low."))


def _told(rule: CaseRule) -> dict[str, Any]:
    """What of a rule stands in the audit trail: what it asks for."""
    asked_for = ("campaign", "touchpoint", "score_to", "question", "choice", "second_low", "topic")
    return {name: value for name in asked_for if (value := getattr(rule, name))}
