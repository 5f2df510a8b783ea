"""The page on which a mail's reader unsubscribes: one button, or the mail program's own one-click request."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from feedback_buttons.channels import channel_list, unsubscribing
from feedback_buttons.channels.channel_list import Channel
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
        return _page(channel)

    @auth.public
    @auth.from_anywhere  # webmail sends it from its own pages
    def end(self, token: str) -> ResponseReturnValue:
        with self.pool.connection() as connection, connection.transaction():
            channel = self._channel(connection, token)
            # One that is paused for another reason goes on some day, but not for who has unsubscribed.
            if channel and channel.paused != channel_list.UNSUBSCRIBED:
                channel_list.pause(connection, channel, channel_list.UNSUBSCRIBED, by="")
                channel = channel_list.get(connection, channel.id)
        return _page(channel)

    def _channel(self, connection: db.Connection, token: str) -> Channel | None:
        """The channel through which mails go to where the one with this address went; None where none does any more.
        404 where the address is none of ours."""
        unsubscription = unsubscribing.read(self.keys, token) or abort(404)
        for channel in channel_list.list_(connection):
            to = str(channel.settings.get("to", ""))
            same = (
                unsubscription.mark == unsubscribing.mark(to)
                if unsubscription.mark
                else not channel.settings.get(channel_list.MOVED)
            )
            # Whoever changes their digests gets another channel.
            digest = bool(unsubscription.mark) and channel.settings.get(channel_list.DIGEST)
            if channel.kind == "mail" and same and (channel.id == unsubscription.channel or digest):
                return channel
        return None


def _page(channel: Channel | None) -> str:
    over = channel is None or channel.paused == channel_list.UNSUBSCRIBED
    return render_template("unsubscribe.html", over=over, elsewhere=channel is None)
