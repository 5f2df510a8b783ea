"""Answers a write that is sent again as it was answered the first time, if the program gave it a name.

The name is claimed in the transaction of the write itself: so a write and its answer are kept together or
not at all, and two of the same name at once wait for each other.
"""

import hashlib
import re
from collections.abc import Callable
from typing import NamedTuple

from flask import Request

from feedback_buttons.base import ids
from feedback_buttons.dashboard.api.problems import Problem
from feedback_buttons.storage import db

HEADER = "Idempotency-Key"
PATTERN = r"^[!-~]{1,128}$"


class _Answered(NamedTuple):
    """What was answered to a write before, and the hash of what had been asked."""

    request: bytes
    status: int
    body: str


def name_of(request: Request) -> str | None:
    """The name that a program gave to a write.

    Raises:
        Problem: it is too long, or not plain.
    """
    name = request.headers.get(HEADER)
    if name is not None and not re.fullmatch(PATTERN[1:-1], name):
        raise Problem("invalid", f"{HEADER} needs 1 to 128 plain characters without spaces.")
    return name


def once(
    connection: db.Connection,
    key_id: int,
    name: str,
    request: Request,
    write: Callable[[], tuple[int, str]],
) -> tuple[int, str, bool]:
    """Write, or say what was answered when this was written: the status, the body, whether it was.

    Raises:
        Problem: another request had this name.
    """
    digest = _digest(request)
    row = {"key_id": key_id, "name": name, "request": digest, "now": ids.utc_now()}
    if connection.execute(db.query("claim_api_answer"), row).rowcount:
        status, body = write()
        connection.execute(db.query("keep_api_answer"), {**row, "status": status, "body": body})
        return status, body, False
    answered = db.row(connection, _Answered, "api_answer", row)
    if answered is None or answered.request != digest:
        raise Problem("reused", f"Use another {HEADER} for another request.")
    return answered.status, answered.body, True


def _digest(request: Request) -> bytes:
    request_line = f"{request.method} {request.full_path}\n".encode()
    return hashlib.sha256(request_line + request.get_data(cache=True)).digest()
