"""The page on which a mail's reader unsubscribes: one button, or the mail program's own one-click request."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from feedback_buttons.channels import channel_list, unsubscribing
from feedback_buttons.channels.channel_list import Channel, ChannelError
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.storage import db


def blueprint(pool: db.Pool, keys: Sequence[str]) -> Blueprint:
    """/unsubscribe/<token>: nothing happens by looking, since mail scanners look, too."""
    pages = Blueprint("unsubscribe", __name__)
    views = _Views(pool, keys)
    pages.add_url_rule("/unsubscribe/<token>", view_func=views.look)
    pages.add_url_rule("/unsubscribe/<token>", methods=["POST"], view_func=views.end)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The views behind the routes, and what they work with."""

    pool: db.Pool
    keys: Sequence[str]

    @auth.public
    def look(self, token: str) -> ResponseReturnValue:
        with self.pool.connection() as connection:
            channel = self._channel(connection, token)
        return render_template("unsubscribe.html", over=channel.paused is not None)

    @auth.public
    @auth.from_anywhere  # webmail sends it from its own pages
    def end(self, token: str) -> ResponseReturnValue:
        with self.pool.connection() as connection, connection.transaction():
            channel = self._channel(connection, token)
            if channel.paused is None:
                channel_list.pause(connection, channel, channel_list.UNSUBSCRIBED, by="")
        return render_template("unsubscribe.html", over=True)

    def _channel(self, connection: db.Connection, token: str) -> Channel:
        """The mail channel that an address names; 404 where it is none of ours, or gone."""
        id = unsubscribing.channel_of(self.keys, token)
        try:
            channel = channel_list.get(connection, id) if id is not None else None
        except ChannelError:
            channel = None
        if channel is None or channel.kind != "mail":
            abort(404)
        return channel
