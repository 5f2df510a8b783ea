"""Which period a program asks the figures of."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field

from feedback_buttons.dashboard.api.request_fields import Asked, worded
from feedback_buttons.dashboard.api.response_fields import Told

PERIOD = (
    r"24h|7d|30d|sent|all|wave:[1-9][0-9]?|[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}"
)

_SAY = "write 24h, 7d, 30d, sent, wave:2, all or days such as 2026-11-01..2026-11-08"
PeriodName = Annotated[
    str,
    Field(
        pattern=worded(f"^({PERIOD})$", _SAY),
        description="24h, 7d, 30d, sent, wave:2, all or 2026-11-01..2026-11-08 (both days included).",
    ),
]


class PeriodQuery(Asked):
    """The period of the figures and what it is compared with, named as in the dashboard's addresses."""

    model_config = ConfigDict(extra="forbid", strict=False)
    period: PeriodName = "all"
    against: Annotated[
        str, Field(pattern=worded(f"^(before|none|{PERIOD})$", f"{_SAY}, before or none"))
    ] = Field("before", description="before (the time before it), none, or any period.")


class GivenPeriod(Told):
    """When answers were given: from the first time until just before the second; null: since ever, still going on."""

    name: str = Field(description="As the query names it.")
    begin: datetime | None
    end: datetime | None
    time_zone: str = Field(description="By whose clock hours and days begin.")
