"""Sets the status that a help desk reports for a ticket: solved there closes the case here. Repeating it changes
nothing."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.storage import db

Status = Literal["open", "solved"]
STATUSES: Sequence[Status] = ("open", "solved")


class TicketError(FeedbackError):
    """There is no such ticket, or it cannot be so; the message says why."""

    code = "ticket-unknown"


class _Whose(NamedTuple):
    """A row of set_ticket.sql: the case of a ticket that is now another than it was."""

    campaign: str
    recipient: int | None
    occasion: int | None
    channel: str


def set_(
    connection: db.Connection, channel: int, ticket: int, status: str, remote_id: str | None
) -> bool:
    """A ticket of a channel is open or solved by now; whether that changed anything.

    Args:
        ticket: our own number of it.
        remote_id: what the other side calls it; None where it does not say.

    Raises:
        TicketError: the channel has no such ticket, or there is no such status.
    """
    if status not in STATUSES:
        raise TicketError(wording("A ticket is {known}."), known=", ".join(STATUSES))
    values = {"channel": channel, "ticket": ticket, "state": status, "remote_id": remote_id}
    with connection.transaction():
        whose = db.row(connection, _Whose, "set_ticket", values)
        if whose is None:
            if db.value(connection, "ticket_there", values) is None:
                raise TicketError(wording("This channel has no such ticket."))
            return False
        if status == "solved" and whose.recipient is not None and whose.occasion is not None:
            key = CommentKey(whose.campaign, whose.recipient, whose.occasion)
            account = f"ticket {whose.channel}"[:64]
            comment_handling.change(connection, key, account, "reason", "solved")
    return True
