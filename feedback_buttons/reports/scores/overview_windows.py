"""Between which moments the overview counts: its period, what that is held against, the index's days, the last day, and
the steps of the small charts."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from feedback_buttons.base import time_zones
from feedback_buttons.base.time_zones import DAY, HOUR
from feedback_buttons.campaigns.periods import PeriodView, Span

INDEX_DAYS = 30
_QUARTER = 15 * 60  # seconds
STEPS = 40  # of a small chart, at most
_SHORTEST = 4  # hours of such a step: the last one is up to an hour longer


@dataclass(frozen=True, slots=True)
class Windows:
    """Where a period begins, what it is held against, and where the index's begin: with a whole hour of a time zone, or
    day where the rollup's steps are a day by then (feedback_buttons/ratings/rollup_folds.py). ``period`` is as
    an address names it, ``now`` the quarter of an hour in which it is looked at, ``end`` where it ends before."""

    begin: datetime | None
    against: Span | None
    index: datetime
    index_then: datetime
    yesterday: datetime
    period: str
    now: datetime
    end: datetime | None = None
    other: str = "before"

    @classmethod
    def of(
        cls, period: str, now: datetime, zone: ZoneInfo | None = None, other: str = "before"
    ) -> "Windows":
        """Those of a period, held against another, that no campaign's sending says; by the clock of a zone, else of the
        installation's."""
        zone = zone or time_zones.here()
        (hour,) = time_zones.steps(now, now, HOUR, zone)
        today = now.astimezone(zone).date()
        view = PeriodView.parse({"period": period, "against": other})
        (begin, end), against = view.spans(now, zone)

        def days_ago(days: int) -> datetime:
            return time_zones.begin(today, -days, zone).astimezone(UTC)

        quarter = datetime.fromtimestamp(now.timestamp() // _QUARTER * _QUARTER, UTC)
        index = days_ago(INDEX_DAYS), days_ago(INDEX_DAYS + 1)
        return cls(begin, against, *index, hour - DAY, period, quarter, end, other)

    def by(self, zone: ZoneInfo) -> "Windows":
        """The same period by the clock of another zone."""
        return Windows.of(self.period, self.now, zone, self.other)

    @property
    def weeks(self) -> tuple[datetime, datetime]:
        """When the 24 hours began that are one and two weeks before the last ones."""
        return self.yesterday - 7 * DAY, self.yesterday - 14 * DAY

    @property
    def steps(self) -> tuple[datetime | None, ...]:
        """Between which moments the steps of the small charts are: of whole hours, at most STEPS of them, the last one
        until the period ends, or until now where that goes on (None). No moments where the steps are so short that
        the hour which has begun would be seen in them, and where nobody says when they begin."""
        last = min(self.end or self.now, self.yesterday + DAY)
        hours = int((last - self.begin) / HOUR) if self.begin else 0
        step = -(-hours // STEPS)
        if not self.begin or step < _SHORTEST:
            return ()
        begins = [last - (ago * step) * HOUR for ago in range(hours // step, 0, -1)]
        return (*begins, last if last == self.end else None)

    @property
    def cuts(self) -> list[datetime]:
        """All of them, in order, and those of the other usual periods, which are then made of the same sums."""
        weeks = [edge for begin in self.weeks for edge in (begin, begin + DAY)]
        times = (
            self.begin,
            self.end,
            *(self.against or ()),
            self.index,
            self.index_then,
            self.yesterday,
            self.yesterday - DAY,
            *weeks,
            *self.steps,
        )
        return sorted({time for time in times if time})
