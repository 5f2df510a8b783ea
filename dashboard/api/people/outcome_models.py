"""What the API is told of what people did later."""

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from feedback_buttons.dashboard.api.request_fields import MOST_RECIPIENTS, Asked, Reference, worded
from feedback_buttons.dashboard.api.response_fields import Told
from feedback_buttons.recipients.later_outcomes import NAME

_OUTCOME = worded(
    r"^[^\x00-\x20\x7f-\xa0][^\x00-\x1f\x7f-\x9f]*$",
    "write a name in one line, without a space before it",
)
_DAY = (
    r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])|20\d\d-(0[13-9]|1[0-2])-(29|30)"
    r"|20\d\d-(0[13578]|1[02])-31"
)
_PATTERN = re.compile(_DAY, re.ASCII)


def _day(value: object) -> date:
    if not (isinstance(value, str) and _PATTERN.fullmatch(value)):
        raise ValueError("write a day such as 2026-12-05")
    return date.fromisoformat(value)


class NewOutcome(Asked):
    """What a person did later."""

    reference: Reference
    name: Annotated[
        str,
        StringConstraints(
            min_length=1,
            max_length=NAME,
            pattern=_OUTCOME,
        ),
        Field(description="What it is.", examples=["bought again"]),
    ]
    day: Annotated[
        date,
        BeforeValidator(_day),
        WithJsonSchema({"type": "string", "pattern": f"^({_DAY})$", "examples": ["2026-12-05"]}),
    ]
    value: Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)] = Field(
        1.0, description="How much of it: 1 or 0 for yes or no, a number, an amount."
    )


class NewOutcomes(Asked):
    """What people did later, by your own keys for them."""

    outcomes: Annotated[list[NewOutcome], Field(min_length=1, max_length=MOST_RECIPIENTS)]


class OutcomesKept(Told):
    """How many are kept of those that were told."""

    stored: int = Field(description="Of each person, name and day one.")
