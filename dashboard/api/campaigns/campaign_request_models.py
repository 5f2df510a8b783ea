"""What the API is asked about campaigns: their columns, those of a new one and those to be changed."""

from dataclasses import MISSING, fields
from typing import Annotated, Any

from pydantic import Field, StringConstraints, create_model

from feedback_buttons.base.policy_names import POLICY_NAMES
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaign_checks import Campaign
from feedback_buttons.campaigns.campaign_columns import ABOUT
from feedback_buttons.dashboard.api.request_fields import (
    PLAIN,
    Asked,
    Language,
    Line,
    Moment,
    Name,
    Scale,
    Slug,
    Zone,
    one_of,
    whole_number,
    worded,
)

Choice = Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)]
Link = Annotated[
    str,
    StringConstraints(
        max_length=1000,
        pattern=worded(
            r"^(https://[A-Za-z0-9][A-Za-z0-9.-]*(/[!-~]*)?|(mailto|tel):[!-\x22$-.0->@-~][!-~]*)$",
            "write an address such as https://example.com/help, mailto:… or tel:…",
        ),
    ),
]
CampaignScale = Annotated[str, one_of(scales.SCORES)]
PolicyName = Annotated[str, one_of(POLICY_NAMES)]


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

    name: Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)] = ""
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
