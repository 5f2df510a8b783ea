"""What the API does with deliveries: lists and stores how many mails were delivered, by hour."""

from typing import Any

from feedback_buttons.campaigns import campaigns
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.delivery_events import deliveries


def list_deliveries(call: Call) -> dict[str, Any]:
    """How many mails of the campaign were delivered: in each hour, and in all."""
    slug = campaigns.get(call.connection, call.campaign).slug
    delivered = deliveries.list_(call.connection, slug)
    hours = [{"hour": hour, "mails": mails} for hour, mails in delivered.items()]
    return {"mails": sum(delivered.values()), "hours": hours}


def put_deliveries(call: Call) -> dict[str, Any]:
    """Store the hours of the body; answer all hours of the campaign as they are now."""
    mails = {hour.hour: hour.mails for hour in call.body.hours}
    deliveries.put(call.connection, call.campaign, mails, by=call.account)
    return list_deliveries(call)
