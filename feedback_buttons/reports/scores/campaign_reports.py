"""The only reader for reports: what a number means is settled here and in its SQL.

Scores and counts come from the rollup: their cost doesn't grow with the answers.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import NamedTuple

from psycopg.rows import class_row, dict_row

from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns, follow_up_questions, scales, waves
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.scores.scope import ALL_TIME, Scope, cut
from feedback_buttons.reports.statistics import stats
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """What stands now in one campaign.

    ``counts`` and ``clicked`` are histograms of the scores in the scale that was asked: of the answers that count, and
    of what would count had every last click done so. Times are exact to a minute at best. ``response`` are the answers
    and mails of the response rate, where they are not those of ``counts`` and of the campaign.
    """

    campaign: Campaign
    counts: tuple[int, ...]
    clicked: tuple[int, ...]
    unconfirmed: int
    scanned: int
    withdrawn: int
    comments: int
    first_at: datetime | None
    last_at: datetime | None
    response: tuple[int, int | None] | None = None

    @property
    def score(self) -> stats.Score | None:
        """The mean of what counts, with its interval."""
        return stats.score(self.counts)

    @property
    def tells(self) -> bool:
        """Whether there is more than "too early to tell": before that there is no NPS, CSAT or CES either."""
        return stats.tells(self.counts)

    @property
    def withheld(self) -> str | None:
        """Why there is no score for programs; None where there is one."""
        return None if self.tells else stats.WITHHELD

    @property
    def clicked_score(self) -> stats.Score | None:
        """What the score would be had every last click counted."""
        return stats.score(self.clicked)

    @property
    def answers(self) -> int:
        """How many answers count."""
        return sum(self.counts)

    @property
    def set_aside(self) -> int:
        """How many recipients' clicks do not count."""
        return self.unconfirmed + self.scanned + self.withdrawn

    @property
    def response_rate(self) -> float | None:
        """Answers a mail, 0 to 1; None while the number of mails is unknown."""
        return stats.response_rate(*self.responded)

    @property
    def responded(self) -> tuple[int, int | None]:
        """The answers and the mails that the response rate is of."""
        return self.response or (self.answers, self.campaign.mailed)

    @property
    def nps(self) -> float | None:
        """The net promoter score, -100 to 100; None while it is too early, and where five buttons were asked."""
        return stats.nps(self.counts) if self._recommends else None

    @property
    def nps_interval(self) -> tuple[float, float] | None:
        """Where the net promoter score can be."""
        return stats.nps_interval(self.counts) if self._recommends else None

    @property
    def csat(self) -> float | None:
        """Customer satisfaction, 0 to 100 percent, where the mail asked for it."""
        return stats.csat(self.counts) if self._asked("csat") else None

    @property
    def csat_interval(self) -> tuple[float, float] | None:
        """Where customer satisfaction can be."""
        return stats.csat_interval(self.counts) if self._asked("csat") else None

    @property
    def ces(self) -> float | None:
        """The customer effort score, where the mail asked for it: the mean on five points."""
        return self.score.mean if self.score and self._asked("ces") else None

    @property
    def ces_interval(self) -> tuple[float, float] | None:
        """Where the customer effort score can be."""
        if not self.score or not self._asked("ces"):
            return None
        return self.score.low, self.score.high

    @property
    def _recommends(self) -> bool:
        return self.tells and len(self.counts) > stats.FIVE

    def _asked(self, scale: str) -> bool:
        return self.tells and self.campaign.asks == scale


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One recipient's answer on one occasion; ``score`` is None if it does not count. ``client`` is one of
    clientclass.CLASSES, None where nobody asked; ``question`` and ``answer`` are None if no follow-up question
    was answered. ``message`` is the sender's own word for the message and ``reference`` that for the recipient,
    None where they are not kept; ``attributes`` is a JSON object, "" for none. ``score`` is one of ``scale``,
    that was asked. ``shared_clients`` is on how many devices a day the token was answered with, where many people
    hold it; None for one person's. ``wave`` is the name of the wave that it is of, else its number from 1; None where
    nobody said when the mail was sent."""

    campaign: str
    recipient: str
    occasion: str
    at: datetime
    score: int | None
    state: str
    proof: str
    client: str | None
    comment: str | None
    commented_at: datetime | None
    question: str | None = None
    answer: str | None = None
    message: str | None = None
    reference: str | None = None
    attributes: str = ""
    scale: str = scales.USUAL
    shared_clients: int | None = None
    wave: str | None = None


class _RatingRow(NamedTuple):
    """A row of ratings.sql; ``choice`` is the number of the answer taken of the question with the id ``question``."""

    recipient: int
    occasion: int
    at: datetime
    score: int | None
    state: str
    proof: str
    client: str | None
    comment: str | None
    commented_at: datetime | None
    question: int | None
    choice: int | None
    message: str | None
    reference: str | None
    attributes: dict[str, str] | None
    shared_clients: int | None
    token_sent_at: datetime | None
    first_at: datetime


def overview(conn: db.Connection) -> list[CampaignSummary]:
    """All campaigns, the one that moved last first; without an answer, by when they were made."""
    summaries = list(_summaries(conn, None))
    return sorted(
        summaries, key=lambda item: item.last_at or item.campaign.created_at, reverse=True
    )


def summary(conn: db.Connection, slug: str) -> CampaignSummary | None:
    """One campaign; None if there is none of that slug."""
    return next(_summaries(conn, slug), None)


def summary_of(conn: db.Connection, slug: str, scope: Scope) -> CampaignSummary | None:
    """One campaign in a period; None if there is none of that slug. The response rate of a wave is of its mails, that
    of any other period is the campaign's own of all time."""
    ever = summary(conn, slug)
    if ever is None or scope.all:
        return ever
    part = next(_summaries(conn, slug, cut(scope.span, scope.zone)), None)
    if part is None:
        return None
    wave = (part.answers, scope.wave.mails) if scope.wave else ever.responded
    return replace(part, response=wave)


