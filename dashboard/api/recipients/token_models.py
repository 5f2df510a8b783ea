"""What the API asks and answers about tokens and snippets: whom to sign, and what to put into their mails."""

from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.config import JsonDict

from feedback_buttons.campaigns import waves
from feedback_buttons.dashboard.api.request_fields import (
    KEY,
    MOST_RECIPIENTS,
    PLAIN,
    Asked,
    Language,
    Line,
    Moment,
    Reference,
    Scale,
    whole_number,
    worded,
)
from feedback_buttons.dashboard.api.response_fields import LongNumber, Told
from feedback_buttons.recipients.references import LENGTH, MOST

AttributeName = Annotated[str, StringConstraints(max_length=100, pattern=KEY)]
# Which names there may be is said for all of them: a pattern alone leaves others open.
_NAMED: JsonDict = {"propertyNames": {"type": "string", "maxLength": 100, "pattern": KEY}}
_THEME = worded(
    "^(neutral|ramp|#[0-9a-fA-F]{6})$", "write neutral, ramp, or a colour such as #aa0000"
)
Attribute = Annotated[str, StringConstraints(max_length=LENGTH, pattern=PLAIN)]


class Message(Asked):
    """Whom to sign, and for which message if it is one of many."""

    reference: Reference = Field(
        description="Your own key for the person.", examples=["customer 17"]
    )
    message: Reference | None = Field(
        None,
        description="Your own key for the message, such as an order: each has its own answer.",
        examples=["order 4711"],
    )
    sent_at: Moment | None = Field(
        None, description="When it is sent; lets us tell scanners better."
    )
    wave: Annotated[int, Field(ge=1, le=waves.MOST + 1), whole_number] | None = Field(
        None,
        description="Which of the campaign's waves it is part of, by number: then the token says that wave's time. "
        "Not beside sent_at.",
    )
    attributes: Annotated[dict[AttributeName, Attribute], Field(max_length=MOST)] = Field(
        {},
        description="What scores are shown by, and exports say: of the message where there is one, else of the "
        "person. What was kept before and is not said now stays.",
        examples=[{"channel": "phone"}],
        json_schema_extra=_NAMED,
    )


class NewTokens(Asked):
    """Recipients to be signed."""

    recipients: Annotated[list[Message], Field(min_length=1, max_length=MOST_RECIPIENTS)]


class NewContacts(Asked):
    """People to be signed for every campaign, by your own keys for them."""

    references: Annotated[
        list[Reference],
        Field(min_length=1, max_length=MOST_RECIPIENTS, examples=[["customer 17"]]),
    ]


class NewSnippet(Message):
    """Buttons for one recipient, to be put into one mail."""

    language: Language | None = Field(None, description="null: the campaign's, else English.")
    question: Line | None = Field(
        None, description="null: the campaign's, else the language's own."
    )
    low: Line | None = None
    high: Line | None = None
    scale: Scale | None = Field(
        None,
        description="null: what the campaign asks, else numbers; nps-0-10 in a campaign with the scale 0-10, where "
        "there is no other. It is remembered as what it asks.",
    )
    theme: Annotated[str, StringConstraints(pattern=_THEME)] = Field(
        "neutral", description="neutral, ramp, or a colour of your own such as #aa0000."
    )
    size: Annotated[int, Field(ge=44, le=52), whole_number] = 44


class Token(Told):
    """A recipient's token."""

    reference: str
    token: str | None = Field(description="null for who is not asked now.")
    recipient: str = Field(description="The pseudonym by which answers are told.")
    left_out: bool = Field(
        False,
        description="Not asked now: another mail asked lately, or the campaign's sample leaves them out.",
    )
    message: str | None = Field(None, description="Your own key for the message, as it was asked.")
    occasion: LongNumber = Field(
        "0", description='By which its answer names the message; "0" without one.'
    )


class TokenList(Told):
    """A token for each recipient, in the order asked."""

    tokens: list[Token]
    left_out: int = Field(0, description="How many are not asked now.")


class Snippet(Told):
    """Buttons for one recipient's mail."""

    html: str = Field(description="For the HTML part; empty for who is not asked now.")
    text: str = Field(description="For the plain-text part; empty likewise.")
    token: str | None
    left_out: bool = False
    recipient: str
    message: str | None
    occasion: LongNumber
