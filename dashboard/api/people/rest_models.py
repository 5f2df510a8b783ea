"""What the API asks and answers about how often people may be asked."""

from typing import Annotated

from pydantic import Field

from feedback_buttons.dashboard.api.request_fields import Asked, Slug, whole_number
from feedback_buttons.dashboard.api.response_fields import Told
from feedback_buttons.dashboard.api.scores.touchpoint_models import TouchpointName
from feedback_buttons.recipients import rest_rules


class NewRestRule(Asked):
    """How often people may be asked: by a campaign, at a touchpoint, or by all where neither is named."""

    campaign: Slug | None = None
    touchpoint: TouchpointName | None = Field(None, description="Not beside campaign.")
    days: Annotated[int, Field(ge=0, le=rest_rules.MOST_DAYS), whole_number] | None = Field(
        default=None,
        description="Whoever another mail asked within so many days is left out; 0: nobody is. Null: as for more "
        "campaigns than these.",
        examples=[30],
    )
    percent: Annotated[float, Field(ge=0.001, le=100)] | None = Field(
        default=None,
        description="So many of a hundred people are asked, always the same ones. Null: as for more campaigns.",
        examples=[20],
    )


class RestRuleFacts(Told):
    """How often people may be asked; null: as for more campaigns than these."""

    campaign: str | None
    touchpoint: str | None
    days: int | None
    percent: float | None


class LeftOutFacts(Told):
    """How many people a campaign's lists did not ask within the last 30 days."""

    campaign: str
    rested: int = Field(description="As another mail had asked them lately.")
    outside: int = Field(description="As they are not in the sample.")


class RestRuleList(Told):
    """All rules: that of all campaigns first, then those of touchpoints and of campaigns; and who was left out."""

    rules: list[RestRuleFacts]
    left_out: list[LeftOutFacts]
