"""What the API does with campaigns: lists, makes, changes, closes and opens them."""

from typing import Any

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.api.calls import Call


def list_campaigns(call: Call) -> dict[str, Any]:
    """All campaigns, newest first, in one answer: a team has hundreds, not millions."""
    return {"campaigns": campaigns.list_(call.connection)}


def get_campaign(call: Call) -> Campaign:
    """The campaign that the address names."""
    return campaigns.get(call.connection, call.campaign)


def add_campaign(call: Call) -> Campaign:
    """Make a campaign of the body; answer it as stored."""
    return campaigns.add(call.connection, Campaign(**call.body.model_dump()), by=call.account)


def change_campaign(call: Call) -> Campaign:
    """Change the columns that the body names, and no other; answer the campaign as stored."""
    changes = call.body.model_dump(exclude_unset=True)
    if "questions" in changes:  # of each everything: what a question leaves out has its usual value
        changes["questions"] = [question.model_dump() for question in call.body.questions]
    return campaigns.edit(call.connection, call.campaign, changes, by=call.account)


def close_campaign(call: Call) -> Campaign:
    """Close the campaign; one that is closed already stays as it is."""
    return campaigns.close(call.connection, call.campaign, by=call.account)


def reopen_campaign(call: Call) -> Campaign:
    """Open a closed campaign again."""
    return campaigns.close(call.connection, call.campaign, reopen=True, by=call.account)
