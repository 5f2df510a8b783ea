"""The page of alerts: the channels that messages leave through, made and tested by an admin."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.channels import channel_list, channel_moves, senders
from feedback_buttons.channels.senders import Way
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.alerts import alerts_view
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list, helpdesk_sending


def blueprint(pool: db.Pool, config: Config) -> Blueprint:
    """/alerts: the channels, a new one, its test, its pause, its keys, its end."""
    pages = Blueprint("alerts", __name__)
    views = _Views(pool, config)
    pages.add_url_rule("/alerts", view_func=views.look)
    for path, view in (
        ("", views.add),
        ("/test", views.test),
        ("/pause", views.pause),
        ("/sign-in", views.sign_in),
        ("/move", views.move),
        ("/rotate", views.rotate),
        ("/remove", views.remove),
    ):
        pages.add_url_rule(f"/alerts/channels{path}", methods=["POST"], view_func=view)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    config: Config

    @auth.needs("keys")
    def look(self) -> ResponseReturnValue:
        return self._page()

    @auth.needs("keys")
    def add(self) -> ResponseReturnValue:
        form = request.form
        try:
            with self.pool.connection() as connection, connection.transaction():
                channel, secret = channel_list.add(
                    connection, form.get("name", ""), form.get("kind", ""), form, self.config.session_keys,
                    local=self.config.local_networks, by=auth.current().name,
                )  # fmt: skip
        except FeedbackError as error:
            return self._page(wrong=error.advice, typed=form), 400
        done = tr("{name} is a channel now. Send it a test message.").format(name=channel.name)
        return self._page(done=done, secret=secret, whose=channel.name)

    @auth.needs("keys")
    def test(self) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            try:
                channel = channel_list.named(connection, request.form.get("name", ""))
            except FeedbackError as error:
                return self._page(wrong=error.advice), 400
            outcome = helpdesk_sending.test(
                connection, self._way(), channel, by=auth.current().name
            )
        if outcome.result == "delivered":
            return self._page(done=_taken(channel.name, outcome))
        return self._page(wrong=_not_taken(channel.name, outcome))

    @auth.needs("keys")
    def pause(self) -> ResponseReturnValue:
        return self._change(paused=request.form.get("pause") == "yes")

    @auth.needs("keys")
    def sign_in(self) -> ResponseReturnValue:
        name, by = request.form.get("name", ""), auth.current().name
        try:
            with self.pool.connection() as connection:
                channel = channel_list.named(connection, name)
                key = request.form.get("token", "")
                helpdesk_list.sign_in(connection, channel, key, self.config.session_keys, by=by)
        except FeedbackError as error:
            return self._page(wrong=error.advice), 400
        return self._page(done=tr("{name} signs in with it. Send it a test.").format(name=name))

    @auth.needs("keys")
    def move(self) -> ResponseReturnValue:
        form, by = request.form, auth.current().name
        try:
            with self.pool.connection() as connection, connection.transaction():
                channel = channel_list.named(connection, form.get("name", ""))
                channel_moves.move(
                    connection, channel, form.get("address", ""), self.config.session_keys,
                    local=self.config.local_networks, by=by,
                )  # fmt: skip
        except FeedbackError as error:
            return self._page(wrong=error.advice), 400
        done = tr("{name} leads to its new address, and so does what waited. Send it a test.")
        return self._page(done=done.format(name=channel.name))

    @auth.needs("keys")
    def rotate(self) -> ResponseReturnValue:
        drop_old = request.form.get("drop") == "yes"
        try:
            with self.pool.connection() as connection, connection.transaction():
                channel = channel_list.named(connection, request.form.get("name", ""))
                secret = channel_list.rotate(
                    connection, channel, self.config.session_keys,
                    drop_old=drop_old, by=auth.current().name,
                )  # fmt: skip
        except FeedbackError as error:
            return self._page(wrong=error.advice), 400
        done = tr("{name} signs with its newest key alone.") if drop_old else ""
        return self._page(done=done.format(name=channel.name), secret=secret, whose=channel.name)

    @auth.needs("keys")
    def remove(self) -> ResponseReturnValue:
        name = request.form.get("name", "")
        try:
            with self.pool.connection() as connection, connection.transaction():
                channel_list.remove(connection, name, by=auth.current().name)
        except FeedbackError as error:
            return self._page(wrong=error.advice), 400
        return self._page(
            done=tr("{name} is removed, with the messages that waited for it.").format(name=name)
        )

    def _change(self, *, paused: bool) -> ResponseReturnValue:
        """Pause a channel, or let it go on."""
        reason = channel_list.BY_HAND if paused else None
        try:
            with self.pool.connection() as connection, connection.transaction():
                channel = channel_list.named(connection, request.form.get("name", ""))
                channel_list.pause(connection, channel, reason, by=auth.current().name)
        except FeedbackError as error:
            return self._page(wrong=error.advice), 400
        done = tr("{name} is paused: messages wait.") if paused else tr("{name} goes on.")
        return self._page(done=done.format(name=channel.name))

    def _way(self) -> Way:
        config = self.config
        return senders.way(
            config.session_keys, config.dashboard_url, config.smtp, config.local_networks
        )

    def _page(self, **more: Any) -> str:  # noqa: ANN401 (for the template)
        return alerts_view.page(self.pool, self.config, **more)


def _taken(name: str, outcome: AttemptOutcome) -> str:
    """What the other side said to a test that it took."""
    if not outcome.reply:
        return tr("{name} accepted the test message.").format(name=name)
    return tr("{name} accepted the test message and replied: {reply}").format(
        name=name, reply=outcome.reply
    )


def _not_taken(name: str, outcome: AttemptOutcome) -> str:
    reply = " ".join(filter(None, (str(outcome.status or ""), outcome.reply)))
    return tr("{name} did not accept the test message: {reply}").format(name=name, reply=reply)
