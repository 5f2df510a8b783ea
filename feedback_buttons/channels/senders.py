"""Puts together what sends: for each kind of channel, from a message in hand to what the other side said."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.channels import (
    channel_kinds,
    channel_list,
    klaviyo_channel,
    mail_channel,
    signed_webhook,
    slack_channel,
    teams_channel,
    unsubscribing,
)
from feedback_buttons.channels.channel_list import Channel, ChannelError
from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.notices import Notice, Quote
from feedback_buttons.config.local_networks import Network
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.i18n.team_language import speaking, tr
from feedback_buttons.outbox.delivery_loop import Claimed, Sender
from feedback_buttons.outbox.outcomes import NOTHING_LEFT, AttemptOutcome
from feedback_buttons.storage import db

# Makes the words of one kind of message, when it is sent; None where there is nothing left to say.
Render = Callable[[db.Connection, Claimed], Notice | None]

# By kind, the statuses that are said of us and not of a message, so that no other message would fare better. A signed
# webhook's 403 or 404 may be its program's word on one answer; those of the others are about the key or the address.
_STOPS: Mapping[str, tuple[int, ...]] = {
    "klaviyo": (401, 403),
    "slack": (401, 403, 404, 410),
    "teams": (401, 403, 404, 410),
    "webhook": (401, 410),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Way:
    """What sending needs of the settings.

    Attributes:
        keys: of the dashboard's sessions, under which the channels' secrets are sealed.
        dashboard_url: where links lead to.
        smtp: the mail server; None for none.
        client: calls addresses of the web.
    """

    keys: tuple[str, ...] = field(repr=False)
    dashboard_url: str
    smtp: Smtp | None = None
    client: HttpClient = field(default_factory=HttpClient)


def way(
    keys: tuple[str, ...], dashboard_url: str, smtp: Smtp | None, local: tuple[Network, ...]
) -> Way:
    """The way out with a client for these networks."""
    return Way(keys, dashboard_url, smtp, HttpClient(local))


def senders(out: Way, renders: Mapping[str, Render]) -> dict[str, Sender]:
    """What sends to each kind of channel.

    Args:
        renders: what makes the words of a message, by the message's kind; "notice" has them with it.
    """
    known_renders = {"notice": lambda _, message: Notice.read(message.payload), **renders}

    def send(connection: db.Connection, message: Claimed) -> AttemptOutcome:
        render = known_renders.get(message.kind)
        if render is None:
            return AttemptOutcome("refused", reply="this version knows no such message")
        notice = render(connection, message)
        if notice is None:
            return NOTHING_LEFT
        return _stopping(connection, message, sent(out, message, notice))

    return {name: Sender(send, kind.pace) for name, kind in channel_kinds.KINDS.items()}


def sent(out: Way, message: Claimed, notice: Notice) -> AttemptOutcome:
    """Send a notice to the channel of a message, and what the other side said."""
    try:
        secrets = channel_list.opened(out.keys, message.sealed)
    except ChannelError as error:
        return AttemptOutcome("refused", reply=error.advice)
    worded = replace(notice, language=message.settings.get("language", notice.language))
    if message.channel_kind == "mail":
        return _mailed(out, message, worded)
    if message.channel_kind == "slack":
        return slack_channel.send(out.client, secrets, worded)
    if message.channel_kind == "klaviyo":
        return klaviyo_channel.send(out.client, secrets, worded)
    if message.channel_kind == "teams":
        return teams_channel.send(out.client, secrets, worded)
    return signed_webhook.send(
        out.client, secrets, worded, message.key, message.created_at, ids.utc_now()
    )


def _stopping(
    connection: db.Connection, message: Claimed, outcome: AttemptOutcome
) -> AttemptOutcome:
    """How a call went; where the other side takes nothing of ours any more the channel stops, and the message waits."""
    stops = _STOPS.get(message.channel_kind, ())
    if outcome.result != "refused" or outcome.status not in stops:
        return outcome
    channel = channel_list.get(connection, message.channel)
    klaviyo = message.channel_kind == "klaviyo"
    reason = channel_list.SIGNED_OUT if klaviyo else channel_list.TURNED_AWAY
    if channel.paused is None:
        channel_list.pause(connection, channel, reason, by=channel.name)
        log.error("the channel %s stops: %s, its messages wait", channel.name, outcome.status)
    return replace(outcome, result="later")


def _mailed(out: Way, message: Claimed, notice: Notice) -> AttemptOutcome:
    mail = mail_channel.message(
        notice,
        to=message.settings["to"],
        sender=out.smtp.sender if out.smtp else "",
        key=message.key,
        unsubscribe=unsubscribing.address(
            out.dashboard_url, out.keys, message.channel, message.settings["to"]
        ),
    )
    return mail_channel.send(out.smtp, mail)


def test(connection: db.Connection, out: Way, channel: Channel, *, by: str) -> AttemptOutcome:
    """Send a test message at once, past the outbox, and what the other side said."""
    sealed = db.value(connection, "channel_seal", {"id": channel.id}) or b""
    now = ids.utc_now()
    message = Claimed(
        id=0, key=uuid4(), channel=channel.id, kind="test", payload={}, campaign=None, recipient=None,
        occasion=None, created_at=now, attempts=1, unknown=False, channel_kind=channel.kind,
        channel_name=channel.name, sealed=sealed, settings=channel.settings,
    )  # fmt: skip
    outcome = sent(out, message, test_notice(out.dashboard_url, channel.settings))
    audit.record(connection, by, "channel tested", channel.name, result=outcome.result)
    return outcome


def test_notice(dashboard_url: str, settings: Mapping[str, Any]) -> Notice:
    """What a test message says, in the channel's language."""
    language = settings.get("language", "en")
    with speaking(language):
        return Notice(
            "test",
            tr("A test message of Feedback Buttons"),
            tr("If you can read this, messages of this channel arrive."),
            quotes=(Quote(tr("This is how a comment looks."), tr("A made-up comment")),),
            link=dashboard_url,
            link_text=tr("Open Feedback Buttons"),
            data={"test": True},
            language=language,
        )
