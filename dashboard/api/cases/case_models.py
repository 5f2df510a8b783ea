"""What the API asks and answers about cases, the rules that open them, and how soon a team reacts."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from feedback_buttons.cases import case_filters, case_place, case_rule_list, case_rules
from feedback_buttons.comments import comment_cleaning, comment_handling, filter_values
from feedback_buttons.dashboard.api.request_fields import (
    CURSOR,
    PLAIN,
    SLUG,
    Asked,
    Line,
    Moment,
    Slug,
    whole_number,
    worded,
)
from feedback_buttons.dashboard.api.response_fields import LongNumber, Told
from feedback_buttons.dashboard.api.scores.period_query import GivenPeriod, PeriodName

_WORD = worded(
    r"^[^\x00-\x1f\x7f-\x9f]*[0-9A-Za-z][^\x00-\x1f\x7f-\x9f]*$",
    "write a line of text with a letter from a to z or a digit in it",
)
_SCORES = worded(r"^(10|[0-9])(,(10|[0-9]))*$", "write scores such as 1,2,3")
Filtered = Annotated[str, StringConstraints(max_length=filter_values.LONGEST, pattern=PLAIN)]
# Tags are spelled in one way: what stands here has a letter or digit that is left of it.
Tag = Annotated[str, StringConstraints(max_length=comment_handling.TAG_LENGTH // 2, pattern=_WORD)]
RuleName = Annotated[str, StringConstraints(max_length=case_rule_list.NAME_LENGTH, pattern=_WORD)]


class CasesQuery(Asked):
    """Which cases, in what order, and from where on."""

    model_config = ConfigDict(extra="forbid", strict=False)
    state: case_filters.State = Field(
        "waiting", description="waiting (open, and not asleep), asleep, closed, or all."
    )
    campaign: Slug | None = None
    touchpoint: Filtered = ""
    scores: Annotated[str, Field(pattern=_SCORES, max_length=40)] | None = Field(
        None, description="As they are stored, such as 1,2,3.", examples=["1,2,3"]
    )
    handler: Filtered = Field("", description='A user\'s name; "nobody" for those of nobody.')
    rule: Filtered = Field("", description="The name of the rule that opened them.")
    tag: Filtered = ""
    period: PeriodName = Field(
        "all",
        description="When their answers were given, by the clock of the campaign, else of the installation: 24h, 7d, "
        "30d, all or 2026-11-01..2026-11-08 (both days included); with a campaign also sent and wave:2.",
    )
    sort: case_filters.Sort = Field(
        "lowest", description="lowest (of these the oldest first), oldest, or newest."
    )
    cursor: Annotated[str, Field(pattern=worded(f"^{case_place.PLACE}$", CURSOR))] | None = Field(
        None, description="From the page before; without one, from the beginning."
    )
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class CaseChange(Asked):
    """What is to be done with a case. What is not named stays."""

    handler: Line | None = Field(
        None, description="Who of the team takes it, by their name; null: nobody."
    )
    note: Annotated[str, StringConstraints(max_length=comment_cleaning.LENGTH, pattern=PLAIN)] = (
        Field("", description='What the team says of it; "": no note.')
    )
    add_tags: list[Tag] = Field([], max_length=5)
    remove_tags: list[Tag] = Field([], max_length=5)
    snoozed_until: Moment | None = Field(
        None, description="From when on it is in the queue again; null: now."
    )
    reason: comment_handling.Reason | None = Field(
        None, description="Closes it with this; null opens it again."
    )


class CaseChanged(Told):
    """What somebody of the team, or the recipient, did: which field got which value."""

    at: datetime
    account: str
    field: str
    value: str


class CaseNeighbour(Told):
    """What the same person answered elsewhere, with the beginning of their comment."""

    campaign: str = Field(description="Its name.")
    at: datetime
    score: int
    comment: str | None


class CaseFacts(Told):
    """An answer that needs somebody, and what was done about it."""

    case: str = Field(description="Its name in addresses.")
    campaign: str
    recipient: str
    occasion: LongNumber
    touchpoint: str
    opened_at: datetime
    waiting_since: datetime = Field(description="Since when it has been in the queue.")
    rule: str = Field(
        description=f'Of which rule\'s name it was opened; "{case_rules.CONTACT}" where the recipient asked for it.'
    )
    score: int = Field(description="As it is stored: 1 to 10, or 0 to 10.")
    comment: str | None
    answered_at: datetime
    language: str
    question: dict[str, str] = Field(description="The follow-up question, by language.")
    answer: dict[str, str] = Field(description="What was chosen of it, by language.")
    status: str
    reason: str | None
    handler: str | None
    tags: list[str]
    note: str
    snoozed_until: datetime | None
    reacted_at: datetime | None
    reacted_by: str | None
    closed_at: datetime | None
    contact: str | None = Field(
        description="With scope references: the address or number that the recipient left, to be contacted."
    )
    message: str | None = Field(description="Your own key for the message, where it is kept.")
    reference: str | None = Field(description="With scope references, where it is kept.")
    changes: list[CaseChanged] = Field(description="The latest 20, newest first.")
    others: list[CaseNeighbour] = Field(
        description="The latest 5 other answers of the person; with scope references, where that is kept."
    )


class CasesPage(Told):
    """Some cases, in the order asked."""

    cases: list[CaseFacts]
    period: GivenPeriod
    cursor: str | None = Field(description="Give this for the next page; null: there is none.")


class NewCaseRule(Asked):
    """A rule: answers open a case where all that it names holds. It names a score, a choice or a topic."""

    name: RuleName
    campaign: Slug | None = Field(None, description="null: of all campaigns.")
    touchpoint: Annotated[str, StringConstraints(max_length=60, pattern=PLAIN)] = ""
    score_to: Annotated[int, Field(ge=0, le=10), whole_number] | None = Field(
        None, description="Scores up to this one, as they are stored."
    )
    question: Annotated[int, Field(ge=1, lt=2**15), whole_number] | None = Field(
        None, description="The id of a follow-up question of the campaign; with choice."
    )
    choice: Annotated[int, Field(ge=1, le=10), whole_number] | None = None
    second_low: bool = Field(
        False, description="Only where another answer of the same person's is as low."
    )
    topic: Annotated[str, Field(pattern=SLUG)] | None = Field(
        None, description="The slug of a topic or tone that the comment mentions."
    )


class CaseRuleName(Asked):
    """Which rule."""

    name: RuleName


class CaseRuleFacts(Told):
    """A rule that opens cases."""

    name: str
    campaign: str | None
    touchpoint: str | None
    score_to: int | None
    question: int | None
    choice: int | None
    second_low: bool
    topic: str | None
    account: str
    made_at: datetime


class CaseRuleList(Told):
    """All rules, the oldest first."""

    rules: list[CaseRuleFacts]


class CaseTimesQuery(Asked):
    """Of which cases."""

    model_config = ConfigDict(extra="forbid", strict=False)
    days: Annotated[int, Field(ge=1, le=3660)] = Field(
        30, description="Those that were opened in the last so many days."
    )
    campaign: Slug | None = Field(None, description="Of this one only.")


class CaseTimesFigures(Told):
    """How many cases were opened, and what became of them; medians are null where there was none."""

    opened: int
    reacted: int
    closed: int
    reached: int = Field(description="Closed as solved or answered.")
    median_reaction_seconds: float | None = Field(description="From opening to the first reaction.")
    median_closing_seconds: float | None = Field(description="From opening to the last closing.")


class CaseTimesGroup(CaseTimesFigures):
    """The same of a touchpoint, or of those to which one of the team reacted first."""

    name: str = Field(description='"" for campaigns without a touchpoint.')


class CaseNextScores(Told):
    """What people gave when they answered again after their case was closed."""

    reached: bool
    people: int
    mean: float


class CaseReaction(CaseTimesFigures):
    """How soon the team reacts, whom it reaches, and what these people answer next."""

    since: datetime
    until: datetime
    touchpoints: list[CaseTimesGroup]
    members: list[CaseTimesGroup]
    next_scores: list[CaseNextScores]
