"""What the API is asked and answers of who scores otherwise, and where most can be gained."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from feedback_buttons.dashboard.api.period_query import PeriodQuery
from feedback_buttons.dashboard.api.response_models import Told

_FROM, _TO = (
    "The true difference is above this, with 95 % certainty at all times.",
    "And below this.",
)


class GainsQuery(PeriodQuery):
    """Whose answers, and of which period."""

    where: Annotated[str, Field(max_length=200, pattern=r"^((campaign|touchpoint):.+)?$")] = Field(
        "",
        description="campaign: and its slug, touchpoint: and its name; empty: all that ask from 1 to 10.",
    )


class GainsDriver(Told):
    """Those who mention a topic, or of whom something is known, beside the others: no proof of a cause."""

    kind: Literal["topic", "attribute", "language"]
    attribute: str | None = Field(description="Its name, where it is one that the sender keeps.")
    value: str = Field(description="Of the attribute or language; a topic's slug.")
    answers: int = Field(description="How many they are.")
    of: int = Field(description="How many they and the others are.")
    difference: float = Field(description="Their mean less that of the others, in points.")
    difference_from: float = Field(description=_FROM)
    difference_to: float = Field(description=_TO)
    more_low: float = Field(description="Percent points more of them at 1 to 6 than of the others.")
    more_low_from: float = Field(description=_FROM)
    more_low_to: float = Field(description=_TO)
    more_high: float = Field(description="Percent points more of them at 9 and 10.")
    more_high_from: float = Field(description=_FROM)
    more_high_to: float = Field(description=_TO)


class Gains(Told):
    """Who scores otherwise."""

    where: str
    period: str
    first_day: date | None = Field(description="The whole days that it is of; null: all of time.")
    last_day: date | None
    scale: str = Field(description="In which points are told: 1-10, 0-10 or 1-5.")
    drivers: list[GainsDriver] = Field(
        description="What takes most off the score first; of fewer than 20 answers nothing is told."
    )
