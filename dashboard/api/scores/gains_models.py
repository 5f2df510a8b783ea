"""The API's requests and replies about who scores differently, and where most can be gained."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from feedback_buttons.dashboard.api.request_fields import worded
from feedback_buttons.dashboard.api.response_fields import Told
from feedback_buttons.dashboard.api.scores.period_query import PeriodQuery

_FROM, _TO = (
    "The true difference is above this, with 95% certainty at all times.",
    "And below this.",
)

Where = Annotated[
    str,
    Field(
        max_length=320,
        pattern=worded(
            r"^((campaign|touchpoint):.+)?$",
            "write campaign: and a slug, or touchpoint: and a name",
        ),
        description="campaign: and its slug, touchpoint: and its name; empty: all that ask from 1 to 10.",
    ),
]
By = Annotated[
    str,
    Field(
        max_length=200,
        description="What cells are made by: whole, language, or attribute: and its name; empty: the first there is.",
    ),
]


class GainsQuery(PeriodQuery):
    """Whose answers, and of which period."""

    where: Where = ""
    by: By = ""


class GainsCell(Told):
    """Some answers of a place, and what they hold back: a first always exists, see its rank."""

    place: str = Field(
        description="A touchpoint (empty: none); within a touchpoint or campaign a campaign's slug."
    )
    value: str = Field(description="Of what cells are made by; empty where they are whole places.")
    answers: int
    share: float = Field(description="Of all answers, 0 to 1.")
    score: float = Field(description="Their mean.")
    gap: float = Field(description="The mean of the rest less theirs, in points.")
    gap_from: float = Field(description="95% of 4,000 draws are above this.")
    gap_to: float
    gain: float = Field(description="What the mean of all would gain if they scored as the rest.")
    gain_from: float
    gain_to: float
    place_gain: float = Field(description="What the mean of the place would gain.")
    index_gain: float | None = Field(
        description="What the organisation's index would; null on other scales."
    )
    rank_from: int = Field(description="The best place of 95% of the draws; 1 holds back most.")
    rank_to: int
    first: float = Field(description="In which share of the draws it stands first.")


class GainsMoment(Told):
    """What people did later who answered at a place, beside the score that they gave: no proof of a cause."""

    place: str = Field(description="As of cells.")
    value: str = Field(description="Of what cells are made by; empty for the whole place.")
    outcome: str = Field(description="Its name.")
    people: int = Field(description="Of how many both are known.")
    mean: float = Field(description="Of their outcomes.")
    slope: float = Field(
        description="By how much the outcome is higher for each point of the score."
    )
    slope_from: float = Field(
        description="The true one is above this, with 95% certainty in this one look at all of them."
    )
    slope_to: float


class GainsDriver(Told):
    """Answers that mention a topic or share an attribute, compared with the others; no proof of a cause."""

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
    """Who scores otherwise, and what holds the score back."""

    where: str
    period: str
    first_day: date | None = Field(description="The whole days that it is of; null: all of time.")
    last_day: date | None
    scale: str = Field(description="In which points are told: 1-10, 0-10 or 1-5.")
    drivers: list[GainsDriver] = Field(
        description="What takes most off the score first; of fewer than 20 answers nothing is told."
    )
    by: str = Field(description="What the cells are made by.")
    moments: list[GainsMoment] = Field(description="Where outcomes are known, the surest first.")
    cells: list[GainsCell] = Field(description="What holds back most first.")
