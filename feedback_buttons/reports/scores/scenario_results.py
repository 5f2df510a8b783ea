"""The effect of a what-if scenario on the current answers, for programs; what cannot be computed is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from feedback_buttons.base.errors import wording
from feedback_buttons.campaigns import campaigns
from feedback_buttons.reports.scores import extents, gain_cells, scenarios
from feedback_buttons.reports.scores.extents import Extent, ExtentError
from feedback_buttons.reports.scores.scenario_inputs import ScenarioInputs
from feedback_buttons.reports.scores.scenarios import PATH, ScenarioError, WhatIf
from feedback_buttons.reports.statistics import what_if
from feedback_buttons.storage import db


@dataclass(frozen=True, slots=True)
class ComputedScenario:
    """A scenario: what was put in, whose answers it is of, what its groups are made ``by``, what would come of it."""

    inputs: ScenarioInputs
    extent: Extent
    by: str
    what_if: WhatIf


def compute(connection: db.Connection, inputs: ScenarioInputs, now: datetime) -> ComputedScenario:
    """What would come of what was put in.

    Raises:
        ScenarioError: a number cannot be used, or there is no such group.
        ExtentError: there is no such campaign or touchpoint.
        PeriodError: there is no such period.
    """
    scenarios.check(inputs)
    listed, texts = campaigns.list_(connection), inputs.texts
    extent = extents.asked(listed, texts.get("where", ""), texts.get("period", ""), now)
    organisation = replace(Extent.of(listed), days=extent.days)
    try:
        by = gain_cells.chosen(gain_cells.offered(connection, extent), texts.get("by", ""))
    except ExtentError as error:
        of = error.parameters
        raise ScenarioError(error.args[0], by=of["by"], offered=of["offered"]) from error
    sums = gain_cells.read_sums(connection, extent, organisation, by)
    if inputs.cell is None or (inputs.kind == "move" and inputs.target is None):
        raise ScenarioError(
            wording("the scenario does not say which group is changed, or where its contacts go."),
            hint=wording(
                "Name a touchpoint and a value, as on the page “Where most can be gained”."
            ),
        )
    answers = sum(scenarios.cells(extent, sums).get(inputs.cell, ()))
    change = inputs.change(answers)
    result = scenarios.results(extent, sums, inputs.cell, inputs.target, change)
    return ComputedScenario(inputs, extent, by, result)


def facts(computed: ComputedScenario) -> Mapping[str, object]:
    """What programs are told of it."""
    inputs, result = computed.inputs, computed.what_if
    period = inputs.texts.get("period", "") or "all"
    return {
        "inputs": named(inputs, computed.extent, period, computed.by, result.answers),
        "answers": result.answers,
        "index": result.index,
        "results": what_if.in_rows(result.results),
        "address": f"{PATH}?{inputs.query}",
    }


def named(
    inputs: ScenarioInputs, extent: Extent, period: str, by: str, answers: int
) -> dict[str, object]:
    """All that was put in by name, and the days and the scale that it is of; ``answers`` are those of the cell."""
    place, value = inputs.cell or ("", "")
    target_place, target_value = inputs.target or (None, None)
    first, last = extent.days or (None, None)
    return {
        **what_if.inputs(inputs.change(answers)),
        "by": by,
        "place": place,
        "value": value,
        "target_place": target_place,
        "target_value": target_value,
        "where": extent.where,
        "period": period,
        "first_day": str(first) if first else None,
        "last_day": str(last) if last else None,
        "scale": extent.scale,
    }
