"""Moments of truth: how far what people did later moves with the score that they gave at a place of the journey.

Only where outcomes are known does a place deserve the name. That who scores higher buys more often is no proof that a
higher score would make anybody buy (docs/insight.md).
"""

from dataclasses import dataclass
from typing import NamedTuple

from feedback_buttons.base import time_zones
from feedback_buttons.reports.scores import gain_cells
from feedback_buttons.reports.scores.extents import Extent
from feedback_buttons.reports.statistics import outcome_slopes
from feedback_buttons.reports.statistics.outcome_slopes import OutcomeSum
from feedback_buttons.reports.statistics.stats import Difference
from feedback_buttons.storage import db

HEADS = ("place", "outcome", "people", "mean", "slope", "slope_from", "slope_to")


@dataclass(frozen=True, slots=True)
class MomentOfTruth:
    """An outcome of those who answered at a place: how many people, its mean, and by how much it is higher a point."""

    place: str
    outcome: str
    people: int
    mean: float
    slope: Difference


class _Row(NamedTuple):
    """A row of outcome_sums.sql."""

    campaign: str
    name: str
    score: int
    people: int
    total: float
    squares: float


def read(connection: db.Connection, extent: Extent) -> list[MomentOfTruth]:
    """The moments of an extent of which enough is known, those whose outcome moves most surely with the score first."""
    places = {one.slug: gain_cells.place_of(extent, one) for one in extent.campaigns}
    zone = extent.campaign.zone if extent.campaign else time_zones.here()
    sums: dict[tuple[str, str], dict[int, OutcomeSum]] = {}
    for row in db.rows(connection, _Row, "outcome_sums", {**extent.parameters, "zone": zone.key}):
        of_place = sums.setdefault((places[row.campaign], row.name), {})
        before = of_place.get(row.score, OutcomeSum(0, 0.0, 0.0))
        of_place[row.score] = OutcomeSum(
            before.people + row.people, before.total + row.total, before.squares + row.squares
        )
    moments = [
        MomentOfTruth(
            *key, _people(one), sum(part.total for part in one.values()) / _people(one), slope
        )
        for key, one in sums.items()
        if (slope := outcome_slopes.slope(one))
    ]
    return sorted(moments, key=_sureness, reverse=True)


def facts(moment: MomentOfTruth) -> dict[str, object]:
    """What programs are told of one, by the names in HEADS."""
    slope = moment.slope
    values = (
        moment.place,
        moment.outcome,
        moment.people,
        moment.mean,
        slope.mean,
        slope.low,
        slope.high,
    )
    return dict(zip(HEADS, values, strict=True))


def _people(sums: dict[int, OutcomeSum]) -> int:
    return sum(one.people for one in sums.values())


def _sureness(moment: MomentOfTruth) -> float:
    """How many of its margins a slope is from nothing."""
    margin = moment.slope.high - moment.slope.mean
    return abs(moment.slope.mean) / margin if margin else 0.0
