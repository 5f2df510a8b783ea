"""Answers by buttons without a usable token: how many, from how many browsers, and their score."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.stats import Score
from feedback_buttons.storage import db

COMMENTS = 20  # that are shown, the newest


class UnsignedComment(NamedTuple):
    """What was written beside an unsigned answer; ``score`` is as it is stored."""

    at: datetime
    score: int
    comment: str
    language: str


@dataclass(frozen=True, slots=True)
class UnsignedAnswers:
    """A campaign's answers through buttons that name nobody.

    ``counts`` is the histogram in the campaign's scale, with one answer for each of the ``browsers``: its last one of a
    day. A browser is an address of a network with a version of a browser: colleagues who share both are one, and
    who answers on another day, or another device, is another.
    """

    answers: int
    browsers: int
    first_at: datetime
    last_at: datetime
    counts: tuple[int, ...]
    comments: Sequence[UnsignedComment]

    @property
    def score(self) -> Score | None:
        """The mean of the counts, with its interval."""
        return stats.score(self.counts)


class _Sums(NamedTuple):
    answers: int
    browsers: int
    first_at: datetime | None
    last_at: datetime | None
    counts: list[int]


def read(connection: db.Connection, campaign: Campaign) -> UnsignedAnswers | None:
    """The unsigned answers of a campaign; None where there is none."""
    sums = db.row(connection, _Sums, "unsigned_sums", {"slug": campaign.slug})
    if sums is None or sums.first_at is None or sums.last_at is None:
        return None
    wanted = {"slug": campaign.slug, "most": COMMENTS}
    comments = db.rows(connection, UnsignedComment, "unsigned_comments", wanted)
    counts = scales.histogram(sums.counts, campaign.told)
    return UnsignedAnswers(
        sums.answers, sums.browsers, sums.first_at, sums.last_at, counts, comments
    )
