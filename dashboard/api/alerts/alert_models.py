"""What the API asks and answers about channels, alert rules and the messages that leave."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from feedback_buttons.alerts import alert_rules, alert_timing
from feedback_buttons.channels import channel_kinds
from feedback_buttons.dashboard.api.request_fields import (
    NAME,
    PLAIN,
    Asked,
    Slug,
    Zone,
    one_of,
    whole_number,
    worded,
)
from feedback_buttons.dashboard.api.response_fields import LongNumber, Told
from feedback_buttons.i18n.team_language import LANGUAGES
from feedback_buttons.outbox import outbox_messages

_ID = worded(
    r"^([1-9][0-9]{0,17}|[1-8][0-9]{18})$", 'write the number of a message as text, such as "17"'
)  # as text: of 64 bits
ChannelName = Annotated[
    str, StringConstraints(max_length=64, pattern=NAME), Field(examples=["Service team"])
]
RuleName = Annotated[
    str, StringConstraints(max_length=60, pattern=NAME), Field(examples=["Unhappy"])
]
Touchpoint = Annotated[str, StringConstraints(max_length=300, pattern=NAME)]
Address = Annotated[
    str,
    StringConstraints(
        max_length=1000, pattern=worded(r"^[!-~]*$", "write plain characters without spaces")
    ),
]
Hour = Annotated[int, Field(ge=0, le=23), whole_number]


class NewChannel(Asked):
    """Where messages are to go. What its kind does not need is left out."""

    name: ChannelName
    kind: Annotated[str, one_of(channel_kinds.KINDS)]
    to: Annotated[str, StringConstraints(max_length=320, pattern=PLAIN)] = Field(
        "", description="Of mail: one address."
    )
    url: Address = Field(
        "", description="Of others: their address for incoming webhooks. It is sealed."
    )
    key: Address = Field(
        "",
        description="Of Klaviyo and Freshdesk an API key, of other help desks a refresh token. It is sealed.",
    )
    client: Address = Field("", description="Of Zendesk and Zoho: the OAuth client's identifier.")
    client_secret: Address = Field("", description="Its secret. It is sealed.")
    org: Address = Field("", description="Of Zoho: the organisation's number.")
    department: Address = Field("", description="Of Zoho: the number of the department.")
    score_field: Address = Field("", description="Of help desks: the tickets' field for the score.")
    number_field: Address = Field(
        "", description="Of Freshdesk and Zoho: the tickets' field for our number."
    )
    by_number: bool = Field(
        False,
        description="Whether messages are called by the number of the ticket that they are about.",
    )
    language: Annotated[str, one_of(LANGUAGES)] = "en"
    comments: bool = Field(False, description="Whether what recipients wrote may be sent there.")


class ChannelPause(Asked):
    """Which channel sends nothing for now, or goes on."""

    name: ChannelName
    paused: bool


class ChannelMove(Asked):
    """Which channel leads to another address of its kind, with its keys and rules; what waits goes there."""

    name: ChannelName
    address: Annotated[str, StringConstraints(min_length=1, max_length=1000, pattern=PLAIN)] = (
        Field(
            description="Of mail: one address; of others their address for messages. It is sealed."
        )
    )


class ChannelKey(Asked):
    """Which webhook signs with a new key beside the old one, or with its newest alone."""

    name: ChannelName
    drop_old: bool = False


class ChannelAnswers(Asked):
    """Which channel gets every settled answer from now on, or none any more."""

    name: ChannelName
    wanted: bool = True
    campaign: Slug | None = Field(None, description="Of this one alone.")


class ChannelTickets(Asked):
    """Which channel gets a ticket for each case that is opened from now on, or none any more."""

    name: ChannelName
    wanted: bool = True
    campaign: Slug | None = Field(None, description="Of this one alone.")
    touchpoint: Touchpoint | None = Field(
        None, description="Of campaigns with this touchpoint alone."
    )
    score_to: Annotated[int, Field(ge=0, le=10), whole_number] | None = Field(
        None, description="Of scores up to this one; null: of all cases."
    )


class ChannelChosen(Asked):
    """Which channel."""

    name: ChannelName


class NewAlertRule(Asked):
    """Who is notified of what."""

    name: RuleName
    kinds: Annotated[
        list[Annotated[str, one_of(alert_rules.KINDS)]],
        Field(min_length=1, max_length=len(alert_rules.KINDS)),
    ]
    channels: Annotated[list[ChannelName], Field(min_length=1, max_length=20)]
    campaign: Slug | None = Field(None, description="Of this one alone.")
    touchpoint: Touchpoint | None = Field(
        None, description="Of campaigns with this touchpoint alone."
    )
    score_to: Annotated[int, Field(ge=0, le=10), whole_number] | None = Field(
        None, description="Of cases: scores up to this one."
    )
    comments: bool = Field(False, description="Send along what recipients wrote.")
    pace: Annotated[str, one_of(alert_timing.PACES)] = "at once"
    quiet_from: Hour | None = Field(None, description="From this hour on no messages …")
    quiet_to: Hour | None = Field(None, description="… until this one; both or neither.")
    zone: Zone | None = Field(None, description="Of the hours; null: the installation's.")


class AlertRuleChosen(Asked):
    """Which rule."""

    name: RuleName


class MessageQuery(Asked):
    """Which messages: of a state, of a channel, before one."""

    model_config = ConfigDict(extra="forbid", strict=False)
    state: Annotated[str, one_of(outbox_messages.STATES)] | None = None
    channel: ChannelName | None = None
    before: Annotated[str, StringConstraints(pattern=_ID)] | None = Field(
        None, description="The id of the last message of the page before."
    )
    limit: Annotated[int, Field(ge=1, le=500)] = 50


class Replay(Asked):
    """Which dead messages wait again: one, those of a channel, or, with neither, all."""

    id: Annotated[str, StringConstraints(pattern=_ID)] | None = None
    channel: ChannelName | None = None


class AnswersWanted(Told):
    """Which answers a channel gets: all, or a campaign's."""

    campaign: str | None
    made_at: datetime
    account: str


