"""What the API does with the rules of how often people may be asked."""

from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.recipients import rest_rules, resting

_SUMS = 30  # days


def list_rest_rules(call: Call) -> dict[str, Any]:
    """All rules, and how many people were left out of each campaign's lists lately."""
    rules = rest_rules.list_(call.connection)
    sums = resting.left_out(call.connection, ids.utc_now(), _SUMS)
    return {
        "rules": [
            rule._asdict() | {"percent": None if rule.percent is None else float(rule.percent)}
            for rule in rules
        ],
        "left_out": [line._asdict() for line in sums],
    }


def set_rest_rule(call: Call) -> dict[str, Any]:
    """Let people be asked as often as the body says; answer all rules."""
    wanted = call.body
    rest_rules.set_(
        call.connection,
        wanted.days,
        wanted.percent,
        campaign=wanted.campaign or "",
        touchpoint=wanted.touchpoint or "",
        by=call.account,
    )
    return list_rest_rules(call)
