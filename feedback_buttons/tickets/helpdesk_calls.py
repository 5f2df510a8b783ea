"""Calls to a help desk's API, and what of its answers is a failure."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from feedback_buttons.channels.guarded_http import CallError, HttpClient, HttpReply
from feedback_buttons.channels.network_guard import ForbiddenAddress
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.tickets.helpdesks import HelpdeskFailure


def call(
    client: HttpClient,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: Mapping[str, Any] | None = None,
) -> HttpReply:
    """The answer to one request, whatever it says.

    Raises:
        HelpdeskFailure: nobody has answered, or the address is not called.
    """
    content = b"" if body is None else json.dumps(body).encode()
    sent = {"Accept": "application/json", **headers}
    if body is not None:
        sent["Content-Type"] = "application/json"
    return _answered(client, method, url, content, sent)


def post(client: HttpClient, url: str, headers: Mapping[str, str], body: bytes) -> HttpReply:
    """The answer to what is sent in another form than JSON.

    Raises:
        HelpdeskFailure: nobody has answered, or the address is not called.
    """
    return _answered(client, "POST", url, body, headers)


def _answered(
    client: HttpClient, method: str, url: str, body: bytes, headers: Mapping[str, str]
) -> HttpReply:
    try:
        return client.call(method, url, body, headers)
    except ForbiddenAddress as error:
        raise HelpdeskFailure(AttemptOutcome("refused", reply=error.sentence)) from error
    except CallError as error:
        raise HelpdeskFailure(AttemptOutcome("later", reply=str(error))) from error


def read(reply: HttpReply) -> dict[str, Any]:
    """The JSON object of an answer that went well; {} of an empty one.

    Raises:
        HelpdeskFailure: it did not go well, or is no JSON object.
    """
    if not 200 <= reply.status < 300:
        raise HelpdeskFailure(reply.outcome)
    if not reply.body:
        return {}
    try:
        answer = json.loads(reply.body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise HelpdeskFailure(_unread(reply))
    return answer


def read_list(reply: HttpReply) -> list[dict[str, Any]]:
    """The objects of an answer that is a JSON list; none of an empty one.

    Raises:
        HelpdeskFailure: it did not go well.
    """
    if not 200 <= reply.status < 300:
        raise HelpdeskFailure(reply.outcome)
    try:
        listed = json.loads(reply.body or b"[]")
    except ValueError as error:
        raise HelpdeskFailure(_unread(reply)) from error
    return rows({"listed": listed}, "listed")


def _unread(reply: HttpReply) -> AttemptOutcome:
    """What comes of words that are not those of an API."""
    return replace(reply.outcome, result="later", reply="what it said cannot be read")


def error_of(reply: HttpReply) -> str:
    """What an answer calls its error; "" for none."""
    try:
        answer = json.loads(reply.body)
    except ValueError:
        return ""
    return str(answer.get("error", "")) if isinstance(answer, dict) else ""


def rows(answer: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    """The objects of a list in an answer; none where it is not there."""
    listed = answer.get(name)
    return [row for row in listed if isinstance(row, dict)] if isinstance(listed, list) else []


def moment(text: object) -> datetime | None:
    """A time as APIs write it; None where it is none.

    >>> moment("2026-12-05T10:00:00Z"), moment("soon"), moment(None)
    (datetime.datetime(2026, 12, 5, 10, 0, tzinfo=datetime.timezone.utc), None, None)
    """
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None
