"""Reads what stands now in a campaign, or in all: what its numbers mean is settled here and in summaries.sql.

Scores and counts come from the rollup: their cost doesn't grow with the answers.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from psycopg.rows import dict_row

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.periods.scope import ALL_TIME, Scope, cut
from feedback_buttons.reports.statistics import stats
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """What stands now in one campaign.

    ``counts`` and ``clicked`` are histograms of the scores in the scale that was asked: of the answers that count, and
    of what would count had every last click done so. Times are exact to a minute at best. ``response`` are the answers
    and mails of the response rate, where they are not those of ``counts`` and of the campaign. ``of_period``: it is
    of a part of all time.
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
    of_period: bool = False

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
    return replace(part, response=wave, of_period=True)


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