def _summaries(
    conn: db.Connection, slug: str | None, span: Mapping[str, object] = ALL_TIME
) -> Iterator[CampaignSummary]:
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(db.query("summaries"), {"slug": slug, **span})
        for row in cursor:
            campaign = Campaign(
                **{column.name: row.pop(column.name) for column in fields(Campaign)}
            )
            counts, clicked = (campaign.histogram(row.pop(name)) for name in ("counts", "clicked"))
            yield CampaignSummary(campaign=campaign, counts=counts, clicked=clicked, **row)


def ratings(conn: db.Connection, slug: str) -> Iterator[RatingRow]:
    """All answers of a campaign, whether they count or not, streamed; erased ones are left out.

    The connection serves nothing else meanwhile.
    """
    campaign = campaigns.get(conn, slug)
    sent = campaign.sendings
    with conn.transaction(), conn.cursor("ratings", row_factory=class_row(_RatingRow)) as cursor:
        cursor.itersize = 5000
        cursor.execute(db.query("ratings"), {"slug": slug, "now": datetime.now(UTC)})
        for row in cursor:
            standing = follow_up_questions.standing(
                campaign.questions, row.score, row.question, row.choice
            )
            words = [follow_up_questions.worded(text, campaign.language) for text in standing or ()]
            question, answer = words or (None, None)
            wave = waves.of(sent, row.token_sent_at, row.first_at)
            yield RatingRow(
                slug, recipient_code(row.recipient), str(row.occasion), row.at,
                None if row.score is None else scales.tell(row.score, campaign.told), row.state,
                row.proof, row.client, row.comment, row.commented_at, question, answer,
                row.message, row.reference,
                json.dumps(row.attributes, ensure_ascii=False) if row.attributes else "", campaign.told,
                row.shared_clients, wave.label if wave else None,
            )  # fmt: skip
