"""What the API does with cases, and with the rules that open them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import campaigns
from feedback_buttons.cases import case_list, case_period, case_place, case_rule_list, case_times
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.cases.case_list import OpenedCase
from feedback_buttons.cases.case_place import CaseMissing, CasePlace
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_handling import Field, HandlingError
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.dashboard.api.cases.case_models import CaseRuleFacts
from feedback_buttons.reports.scores import extents
from feedback_buttons.topics import topic_list

_RULE = set(CaseRuleFacts.model_fields) - {"topic"}
_FILTERS = ("state", "campaign", "touchpoint", "handler", "rule", "tag", "period", "sort")


def list_cases(call: Call) -> dict[str, Any]:
    """A page of the cases that the query wants, and the cursor of the next: None where there is none.

    Raises:
        FilterError: the campaign has no such period.
        ExtentError: there is no such campaign or touchpoint.
    """
    query, limit = call.query, call.query.limit
    _check_place(call, query.campaign or "", query.touchpoint)
    wanted = CaseFilter.parse({name: getattr(query, name) or "" for name in (*_FILTERS, "scores")})
    period = case_period.of(call.connection, wanted, ids.utc_now())
    after = CasePlace.parse(query.cursor) if query.cursor else None
    cases = case_list.walk(call.connection, wanted, call.account, after, limit + 1)
    cursor = str(cases[limit - 1].place) if len(cases) > limit else None
    begin, end = period.span
    return {
        "cases": [_facts(call, case) for case in cases[:limit]],
        "period": {
            "name": str(period.period),
            "begin": begin,
            "end": end,
            "time_zone": period.zone.key,
        },
        "cursor": cursor,
    }


def get_case(call: Call) -> dict[str, Any]:
    """The case that the address names.

    Raises:
        CaseMissing: there is none, or its answer does not count.
    """
    case = case_list.get(call.connection, case_place.key_of(call.case))
    if case is None:
        raise CaseMissing(wording("there is no case {name!r}."), name=call.case)
    return _facts(call, case)


def change_case(call: Call) -> dict[str, Any]:
    """Do with the case what the body names; answer it as it is now.

    Raises:
        CaseMissing: there is none, or its answer does not count.
        HandlingError: something of it cannot be; then nothing was changed.
    """
    get_case(call)
    key = case_place.key_of(call.case)
    for field, value in _changes(call):
        comment_handling.change(call.connection, key, call.account, field, value)
    return get_case(call)


def get_case_times(call: Call) -> dict[str, Any]:
    """How soon the team reacted to the cases that were opened in the last days, and whom it reached."""
    now, campaign = ids.utc_now(), call.query.campaign
    _check_place(call, campaign or "")
    since = now - timedelta(days=call.query.days)
    return case_times.facts(case_times.read(call.connection, since, now, campaign))


def _check_place(call: Call, campaign: str, touchpoint: str = "") -> None:
    """Refuse a campaign or touchpoint that there is not, which would have no cases."""
    extents.check_place(campaigns.list_(call.connection), campaign, touchpoint)


def list_case_rules(call: Call) -> dict[str, Any]:
    """All rules, the oldest first, each topic by its slug."""
    topics = {topic.id: topic.slug for topic in topic_list.all_(call.connection)}
    return {
        "rules": [
            {name: getattr(rule, name) for name in _RULE} | {"topic": topics.get(rule.topic or 0)}
            for rule in case_rule_list.list_(call.connection)
        ]
    }


def add_case_rule(call: Call) -> dict[str, Any]:
    """Make the rule of the body; answer all that there are now."""
    body = call.body
    case_rule_list.add(
        call.connection,
        body.name,
        campaign=body.campaign or "",
        touchpoint=body.touchpoint,
        score_to=body.score_to,
        chosen=case_rule_list.choice(
            call.connection, body.campaign or "", body.question, body.choice
        ),
        second_low=body.second_low,
        topic=case_rule_list.topic(call.connection, body.topic),
        by=call.account,
    )
    return list_case_rules(call)


def remove_case_rule(call: Call) -> dict[str, Any]:
    """Remove the rule that the body names; return the remaining ones."""
    case_rule_list.remove_named(call.connection, call.body.name, by=call.account)
    return list_case_rules(call)


def _changes(call: Call) -> Iterator[tuple[Field, str]]:
    """What the body names, as fields of comment_handling.py.

    Raises:
        HandlingError: nobody of the team who may handle cases has the name that it gives.
    """
    body, names = call.body, call.body.model_fields_set
    if "handler" in names:
        yield "handler", _colleague(call, body.handler) if body.handler else ""
    if "note" in names:
        yield "note", body.note
    for tag in body.add_tags:
        yield "tag", tag
    for tag in body.remove_tags:
        yield "untag", tag
    if "snoozed_until" in names:
        yield "snooze", body.snoozed_until.isoformat() if body.snoozed_until else ""
    if "reason" in names:
        yield ("reason", body.reason) if body.reason else ("status", "open")


def _colleague(call: Call, name: str) -> str:
    user = users.get(call.connection, name)
    if user is None or not users.may(user.role, "handle"):
        raise HandlingError(
            wording("{name!r} is nobody of the team who may handle cases."), name=name
        )
    return user.name


def _facts(call: Call, case: OpenedCase) -> dict[str, Any]:
    """A case with the model's field names; what identifies the recipient only for keys that may see it."""
    named = "references" in call.key.scopes
    whole = {name: getattr(case, name) for name in case.__slots__}
    return whole | {
        "case": case_place.name_of(case.key),
        "campaign": case.key.campaign,
        "recipient": ids.recipient_code(case.key.recipient),
        "occasion": case.key.occasion,
        "changes": [change._asdict() for change in case.changes],
        "reference": case.reference if named else None,
        "contact": case.contact if named else None,
        "others": [other._asdict() for other in case.others] if named else [],
    }
