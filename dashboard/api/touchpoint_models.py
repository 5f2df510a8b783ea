"""What the API asks and answers about touchpoints and their order."""

from typing import Annotated

from pydantic import Field, StringConstraints

from feedback_buttons.base import text_lines
from feedback_buttons.campaigns import touchpoints
from feedback_buttons.dashboard.api.request_models import Asked
from feedback_buttons.dashboard.api.response_models import Told

_NAME = r"^[^\x00-\x1f\x7f-\x9f]*[!-~][^\x00-\x1f\x7f-\x9f]*$"
TouchpointName = Annotated[
    str,
    StringConstraints(max_length=text_lines.LONGEST, pattern=_NAME),
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