class TicketsWanted(AnswersWanted):
    """Of which cases a channel gets tickets."""

    touchpoint: str | None
    score_to: int | None
    look_reply: str = Field(
        description='What the help desk said when it could not tell how its tickets stand; else "".'
    )


class ChannelFacts(Told):
    """A channel, without what is secret of it."""

    name: str
    kind: str
    to: str | None = Field(None, description="Of mail: its address.")
    host: str | None = Field(None, description="Of others: the host that is called.")
    language: str
    comments: bool
    created_at: datetime
    created_by: str
    paused: str | None = Field(description="Why nothing is sent; null while it is.")
    waiting: int = Field(description="Messages.")
    dead: int = Field(description="Messages.")
    sent_at: datetime | None
    answers: AnswersWanted | None = Field(description="null: it gets no answers.")
    tickets: TicketsWanted | None = Field(description="null: it gets no tickets.")


class ChannelMade(ChannelFacts):
    """A channel, and the key that a webhook signs with: it is told only now."""

    signing_key: str | None


class ChannelKeys(Told):
    """The new key, null where none was made; it is told only now."""

    signing_key: str | None


class ChannelList(Told):
    """All channels, by name."""

    channels: list[ChannelFacts]


class AlertRuleFacts(Told):
    """A rule."""

    name: str
    kinds: list[str]
    channels: list[str]
    campaign: str | None
    touchpoint: str | None
    score_to: int | None
    comments: bool
    pace: str
    quiet_from: int | None
    quiet_to: int | None
    zone: str
    account: str
    made_at: datetime
    waiting: int = Field(description="Events that wait for their message.")


class AlertRuleList(Told):
    """All rules, the oldest first."""

    rules: list[AlertRuleFacts]


class OutboxMessage(Told):
    """A message that leaves, with how the last attempt at it ended; never what it says."""

    id: LongNumber
    key: LongNumber = Field(description="Known at the other side, such as by webhook-id.")
    channel: str
    channel_kind: str
    kind: str
    campaign: str | None
    state: str
    created_at: datetime
    due_at: datetime
    sent_at: datetime | None
    attempts: int
    remote_id: str | None = Field(description="What the other side calls what it made of it.")
    outcome: str | None
    status: int | None
    reply: str = Field(description="What the other side said.")


class MessageList(Told):
    """Messages, newest first."""

    messages: list[OutboxMessage]
    counts: dict[str, int] = Field(description="All messages, by state.")


class Replayed(Told):
    """How many messages wait again."""

    messages: int
