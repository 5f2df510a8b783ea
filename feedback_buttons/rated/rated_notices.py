"""The text of a rated event, made when it is sent from the answer as it is then."""

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
class RatedAnswer:
    """The answer; ``score`` as it is stored, None where it doesn't count, ``reference`` and ``message`` are the
    sender's own words for the recipient and the message, where they are kept."""

    id: int
    changed: int | None
    at: datetime
    score: int | None
    state: str
    settles_at: datetime | None
    proof: str
    reason: str
    language: str | None
    comment: str | None
    reference: str | None
    message: str | None


def render(connection: db.Connection, message: Claimed) -> Notice | None:
    """The event of one answer. None where a later message says more, or where it never counted: nobody was told."""
    if message.campaign is None or message.recipient is None:
        return None
    values = {
        "campaign": message.campaign, "recipient": message.recipient, "occasion": message.occasion,
        "bucket": ids.bucket(message.recipient), "channel": message.channel, "id": message.id,
    }  # fmt: skip
    answer = db.row(connection, RatedAnswer, "rated_answer", values)
    if answer is None or str(answer.changed) != message.payload.get("changed"):
        return None  # what it is by now has a message of its own
    if answer.score is None and not db.value(connection, "rated_before", values):
        return None
    try:
        campaign = campaigns.get(connection, message.campaign)
    except MissingCampaign:
        return None
    words = bool(message.settings.get("comments"))
    type_ = "answer.rated" if answer.score is not None else "answer.withdrawn"
    return Notice(type_, "", data=data(campaign, answer, message, words=words))


def data(
    campaign: Campaign, answer: RatedAnswer, message: Claimed, *, words: bool
) -> dict[str, Any]:
    """The answer as JSON: its score on the scale that was asked, its band, how it was proved, whose it is."""
    score = answer.score
    event: dict[str, Any] = {
        "answer": str(answer.id),
        "campaign": campaign.slug,
        "touchpoint": campaign.touchpoint,
        "recipient": ids.recipient_code(message.recipient or 0),
        "reference": answer.reference,
        "occasion": str(message.occasion) if message.occasion else None,
        "message": answer.message,
        "score": None if score is None else scales.tell(score, campaign.told),
        "scale": campaign.told,
        "band": None if score is None else score_bands.band(score),
        "proof": answer.proof,
        "reason": answer.reason,
        "language": answer.language,
        "answered_at": answer.at.isoformat(),
    }
    return event | ({"comment": answer.comment and redact(answer.comment)} if words else {})
