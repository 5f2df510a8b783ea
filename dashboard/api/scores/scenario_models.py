"""What the API asks and answers about what-if scenarios that a team keeps."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from feedback_buttons.dashboard.api.request_fields import Asked, one_of
from feedback_buttons.dashboard.api.response_fields import Told
from feedback_buttons.reports.scores import scenarios

_TEXT = r"^[^\x00-\x1f\x7f-\x9f]*$"
_NAME = r"^[^\x00-\x20\x7f-\xa0]([^\x00-\x1f\x7f-\x9f]*[!-~])?$"
ScenarioName = Annotated[
    str,
    StringConstraints(min_length=1, max_length=scenarios.LENGTH, pattern=_NAME),
    Field(examples=["Faster boxes"]),
]
Input = Annotated[str, one_of(scenarios.INPUTS)]
InputText = Annotated[str, StringConstraints(max_length=scenarios.TEXT, pattern=_TEXT)]


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


class ScenarioFacts(Told):
    """A scenario: what was put in, by whom and when, and the page that computes it, which can be shared."""

    name: str
    inputs: dict[str, str]
    account: str
    at: datetime
    address: str = Field(description="Of the dashboard's page; what a link to it is made of.")


class ScenarioList(Told):
    """All scenarios that are kept, by name."""

    scenarios: list[ScenarioFacts]
