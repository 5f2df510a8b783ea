"""What the API says of a campaign's score."""

from typing import Any

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.periods import PeriodView
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.reports.scores import score_facts


def get_score(call: Call) -> dict[str, Any]:
    """The figures of the campaign's page, as reports/scores/score_facts.py names them."""
    campaign = campaigns.get(call.connection, call.campaign)
    view = PeriodView.parse({"period": call.query.period, "against": call.query.against})
    return score_facts.facts(score_facts.read(call.connection, campaign, ids.utc_now(), view))
