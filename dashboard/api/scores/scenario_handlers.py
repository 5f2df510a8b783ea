"""What the API does with what-if scenarios that a team keeps."""

from dataclasses import asdict
from typing import Any

from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.scores import scenarios


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
