"""Whether recipients' rows are parted over several servers, and all that a click asks leads there."""

from feedback_buttons.processes.checks.finding import Finding
from feedback_buttons.storage.distribution import PartState

_AGAIN = "Run `feedback-buttons distribute` again, with the same servers in the same order."


def look(state: PartState) -> Finding:
    """What to say of rows that are parted, or could be."""
    if state.citus:
        words = (
            "by Citus" if state.parts > 1 else "Citus is there, and all answers are on this server"
        )
        return Finding("servers", state.parts > 1, words, "Run `feedback-buttons distribute`.")
    words = f"answers are on {state.parts} others; run this with the DATABASE_URL of each for its days and sums"
    if state.local:
        words = f"{state.local} functions of a click do not lead to the {state.parts} others, and take nothing here"
    return Finding("servers", not state.local, words, _AGAIN)
