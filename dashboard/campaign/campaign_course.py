"""How a campaign came about, and where its times stand on a chart: by the clock of its zone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timezone, tzinfo
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas as pd

from feedback_buttons.campaigns.markers import Marker
from feedback_buttons.dashboard.kit.words import chart_text
from feedback_buttons.i18n import team_language
from feedback_buttons.reports.scores import time_line
from feedback_buttons.reports.statistics import stats

SHORTEST = pd.Timedelta(minutes=10)
TICKS = 5  # times below the axis; more would touch on a phone


@dataclass(frozen=True)
class Course:
    """How a campaign came about: time_line.timeline()'s frame, when it was sent if that is known, what the team
    says happened, the lowest and highest score that are told, by the clock of which zone times are, its
    further waves as markers, and whether it is of a part of all time."""

    frame: pd.DataFrame
    sent_at: datetime | None = None
    markers: Sequence[Marker] = ()
    lowest: int = stats.LOWEST
    highest: int = stats.HIGHEST
    zone: tzinfo = UTC
    waves: Sequence[Marker] = ()
    of_period: bool = False

    @property
    def spans(self) -> list[tuple[int, int, stats.Score | None]]:
        """The steps that go together, from one until before another, and the score of what was answered in them."""
        places = time_line.spans(len(self.frame), self.step)
        scores = self.frame.attrs.get("spans") or [None] * len(places)
        return [(*place, score) for place, score in zip(places, scores, strict=True)]

    @property
    def step(self) -> pd.Timedelta:
        """How long a step is."""
        return pd.Timedelta(self.frame.attrs.get("step", pd.Timedelta(0)))

    @property
    def length(self) -> pd.Timedelta:
        """How long such a span is; the last ones may be shorter."""
        return pd.Timedelta(max(end - begin for begin, end, _ in self.spans) * self.step)

    @property
    def last(self) -> pd.Timedelta:
        """How long the last span is."""
        begin, end, _ = self.spans[-1]
        return pd.Timedelta((end - begin) * self.step)

    @cached_property
    def clock(self) -> tzinfo:
        """By which places on the chart are: the zone's own, unless it tells an hour of them twice. Then it is one that
        goes on as it was before: two bars would stand in one place."""
        times = [at.to_pydatetime().astimezone(self.zone) for at in self.frame.index]
        walls = [at.replace(tzinfo=None) for at in times]
        offset = times[0].utcoffset() if times else None
        if offset is None or all(wall < later for wall, later in pairwise(walls)):
            return self.zone
        return timezone(offset)

    @property
    def usual(self) -> bool:
        """Whether places are by the zone's own clock."""
        return self.clock is self.zone

    def place(self, at: datetime) -> str:
        """Where a time stands on the chart's axis."""
        return f"{at.astimezone(self.clock):%Y-%m-%d %H:%M}"

    def worded(self, at: datetime) -> str:
        """A time in words, by the zone's clock; where that is changed, with its name."""
        local = at.astimezone(self.zone)
        clock = "" if self.usual else f" {local:%Z}"
        return f"{team_language.date(at, self.zone)}, {local:%H:%M}{clock}"

    def beside(self, at: datetime) -> str:
        """What is said of a step when it is pointed at, beside its figures: how long after sending it begins, and
        when, if its place does not say so."""
        facts = [self.since(at)] if self.sent_at else []
        facts += [] if self.usual else [f"{at.astimezone(self.zone):%H:%M %Z}"]
        return f" ({', '.join(facts)})" if facts else ""

    def since(self, at: datetime) -> str:
        """How long after sending; "" where nobody knows when that was."""
        return chart_text.since((at - self.sent_at).total_seconds()) if self.sent_at else ""

    def ticks(self) -> dict[str, Any]:
        """What stands below the axis where plotly's own times would be by another clock than the zone's."""
        shown = [at.to_pydatetime() for at in self.frame.index[:: -(-len(self.frame) // TICKS)]]
        local = [at.astimezone(self.zone) for at in shown]
        return {
            "tickvals": [self.place(at) for at in shown],
            "ticktext": [f"{at:%H:%M %Z}<br>{team_language.date(at, self.zone)}" for at in local],
            "hoverformat": "%-d %b",
        }

    @property
    def events(self) -> list[Marker]:
        """The events on the time line: markers and waves."""
        return [*self.waves, *self.markers]

    @property
    def near(self) -> list[Marker]:
        """The markers that the chart can show: one from long before or after would squeeze the rest."""
        first, last = self.frame.index[0], self.frame.index[-1]
        room = max(last - first, SHORTEST)
        return [event for event in self.events if first - room <= event.at <= last + room]
