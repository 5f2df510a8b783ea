"""What the API does with the touchpoints, their order and their targets."""

from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import targets, touchpoints
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.campaigns.targets import Aim
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.scores import touchpoint_facts, touchpoint_scores


def list_touchpoints(call: Call) -> dict[str, Any]:
    """All touchpoints, in their order."""
    return {"touchpoints": touchpoints.list_(call.connection)}


def order_touchpoints(call: Call) -> dict[str, Any]:
    """Let the touchpoints stand in the order of the body; answer all."""
    placed = touchpoints.place(call.connection, call.body.touchpoints, by=call.account)
    return {"touchpoints": placed}


def get_journey(call: Call) -> dict[str, Any]:
    """The figures of the page of the journey, as reports/scores/touchpoint_facts.py names them."""
    view = PeriodView.parse({"period": call.query.period, "against": call.query.against})
    journey = touchpoint_scores.read(call.connection, view, ids.utc_now(), call.query.part)
    return touchpoint_facts.facts(journey)


def list_touchpoint_targets(call: Call) -> dict[str, Any]:
    """What the campaigns at touchpoints aim at."""
    return {"targets": targets.of_touchpoints(call.connection)}


def aim_touchpoint(call: Call) -> dict[str, Any]:
    """Let the campaigns at a touchpoint aim at what the body says; answer all targets."""
    aim = Aim(call.body.score, call.body.answers)
    targets.set_of_touchpoint(call.connection, call.body.touchpoint, aim, by=call.account)
    return list_touchpoint_targets(call)
