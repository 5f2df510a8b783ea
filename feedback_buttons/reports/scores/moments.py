"""Moments of truth: how strongly what people did later goes with their score at a touchpoint.

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

HEADS = ("place", "value", "outcome", "people", "mean", "slope", "slope_from", "slope_to")


@dataclass(frozen=True, slots=True)
class MomentOfTruth:
    """An outcome of those who answered at a place, all of them (``value`` "") or those of a cell of it: how many
    people, its mean, and by how much it is higher a point."""

    place: str
    value: str
    outcome: str
    people: int
    mean: float
    slope: Difference


class _Row(NamedTuple):
    """A row of outcome_sums.sql."""

    campaign: str
    name: str
    value: str
    score: int
    people: int
    total: float
    squares: float


def read(
    connection: db.Connection, extent: Extent, by: str = gain_cells.WHOLE
) -> list[MomentOfTruth]:
    """The moments of an extent of which enough is known, of whole places and of the cells that are made ``by``
    something, as gain_cells.py has it; those whose outcome moves most surely with the score first. The 5% are divided
    among all of them."""
    sums = _sums(connection, extent, None)
    if by != gain_cells.WHOLE:
        kind = "" if by == gain_cells.LANGUAGE else by.removeprefix(gain_cells.ATTRIBUTE)
        sums |= _sums(connection, extent, kind)
    enough = {key: one for key, one in sums.items() if outcome_slopes.tells(one)}
    alpha = outcome_slopes.ALPHA / max(len(enough), 1)
    moments = [
        MomentOfTruth(
            *key, _people(one), sum(part.total for part in one.values()) / _people(one), slope
        )
        for key, one in enough.items()
        if (slope := outcome_slopes.slope(one, alpha))
    ]
    return sorted(moments, key=_sureness, reverse=True)


def _sums(
    connection: db.Connection, extent: Extent, kind: str | None
) -> dict[tuple[str, str, str], dict[int, OutcomeSum]]:
    """Sums by score of each place, value and outcome; of whole places where there is no kind of value."""
    places = {one.slug: gain_cells.place_of(extent, one) for one in extent.campaigns}
    zone = extent.campaign.zone if extent.campaign else time_zones.here()
    wanted = {**extent.parameters, "zone": zone.key, "kind": kind}
    sums: dict[tuple[str, str, str], dict[int, OutcomeSum]] = {}
    for row in db.rows(connection, _Row, "outcome_sums", wanted):
        of_place = sums.setdefault((places[row.campaign], row.value, row.name), {})
        before = of_place.get(row.score, OutcomeSum(0, 0.0, 0.0))
        of_place[row.score] = OutcomeSum(
            before.people + row.people, before.total + row.total, before.squares + row.squares
        )
    return sums


def facts(moment: MomentOfTruth) -> dict[str, object]:
    """What programs are told of one, by the names in HEADS."""
    slope = moment.slope
    values = (
        moment.place,
        moment.value,
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
