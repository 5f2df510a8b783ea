"""All that the API can do: what requests are routed and checked by, and what its document is made of, in its order."""

from feedback_buttons.dashboard.api.alerts.alert_operations import ALERTS
from feedback_buttons.dashboard.api.answers.answer_operations import ANSWERS
from feedback_buttons.dashboard.api.api_operation import Operation
from feedback_buttons.dashboard.api.campaigns.campaign_operations import CAMPAIGNS
from feedback_buttons.dashboard.api.cases.case_operations import CASES
from feedback_buttons.dashboard.api.deliveries.delivery_operations import DELIVERIES
from feedback_buttons.dashboard.api.people.people_operations import AUDIENCE, OUTCOMES, REST_RULES
from feedback_buttons.dashboard.api.recipients.recipient_operations import TOKENS
from feedback_buttons.dashboard.api.scores.score_operations import (
    JOURNEY,
    SCENARIOS,
    SCORES,
    TARGETS,
    TOUCHPOINTS,
)
from feedback_buttons.dashboard.api.sharing.shared_page_operations import SHARED_PAGES

OPERATIONS: tuple[Operation, ...] = (
    *CAMPAIGNS,
    *SCORES,
    *SCENARIOS,
    *OUTCOMES,
    *TOKENS,
    *DELIVERIES,
    *ANSWERS,
    *CASES,
    *SHARED_PAGES,
    *TOUCHPOINTS,
    *AUDIENCE,
    *TARGETS,
    *REST_RULES,
    *ALERTS,
    *JOURNEY,
)
