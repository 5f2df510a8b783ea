"""What a change to one cell of the answers would do to the score, the NPS, the organisation's index and the cost; pure.

4,000 sets of shares are drawn that the answers leave open (the Bayesian bootstrap: Rubin, Annals of Statistics
9, 1981), the change is made in each, and what 95% of them hold is told. So the interval says what few answers
leave open, given that the change does what was put in. For contacts that move between channels that is the
larger question: how much of the gap between two channels is the channel's own doing, and how much who chooses
it. No answer tells, so three results are told, for none, half and all of it (after the bounds of Manski,
"Partial Identification of Probability Distributions", 2003).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from feedback_buttons.campaigns import score_bands
from feedback_buttons.reports.statistics import contrasts, stats
from feedback_buttons.reports.statistics.leverage import DRAWS, ENDS, SEED, Counts
from feedback_buttons.reports.statistics.stats import Difference

Kind = Literal["raise", "lift", "move"]
OWN_DOING = (0.0, 0.5, 1.0)  # of the gap between two channels
Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Amount:
    """A number that is put in, and how far it may be off: one standard deviation; 0 for certain."""

    mean: float = 0.0
    off: float = 0.0


@dataclass(frozen=True, slots=True)
class CellChange:
    """What is changed.

    Attributes:
        kind: raise every answer of the cell by ``points``; lift its low scores (1 to 6) to an 8; or move a share of
            its contacts to another cell.
        points: by how much answers are raised.
        share: of the contacts that are moved, 0 to 1; of the others 1.
        contacts: of the cell, in the time that the cost is told of.
        cost_now, cost_then: of one contact as it is, and as it would be.
    """

    kind: Kind
    points: Amount = Amount()
    share: float = 1.0
    contacts: float = 0.0
    cost_now: Amount = Amount()
    cost_then: Amount = Amount()


@dataclass(frozen=True, slots=True)
class Consequence:
    """What would come of it.

    Attributes:
        own_doing: how much of the gap is taken for the channel's own doing; None where nothing moves.
        before, after: the score, by the answers as they are.
        score, nps, index: how they would change; None where there is no such number.
        cost: how the cost of all contacts would change.
    """

    own_doing: float | None
    before: float
    after: float
    score: Difference
    nps: Difference | None
    index: Difference | None
    cost: Difference


def results(
    cell: Counts,
    target: Counts | None,
    rest: Counts,
    change: CellChange,
    index_share: float | None = None,
) -> list[Consequence]:
    """What would come of a change: three results for a move, else one.

    Args:
        cell: a histogram of the cell that is changed; it is not empty.
        target: of the cell that contacts are moved to; None for another change.
        rest: of all other answers.
        index_share: which share of the organisation's index the cell is; None where it is no part of it.
    """
    moved = target or tuple(0 for _ in cell)
    counts = np.array([cell, moved, rest], float)
    generator = np.random.default_rng(SEED)
    drawn = np.concatenate([counts[None], generator.standard_gamma(counts, (DRAWS, *counts.shape))])
    points = _drawn(generator, change.points)
    costs = (
        change.contacts
        * change.share
        * (_drawn(generator, change.cost_then) - _drawn(generator, change.cost_now))
    )
    return [
        _result(own, drawn, _changed(drawn, change, points, own), costs, index_share)
        for own in (OWN_DOING if change.kind == "move" else (None,))
    ]


def _drawn(generator: np.random.Generator, amount: Amount) -> Array:
    """An amount as it is put in, and then as it may be in each draw."""
    return np.concatenate([[amount.mean], generator.normal(amount.mean, amount.off, DRAWS)])


def _changed(drawn: Array, change: CellChange, points: Array, own: float | None) -> Array:
    """The cell's answers after the change; by draw and score."""
    cell, target = drawn[:, 0], drawn[:, 1]
    if change.kind == "raise":
        return _raised(cell, points)
    if change.kind == "lift":
        return _lifted(cell)
    part = change.share * (own or 0.0)
    as_there = target / target.sum(axis=1, keepdims=True) * cell.sum(axis=1, keepdims=True)
    mixed: Array = (1 - part) * cell + part * as_there
    return mixed


def _raised(cell: Array, points: Array) -> Array:
    """All answers higher by so many points: of 0.3 three in ten by one point. Nothing goes beyond the scale."""
    whole = np.floor(points)
    part, steps, last = points - whole, whole.astype(int), cell.shape[1] - 1
    raised, draws = np.zeros_like(cell), np.arange(len(cell))
    for place in range(cell.shape[1]):
        np.add.at(raised, (draws, np.clip(place + steps, 0, last)), cell[:, place] * (1 - part))
        np.add.at(raised, (draws, np.clip(place + steps + 1, 0, last)), cell[:, place] * part)
    return raised


def _lifted(cell: Array) -> Array:
    """Low scores turned into an 8, of five points into a 4."""
    scores = stats.scores((0,) * cell.shape[1])
    five = len(scores) == stats.FIVE
    low = [score <= (contrasts.LOW_OF_FIVE if five else score_bands.LAST_LOW) for score in scores]
    lifted = np.where(low, 0.0, cell)
    lifted[:, scores.index(4 if five else stats.SATISFIED)] += cell[:, low].sum(axis=1)
    return lifted


def _result(
    own: float | None, drawn: Array, changed: Array, costs: Array, index_share: float | None
) -> Consequence:
    before, after = drawn.sum(axis=1), drawn[:, 1:].sum(axis=1) + changed
    scale = np.array(stats.scores((0,) * drawn.shape[2]), float)
    score_before, score_after = _mean(before, scale), _mean(after, scale)
    of_cell = _mean(changed, scale) - _mean(drawn[:, 0], scale)
    net = None if len(scale) == stats.FIVE else _told(_nps(after) - _nps(before))
    return Consequence(
        own,
        float(score_before[0]),
        float(score_after[0]),
        _told(score_after - score_before),
        net,
        None if index_share is None else _told(index_share * of_cell),
        _told(costs),
    )


def _mean(weights: Array, values: Array) -> Array:
    mean: Array = weights @ values / weights.sum(axis=1)
    return mean


def _nps(weights: Array) -> Array:
    low, high = score_bands.LAST_LOW - 10, score_bands.FIRST_HIGH - 11
    net = weights[:, high:].sum(axis=1) - weights[:, :low].sum(axis=1)
    percent: Array = 100 * net / weights.sum(axis=1)
    return percent


def _told(values: Array) -> Difference:
    """The first as it is, and where 95% of the others are."""
    low, high = np.percentile(values[1:], ENDS)
    return Difference(float(values[0]), float(low), float(high))


def inputs(change: CellChange) -> dict[str, object]:
    """All that is put into a change, by name, for files and programs."""
    amounts = {"points": change.points, "cost_now": change.cost_now, "cost_then": change.cost_then}
    named: dict[str, object] = {
        "kind": change.kind,
        "share": change.share,
        "contacts": change.contacts,
    }
    for name, amount in amounts.items():
        named |= {name: amount.mean, f"{name}_off": amount.off}
    return named


def in_rows(of: Sequence[Consequence]) -> list[dict[str, object]]:
    """Results by name: each number and its interval's ends."""
    rows = []
    for result in of:
        row: dict[str, object] = {
            "own_doing": result.own_doing, "before": result.before, "after": result.after,
        }  # fmt: skip
        for name in ("score", "nps", "index", "cost"):
            change: Difference | None = getattr(result, name)
            values = (change.mean, change.low, change.high) if change else (None, None, None)
            row |= dict(zip((name, f"{name}_from", f"{name}_to"), values, strict=True))
        rows.append(row)
    return rows
