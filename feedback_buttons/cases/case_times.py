"""How soon a team reacts to cases and closes them, whom it reaches, and what these people answer next."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class CaseTimes:
    """Of some cases that were opened in a time.

    Attributes:
        kind: all, touchpoint, or member: those to which somebody of the team reacted first.
        name: the touchpoint's or the member's; "" for all, and for campaigns without a touchpoint.
        reached: how many were closed as solved or answered.
        reaction, closing: medians, in seconds from opening to the first reaction and to the last closing; None where
            there was none.
    """

    kind: str
    name: str
    cases: int
    reacted: int
    closed: int
    reached: int
    reaction: float | None
    closing: float | None


@dataclass(frozen=True, slots=True)
class NextScores:
    """Of those whose cases were closed after they had been reached, or without: how many answered again later, and
    the mean of what they gave."""

    reached: bool
    people: int
    mean: float


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What a team wants to know of its cases of a time."""

    since: datetime
    until: datetime
    times: tuple[CaseTimes, ...]
    next_scores: tuple[NextScores, ...]

    @property
    def whole(self) -> CaseTimes:
        """All cases of the time."""
        return next(times for times in self.times if times.kind == "all")

    def of(self, kind: str) -> list[CaseTimes]:
        """Those of one kind, most cases first."""
        return [times for times in self.times if times.kind == kind]


def read(
    connection: db.Connection, since: datetime, until: datetime, campaign: str | None = None
) -> CaseReport:
    """The report on the cases that were opened from ``since`` on and before ``until``, of a campaign or of all."""
    values = {"since": since, "until": until, "campaign": campaign}
    return CaseReport(
        since,
        until,
        tuple(db.rows(connection, CaseTimes, "case_times", values)),
        tuple(db.rows(connection, NextScores, "case_next_scores", values)),
    )


def facts(report: CaseReport) -> dict[str, Any]:
    """The report on all cases for programs: names as in :class:`CaseTimes`."""
    whole = report.whole
    return {
        "opened": whole.cases,
        "reacted": whole.reacted,
        "closed": whole.closed,
        "reached": whole.reached,
        "median_reaction_seconds": whole.reaction,
        "median_closing_seconds": whole.closing,
    }
