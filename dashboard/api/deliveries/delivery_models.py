"""What the API asks and answers about deliveries: how many mails of a campaign were delivered, by hour."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from feedback_buttons.dashboard.api.request_fields import Asked, moment, whole_number
from feedback_buttons.dashboard.api.response_fields import Told

MOST_HOURS = 1000
_WHOLE = moment(
    r"([01]\d|2[0-3]):00:00(Z|[+-](0\d|1[0-4]):00)",
    "write a whole hour such as 2026-12-05T09:00:00Z",
)
WholeHour = Annotated[datetime, *_WHOLE]


class Delivered(Asked):
    """Mails delivered in the hour that begins then."""

    hour: WholeHour
    mails: Annotated[int, Field(ge=0, le=1_000_000), whole_number]


class Deliveries(Asked):
    """Delivered mails by hour; each replaces the previous number of its hour."""

    hours: Annotated[list[Delivered], Field(min_length=1, max_length=MOST_HOURS)]


class Hour(Told):
    """Mails delivered in the hour that begins then."""

    hour: datetime
    mails: int


class DeliveryList(Told):
    """All hours of which something was said, in order."""

    mails: int = Field(description="Their sum, which the response rate is a share of.")
    hours: list[Hour]
