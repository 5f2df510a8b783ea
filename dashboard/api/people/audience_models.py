"""What the API asks and answers about who gave which scores, and who has not answered."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from feedback_buttons.base import slugs
from feedback_buttons.dashboard.api.request_fields import (
    CURSOR,
    MOST_RECIPIENTS,
    NAME,
    Asked,
    Reference,
    Slug,
    worded,
)
from feedback_buttons.dashboard.api.response_fields import LongNumber, Told

_PLACE = worded(rf"^{slugs.PATTERN}\.-?[0-9]{{1,19}}$", CURSOR)
_PAIR = worded(r"^-?[0-9]{1,19}\.-?[0-9]{1,19}$", CURSOR)


class AudienceQuery(Asked):
    """Who gave which scores: of a campaign, of a touchpoint, or of all."""

    model_config = ConfigDict(extra="forbid", strict=False)
    campaign: Slug | None = None
    touchpoint: Annotated[
        str, StringConstraints(max_length=300, pattern=NAME)
    ] | None = Field(None, description="Of campaigns with this touchpoint; not beside campaign.")  # fmt: skip
    low: Annotated[int, Field(ge=0, le=10)] = 0
    high: Annotated[int, Field(ge=0, le=10)] = Field(
        6, description="Scores from low to high, of ten, whatever was asked."
    )
    days: Annotated[int, Field(ge=1, le=3650)] | None = Field(
        None, description="Given within so many days."
    )
    cursor: Annotated[str, StringConstraints(pattern=_PLACE)] | None = Field(
        None, description="From the page before."
    )
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000


class UnansweredQuery(Asked):
    """Where to read on, and how many at most."""

    model_config = ConfigDict(extra="forbid", strict=False)
    cursor: Annotated[str, StringConstraints(pattern=_PAIR)] | None = Field(
        None, description="From the page before."
    )
    limit: Annotated[int, Field(ge=1, le=5000)] = 1000


class AskedPerson(Asked):
    """Somebody who was asked, and for which message if it was one of many."""

    reference: Reference
    message: Reference | None = None


class AskedPeople(Asked):
    """People who were asked."""

    recipients: Annotated[list[AskedPerson], Field(min_length=1, max_length=MOST_RECIPIENTS)]


class AudiencePerson(Told):
    """One person's latest settled answer in a campaign."""

    campaign: str
    reference: str | None = Field(description="With scope references, where it is kept.")
    recipient: str = Field(description="The pseudonym.")
    message: str | None = Field(description="Your own key for the message, where it is kept.")
    score: int
    scale: str
    at: datetime


class AudiencePage(Told):
    """People, and where to read on."""

    people: list[AudiencePerson]
    cursor: str | None = Field(description="Of the next page; null at the end.")


class UnansweredPerson(Told):
    """Somebody who has not answered."""

    reference: str | None = Field(description="With scope references, where it is kept.")
    recipient: str
    message: str | None
    occasion: LongNumber


class UnansweredPage(Told):
    """People who have not answered, and where to read on."""

    people: list[UnansweredPerson]
    cursor: str | None = Field(description="Of the next page; null at the end.")
