"""What is asked of the API. A request holds nothing that is not named here, and its types are strict."""

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetPydanticSchema,
    StringConstraints,
    WithJsonSchema,
    create_model,
)
from pydantic.config import JsonDict
from pydantic_core import core_schema

from feedback_buttons.accounts import shared_pages
from feedback_buttons.base import slugs, time_zones
from feedback_buttons.base.policy_names import POLICY_NAMES
from feedback_buttons.campaigns import scales, waves
from feedback_buttons.campaigns.campaign_checks import Campaign
from feedback_buttons.campaigns.campaign_columns import ABOUT
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.recipients.references import LENGTH, MOST

MOST_RECIPIENTS, MOST_HOURS, MOST_ANSWERS = 10_000, 1000, 1000
_DAY = r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_AT = "2026-12-05T09:00:00Z"
_PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"


def _moment(time: str) -> tuple[BeforeValidator, WithJsonSchema]:
    """A time of this century, whose pattern leaves no doubt of its zone."""
    pattern = rf"{_DAY}T{time}"
    schema = {"type": "string", "format": "date-time", "pattern": f"^{pattern}$", "examples": [_AT]}
    return BeforeValidator(_reader(re.compile(pattern, re.ASCII))), WithJsonSchema(schema)


def _reader(pattern: re.Pattern[str]) -> Callable[[object], datetime]:
    def read(value: object) -> datetime:
        if not (isinstance(value, str) and pattern.fullmatch(value)):
            raise ValueError("write a time such as 2026-12-05T09:00:00Z")
        return datetime.fromisoformat(value)

    return read


_ZONED = _moment(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-](0\d|1[0-4]):[0-5]\d)")
_WHOLE = _moment(r"([01]\d|2[0-3]):00:00(Z|[+-](0\d|1[0-4]):00)")


def _whole(value: object) -> object:
    """A float without a fraction as an int: to JSON Schema 5.0 is an integer."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def one_of(values: Iterable[str]) -> GetPydanticSchema:
    """One of these texts, which the document lists."""
    return GetPydanticSchema(lambda _kind, _handler: core_schema.literal_schema([*values]))


whole_number = BeforeValidator(_whole)
Moment = Annotated[datetime, *_ZONED]
Hour = Annotated[datetime, *_WHOLE]
Line = Annotated[str, StringConstraints(max_length=300, pattern=_PLAIN)]
Choice = Annotated[str, StringConstraints(max_length=100, pattern=_PLAIN)]
Name = Annotated[
    str,
    StringConstraints(
        max_length=300, pattern=r"^[^\x00-\x1f\x7f-\x9f]*[!-~][^\x00-\x1f\x7f-\x9f]*$"
    ),
]
Slug = Annotated[
    str,
    StringConstraints(pattern=f"^{slugs.PATTERN}$"),
    Field(examples=[slugs.EXAMPLE]),
]
Link = Annotated[
    str,
    StringConstraints(
        max_length=1000,
        pattern=r"^(https://[A-Za-z0-9][A-Za-z0-9.-]*(/[!-~]*)?|(mailto|tel):[!-\x22$-.0->@-~][!-~]*)$",
    ),
]
Language = Annotated[str, one_of(LANGUAGES)]
Scale = Annotated[str, one_of(scales.SCALES)]
CampaignScale = Annotated[str, one_of(scales.SCORES)]
PolicyName = Annotated[str, one_of(POLICY_NAMES)]
SharedShows = Annotated[str, one_of(shared_pages.SHOWS)]
SharedDays = Literal[7, 30, 90, 365]
Zone = Annotated[str, one_of(time_zones.names())]
Cursor = Annotated[str, StringConstraints(pattern=r"^[0-7][0-9a-f]{47}([0-7][0-9a-f]{15})?$")]
# What a person or a message is called: plain, and spaces at its ends would be lost in a CSV.
_END = r"[^\s\x00-\x1f\x7f-\x9f\ufeff]"
Reference = Annotated[
    str, StringConstraints(max_length=300, pattern=rf"^{_END}([^\x00-\x1f\x7f-\x9f]*{_END})?$")
]
_ATTRIBUTE_NAME = rf"^{_END}([^\x00-\x1f\x7f-\x9f]*{_END})?$"
AttributeName = Annotated[str, StringConstraints(max_length=100, pattern=_ATTRIBUTE_NAME)]
# Which names there may be is said for all of them: a pattern alone leaves others open.
_NAMED: JsonDict = {
    "propertyNames": {"type": "string", "maxLength": 100, "pattern": _ATTRIBUTE_NAME}
}
Attribute = Annotated[str, StringConstraints(max_length=LENGTH, pattern=_PLAIN)]


class Asked(BaseModel):
    """What a request holds, and nothing else."""

    model_config = ConfigDict(extra="forbid", strict=True)


class OwnWords(Asked):
    """What the recipient's page says in one language, in the sender's own words."""

    question: Line | None = None
    thanks: Line | None = None
    help_label: Line | None = None
    share_label: Line | None = None


class FollowUp(Asked):
    """A question after the score: of the scores from low to high; with choices, or to be answered in words."""

    id: Annotated[int, Field(ge=1, lt=2**15), whole_number] | None = Field(
        None, description="Of one that exists; without it, or with other scores, it is a new one."
    )
    asked: bool = True
    low: Annotated[int, Field(ge=0, le=10), whole_number]
    high: Annotated[int, Field(ge=0, le=10), whole_number]
    text: dict[Language, Line] = Field(min_length=1)
    choices: Annotated[list[dict[Language, Choice]], Field(max_length=10)] = Field(
        [],
        description="In each language of the text, in the same order. Without any, the question stands above "
        "the comment, which answers it.",
    )
    withdrawn: Annotated[
        list[Annotated[int, Field(ge=1, le=10), whole_number]], Field(max_length=10)
    ] = Field([], description="The numbers of choices that are no longer offered.")


class Wave(Asked):
    """A time at which the campaign's mail is sent again."""

    name: Annotated[str, StringConstraints(max_length=60, pattern=_PLAIN)] = ""
    sent_at: Moment
    mails: Annotated[int, Field(ge=0, lt=2**31), whole_number] | None = None


