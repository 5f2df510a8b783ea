"""Who of those that a program wants to sign is not asked now, as another mail asked lately or by the sample."""

from collections.abc import Sequence

from feedback_buttons.base import ids
from feedback_buttons.dashboard.api.recipients.token_models import Message
from feedback_buttons.recipients import rest_rules
from feedback_buttons.recipients.resting import Resting
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


def left_out(
    connection: db.Connection,
    tokens: Tokens,
    campaign: str,
    messages: Sequence[Message],
) -> set[int]:
    """The places of those who are not asked; the others are noted as asked today."""
    rest = rest_rules.of(connection, campaign)
    if rest.asks_everybody:
        return set()
    resting = Resting(connection, campaign, rest, tokens.pseudonym_key, ids.utc_now())
    people = [tokens.recipient(message.reference).to_bytes(8, signed=True) for message in messages]
    which = [tokens.occasion(message.message) if message.message else 0 for message in messages]
    places = resting.left_out(people, [occasion.to_bytes(8, signed=True) for occasion in which])
    resting.finish()
    return set(places)
