"""What the API does with the touchpoints and their order."""

from typing import Any

from feedback_buttons.campaigns import touchpoints
from feedback_buttons.dashboard.api.handlers import Call


def list_touchpoints(call: Call) -> dict[str, Any]:
    """All touchpoints, in their order."""
    return {"touchpoints": touchpoints.list_(call.connection)}


def order_touchpoints(call: Call) -> dict[str, Any]:
    """Let the touchpoints stand in the order of the body; answer all."""
    placed = touchpoints.place(call.connection, call.body.touchpoints, by=call.account)
    return {"touchpoints": placed}
