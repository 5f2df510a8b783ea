"""What the API offers of people: what they did later, their scores, how often they may be asked."""

from feedback_buttons.dashboard.api.api_operation import ONE_CAMPAIGN, Operation
from feedback_buttons.dashboard.api.people import (
    audience_handlers,
    audience_models,
    outcome_handlers,
    outcome_models,
    rest_handlers,
    rest_models,
)

OUTCOMES = (
    Operation("PUT", "/outcomes", "put_outcomes", "Import later outcomes of up to 10,000 people, such as bought again",
              "tokens", outcome_handlers.put_outcomes, outcome_models.OutcomesKept, body=outcome_models.NewOutcomes),
)  # fmt: skip
AUDIENCE = (
    Operation("GET", "/audience", "list_audience", "Recipients by score, of a campaign, a touchpoint or all",
              "answers", audience_handlers.list_audience, audience_models.AudiencePage,
              query=audience_models.AudienceQuery, refused=("not-found", "conflict")),
    Operation("GET", f"{ONE_CAMPAIGN}/unanswered", "list_unanswered", "Stored messages of a campaign without an answer",
              "answers", audience_handlers.list_unanswered, audience_models.UnansweredPage,
              query=audience_models.UnansweredQuery),
    Operation("POST", f"{ONE_CAMPAIGN}/unanswered", "find_unanswered", "Which of up to 10,000 people have not answered",
              "answers", audience_handlers.find_unanswered, audience_models.UnansweredPage,
              body=audience_models.AskedPeople),
)  # fmt: skip
REST_RULES = (
    Operation("GET", "/rest-rules", "list_rest_rules", "How often people may be asked, and how many were left out",
              "campaigns:read", rest_handlers.list_rest_rules, rest_models.RestRuleList),
    Operation("PUT", "/rest-rules", "set_rest_rule", "Set how often people may be asked",
              "campaigns:write", rest_handlers.set_rest_rule, rest_models.RestRuleList,
              body=rest_models.NewRestRule, refused=("conflict",)),
)  # fmt: skip
