"""What the API answers about campaigns: their settings, as they are stored."""

from datetime import datetime
from types import GenericAlias
from typing import Any, get_type_hints

from pydantic import Field, create_model

from feedback_buttons.campaigns import campaign_checks
from feedback_buttons.campaigns.campaign_columns import ABOUT
from feedback_buttons.dashboard.api.response_fields import Told


class Question(Told):
    """A follow-up question: of the scores from low to high; with choices, or to be answered in words."""

    id: int = Field(description="By this the answers name it.")
    asked: bool = Field(description="Whether it is still asked.")
    low: int
    high: int
    text: dict[str, str] = Field(description="By language.")
    choices: list[dict[str, str]] = Field(description="By language; answers name them from 1.")
    withdrawn: list[int] = Field(description="The numbers of choices that are no longer offered.")


class Wave(Told):
    """A time at which the campaign's mail was sent again."""

    name: str
    sent_at: datetime
    mails: int | None


# A picture; what the team's own page shows; what is told of the touchpoint.
_NOT_ANSWERED = ("logo", "tool_keys", "touchpoint_target")
_AS_ANSWERED: dict[str, Any] = {"questions": list[Question], "waves": list[Wave]}
_COLUMNS: dict[str, Any] = {
    name: (_AS_ANSWERED.get(name, kind), Field(description=ABOUT.get(name)))
    for name, kind in get_type_hints(campaign_checks.Campaign).items()
    if name not in _NOT_ANSWERED
}
Campaign = create_model(
    "Campaign", __base__=Told, __doc__="A campaign's settings, as they are stored.", **_COLUMNS
)


_ALL: Any = GenericAlias(list, (Campaign,)), ...
Campaigns = create_model(
    "Campaigns",
    __base__=Told,
    __doc__="All campaigns, newest first.",
    campaigns=_ALL,
)
