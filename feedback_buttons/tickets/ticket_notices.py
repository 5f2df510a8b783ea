"""The text of a message about a ticket, made when it is sent from the answer as it is then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, scales, score_bands
from feedback_buttons.campaigns.campaigns import Campaign, MissingCampaign
from feedback_buttons.channels.notices import Notice
from feedback_buttons.comments.redaction import redact
from feedback_buttons.outbox.delivery_loop import Claimed
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class TicketAnswer:
    """A ticket and its answer; ``score`` as it is stored, None where it does not count. ``reference`` and ``message``
    are the sender's own words for the recipient and the message, where they are kept."""

    id: int
    state: str
    remote_id: str | None
    attempted: bool
    at: datetime | None
    score: int | None
    comment: str | None
    reference: str | None
    message: str | None


def renderer(dashboard_url: str) -> Callable[[db.Connection, Claimed], Notice | None]:
    """What words a ticket, with addresses of this dashboard."""

    def render(connection: db.Connection, message: Claimed) -> Notice | None:
        values = {"ticket": int(message.payload["ticket"]), "key": message.key}
        answer = db.row(connection, TicketAnswer, "ticket_answer", values)
        if answer is None or message.campaign is None or message.recipient is None:
            return None
        did = message.payload["did"]
        if did == "opened" and answer.score is None and not answer.attempted:
            return None  # nobody was asked for a ticket of what does not count any more
        try:
            campaign = campaigns.get(connection, message.campaign)
        except MissingCampaign:
            return None
        return Notice(f"ticket.{did}", "", data=_data(campaign, answer, message, dashboard_url))

    return render


def erased(_: db.Connection, message: Claimed) -> Notice:
    """That the answer of a ticket was erased, and what of it is at the other side has to be, too."""
    return Notice("ticket.erased", "", data=dict(message.payload))


def _data(
    campaign: Campaign, answer: TicketAnswer, message: Claimed, dashboard_url: str
) -> dict[str, Any]:
    score = answer.score
    event: dict[str, Any] = {
        "ticket": str(answer.id),
        "remote_id": answer.remote_id,
        "status_url": f"{dashboard_url}/tickets/{message.channel}",
        "link": f"{dashboard_url}/cases?campaign={campaign.slug}",
        "campaign": campaign.slug,
        "name": campaign.name,
        "touchpoint": campaign.touchpoint,
        "recipient": ids.recipient_code(message.recipient or 0),
        "reference": answer.reference,
        "message": answer.message,
        "score": None if score is None else scales.tell(score, campaign.told),
        "scale": campaign.told,
        "band": None if score is None else score_bands.band(score),
        "answered_at": answer.at.isoformat() if answer.at else None,
    }
    if message.settings.get("comments"):
        event["comment"] = answer.comment and redact(answer.comment)
    return event
