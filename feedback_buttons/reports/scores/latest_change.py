"""Compares a campaign's last 24 hours with everything before them, or one period with another."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.periods import Span
from feedback_buttons.reports.periods.scope import Scope, cut
from feedback_buttons.reports.scores.overview_windows import Windows
from feedback_buttons.reports.scores.overviews import Counts, positive
from feedback_buttons.reports.statistics import stats
from feedback_buttons.reports.statistics.intervals import ALPHA
from feedback_buttons.storage import db

PERIOD = "24h"


@dataclass(frozen=True, slots=True)
class LatestChange:
    """The last 24 hours against the time before, or a period against what it is compared with.

    Attributes:
        recent: how many gave each score within them.
        before: how many had given each score by then.
        watched: the campaigns in which something changed within them. A fall is looked for in all of these, so
            that each has to show more before it is called one.
        lately: the last 24 hours of a longer period that goes on.
    """

    recent: Counts
    before: Counts
    watched: int = 1
    lately: "LatestChange | None" = None

    @property
    def score(self) -> stats.Score | None:
        """The mean of the last 24 hours; None where there was no answer."""
        return stats.score(self.recent)

    @property
    def difference(self) -> stats.Difference | None:
        """How much higher that is than the score before; None while it is too early to tell of either."""
        if not (stats.tells(self.recent) and stats.tells(self.before)):
            return None
        return stats.difference(self.recent, self.before, ALPHA / max(self.watched, 1))


class _Row(NamedTuple):
    """The row of latest_change.sql."""

    recent: list[int]
    total: list[int]
    watched: int


def read(connection: db.Connection, campaign: Campaign, now: datetime) -> LatestChange:
    """A campaign's last 24 hours; they begin with a full hour, since older sums are kept by the hour."""
    begin = Windows.of(PERIOD, now, campaign.zone).begin
    row = db.row(connection, _Row, "latest_change", {"slug": campaign.slug, "begin": begin})
    if row is None:
        raise LookupError("a query without groups has a row")
    recent, total = campaign.histogram(row.recent), campaign.histogram(row.total)
    before = [whole - part for whole, part in zip(total, recent, strict=True)]
    return LatestChange(positive(recent), positive(before), row.watched)


def of_scope(connection: db.Connection, campaign: Campaign, scope: Scope) -> LatestChange:
    """A period against what it is compared with; what lies in both counts for the period alone. Against nothing,
    ``before`` has no answers. For all answers it is the last 24 hours."""
    if scope.all:
        return read(connection, campaign, scope.now)
    recent = _counts(connection, campaign, scope.span)
    before = [0] * len(recent)
    if scope.against:
        before = _counts(connection, campaign, scope.against)
        shared = scope.against.both(scope.span)
        if not shared.empty:
            both = _counts(connection, campaign, shared)
            before = [whole - part for whole, part in zip(before, both, strict=True)]
    watched = int(db.value(connection, "watched", cut(scope.span, scope.zone)))
    period, against = scope.view.period, scope.view.against
    longer = period.goes_on and period.kind != PERIOD and against != "none"
    lately = read(connection, campaign, scope.now) if longer else None
    return LatestChange(positive(recent), positive(before), watched, lately)


def _counts(connection: db.Connection, campaign: Campaign, span: Span) -> list[int]:
    values = {"slug": campaign.slug, **cut(span, campaign.zone)}
    return list(campaign.histogram(db.value(connection, "span_counts", values)))
