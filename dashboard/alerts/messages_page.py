"""The page of messages: sent, waiting, or dead and can be sent again; each attempt and its reply."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from feedback_buttons.channels import channel_list
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.dashboard.kit.words import not_offered
from feedback_buttons.i18n.team_language import lazy_gettext, trn
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.storage import db

# What states, outcomes and kinds of messages are called.
STATES = {
    "waiting": lazy_gettext("waits"),
    "sending": lazy_gettext("is being sent"),
    "sent": lazy_gettext("sent"),
    "dead": lazy_gettext("dead"),
}
OUTCOMES = {
    "delivered": lazy_gettext("accepted"),
    "later": lazy_gettext("not accepted, tried again"),
    "refused": lazy_gettext("refused"),
}
KINDS = {
    "notice": lazy_gettext("a message"),
    "alert": lazy_gettext("an alert"),
    "rated": lazy_gettext("an answer"),
    "erased answer": lazy_gettext("an erased answer"),
    "ticket": lazy_gettext("a ticket"),
    "erased ticket": lazy_gettext("an erased ticket"),
    "correction": lazy_gettext("a correction"),
    "recall": lazy_gettext("an answer that is gone"),
}


def blueprint(pool: db.Pool) -> Blueprint:
    """/messages: a page of them, and dead ones sent again."""
    pages = Blueprint("messages", __name__)
    views = _Views(pool)
    pages.add_url_rule("/messages", view_func=views.look)
    pages.add_url_rule("/messages/replay", methods=["POST"], view_func=views.replay)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool

    @auth.needs("keys")
    def look(self) -> ResponseReturnValue:
        return self._page()

    @auth.needs("keys")
    def replay(self) -> ResponseReturnValue:
        with self.pool.connection() as connection, connection.transaction():
            number = outbox_messages.replay(
                connection,
                id=request.form.get("id", type=int),
                channel=request.form.get("channel") or None,
                by=auth.current().name,
            )
        done = trn("{number} message is sent again.", "{number} messages are sent again.", number)
        return self._page(done=done.format(number=number))

    def _page(self, **more: Any) -> str:  # noqa: ANN401 (for the template)
        state = request.args.get("state", "")
        chosen = state if state in outbox_messages.STATES else None
        channel, before = request.args.get("channel") or None, request.args.get("before", type=int)
        wrong = [not_offered.sentence("state", state, outbox_messages.STATES)]
        with self.pool.connection() as connection:
            names = [one.name for one in channel_list.list_(connection)]
            wrong.append(not_offered.sentence("channel", channel or "", names))
            listed = outbox_messages.list_(
                connection,
                state=chosen,
                channel=channel,
                before=before,
                limit=outbox_messages.PAGE + 1,
            )
            shown = listed[: outbox_messages.PAGE]
            attempts = {
                message.id: outbox_messages.attempts(connection, message.id)
                for message in shown
                if message.attempts
            }
            counts = outbox_messages.counts(connection)
        return render_template(
            "messages.html",
            messages=shown,
            attempts=attempts,
            counts=counts,
            wanted={"state": chosen, "channel": channel, "before": before},
            older=shown[-1].id if len(listed) > len(shown) else None,
            states=STATES,
            outcomes=OUTCOMES,
            kinds=KINDS,
            **{"wrong": " ".join(filter(None, wrong)), **more},
        )
