"""What the API asks and answers about links that show a page or a score to people without an account."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from feedback_buttons.accounts import shared_pages
from feedback_buttons.dashboard.api.request_fields import NAME, Asked, Slug, one_of, worded
from feedback_buttons.dashboard.api.response_fields import Told

SharedShows = Annotated[str, one_of(shared_pages.SHOWS)]
SharedDays = Literal[7, 30, 90, 365]
PageName = Annotated[
    str,
    StringConstraints(max_length=shared_pages.NAME_LENGTH, pattern=NAME),
    Field(examples=["The board"], description="Who it is for; what it is revoked by."),
]

SharedAddress = Annotated[
    str,
    StringConstraints(
        max_length=shared_pages.ADDRESS_LENGTH,
        pattern=worded(
            r"^((/journey|/gains|/what-if)(\?[!-\"$-~]+)?)?$",
            "write the page's address, from /journey, /gains or /what-if on",
        ),
    ),
    Field(examples=["/gains?period=30d"]),
]


class NewSharedPage(Asked):
    """A link to be made."""

    name: PageName
    campaign: Slug | None = Field(None, description="Whose page; null: the overview.")
    address: SharedAddress = Field(
        "",
        description="Of the journey, gains or a what-if instead, as the page's address has it; without a campaign.",
    )
    shows: SharedShows = Field(
        shared_pages.PAGE, description="A page, one with its comments, or a score."
    )
    days: SharedDays = Field(30, description="How long it opens anything: 7, 30, 90 or 365.")


class SharedPageName(Asked):
    """Which link."""

    name: PageName


class SharedPageFacts(Told):
    """A link that was not revoked, without what opens it."""

    name: str
    campaign: str | None
    address: str = Field(description="The page that it shows, if it is none of a campaign.")
    shows: str
    account: str
    made_at: datetime
    expires_at: datetime


class SharedPageMade(SharedPageFacts):
    """A link and the addresses that open it, for whoever has them."""

    addresses: dict[str, str] = Field(
        description='"page"; of a score "badge" (an SVG) and "frame".'
    )


class SharedPageList(Told):
    """The links that were not revoked, newest first; some may have ended."""

    pages: list[SharedPageFacts]
