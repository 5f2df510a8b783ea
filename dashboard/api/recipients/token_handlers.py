"""What the API does with tokens and snippets: signs recipients, and keeps what is said of them."""

from collections.abc import Sequence
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.base.errors import wording
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns, waves
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.waves import WaveError
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.dashboard.api.recipients import asked_people
from feedback_buttons.dashboard.api.recipients.token_models import Message
from feedback_buttons.mail import snippet, snippet_options
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.recipients import references
from feedback_buttons.recipients.references import KeptMessage

_LEFT_OUT = {"token": None, "left_out": True}
_ASKED = ("language", "question", "low", "high", "scale", "size")


def sign_recipients(call: Call) -> dict[str, Any]:
    """Sign the recipients of the body for the campaign, and keep what is said of them; answer a token for each who
    is asked now."""
    campaign = campaigns.get(call.connection, call.campaign)
    listed = call.body.recipients
    out = asked_people.left_out(call.connection, call.tokens, campaign.slug, listed)
    signed = [_token(call, campaign, recipient) for recipient in listed]
    _keep(call, campaign.slug, [row for place, row in enumerate(listed) if place not in out])
    tokens = [row | _LEFT_OUT if place in out else row for place, row in enumerate(signed)]
    return {"tokens": tokens, "left_out": len(out)}


def sign_contacts(call: Call) -> dict[str, Any]:
    """Sign people, by the references of the body, for every campaign; answer a token for each."""
    tokens = call.tokens.signer(None).many(call.body.references)
    people = [call.tokens.recipient(reference) for reference in call.body.references]
    return {
        "tokens": [
            {"reference": reference, "token": token, "recipient": recipient_code(recipient)}
            for reference, token, recipient in zip(
                call.body.references, tokens, people, strict=True
            )
        ]
    }


def make_snippet(call: Call) -> dict[str, Any]:
    """Sign a recipient and answer the buttons, in HTML and text; none for who is not asked now. Where none are named,
    language and question are the campaign's."""
    campaign = campaigns.get(call.connection, call.campaign)
    options = {name: getattr(call.body, name) for name in _ASKED}
    own = call.body.theme.startswith("#")
    options |= {"colour": call.body.theme} if own else {"theme": call.body.theme}
    options["language"] = options["language"] or campaign.language or "en"
    options["question"] = options["question"] or campaign.question
    scale = options["scale"]
    options["scale"] = snippet_options.fitting(campaign.scale, scale or campaign.asks)
    if scale:
        campaigns.note_asked(call.connection, campaign, scale)
    signed, look = _token(call, campaign, call.body), SnippetOptions(**options)
    if asked_people.left_out(call.connection, call.tokens, campaign.slug, [call.body]):
        return {"html": "", "text": "", **signed, **_LEFT_OUT}
    _keep(call, campaign.slug, [call.body])
    token = str(signed["token"])
    return {
        "html": snippet.html(campaign.slug, call.url, token, look),
        "text": snippet.text(campaign.slug, call.url, token, look),
        **signed,
    }


def _keep(call: Call, slug: str, listed: Sequence[Message]) -> None:
    """Store the attributes of messages, and those of people where no message is named."""
    now, tokens = ids.utc_now(), call.tokens
    messages = [
        KeptMessage(
            tokens.recipient(message.reference),
            tokens.occasion(message.message),
            message.message,
            message.attributes,
        )
        for message in listed
        if message.message
    ]
    people = [message for message in listed if message.attributes and not message.message]
    if messages:
        references.keep_messages(call.connection, slug, messages, now)
    if people:
        whom = [tokens.recipient(message.reference) for message in people]
        attributes = [message.attributes for message in people]
        references.keep(call.connection, whom, [""] * len(whom), attributes, now)


def _token(call: Call, campaign: Campaign, message: Message) -> dict[str, str | None]:
    """A token of a message or a wave of it.

    Raises:
        WaveError: there is no such wave, or a time is given beside it.
    """
    sent_at = message.sent_at
    if message.wave:
        if sent_at:
            raise WaveError(wording("give sent_at or wave, not both."))
        sent_at = waves.numbered(campaign.sendings, message.wave).sent_at
    recipient = call.tokens.recipient(message.reference)
    occasion = call.tokens.occasion(message.message) if message.message else 0
    token = call.tokens.sign(campaign.slug, recipient, occasion, sent_at)
    code = recipient_code(recipient)
    return {
        "reference": message.reference,
        "token": token,
        "recipient": code,
        "message": message.message,
        "occasion": str(occasion),
    }
