"""What the API does with what-if scenarios: keeps them, and computes what would come of them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.dashboard.api.scores.scenario_models import NewWhatIf
from feedback_buttons.reports.scores import scenario_inputs, scenario_results, scenarios
from feedback_buttons.reports.scores.scenario_inputs import ScenarioInputs


def list_scenarios(call: Call) -> dict[str, Any]:
    """All scenarios that are kept."""
    listed = scenarios.list_(call.connection)
    return {"scenarios": [{**asdict(scenario), "address": scenario.address} for scenario in listed]}


def save_scenario(call: Call) -> dict[str, Any]:
    """Keep the scenario of the body; answer all."""
    scenarios.save(call.connection, call.body.name, call.body.inputs, by=call.account)
    return list_scenarios(call)


def remove_scenario(call: Call) -> dict[str, Any]:
    """Forget the scenario of the body's name; answer those that are left."""
    scenarios.remove(call.connection, call.body.name, by=call.account)
    return list_scenarios(call)


def get_scenario_result(call: Call) -> Mapping[str, object]:
    """The effect of the scenario that the query names, computed from the current answers."""
    scenario = scenarios.get(call.connection, call.query.name)
    return _computed(call, ScenarioInputs.read(scenario.inputs))


def compute_what_if(call: Call) -> Mapping[str, object]:
    """The effect of the change in the body; nothing is stored."""
    return _computed(call, ScenarioInputs.read(dict(_texts(call.body))))


def _computed(call: Call, inputs: ScenarioInputs) -> Mapping[str, object]:
    return scenario_results.facts(scenario_results.compute(call.connection, inputs, ids.utc_now()))


def _texts(body: NewWhatIf) -> Iterator[tuple[str, str]]:
    """What a program put in, as the page's address writes it."""
    yield from (("where", body.where), ("period", body.period), ("by", body.by))
    yield from (("kind", body.kind), ("cell", scenario_inputs.option((body.place, body.value))))
    if body.target_place is not None:
        yield "target", scenario_inputs.option((body.target_place, body.target_value or ""))
    yield "percent", _written(100 * body.share)
    for name in ("points", "points_off", *scenario_inputs.COSTS):
        number = getattr(body, name)
        if number is not None:
            yield name, _written(number)


def _written(number: float) -> str:
    """A number as people write it, to nine decimals: 0.3, 20."""
    return f"{number:.9f}".rstrip("0").rstrip(".")
