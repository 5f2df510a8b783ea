"""Sends the messages about tickets to help desks.

A ticket is looked up before it is made, and after an attempt that may have arrived a note is looked for before it is
written: so that there is one ticket, with each note once."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from uuid import uuid4

from feedback_buttons.accounts import audit
from feedback_buttons.channels import channel_kinds, channel_list, senders
from feedback_buttons.channels.channel_list import Channel, ChannelError
from feedback_buttons.channels.notices import Notice
from feedback_buttons.channels.senders import Render, Way
from feedback_buttons.outbox.delivery_loop import Claimed, Sender
from feedback_buttons.outbox.outcomes import NOTHING_LEFT, AttemptOutcome
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list, helpdesk_words
from feedback_buttons.tickets.helpdesks import (
    Helpdesk,
    HelpdeskFailure,
    RemoteTicket,
    SignInLost,
    Writing,
)

_NUMBER = re.compile(r"#?([0-9]{1,18})")


def ways(out: Way, renders: Mapping[str, Render]) -> dict[str, Sender]:
    """What sends to each kind of help desk.

    Args:
        renders: what makes the words of a message, by the message's kind.
    """
    send = partial(_sent, out, renders)
    return {name: Sender(send, channel_kinds.KINDS[name].pace) for name in helpdesk_list.HELPDESKS}


def _sent(
    out: Way, renders: Mapping[str, Render], connection: db.Connection, message: Claimed
) -> AttemptOutcome:
    render = renders.get(message.kind)
    if render is None or not message.kind.endswith("ticket"):
        return AttemptOutcome("refused", reply="a help desk takes tickets alone")
    notice = render(connection, message)
    if notice is None:
        return NOTHING_LEFT
    try:
        desk = helpdesk_list.opened(
            connection, out, message.channel, message.channel_kind, message.settings
        )
        return told(desk, message, notice)
    except ChannelError as error:
        return AttemptOutcome("refused", reply=error.advice)
    except SignInLost as lost:
        channel = channel_list.get(connection, message.channel)
        channel_list.pause(connection, channel, helpdesk_list.SIGNED_OUT, by=message.channel_name)
        return AttemptOutcome("later", lost.outcome.status, lost.outcome.reply)
    except HelpdeskFailure as failure:
        return failure.outcome


def told(desk: Helpdesk, message: Claimed, notice: Notice) -> AttemptOutcome:
    """Tell a help desk of a ticket, and what became of that.

    Raises:
        HelpdeskFailure: a call of it did not end well.
    """
    did, data = notice.type.removeprefix("ticket."), notice.data
    number, remote_id, again = str(data["ticket"]), data.get("remote_id"), message.attempts > 1
    writing = _writing(did, message, notice, number)
    if did == "erased":
        return _erased(desk, writing, remote_id)
    there = _about(desk, message, notice) if did == "opened" and remote_id is None else None
    if there is None and remote_id is None:
        there = desk.by_number(number, writing.person, again=again)
        if there is None:
            return _made(desk.create(writing)) if did == "opened" else NOTHING_LEFT
        if did == "opened":
            return _made(there)
    elif did == "reopened" and remote_id is not None:
        there = desk.by_name(remote_id)
    if there and there.status == "closed" and did in ("opened", "reopened"):
        newest = desk.by_number(number, writing.person, again=again)
        if newest is None or newest.status == "closed":
            return _made(desk.create(replace(writing, follows=there.id)))
        there = newest
    return _noted(desk, there.id if there else str(remote_id), writing, again=again)


def _about(desk: Helpdesk, message: Claimed, notice: Notice) -> RemoteTicket | None:
    """The ticket that the answered mail was about, where the channel says that its number is what a mail is called."""
    name = _NUMBER.fullmatch(str(notice.data.get("message") or "").strip())
    return desk.by_name(name[1]) if name and message.settings.get("by_number") else None


def _writing(did: str, message: Claimed, notice: Notice, number: str) -> Writing:
    language, key = message.settings.get("language", "en"), str(message.key)
    return Writing(
        number, key, helpdesk_words.subject(notice.data, language),
        helpdesk_words.body(did, notice.data, language, key), score=notice.data.get("score"),
        reopen=did in ("opened", "reopened"), person=str(notice.data.get("recipient") or ""),
    )  # fmt: skip


def _made(ticket: RemoteTicket) -> AttemptOutcome:
    return AttemptOutcome("delivered", reply=f"ticket {ticket.id}", remote_id=ticket.id)


def _noted(desk: Helpdesk, ticket: str, writing: Writing, *, again: bool) -> AttemptOutcome:
    """Put a note on a ticket, once; one that is closed there takes none any more."""
    done = AttemptOutcome("delivered", reply=f"note on ticket {ticket}", remote_id=ticket)
    sign = helpdesk_words.mark("", writing.key).split()[-1]
    if again and any(sign in note.text for note in desk.notes(ticket)):
        return done
    try:
        desk.write(ticket, writing)
    except HelpdeskFailure as failure:
        there = desk.by_name(ticket) if failure.outcome.result == "refused" else None
        if there is None or there.status != "closed":
            raise
        return AttemptOutcome(
            "delivered", failure.outcome.status, f"ticket {ticket} is closed: no note"
        )
    return done


def _erased(desk: Helpdesk, writing: Writing, remote_id: str | None) -> AttemptOutcome:
    """Take out what we wrote, and say so there. Where the ticket is gone there is nothing to take out."""
    there = desk.by_name(remote_id) if remote_id else desk.by_number(writing.number, "", again=True)
    if there is None:
        return NOTHING_LEFT
    notes, sign = desk.notes(there.id), helpdesk_words.mark("", writing.key)
    begin = helpdesk_words.mark(writing.number, "")
    desk.redact(there.id, [note for note in notes if begin in note.text])
    if there.status != "closed" and not any(sign in note.text for note in notes):
        desk.write(there.id, writing)
    return AttemptOutcome("delivered", reply=f"taken out of ticket {there.id}", remote_id=there.id)


def test(connection: db.Connection, out: Way, channel: Channel, *, by: str) -> AttemptOutcome:
    """Send a test to a channel at once, past the outbox: a message, or to a help desk a ticket; what it said."""
    if channel.kind not in helpdesk_list.HELPDESKS:
        return senders.test(connection, out, channel, by=by)
    language, key = channel.settings.get("language", "en"), str(uuid4())
    data = {"name": senders.test_notice("", channel.settings).title, "ticket": f"test-{key}"}
    writing = Writing(
        data["ticket"],
        key,
        data["name"],
        helpdesk_words.body("test", data, language, key),
        person="test",
    )
    desk = helpdesk_list.opened(connection, out, channel.id, channel.kind, channel.settings)
    try:
        outcome = _made(desk.create(writing))
    except ChannelError as error:
        outcome = AttemptOutcome("refused", reply=error.advice)
    except HelpdeskFailure as failure:
        outcome = failure.outcome
    audit.record(connection, by, "channel tested", channel.name, result=outcome.result)
    return outcome
