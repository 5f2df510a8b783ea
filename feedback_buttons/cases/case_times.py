"""How soon a team reacts to cases and closes them, whom it reaches, and what these people answer next."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.storage import db

_EVER = datetime(1970, 1, 1, tzinfo=UTC)


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


def of_span(
    connection: db.Connection, campaign: str, begin: datetime | None, end: datetime | None
) -> CaseReport:
    """The report on a campaign's cases of a period; None stands for its beginning, and for now."""
    return read(connection, begin or _EVER, end or ids.utc_now(), campaign)


def facts(report: CaseReport) -> dict[str, Any]:
    """The report for programs: all cases, those of each touchpoint, those to which each of the team reacted first, and
    what people gave the next time, by whether they had been reached."""
    return {
        "since": report.since,
        "until": report.until,
        **_figures(report.whole),
        "touchpoints": [{"name": row.name, **_figures(row)} for row in report.of("touchpoint")],
        "members": [{"name": row.name, **_figures(row)} for row in report.of("member")],
        "next_scores": [
            {"reached": row.reached, "people": row.people, "mean": row.mean}
            for row in report.next_scores
        ],
    }


def _figures(times: CaseTimes) -> dict[str, Any]:
    return {
        "opened": times.cases,
        "reacted": times.reacted,
        "closed": times.closed,
        "reached": times.reached,
        "median_reaction_seconds": times.reaction,
        "median_closing_seconds": times.closing,
    }
