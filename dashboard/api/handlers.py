"""What each operation does, in one transaction, with a request that has been checked."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from feedback_buttons.accounts.api_keys import Key
from feedback_buttons.base import ids
from feedback_buttons.base.errors import wording
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns, waves
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.campaigns.waves import WaveError
from feedback_buttons.config.local_networks import Network
from feedback_buttons.dashboard.api import asked_people, request_models
from feedback_buttons.delivery_events import deliveries
from feedback_buttons.mail import snippet, snippet_options
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.recipients import references
from feedback_buttons.recipients.references import KeptMessage
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.reports.scores import score_facts
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

_LEFT_OUT = {"token": None, "left_out": True}
_ASKED = ("language", "question", "low", "high", "scale", "size")


@dataclass(frozen=True, slots=True)
class Call:
    """A request: whose it is, what it names, and what it takes to answer it."""

    connection: db.Connection
    key: Key
    tokens: Tokens
    url: str
    dashboard_url: str = ""
    session_keys: tuple[str, ...] = field(default=(), repr=False)
    local_networks: tuple[Network, ...] = ()
    campaign: str = ""
    case: str = ""
    body: Any = None
    query: Any = None

    @property
    def account(self) -> str:
        """Who did it, in the audit trail."""
        return f"key {self.key.name}"


def list_campaigns(call: Call) -> dict[str, Any]:
    """All campaigns, newest first, in one answer: a team has hundreds, not millions."""
    return {"campaigns": campaigns.list_(call.connection)}


def get_campaign(call: Call) -> Campaign:
    """The campaign that the address names."""
    return campaigns.get(call.connection, call.campaign)


def add_campaign(call: Call) -> Campaign:
    """Make a campaign of the body; answer it as stored."""
    return campaigns.add(call.connection, Campaign(**call.body.model_dump()), by=call.account)


def change_campaign(call: Call) -> Campaign:
    """Change the columns that the body names, and no other; answer the campaign as stored."""
    changes = call.body.model_dump(exclude_unset=True)
    if "questions" in changes:  # of each everything: what a question leaves out has its usual value
        changes["questions"] = [question.model_dump() for question in call.body.questions]
    return campaigns.edit(call.connection, call.campaign, changes, by=call.account)


def close_campaign(call: Call) -> Campaign:
    """Close the campaign; one that is closed already stays as it is."""
    return campaigns.close(call.connection, call.campaign, by=call.account)


def reopen_campaign(call: Call) -> Campaign:
    """Open a closed campaign again."""
    return campaigns.close(call.connection, call.campaign, reopen=True, by=call.account)


def get_score(call: Call) -> dict[str, Any]:
    """The figures of the campaign's page, as reports/scores/score_facts.py names them."""
    campaign = campaigns.get(call.connection, call.campaign)
    view = PeriodView.parse({"period": call.query.period, "against": call.query.against})
    return score_facts.facts(score_facts.read(call.connection, campaign, ids.utc_now(), view))


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


def list_deliveries(call: Call) -> dict[str, Any]:
    """How many mails of the campaign were delivered: in each hour, and in all."""
    slug = campaigns.get(call.connection, call.campaign).slug
    delivered = deliveries.list_(call.connection, slug)
    hours = [{"hour": hour, "mails": mails} for hour, mails in delivered.items()]
    return {"mails": sum(delivered.values()), "hours": hours}


def put_deliveries(call: Call) -> dict[str, Any]:
    """Store the hours of the body; answer all hours of the campaign as they are now."""
    mails = {hour.hour: hour.mails for hour in call.body.hours}
    deliveries.put(call.connection, call.campaign, mails, by=call.account)
    return list_deliveries(call)


def follow_answers(call: Call) -> dict[str, Any]:
    """A page of the campaign's answers that changed after the cursor, oldest change first, and the cursor to go on
    from: None after a first page that is empty."""
    campaign = campaigns.get(call.connection, call.campaign)
    cursor = call.query.cursor
    after = change_feed.Cursor.parse(cursor) if cursor else change_feed.BEGIN
    with_references = "references" in call.key.scopes
    page = change_feed.page(
        call.connection, campaign, after, call.query.limit, references=with_references
    )
    next_cursor = str(page.cursor) if page.cursor.changed else None
    return {"answers": page.answers, "cursor": next_cursor, "more": page.more}


def _keep(call: Call, slug: str, listed: Sequence[request_models.Message]) -> None:
    """Keep what is said of messages, and of people where no message is named."""
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


def _token(
    call: Call, campaign: Campaign, message: request_models.Message
) -> dict[str, str | None]:
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
