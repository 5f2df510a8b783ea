"""What the API asks and answers about touchpoints and their order."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from feedback_buttons.base import text_lines
from feedback_buttons.campaigns import touchpoints
from feedback_buttons.dashboard.api.request_fields import NAME, Asked, whole_number, worded
from feedback_buttons.dashboard.api.response_fields import Told

_DAYS = r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PERIOD = f"24h|7d|30d|all|{_DAYS}"
_SAY = "write 24h, 7d, 30d, all or days such as 2026-11-01..2026-11-08"

TouchpointName = Annotated[
    str,
    StringConstraints(max_length=text_lines.LONGEST, pattern=NAME),
    Field(examples=["Delivery"]),
]


class TouchpointOrder(Asked):
    """The order in which customers pass the touchpoints."""

    touchpoints: list[TouchpointName] = Field(
        max_length=touchpoints.MOST,
        description="By name; those that are not named follow. None: the starting order (order, payment, dispatch, "
        "delivery, use, service).",
        json_schema_extra={"uniqueItems": True},
    )


class TouchpointFacts(Told):
    """A touchpoint in its order."""

    touchpoint: str
    place: int | None = Field(description="As the team placed it; null: the starting order has it.")
    campaigns: int = Field(description="How many have it.")


class TouchpointList(Told):
    """All touchpoints that campaigns have or that were placed, in their order."""

    touchpoints: list[TouchpointFacts]


class JourneyQuery(Asked):
    """The period of the journey and what it is compared with, named as in the dashboard's addresses."""

    model_config = ConfigDict(extra="forbid", strict=False)
    period: Annotated[str, Field(pattern=worded(f"^({_PERIOD})$", _SAY))] = Field(
        "30d", description="24h, 7d, 30d, all or 2026-11-01..2026-11-08 (both days included)."
    )
    against: Annotated[
        str, Field(pattern=worded(f"^(before|none|{_PERIOD})$", f"{_SAY}, before or none"))
    ] = Field("before", description="before (the time before it), none, or any such period.")
    part: Annotated[str, Field(max_length=300)] = Field(
        "",
        description="Of a part of the answers: an attribute and its value, such as channel:post; "
        "of the page's language :nl.",
    )


class JourneyPeriod(Told):
    """The period, from when until just before when (null: since ever, still going on), by the installation's clock;
    each campaign's own hours and days are of its own time zone."""

    name: str
    begin: datetime | None
    end: datetime | None
    time_zone: str
    against: str
    against_begin: datetime | None
    against_end: datetime | None


class MentionedTopic(Told):
    """A topic, and how many comments mention it."""

    topic: str
    comments: int


class JourneyStep(Told):
    """A touchpoint in a period. Null: what cannot be told yet."""

    place: int
    touchpoint: str = Field(description='"" for campaigns without one.')
    campaigns: list[str]
    left_out: list[str] = Field(
        description="Campaigns that ask 0 to 10 beside others: no part in the score."
    )
    scale: str = Field(description="In which the score is told.")
    score: float | None = Field(description="The mean of all answers to its campaigns.")
    low: float | None
    high: float | None
    answers: int
    counts: list[int] = Field(description="How many gave each score of the scale, from the lowest.")
    spread: float | None = Field(description="The standard deviation of the answers.")
    unhappy: int = Field(description="How many gave a low score, as detractors do.")
    happy: int = Field(description="How many gave a high score, as promoters do.")
    difference: float | None = Field(description="The score less that of what it is held against.")
    difference_low: float | None
    difference_high: float | None
    real: bool | None = Field(description="Whether the difference is more than chance.")
    response_rate: float | None = Field(description="Of all time, 0 to 1.")
    mentioned: list[MentionedTopic] = Field(description="The topics mentioned most, at most three.")


class JourneyFacts(Told):
    """The touchpoints in their order."""

    period: JourneyPeriod
    part: str | None = Field(description="Of which part of the answers; null: of all.")
    touchpoints: list[JourneyStep]


class NewTouchpointTarget(Asked):
    """What the campaigns at a touchpoint aim at that have no target of their own."""

    touchpoint: TouchpointName
    score: Annotated[float, Field(ge=0, le=10)] | None = Field(
        default=None,
        description="Null: any. Both null: the touchpoint has no target any more.",
        examples=[7.5],
    )
    answers: Annotated[int, Field(ge=1, lt=2**31), whole_number] | None = Field(
        default=None, description="Of each campaign. Null: any number.", examples=[500]
    )


class TouchpointTargetFacts(Told):
    """What the campaigns at a touchpoint aim at."""

    touchpoint: str
    score: float | None
    answers: int | None


class TouchpointTargetList(Told):
    """The touchpoints that have targets, by name."""

    targets: list[TouchpointTargetFacts]
