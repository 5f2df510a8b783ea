"""Checks that messages are being sent: a channel stops by itself when its receiver accepts nothing any more."""

from feedback_buttons.processes.checks.finding import Finding
from feedback_buttons.storage import db


def look(connection: db.Connection) -> Finding:
    """Which channels have stopped, and what to do about it."""
    stopped = db.column(connection, "stopped_channels")
    return Finding(
        "channels",
        not stopped,
        f"turned away, messages wait: {', '.join(stopped)}" if stopped else "none is turned away",
        "Mend it at the other side and run `feedback-buttons channel pause NAME --off`; with a new key, "
        "`feedback-buttons channel sign-in NAME --key KEY`. What waits goes out then.",
    )
