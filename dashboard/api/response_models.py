"""What the API answers."""

from datetime import datetime
from types import GenericAlias
from typing import Annotated, Any, get_type_hints

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, create_model

from feedback_buttons.campaigns import campaign_checks
from feedback_buttons.campaigns.campaign_columns import ABOUT
from feedback_buttons.verdicts.client_class import CLASSES

# A number of 64 bits as text: JavaScript and spreadsheets keep no more than 53 of them.
LongNumber = Annotated[str, BeforeValidator(str)]


class Told(BaseModel):
    """An answer, made of an object's attributes."""

    model_config = ConfigDict(from_attributes=True)


class Question(Told):
    """A follow-up question: of the scores from low to high; with choices, or to be answered in words."""

    id: int = Field(description="By this the answers name it.")
    asked: bool = Field(description="Whether it is still asked.")
    low: int
    high: int
    text: dict[str, str] = Field(description="By language.")
    choices: list[dict[str, str]] = Field(description="By language; answers name them from 1.")
    withdrawn: list[int] = Field(description="The numbers of choices that are no longer offered.")


class Wave(Told):
    """A time at which the campaign's mail was sent again."""

    name: str
    sent_at: datetime
    mails: int | None


# A picture; what the team's own page shows; what is told of the touchpoint.
_NOT_ANSWERED = ("logo", "tool_keys", "touchpoint_target")
_AS_ANSWERED: dict[str, Any] = {"questions": list[Question], "waves": list[Wave]}
_COLUMNS: dict[str, Any] = {
    name: (_AS_ANSWERED.get(name, kind), Field(description=ABOUT.get(name)))
    for name, kind in get_type_hints(campaign_checks.Campaign).items()
    if name not in _NOT_ANSWERED
}
Campaign = create_model(
    "Campaign", __base__=Told, __doc__="A campaign's settings, as they are stored.", **_COLUMNS
)


_ALL: Any = GenericAlias(list, (Campaign,)), ...
Campaigns = create_model(
    "Campaigns",
    __base__=Told,
    __doc__="All campaigns, newest first.",
    campaigns=_ALL,
)


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


class Hour(Told):
    """Mails delivered in the hour that begins then."""

    hour: datetime
    mails: int


class DeliveryList(Told):
    """All hours of which something was said, in order."""

    mails: int = Field(description="Their sum, which the response rate is a share of.")
    hours: list[Hour]


class Answer(Told):
    """One recipient's answer on one occasion, as it stands now."""

    recipient: str
    occasion: LongNumber = Field(
        description="The message it belongs to: a whole number of up to 64 bits, as text, as many programs would "
        'round it; "0" without one.'
    )
    at: datetime
    score: int | None = Field(
        description="In the scale that was asked, see scale; null if it does not count, or no longer."
    )
    scale: str = Field(description="1-5 where five buttons were asked, else 1-10 or 0-10.")
    state: str
    final_at: datetime | None = Field(
        description="Until then a mail scanner may be found out and the answer taken back."
    )
    proof: str
    reason: str
    language: str | None
    client: str | None = Field(
        description="What it was clicked with, as far as the click told: "
        f"{', '.join(CLASSES)}; null where nobody asked."
    )
    comment: str | None
    commented_at: datetime | None
    question: int | None = Field(description="The id of the follow-up question that was answered.")
    choice: int | None = Field(description="The number of the answer taken, from 1.")
    message: str | None = Field(
        description="Your own key for the message, such as a ticket; null where none is kept."
    )
    shared_clients: int | None = Field(
        description="Where many people hold its token: on how many devices it was answered with on one day. Then it is "
        "not one person's, and only the latest of their answers stands here. Null for one person's."
    )
    wave: int | None = Field(
        description="The number of the campaign's wave that it is of, from 1: the last one sent by the time that its "
        "token carries, else by its first visit; null where nobody said when the mail was sent."
    )
    reference: str | None = Field(description="With scope references, where it is kept.")
    attributes: dict[str, str] | None
    topics: list[str] | None = Field(
        description="The topics that the comment mentions, by their slugs, as they are found by the words of now; null "
        "without a comment. An answer does not come again when only the words of a topic change."
    )
    tone: list[str] | None = Field(
        description='How the comment is written: "strong" for strong language, "praise"; null without a comment.'
    )


class AnswerPage(Told):
    """Answers that have changed, in the order of their changes."""

    answers: list[Answer]
    cursor: str | None = Field(description="Give this next time, also if there was nothing.")
    more: bool = Field(description="Whether there is more at once.")


class Wrong(Told):
    """A field of the request that is wrong, by its path, and why."""

    at: str
    message: str


class Problem(Told):
    """What went wrong, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    code: str | None = Field(None, description="Which rule refuses it; null where none does.")
    hint: str | None = Field(
        None, description="What to do, where there is more to say than the detail does."
    )
    errors: list[Wrong] = []
