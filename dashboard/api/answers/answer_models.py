"""What the API asks and answers about single answers: a feed of their changes."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from feedback_buttons.dashboard.api.request_fields import CURSOR, Asked, worded
from feedback_buttons.dashboard.api.response_fields import LongNumber, Told
from feedback_buttons.dashboard.api.scores.period_query import PERIOD, GivenPeriod, PeriodName
from feedback_buttons.verdicts.client_class import CLASSES

MOST_ANSWERS = 1000
OF = "@"  # between the place of a cursor and its period
Cursor = Annotated[
    str,
    StringConstraints(
        pattern=worded(rf"^[0-7][0-9a-f]{{47}}([0-7][0-9a-f]{{15}})?({OF}({PERIOD}))?$", CURSOR)
    ),
]


class ChangesQuery(Asked):
    """The cursor to go on from, and how many answers at most."""

    model_config = ConfigDict(extra="forbid", strict=False)
    cursor: Cursor | None = Field(
        None, description="From the page before; without one, from the beginning."
    )
    period: PeriodName = Field(
        "all",
        description="Only answers that were given in it, by the campaign's clock: 24h, 7d, 30d, sent, wave:2, all or "
        "2026-11-01..2026-11-08 (both days included). A cursor goes on in its own period alone.",
    )
    limit: Annotated[int, Field(ge=1, le=MOST_ANSWERS)] = 100


class Answer(Told):
    """One recipient's answer on one occasion, as it stands now."""

    recipient: str
    occasion: LongNumber = Field(
        description="The message it belongs to: a whole number of up to 64 bits, as text, as many programs would "
        'round it; "0" without one.'
    )
    at: datetime
    score: int | None = Field(
        description="In the scale that was asked, see scale; null if it does not count, or no longer."
    )
    scale: str = Field(description="1-5 where five buttons were asked, else 1-10 or 0-10.")
    state: str
    final_at: datetime | None = Field(
        description="Until then a mail scanner may be found out and the answer taken back."
    )
    proof: str
    reason: str
    language: str | None
    client: str | None = Field(
        description="What it was clicked with, as far as the click told: "
        f"{', '.join(CLASSES)}; null where nobody asked."
    )
    comment: str | None
    commented_at: datetime | None
    question: int | None = Field(description="The id of the follow-up question that was answered.")
    choice: int | None = Field(description="The number of the answer taken, from 1.")
    message: str | None = Field(
        description="Your own key for the message, such as a ticket; null where none is kept."
    )
    shared_clients: int | None = Field(
        description="Where many people hold its token: on how many devices it was answered with on one day. Then it is "
        "not one person's, and only the latest of their answers stands here. Null for one person's."
    )
    wave: int | None = Field(
        description="The number of the campaign's wave that it is of, from 1: the last one sent by the time that its "
        "token carries, else by its first visit; null where nobody said when the mail was sent."
    )
    reference: str | None = Field(description="With scope references, where it is kept.")
    attributes: dict[str, str] | None
    topics: list[str] | None = Field(
        description="The topics that the comment mentions, by their slugs, as they are found by the words of now; null "
        "without a comment. An answer does not come again when only the words of a topic change."
    )
    tone: list[str] | None = Field(
        description='How the comment is written: "strong" for strong language, "praise"; null without a comment.'
    )


class AnswerPage(Told):
    """Answers that have changed, in the order of their changes."""

    answers: list[Answer]
    period: GivenPeriod
    cursor: str | None = Field(description="Give this next time, also if there was nothing.")
    more: bool = Field(description="Whether there is more at once.")