_STORED = {column.name: column for column in fields(Campaign)}
# Columns that hold more than a line of text, and what a request may say of them.
_TYPES: dict[str, Any] = {
    "name": Name,
    "asks": Scale | None,
    "language": Language | None,
    "policy": PolicyName,
    "help_url": Link | None,
    "share_url": Link | None,
    "texts": dict[Language, OwnWords],
    "questions": Annotated[list[FollowUp], Field(max_length=60)],
    "sent_at": Moment | None,
    "scale": CampaignScale,
    "time_zone": Zone | None,
    "mails": Annotated[int, Field(ge=0, lt=2**31), whole_number] | None,
    "waves": Annotated[list[Wave], Field(max_length=50)],
    "target_score": Annotated[float, Field(ge=0, le=10)] | None,
    "target_answers": Annotated[int, Field(ge=1, lt=2**31), whole_number] | None,
    "repeat_after": Annotated[int, Field(ge=1, le=36_500), whole_number] | None,
}
_EXAMPLES = {"time_zone": ["Europe/Amsterdam"]}


def _column(name: str) -> Any:  # noqa: ANN401 (what create_model takes)
    """A column as a field of a request: its type, and the default and words of the one that is stored."""
    stored = _STORED[name]
    usual = bool if stored.type is bool else Line | None if stored.default is None else Line
    unset = "" if stored.default is MISSING else stored.default
    made_by = stored.default_factory
    field = Field(
        unset if made_by is MISSING else made_by(),
        description=ABOUT[name],
        examples=_EXAMPLES.get(name),
    )
    return _TYPES.get(name, usual), field


CampaignChange = create_model(
    "CampaignChange",
    __base__=Asked,
    __doc__="What is to be changed of a campaign. What is not named stays; null takes a value away.",
    **{name: _column(name) for name in ABOUT if name != "policy"},
)
NewCampaign = create_model(
    "NewCampaign",
    __base__=CampaignChange,
    __doc__="A campaign to be made.",
    slug=(Slug, Field(description="Stands in the buttons' addresses and never changes.")),
    name=(Name, Field(description=ABOUT["name"])),
    policy=_column("policy"),
)


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
    theme: Annotated[str, StringConstraints(pattern="^(neutral|ramp|#[0-9a-fA-F]{6})$")] = Field(
        "neutral", description="neutral, ramp, or a colour of your own such as #aa0000."
    )
    size: Annotated[int, Field(ge=44, le=52), whole_number] = 44


class Delivered(Asked):
    """Mails delivered in the hour that begins then."""

    hour: Hour
    mails: Annotated[int, Field(ge=0, le=1_000_000), whole_number]


class Deliveries(Asked):
    """Mails delivered, by hour; each replaces what was said of that hour before."""

    hours: Annotated[list[Delivered], Field(min_length=1, max_length=MOST_HOURS)]


class ChangesQuery(Asked):
    """The cursor to go on from, and how many answers at most."""

    model_config = ConfigDict(extra="forbid", strict=False)
    cursor: Cursor | None = Field(
        None, description="From the page before; without one, from the beginning."
    )
    limit: Annotated[int, Field(ge=1, le=MOST_ANSWERS)] = 100
