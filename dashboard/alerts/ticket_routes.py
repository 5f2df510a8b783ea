"""Where the other side says what became of a ticket: an address for each channel, signed with its own keys."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from standardwebhooks.webhooks import Webhook as Signer
from standardwebhooks.webhooks import WebhookVerificationError
from werkzeug.exceptions import RequestEntityTooLarge

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.channels import channel_list
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.storage import db
from feedback_buttons.tickets import ticket_status

LARGEST = 16 * 1024  # bytes of a message
_LARGEST_ID = 2**63


def blueprint(pool: db.Pool, keys: Sequence[str]) -> Blueprint:
    """/tickets/<channel>: takes what a signed message says."""
    pages = Blueprint("tickets", __name__)
    views = _Views(pool, keys)
    pages.add_url_rule("/tickets/<channel>", methods=["POST"], view_func=views.receive)
    return pages


@dataclass(frozen=True, slots=True)
class _Views:
    """The view behind the route, and what it works with."""

    pool: db.Pool
    keys: Sequence[str]

    @auth.public
    def receive(self, channel: str) -> ResponseReturnValue:
        """Set the ticket that a message names; 401 for one that nobody signed who may."""
        request.max_content_length = LARGEST
        try:
            body = request.get_data(cache=True)
        except RequestEntityTooLarge:
            return _refused(413, "The message is too large.")
        id = int(channel) if channel.isascii() and channel.isdecimal() and len(channel) < 20 else 0
        with self.pool.connection() as connection, connection.transaction():
            sealed = db.value(connection, "channel_seal", {"id": id}) if id < _LARGEST_ID else None
            secrets = self._secrets(sealed)
            if not _signed(secrets, body, dict(request.headers)):
                return _refused(
                    401, "Sign it as Standard Webhooks says, with a key of this channel."
                )
            news = _read(body)
            if news is None:
                return _refused(
                    422, 'Say {"ticket": "…", "status": "solved"}; remote_id may stand beside.'
                )
            try:
                changed = ticket_status.set_(connection, id, *news)
            except FeedbackError as error:
                return _refused(409, error.sentence)
        return jsonify(changed=changed)

    def _secrets(self, sealed: bytes | None) -> list[str]:
        """The keys that a channel signs with; none of one that there is not."""
        if sealed is None:
            return []
        try:
            secrets: list[str] = channel_list.opened(self.keys, sealed).get("secrets", [])
        except FeedbackError:
            return []
        return secrets


def _signed(secrets: Sequence[str], body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether one of the keys has signed it within the last minutes."""
    named = {name.lower(): value for name, value in headers.items()}
    for secret in secrets:
        try:
            Signer(secret).verify(body, named)
        except (WebhookVerificationError, ValueError):
            continue
        return True
    return False


def _read(body: bytes) -> tuple[int, str, str | None] | None:
    """The ticket's number, its status, and what the other side calls it; None where that cannot be read."""
    try:
        news: Any = json.loads(body)
    except ValueError:
        return None
    if not isinstance(news, dict):
        return None
    ticket, status, remote = (news.get(name) for name in ("ticket", "status", "remote_id"))
    number = str(ticket)
    if not (
        number.isascii() and number.isdecimal() and len(number) < 20 and isinstance(status, str)
    ):
        return None
    plain = remote is None or (
        isinstance(remote, str) and "\0" not in remote and len(remote) <= 200
    )
    if not plain or int(number) >= _LARGEST_ID:
        return None
    return int(number), status, remote


def _refused(status: int, detail: str) -> Response:
    response = jsonify(error=detail)
    response.status_code = status
    return response
