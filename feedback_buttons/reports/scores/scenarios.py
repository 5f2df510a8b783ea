"""What-if scenarios that a team keeps by name, and what would come of one. The only writer of scenarios."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt

from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids, text_lines
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.campaigns import scales
from feedback_buttons.reports.scores import gain_cells
from feedback_buttons.reports.scores.extents import Extent
from feedback_buttons.reports.scores.gain_cells import Key, Sums
from feedback_buttons.reports.scores.scenario_inputs import ScenarioInputs
from feedback_buttons.reports.statistics import stats, what_if
from feedback_buttons.reports.statistics.what_if import CellChange, Consequence
from feedback_buttons.storage import db

LENGTH = 60  # characters of a name
PATH = "/what-if"
MOST = 100


class ScenarioError(FeedbackError):
    """A scenario cannot be kept or computed; the message says why."""

    code = "scenario-invalid"


class ScenarioMissing(FeedbackError):
    """No scenario of this name is kept."""

    code = "scenario-missing"


@dataclass(frozen=True, slots=True)
class Scenario:
    """What was put in, as the page's form names it, by whom and when."""

    name: str
    inputs: Mapping[str, str]
    account: str
    at: datetime

    @property
    def address(self) -> str:
        """The page that computes it."""
        return f"{PATH}?{ScenarioInputs.read(self.inputs).query}"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would come of a change: one result, of a move three; the organisation's index as it is (None: none), and how
    many answers the cell has."""

    results: list[Consequence]
    index: float | None
    answers: int


def list_(connection: db.Connection) -> list[Scenario]:
    """All scenarios that are kept, by name."""
    return db.rows(connection, Scenario, "scenarios")


def save(
    connection: db.Connection, name: str, inputs: Mapping[str, str], *, by: str = audit.COMMAND_LINE
) -> None:
    """Keep a scenario; one of the same name is replaced.

    Raises:
        ScenarioError: it has no name or a long one, a number cannot be used, or there are MOST.
    """
    check(ScenarioInputs.read(inputs))
    plain = text_lines.checked("name", name)
    if not 0 < len(plain) <= LENGTH:
        raise ScenarioError(
            wording("A scenario's name has 1 to {length} characters."), length=LENGTH
        )
    row = {"name": plain, "inputs": Jsonb(dict(inputs)), "account": by, "at": ids.utc_now()}
    with connection.transaction():
        if db.value(connection, "save_scenario", row | {"most": MOST}) is None:
            raise ScenarioError(
                wording("There are {most} scenarios already: remove one first."), most=MOST
            )
        audit.record(connection, by, "scenario saved", plain)


def get(connection: db.Connection, name: str) -> Scenario:
    """The scenario of this name.

    Raises:
        ScenarioMissing: there is none.
    """
    for scenario in list_(connection):
        if scenario.name == name:
            return scenario
    raise ScenarioMissing(wording("there is no scenario {name!r}."), name=name[:LENGTH])


def check(inputs: ScenarioInputs) -> None:
    """Refuse numbers that cannot be used.

    Raises:
        ScenarioError: it says which, and what will do.
    """
    if inputs.wrong:
        raise ScenarioError(
            wording("the scenario cannot be used: {wrong}"), wrong=" ".join(inputs.wrong)
        )


def remove(connection: db.Connection, name: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Forget a scenario; one that there is not is forgotten already."""
    with connection.transaction():
        if db.value(connection, "remove_scenario", {"name": name}) is not None:
            audit.record(connection, by, "scenario removed", name)


def cells(extent: Extent, sums: Sequence[Sums]) -> dict[Key, tuple[int, ...]]:
    """The cells that a scenario can change: those that have an answer, of most answers first."""
    grouped = gain_cells.grouped(extent, gain_cells.inside(extent, sums))
    return dict(sorted(grouped.items(), key=lambda entry: -sum(entry[1])))


def results(
    extent: Extent, sums: Sequence[Sums], cell: Key, target: Key | None, change: CellChange
) -> WhatIf:
    """What would come of a change to a cell.

    Raises:
        ScenarioError: there is no such cell, or the other is the same.
    """
    counts, within = cells(extent, sums), gain_cells.inside(extent, sums)
    wanted = [cell] if target is None else [cell, target]
    if target is None and not sum(counts.get(cell, ())):
        raise ScenarioError(wording("There are no answers of this group."))
    if any(not sum(counts.get(key, ())) for key in wanted) or cell == target:
        raise ScenarioError(wording("Choose two different groups of which there are answers."))
    parts = gain_cells.index_shares(sums) if extent.scale == scales.USUAL else None
    _, index_share = gain_cells.shares(extent, cell, within, parts)
    whole = gain_cells.added([one.whole for one in within], extent)
    taken = gain_cells.added([counts[key] for key in wanted], extent)
    rest = tuple(all_ - own for all_, own in zip(whole, taken, strict=True))
    computed = what_if.results(
        counts[cell], counts[target] if target else None, rest, change, index_share
    )
    return WhatIf(computed, _index(sums) if parts else None, sum(counts[cell]))


def _index(sums: Sequence[Sums]) -> float | None:
    """The organisation's index of these sums."""
    means = [
        (sqrt(sum(one.whole)), stats.mean(one.whole) or 0.0)
        for one in sums
        if one.campaign.scale == scales.USUAL and stats.tells(one.whole)
    ]
    weights = sum(weight for weight, _ in means)
    return sum(weight * mean for weight, mean in means) / weights if weights else None
