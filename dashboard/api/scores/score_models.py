"""What the API answers of a campaign's score, and of all that stands beside it."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from feedback_buttons.dashboard.api.response_fields import Told


class Segment(Told):
    """A group of recipients and its score; null with fewer than 10 answers, or while it is too early to tell."""

    kind: str = Field(
        description="What is the same: language (of the page), client (clicked with), proof (how an answer is "
        "known to be meant), age (early: within 24 hours of sending; or late), wave (its number), or attribute."
    )
    attribute: str | None = Field(description="Its name, where it is one that the sender keeps.")
    value: str | None = Field(
        description="Such as nl or iphone; empty: not known; null: the smaller groups together."
    )
    name: str | None = Field(description="Of a wave what it is called, else its number.")
    score: float | None
    low: float | None
    high: float | None
    answers: int
    response_rate: float | None = Field(
        description="Of a wave: answers a mail, 0 to 1; null while its mails are unknown, and of all other groups."
    )


class Difference(Told):
    """One score less another, and its interval; null while it is too early to tell."""

    difference: float | None
    low: float | None
    high: float | None


class Result(Told):
    """How many took each of a question's choices."""

    id: int
    counts: list[int]


class Latest(Told):
    """The last 24 hours against all that was answered before them."""

    answers: int
    score: float | None = Field(description="Their mean; null while it is too early to tell.")
    low: float | None
    high: float | None
    difference: float | None = Field(
        description="The score within them less that of before; null while it is too early to tell of either."
    )
    difference_low: float | None = Field(description="The true difference is above this.")
    difference_high: float | None = Field(description="The true difference is below this.")
    real: bool | None = Field(description="If it is more than chance, all campaigns looked at.")


class Unsigned(Told):
    """Answers through buttons whose token was missing or wrong, so that nobody knows whose they are."""

    answers: int
    browsers: int = Field(
        description="From how many; who answers again on another day or device is another one."
    )
    score: float | None = Field(
        description="The mean of each browser's last answer of a day; null while it is too early to tell."
    )
    low: float | None
    high: float | None
    counted: bool = Field(description="Whether the campaign's own score has them too.")


class TargetProgress(Told):
    """What a campaign aims at, its own or its touchpoint's, and how far it is. Null: at nothing of the kind."""

    score: float | None = Field(description="The score that it aims at.")
    score_state: Literal["reached", "open", "below"] | None = Field(
        description="reached or below: the score's whole interval is; open: that cannot be told."
    )
    answers: int | None = Field(description="The number of answers that it aims at.")
    answers_reached: bool | None


class CoveredPeriod(Told):
    """What figures are of. Times are from the first until just before the second; null: since ever, still going on."""

    name: str = Field(description="As the query names it.")
    begin: datetime | None
    end: datetime | None
    time_zone: str = Field(description="By whose clock hours and days begin.")
    against: str = Field(description="What it is held against; none for nothing.")
    against_begin: datetime | None
    against_end: datetime | None
    first_day: date | None = Field(
        description="The days that segments and questions are of: whole ones."
    )
    last_day: date | None


class TopicScore(Told):
    """A topic of comments and the score of those who mention it; with fewer than 20 comments no difference is given."""

    topic: str = Field(description="Its slug, as in the address of the dashboard's comments.")
    kind: Literal["topic", "tone"]
    comments: int = Field(description="How many comments mention it, in words that the team chose.")
    share: float | None = Field(description="Of all comments, 0 to 1.")
    score: float | None
    low: float | None
    high: float | None
    less_others: float | None = Field(
        description="Their mean less that of the others who wrote: no proof that it is the reason."
    )
    less_others_low: float | None
    less_others_high: float | None


class Score(Told):
    """A campaign's score, as the dashboard shows it. Null while it is too early to tell."""

    period: CoveredPeriod
    scale: str = Field(
        description="In which the score is told: 1-5 where five buttons were asked, else 1-10 or 0-10."
    )
    score: float | None = Field(description="The mean of the answers that count.")
    withheld: str | None = Field(
        description="Why there is no score, and nothing that is made of it; null where there is one."
    )
    low: float | None = Field(
        description="The true score is above this, with 95% certainty at all times."
    )
    high: float | None = Field(description="The true score is below this.")
    answers: int
    counts: list[int] = Field(
        description="How many answers of each score, from the scale's lowest to its highest."
    )
    asks: str | None = Field(description="On which scale the mail asks; null: not known.")
    nps: float | None = Field(
        description="The net promoter score: on 0-10 as the field asks, on 1-10 an approximation; null on 1-5 too, "
        "which has none."
    )
    csat: float | None = Field(
        description="The percentage of scores of 4 and 5; null unless the mail asks on csat."
    )
    ces: float | None = Field(
        description="The mean on five points; null unless the mail asks on ces."
    )
    latest: Latest
    target: TargetProgress
    comments: int
    set_aside: int = Field(description="Excluded clicks: those that do not count.")
    response_rate: float | None = Field(
        description="Answers a mail, 0 to 1; null while mails is unknown, or fewer than have answered."
    )
    unsigned: Unsigned
    segments: list[Segment] = Field(description="By group, the larger of a kind first.")
    late_less_early: Difference | None = Field(
        description="Answers later than 24 hours after sending less those before; null for fewer than 30 of either."
    )
    segments_at: datetime | None = Field(
        description="When the groups were summed up last; null: not yet."
    )
    topics: list[TopicScore] = Field(
        description="What comments mention, the most mentioned first; tagged within a minute or so."
    )
    questions: list[Result] = Field(
        description="What was chosen of the follow-up questions, summed up within a minute or so."
    )
