"""What the API does with the touchpoints and their order."""

from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import touchpoints
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.dashboard.api.handlers import Call
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
    return touchpoint_facts.facts(touchpoint_scores.read(call.connection, view, ids.utc_now()))
