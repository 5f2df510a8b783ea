"""What the API is asked and answers of all campaigns at once."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from feedback_buttons.dashboard.api.request_fields import Asked, worded
from feedback_buttons.dashboard.api.response_fields import Told
from feedback_buttons.dashboard.api.scores.score_models import Difference, Latest

_DAYS = r"[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}"
_PERIOD = f"24h|7d|30d|all|{_DAYS}"
_SAY = "write 24h, 7d, 30d, all or days such as 2026-11-01..2026-11-08"


class OverviewQuery(Asked):
    """The period of the figures and what it is compared with; both must mean the same for every campaign."""

    model_config = ConfigDict(extra="forbid", strict=False)
    period: Annotated[str, Field(pattern=worded(f"^({_PERIOD})$", _SAY))] = Field(
        "30d", description="24h, 7d, 30d, all or 2026-11-01..2026-11-08 (both days included)."
    )
    against: Annotated[
        str, Field(pattern=worded(f"^(before|none|{_PERIOD})$", f"{_SAY}, before or none"))
    ] = Field("before", description="before (the time before it), none, or any such period.")


class OverviewIndex(Told):
    """The organisation's index: the mean of the campaigns' scores, each weighed by the square root of its answers, of
    the last 30 days whatever the period is."""

    score: float
    low: float = Field(description="The true index is above this, with 95% certainty at each look.")
    high: float = Field(description="And below this.")
    change: float | None = Field(description="Within a day; null where there was none a day ago.")
    answers: int
    campaigns: int = Field(description="How many have a part in it.")
    weight: float = Field(
        description="What it stands for beside other installations' indices: theirs together are the mean by weight."
    )
    weight_then: float = Field(description="The same of a day ago.")


class OverviewCampaign(Told):
    """A campaign's figures of the period. Null while it is too early to tell."""

    campaign: str = Field(description="Its slug.")
    name: str
    touchpoint: str
    closed: bool
    demo: bool = Field(description="A demonstration's: no part of the index beside real ones.")
    scale: str = Field(description="In which the score is told: 1-5, 1-10 or 0-10.")
    score: float | None
    low: float | None
    high: float | None
    answers: int
    counts: list[int] = Field(
        description="How many answers of each score, from the scale's lowest to its highest."
    )
    change: Difference = Field(
        description="The score less that of what the period is held against."
    )
    latest: Latest
    mails: int | None
    response_rate: float | None = Field(description="All answers a mail, 0 to 1.")
    last_at: datetime | None = Field(description="When the last answer came.")


class OverviewConcern(Told):
    """Something that needs attention first, as the dashboard's overview lists it."""

    campaign: str = Field(description="Its slug.")
    kind: Literal["fell", "few", "silent", "scanned", "low_rate", "broken", "shared_token"] = Field(
        description="The score of the last 24 hours fell beyond chance; few answers in them beside the weeks "
        "before, or none; scanners press more; fewer answer than usual; buttons without a token are clicked; many "
        "people hold one token."
    )


class CampaignsOverview(Told):
    """All campaigns' figures at one moment, newest campaign first."""

    at: datetime
    period: str
    against: str
    index: OverviewIndex | None = Field(description="null while no campaign has enough answers.")
    attention: list[OverviewConcern]
    campaigns: list[OverviewCampaign]
