"""What the API offers of scores, touchpoints and what-if scenarios."""

from feedback_buttons.dashboard.api.api_operation import ONE_CAMPAIGN, Operation
from feedback_buttons.dashboard.api.scores import (
    gains_handlers,
    gains_models,
    overview_handlers,
    overview_models,
    scenario_handlers,
    scenario_models,
    score_handlers,
    score_models,
    touchpoint_handlers,
    touchpoint_models,
)
from feedback_buttons.dashboard.api.scores.period_query import PeriodQuery

SCORES = (
    Operation("GET", f"{ONE_CAMPAIGN}/score", "get_score", "A campaign's score, as the dashboard shows it",
              "campaigns:read", score_handlers.get_score, score_models.Score, query=PeriodQuery, refused=("conflict",)),
    Operation("GET", "/overview", "get_overview", "All campaigns' scores, the index, and what needs attention",
              "campaigns:read", overview_handlers.get_overview, overview_models.CampaignsOverview,
              query=overview_models.OverviewQuery, refused=("conflict",)),
    Operation("GET", "/gains", "get_gains", "Groups that score differently, and by how much",
              "campaigns:read", gains_handlers.get_gains, gains_models.Gains, query=gains_models.GainsQuery,
              refused=("conflict",)),
)  # fmt: skip
SCENARIOS = (
    Operation("GET", "/scenarios", "list_scenarios", "Saved what-if scenarios",
              "campaigns:read", scenario_handlers.list_scenarios, scenario_models.ScenarioList),
    Operation("PUT", "/scenarios", "save_scenario", "Save a what-if scenario",
              "campaigns:write", scenario_handlers.save_scenario, scenario_models.ScenarioList,
              body=scenario_models.NewScenario, refused=("conflict",)),
    Operation("POST", "/scenarios/remove", "remove_scenario", "Remove a what-if scenario",
              "campaigns:write", scenario_handlers.remove_scenario, scenario_models.ScenarioList,
              body=scenario_models.NamedScenario, stored=True),
    Operation("GET", "/scenarios/result", "get_scenario_result", "The result of a saved what-if scenario",
              "campaigns:read", scenario_handlers.get_scenario_result, scenario_models.WhatIfFacts,
              query=scenario_models.ScenarioQuery, refused=("not-found", "conflict")),
    Operation("POST", "/what-if", "compute_what_if", "Compute a what-if result; nothing is saved",
              "campaigns:read", scenario_handlers.compute_what_if, scenario_models.WhatIfFacts,
              body=scenario_models.NewWhatIf, refused=("conflict",)),
)  # fmt: skip
TOUCHPOINTS = (
    Operation("GET", "/touchpoints", "list_touchpoints", "All touchpoints, in the order in which customers pass them",
              "campaigns:read", touchpoint_handlers.list_touchpoints, touchpoint_models.TouchpointList),
    Operation("PUT", "/touchpoints", "order_touchpoints", "Set the order in which customers pass the touchpoints",
              "campaigns:write", touchpoint_handlers.order_touchpoints, touchpoint_models.TouchpointList,
              body=touchpoint_models.TouchpointOrder, refused=("conflict",)),
)  # fmt: skip
TARGETS = (
    Operation("GET", "/touchpoint-targets", "list_touchpoint_targets", "Targets of the touchpoints",
              "campaigns:read", touchpoint_handlers.list_touchpoint_targets, touchpoint_models.TouchpointTargetList),
    Operation("PUT", "/touchpoint-targets", "aim_touchpoint", "Set the targets of a touchpoint",
              "campaigns:write", touchpoint_handlers.aim_touchpoint, touchpoint_models.TouchpointTargetList,
              body=touchpoint_models.NewTouchpointTarget, refused=("conflict",)),
)  # fmt: skip
JOURNEY = (
    Operation("GET", "/journey", "get_journey", "The touchpoints in their order, each with its score over campaigns",
              "campaigns:read", touchpoint_handlers.get_journey, touchpoint_models.JourneyFacts,
              query=touchpoint_models.JourneyQuery, refused=("conflict",)),
)  # fmt: skip
