"""What the API asks and answers about what-if scenarios, those that a team keeps and others."""

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from feedback_buttons.dashboard.api.request_fields import KEY, PLAIN, Asked, one_of
from feedback_buttons.dashboard.api.response_fields import Told
from feedback_buttons.dashboard.api.scores.gains_models import By, Where
from feedback_buttons.dashboard.api.scores.period_query import PeriodName
from feedback_buttons.reports.scores import scenario_inputs, scenarios

ScenarioName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=scenarios.LENGTH, pattern=KEY),
    Field(examples=["Faster boxes"]),
]
Input = Annotated[str, one_of(scenario_inputs.INPUTS)]
Place = Annotated[str, StringConstraints(max_length=300, pattern=PLAIN)]
ScenarioKind = Annotated[str, one_of(scenario_inputs.KINDS)]
InputText = Annotated[str, StringConstraints(max_length=scenario_inputs.TEXT, pattern=PLAIN)]


class NewScenario(Asked):
    """A scenario to be kept; one of the same name is replaced."""

    name: ScenarioName
    inputs: dict[Input, InputText] = Field(
        description="What is put in, as the address of /what-if names it.",
        examples=[{"by": "attribute:channel", "kind": "lift", "cell": '["Delivery","post"]'}],
    )


class NamedScenario(Asked):
    """Which scenario."""

    name: ScenarioName


class ScenarioQuery(Asked):
    """Which scenario."""

    model_config = ConfigDict(extra="forbid", strict=False)
    name: ScenarioName


def _within(name: str) -> Any:  # noqa: ANN401 (what Annotated takes)
    """The bounds of a number that is put in."""
    _, least, most, _ = scenario_inputs.NUMBERS[name]
    return Field(ge=least, le=most, allow_inf_nan=False)


_OFF = "How far it may be off: one standard deviation."
_COST = "Of one contact"


class NewWhatIf(Asked):
    """A change to some answers, whose effect is to be computed."""

    where: Where = ""
    period: PeriodName = "all"
    by: By = ""
    kind: ScenarioKind = Field(
        description="raise: every answer is so many points higher; lift: the low scores become an 8; move: a share of "
        "the contacts goes to the target.",
        examples=["lift"],
    )
    place: Place = Field(
        description="Of the cell that is changed, as GET /gains names it.", examples=["delivery"]
    )
    value: Place = Field("", description="Of the cell; empty where cells are whole places.")
    target_place: Place | None = Field(None, description="Where contacts go to; for a move.")
    target_value: Place | None = Field(None, description="Likewise; null: empty.")
    points: Annotated[float, _within("points")] = Field(
        1.0, description="By how much answers are raised."
    )
    points_off: Annotated[float, _within("points_off")] = Field(0.0, description=_OFF)
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = Field(
        0.2, description="Of the cell's contacts that go to the target, 0 to 1; for a move."
    )
    contacts: Annotated[float, _within("contacts")] | None = Field(
        None,
        description="Of the cell, in the time that costs are of; null or 0: as many as answers.",
    )
    cost_now: Annotated[float, _within("cost_now")] = Field(0.0, description=f"{_COST} as it is.")
    cost_now_off: Annotated[float, _within("cost_now_off")] = Field(0.0, description=_OFF)
    cost_then: Annotated[float, _within("cost_then")] = Field(
        0.0, description=f"{_COST} as it would be."
    )
    cost_then_off: Annotated[float, _within("cost_then_off")] = Field(0.0, description=_OFF)


class WhatIfInputs(Told):
    """All that was put in; without the days and the scale it can be sent again."""

    where: str
    period: str
    first_day: date | None
    last_day: date | None
    scale: str
    by: str
    kind: ScenarioKind
    place: str
    value: str
    target_place: str | None
    target_value: str | None
    points: float
    points_off: float
    share: float = Field(description="Of the contacts that move; 1 of another change.")
    contacts: float
    cost_now: float
    cost_now_off: float
    cost_then: float
    cost_then_off: float


class WhatIfResult(Told):
    """What would come of the change. Each number stands with the ends that 95% of 4,000 draws are within: what the
    answers leave open, given that the change does what was put in."""

    own_doing: float | None = Field(
        description="Of a move: how much of the gap between both groups is taken for the group's own doing, 0, 0.5 "
        "and 1; no answer tells which it is. Null of another change."
    )
    before: float = Field(description="The score of all answers that are looked at.")
    after: float
    score: float = Field(description="By how much the score changes.")
    score_from: float
    score_to: float
    nps: float | None = Field(description="By how much the NPS changes; null on five points.")
    nps_from: float | None
    nps_to: float | None
    index: float | None = Field(
        description="By how much the organisation's index changes; null where it has no part in it."
    )
    index_from: float | None
    index_to: float | None
    cost: float = Field(description="By how much the cost of all contacts changes.")
    cost_from: float
    cost_to: float


class WhatIfFacts(Told):
    """The effect of a change on the current answers: one result; three for a move."""

    inputs: WhatIfInputs
    answers: int = Field(description="Of the cell that is changed.")
    index: float | None = Field(
        description="The organisation's index as it is; null: there is none."
    )
    results: list[WhatIfResult]
    address: str = Field(description="Of the dashboard's page that shows the same.")


class ScenarioFacts(Told):
    """A scenario: its inputs, who stored it and when, and the page that computes it, which can be shared."""

    name: str
    inputs: dict[str, str]
    account: str
    at: datetime
    address: str = Field(description="Of the dashboard's page; what a link to it is made of.")


class ScenarioList(Told):
    """All scenarios that are kept, by name."""

    scenarios: list[ScenarioFacts]
