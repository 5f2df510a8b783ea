"""Lets a program change a thing only if it still is as the program has read it: by its ETag, as RFC 9110 has it."""

from collections.abc import Callable
from hashlib import sha256

from flask import Request, Response

from feedback_buttons.dashboard.api.api_operation import Operation
from feedback_buttons.dashboard.api.operations import OPERATIONS
from feedback_buttons.dashboard.api.problems import Problem
from feedback_buttons.storage import db

HEADER = "If-Match"
_READERS = {operation.path: operation for operation in OPERATIONS if operation.method == "GET"}
# Of each path whose thing can be changed or replaced there: what reads it.
_CHANGED = {
    operation.path: _READERS[operation.path]
    for operation in OPERATIONS
    if operation.method in ("PATCH", "PUT")
    and operation.path in _READERS
    and _READERS[operation.path].answer is operation.answer
}


def takes(operation: Operation) -> bool:
    """Whether an operation can be asked to change a thing only if it is still the same."""
    return operation.method != "GET" and operation.path in _CHANGED


def check(
    connection: db.Connection,
    request: Request,
    operation: Operation,
    read: Callable[[Operation], str],
) -> None:
    """Refuse a change of what has been changed meanwhile, where the program asks for it. Those who do change it one
    after the other.

    Args:
        read: the body that is answered to the operation that reads the thing.

    Raises:
        Problem: it is not as it was.
    """
    wanted = request.headers.get(HEADER)
    if wanted is None:
        return
    if not wanted.strip():
        raise Problem("invalid", f"{HEADER} needs the ETag as it was read.")
    if not takes(operation):
        raise Problem("invalid", f"{HEADER} is for what can be read at the same address.")
    connection.execute(db.query("lock_resource"), {"path": request.path})
    if not request.if_match.contains(_etag(read(_CHANGED[operation.path]))):
        raise Problem("changed", "Read it again, and send the change with its new ETag.")


def mark(response: Response, operation: Operation, text: str) -> None:
    """Give what was answered of such a thing its ETag."""
    if operation.path in _CHANGED:
        response.set_etag(_etag(text))


def _etag(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:32]
