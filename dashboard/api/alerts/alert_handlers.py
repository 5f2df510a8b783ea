"""What the API does with channels and what they get, alert rules, the messages that leave. A key is told once."""

from dataclasses import asdict
from typing import Any

from feedback_buttons.alerts import alert_rules
from feedback_buttons.alerts.alert_rules import AlertRule
from feedback_buttons.channels import channel_list, channel_moves
from feedback_buttons.channels.channel_list import Channel
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.rated import rated_feeds
from feedback_buttons.tickets import ticket_feeds


def list_channels(call: Call) -> dict[str, Any]:
    """All channels, by name."""
    return {"channels": _facts(call, *channel_list.list_(call.connection))}


def add_channel(call: Call) -> dict[str, Any]:
    """Make the channel of the body; answer it with the key that it signs with, where it does."""
    fields = call.body.model_dump(exclude={"name", "kind", "comments", "by_number"})
    fields["by_number"] = "yes" if call.body.by_number else ""
    fields["comments"] = "yes" if call.body.comments else ""
    channel, secret = channel_list.add(
        call.connection, call.body.name, call.body.kind, fields, call.session_keys,
        local=call.local_networks, by=call.account,
    )  # fmt: skip
    return _facts(call, channel)[0] | {"signing_key": secret or None}


def pause_channel(call: Call) -> dict[str, Any]:
    """Send nothing to a channel for now, or go on; answer it as it is now."""
    channel = channel_list.named(call.connection, call.body.name)
    reason = channel_list.BY_HAND if call.body.paused else None
    channel_list.pause(call.connection, channel, reason, by=call.account)
    return _one(call, channel.name)


def move_channel(call: Call) -> dict[str, Any]:
    """Let a channel lead to another address; answer it as it is now."""
    channel = channel_list.named(call.connection, call.body.name)
    channel_moves.move(
        call.connection, channel, call.body.address, call.session_keys,
        local=call.local_networks, by=call.account,
    )  # fmt: skip
    return _one(call, channel.name)


def set_channel_answers(call: Call) -> dict[str, Any]:
    """Send a channel every settled answer from now on, or none any more; answer it as it is now."""
    body = call.body
    if body.wanted:
        rated_feeds.add(call.connection, body.name, body.campaign, by=call.account)
    else:
        rated_feeds.remove(call.connection, body.name, by=call.account)
    return _one(call, body.name)


def set_channel_tickets(call: Call) -> dict[str, Any]:
    """Send a channel a ticket for each case from now on, or none any more; answer it as it is now."""
    body = call.body
    if body.wanted:
        ticket_feeds.add(
            call.connection, body.name, campaign=body.campaign, touchpoint=body.touchpoint,
            score_to=body.score_to, by=call.account,
        )  # fmt: skip
    else:
        ticket_feeds.remove(call.connection, body.name, by=call.account)
    return _one(call, body.name)


def change_channel_key(call: Call) -> dict[str, Any]:
    """Sign with a new key beside the old one, or with the newest alone; answer the new one."""
    channel = channel_list.named(call.connection, call.body.name)
    new = channel_list.rotate(
        call.connection, channel, call.session_keys, drop_old=call.body.drop_old, by=call.account
    )
    return {"signing_key": new or None}


def remove_channel(call: Call) -> dict[str, Any]:
    """Take a channel away, and what waits for it; answer those that are left."""
    channel_list.remove(call.connection, call.body.name, by=call.account)
    return list_channels(call)


def list_alert_rules(call: Call) -> dict[str, list[AlertRule]]:
    """All rules, the oldest first."""
    return {"rules": alert_rules.list_(call.connection)}


def add_alert_rule(call: Call) -> AlertRule:
    """Make the rule of the body; answer it as stored."""
    body = call.body
    hours = None
    if body.quiet_from is not None or body.quiet_to is not None:
        hours = (_hour(body.quiet_from), _hour(body.quiet_to))
    return alert_rules.add(
        call.connection, body.name, body.kinds, body.channels, campaign=body.campaign or "",
        touchpoint=body.touchpoint or "", score_to=body.score_to, comments=body.comments, pace=body.pace,
        quiet=hours, zone=body.zone or "", by=call.account,
    )  # fmt: skip


def remove_alert_rule(call: Call) -> dict[str, list[AlertRule]]:
    """Remove the rule that the body names; return the remaining ones."""
    alert_rules.remove(call.connection, call.body.name, by=call.account)
    return list_alert_rules(call)


def list_messages(call: Call) -> dict[str, Any]:
    """Messages, newest first, and how many there are of each state."""
    query = call.query
    if query.channel:
        channel_list.named(call.connection, query.channel)
    listed = outbox_messages.list_(
        call.connection, state=query.state, channel=query.channel,
        before=int(query.before) if query.before else None, limit=query.limit,
    )  # fmt: skip
    return {"messages": listed, "counts": outbox_messages.counts(call.connection)}


def replay_messages(call: Call) -> dict[str, int]:
    """Let dead messages be tried again; answer how many."""
    id = int(call.body.id) if call.body.id else None
    if call.body.channel:
        channel_list.named(call.connection, call.body.channel)
    number = outbox_messages.replay(
        call.connection, id=id, channel=call.body.channel, by=call.account
    )
    return {"messages": number}


def _hour(hour: int | None) -> int:
    """An hour; where only the other one is named, one that the rules refuse."""
    return -1 if hour is None else hour


def _facts(call: Call, *channels: Channel) -> list[dict[str, Any]]:
    """What may be seen of channels, and what they get."""
    answers = {feed.channel: feed for feed in rated_feeds.list_(call.connection)}
    tickets = {feed.channel: feed for feed in ticket_feeds.list_(call.connection)}
    return [
        _seen(channel) | {"answers": answers.get(channel.id), "tickets": tickets.get(channel.id)}
        for channel in channels
    ]


def _one(call: Call, name: str) -> dict[str, Any]:
    """The channel of a name, as it is now."""
    return _facts(call, channel_list.named(call.connection, name))[0]


def _seen(channel: Channel) -> dict[str, Any]:
    settings = channel.settings
    seen = {"to": settings.get("to"), "host": settings.get("host")}
    seen |= {"language": settings.get("language", "en"), "comments": bool(settings.get("comments"))}
    return asdict(channel) | seen
