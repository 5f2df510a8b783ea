"""What the API does with what people did later."""

from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.recipients import later_outcomes
from feedback_buttons.recipients.later_outcomes import LaterOutcome


def put_outcomes(call: Call) -> dict[str, Any]:
    """Keep the outcomes of the body, by the people's pseudonyms; answer how many."""
    outcomes = [
        LaterOutcome(call.tokens.recipient(one.reference), one.name.strip(), one.day, one.value)
        for one in call.body.outcomes
    ]
    return {"stored": later_outcomes.put(call.connection, outcomes, ids.utc_now())}
