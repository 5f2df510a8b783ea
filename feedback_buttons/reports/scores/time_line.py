"""Reads how a campaign's score came about, in steps that begin by the clock of its time zone."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pandas as pd

from feedback_buttons.base import time_zones
from feedback_buttons.base.time_zones import DAY, HOUR
from feedback_buttons.campaigns import scales
from feedback_buttons.reports.periods.scope import ALL_TIME, NO_DAYS, Scope, cut
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.storage import db

MOST = 300  # steps, and the one that has begun
LAST = 2  # steps of days that are a span each: the last 24 hours lie within them
SPANS = 48  # at most, of as many steps each, that have a score of their own
_MINUTE, _QUARTER = timedelta(minutes=1), timedelta(minutes=15)
_NONE = (0,) * 11  # of 0 … 10, as the query has them
_STEPS = (
    *(number * _MINUTE for number in (1, 2, 5, 10, 15, 30)),
    *(number * HOUR for number in (1, 2, 3, 6, 12)),
    *(number * DAY for number in (1, 2, 7, 28)),
)
# Over how long a time the steps are so long at least: none is finer than the folded sums of such a time
# (feedback_buttons/ratings/rollup_folds.py).
_LEAST = ((30 * DAY, DAY), (2 * DAY, HOUR), (2 * HOUR, 10 * _MINUTE))


class _Ends(NamedTuple):
    """The row of timeline_ends.sql: a campaign's first and last minute, and of which scale it is."""

    first_at: datetime | None
    last_at: datetime | None
    scale: str
    asks: str | None
    time_zone: str | None

    def steps(self, scope: Scope | None) -> tuple[list[datetime], timedelta]:
        """When the steps begin that the time of the scope is told in, and how long one is; all of the campaign's time,
        from its first answer to the last, where there is no scope."""
        if self.first_at is None or self.last_at is None:
            return [], _MINUTE
        first, last = self.first_at, self.last_at
        if scope and not scope.all:
            begin, end = scope.span
            if (end and end <= first) or (begin and begin > last):
                return [], _MINUTE
            first = max(first, begin or first)
            last = min(end - _MINUTE, scope.now) if end else scope.now
        return self._steps(first, last)

    def _steps(self, first: datetime, last: datetime) -> tuple[list[datetime], timedelta]:
        length = last - first
        least = next((step for span, step in _LEAST if length >= span), _MINUTE)
        if self.last_at and first < self.last_at - 2 * DAY:
            least = max(
                least, _QUARTER
            )  # what is folded by then is known by the quarter of an hour
        step = next((long for long in _STEPS if long >= max(least, length / MOST)), _STEPS[-1])
        return time_zones.steps(first, last, step, time_zones.of(self.time_zone)), step


class _Step(NamedTuple):
    """A row of timeline.sql: the net answers of 0 … 10 in one step, by its place."""

    place: int
    counts: list[int]


def timeline(conn: db.Connection, slug: str, scope: Scope | None = None) -> pd.DataFrame:
    """How a campaign's score came about, in equal steps, at most some 300; in a period, where there is a scope, whose
    answers alone are then counted.

    Returns:
        A row a step, indexed by the time it begins (UTC), whose length is ``frame.attrs["step"]``: steps of days begin
        with one of the campaign's time zone, weeks on its Mondays. Columns answers (net new ones in the step), total
        (so far), score (the mean so far, or NaN while it is too early to tell) and digits (the decimals it is told
        with). ``frame.attrs["spans"]`` are the scores of what was answered in each of spans(): None where it is too
        early. Empty if there is no answer yet.
    """
    ends = db.row(conn, _Ends, "timeline_ends", {"slug": slug})
    begins, step = ends.steps(scope) if ends else ([], _MINUTE)
    scale = scales.told(ends.scale, ends.asks) if ends else scales.USUAL
    values = {"slug": slug, "begins": begins, **_cut(scope, step)}
    rows = db.rows(conn, _Step, "timeline", values) if begins else []
    counts = {row.place: row.counts for row in rows}
    counted = [
        scales.histogram(counts.get(place, _NONE), scale) for place in range(1, len(begins) + 1)
    ]
    index = pd.DatetimeIndex(begins, tz=UTC, name="at")
    line = _line(pd.DataFrame(counted, index, scales.TOLD[scale], "int64"))
    line.attrs |= {"step": step, "spans": _span_scores(counted, step)}
    return line


def _cut(scope: Scope | None, step: timedelta) -> dict[str, object]:
    """From when to when, as the query has it. Sums of whole days will do where no step is shorter."""
    if scope is None or scope.all:
        return ALL_TIME
    values = cut(scope.span, scope.zone)
    return values if step >= DAY else {**values, "whole": False, **NO_DAYS}


def spans(steps: int, step: timedelta) -> list[tuple[int, int]]:
    """Which steps go together, oldest first: from the one until before the other; all are whole but the first. Of days
    and longer steps the last two stand by themselves: a bad day must not wait for others to be seen.

    >>> spans(3, DAY), len(spans(300, HOUR)), spans(97, HOUR)[:2], spans(97, DAY)[-3:]
    ([(0, 1), (1, 2), (2, 3)], 43, [(0, 1), (1, 4)], [(92, 95), (95, 96), (96, 97)])
    """
    length = -(-steps // SPANS) or 1
    alone = LAST if length > 1 and step >= DAY else 0
    together = [(max(0, end - length), end) for end in range(steps - alone, 0, -length)][::-1]
    return [*together, *((place, place + 1) for place in range(steps - alone, steps))]


def _span_scores(counted: Sequence[Sequence[int]], step: timedelta) -> list[stats.Score | None]:
    """What was answered in each span. An answer that was changed is taken out where it was changed: that may leave
    less than none of a score."""
    sums = [
        tuple(max(sum(column), 0) for column in zip(*counted[begin:end], strict=True))
        for begin, end in spans(len(counted), step)
    ]
    return stats.scores_of_many(sums)


def _line(frame: pd.DataFrame) -> pd.DataFrame:
    course = [*map(tuple, frame.cumsum().to_numpy().tolist())]
    line = pd.DataFrame({"answers": frame.sum(axis=1), "total": [*map(sum, course)]}, frame.index)
    line["score"] = [stats.mean(so_far) if stats.tells(so_far) else None for so_far in course]
    line["score"] = line["score"].astype("float64")
    line["digits"] = _digits(course)
    return line


def _digits(course: Sequence[tuple[int, ...]]) -> list[int]:
    """The decimals of each mean: more from where on the margin is fine. It shrinks as answers come, so that it is
    looked for and not computed three hundred times."""
    fine = bisect_left(course, True, key=_fine)
    return [1] * fine + [2] * (len(course) - fine)


def _fine(counts: tuple[int, ...]) -> bool:
    score = stats.score(counts)
    return score is not None and not score.early and score_text.digits(score) > 1
