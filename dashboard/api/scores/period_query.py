"""Which period a program asks the figures of."""

from typing import Annotated

from pydantic import ConfigDict, Field

from feedback_buttons.dashboard.api.request_fields import Asked, worded

_PERIOD = (
    r"24h|7d|30d|sent|all|wave:[1-9][0-9]?|[0-9]{4}-[0-9]{2}-[0-9]{2}\.\.[0-9]{4}-[0-9]{2}-[0-9]{2}"
)

_SAY = "write 24h, 7d, 30d, sent, wave:2, all or days such as 2026-11-01..2026-11-08"
PeriodName = Annotated[
    str,
    Field(
        pattern=worded(f"^({_PERIOD})$", _SAY),
        description="24h, 7d, 30d, sent, wave:2, all or 2026-11-01..2026-11-08 (both days included).",
    ),
]


class PeriodQuery(Asked):
    """Of which period the figures are, and what it is held against, as the dashboard's addresses name them."""

    model_config = ConfigDict(extra="forbid", strict=False)
    period: PeriodName = "all"
    against: Annotated[
        str, Field(pattern=worded(f"^(before|none|{_PERIOD})$", f"{_SAY}, before or none"))
    ] = Field("before", description="before (the time before it), none, or any period.")
