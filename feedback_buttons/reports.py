"""The only reader for reports: what a number means is settled here and in its SQL.

Scores, counts and time lines come from the rollup: their cost doesn't grow with the answers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import pandas as pd
from psycopg.rows import dict_row

from feedback_buttons import campaigns, db, followups, stats
from feedback_buttons.campaigns import Campaign
from feedback_buttons.ids import recipient_code


@dataclass(frozen=True, slots=True)
class CampaignSummary:
    """What stands now in one campaign.

    ``counts`` and ``clicked`` are histograms of the campaign's scores: of the answers that count, and
    of what would count had every last click done so. Times are exact to a minute at best.
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

    @property
    def score(self) -> stats.Score | None:
        """The mean of what counts, with its interval."""
        return stats.score(self.counts)

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
        mails = self.campaign.mails
        return self.answers / mails if mails else None

    @property
    def nps(self) -> float | None:
        """The net promoter score, -100 to 100."""
        return stats.nps(self.counts)

    @property
    def nps_interval(self) -> tuple[float, float] | None:
        """Where the net promoter score can be."""
        return stats.nps_interval(self.counts)

    @property
    def csat(self) -> float | None:
        """Customer satisfaction, 0 to 100 percent."""
        return stats.csat(self.counts)

    @property
    def csat_interval(self) -> tuple[float, float] | None:
        """Where customer satisfaction can be."""
        return stats.csat_interval(self.counts)

    @property
    def ces(self) -> float | None:
        """The customer effort score: the mean on five points."""
        return self.score.mean / 2 if self.score else None


@dataclass(frozen=True, slots=True)
class RatingRow:
    """One recipient's answer on one occasion; ``score`` is None if it does not count. ``client`` is one of
    clientclass.CLASSES, None where nobody asked; ``question`` and ``answer`` are None if no follow-up question
    was answered."""

    campaign: str
    recipient: str
    occasion: int
    at: datetime
    score: int | None
    state: str
    proof: str
    client: str | None
    comment: str | None
    commented_at: datetime | None
    question: str | None = None
    answer: str | None = None


def overview(conn: db.Connection) -> list[CampaignSummary]:
    """All campaigns, the one that moved last first; without an answer, by when they were made."""
    found = list(_summaries(conn, None))
    return sorted(found, key=lambda each: each.last_at or each.campaign.created_at, reverse=True)


def summary(conn: db.Connection, slug: str) -> CampaignSummary | None:
    """One campaign; None if there is none of that slug."""
    return next(_summaries(conn, slug), None)


def _summaries(conn: db.Connection, slug: str | None) -> Iterator[CampaignSummary]:
    with conn.cursor(row_factory=dict_row) as cursor:
        cursor.execute(db.query("summaries"), {"slug": slug})
        for row in cursor:
            campaign = Campaign(**{each.name: row.pop(each.name) for each in fields(Campaign)})
            counts, clicked = (campaign.histogram(row.pop(name)) for name in ("counts", "clicked"))
            yield CampaignSummary(campaign=campaign, counts=counts, clicked=clicked, **row)


def timeline(conn: db.Connection, slug: str) -> pd.DataFrame:
    """How a campaign's score came about, in equal steps, at most some 300.

    Returns:
        A row a step, indexed by the time it begins (UTC), whose length is ``frame.index.freq``;
        columns answers (net new ones in the step), total (so far), score (the mean so far, or NaN).
        Empty if there is no answer yet.
    """
    rows = conn.execute(db.query("timeline"), {"slug": slug}).fetchall()
    index = pd.DatetimeIndex([at for at, *_ in rows], tz=UTC, name="at")
    frame = pd.DataFrame(
        [(answers, points) for _, answers, points, _ in rows],
        index=index,
        columns=["answers", "points"],
        dtype="int64",
    )
    if rows:
        steps = pd.date_range(rows[0][0], rows[-1][0], freq=rows[0][3], name="at")
        frame = frame.reindex(steps, fill_value=0)
    frame["total"] = frame["answers"].cumsum()
    frame["score"] = frame.pop("points").cumsum() / frame["total"].where(frame["total"] > 0)
    return frame


def ratings(conn: db.Connection, slug: str) -> Iterator[RatingRow]:
    """All answers of a campaign, whether they count or not, streamed; erased ones are left out.

    The connection serves nothing else meanwhile.
    """
    campaign = campaigns.get(conn, slug)
    with conn.transaction(), conn.cursor("ratings") as cursor:
        cursor.itersize = 5000
        cursor.execute(db.query("ratings"), {"slug": slug, "now": datetime.now(UTC)})
        for recipient, occasion, at, score, *rest, question, choice in cursor:
            asked = followups.standing(campaign.questions, score, question, choice)
            words = [followups.worded(each, campaign.language) for each in asked or ()]
            yield RatingRow(slug, recipient_code(recipient), occasion, at, score, *rest, *words)
