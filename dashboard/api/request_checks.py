"""Takes a request apart and checks it: whose key, how often, which operation, what it asks."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.routing import Map, MapAdapter, Rule

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import Key
from feedback_buttons.dashboard.api.operations import OPERATIONS, Operation
from feedback_buttons.dashboard.api.problems import Problem
from feedback_buttons.storage import db

LARGEST = 8 * 1024 * 1024  # bytes of a body: ten thousand recipients with their messages
_URLS = Map(
    [
        Rule(each.path.replace("{", "<").replace("}", ">"), methods=[each.method], endpoint=each)
        for each in OPERATIONS
    ],
    strict_slashes=True,
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a key may still ask for."""

    left: int
    seconds: int
    policy: tuple[int, int]

    def headers(self) -> dict[str, str]:
        """As draft-ietf-httpapi-ratelimit-headers has it."""
        most, window = self.policy
        return {
            "RateLimit-Policy": f'"key";q={most};w={window}',
            "RateLimit": f'"key";r={max(0, self.left)};t={self.seconds}',
        }


class Limit:
    """So many requests for each key in each window of seconds; counted by this process."""

    def __init__(self, most: int, window: int) -> None:
        self.policy = most, window
        self._lock = threading.Lock()
        self._used: dict[int, int] = {}
        self._window = 0

    def take(self, key: int) -> Allowance:
        """Count a request.

        Raises:
            Problem: there were too many.
        """
        most, seconds = self.policy
        now = time.time()
        with self._lock:
            if self._window != now // seconds:
                self._window, self._used = int(now // seconds), {}
            self._used[key] = used = self._used.get(key, 0) + 1
        allowance = Allowance(most - used, seconds - int(now % seconds), self.policy)
        if used > most:
            headers = allowance.headers() | {"Retry-After": str(allowance.seconds)}
            said = (
                f"This key has had its {most} requests of these {seconds} seconds. Try again later."
            )
            raise Problem("too-many", said, headers=headers)
        return allowance


def key_of(request: Request, pool: db.Pool) -> Key:
    """The key that a request names.

    Raises:
        Problem: none, or none that is good.
    """
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret.strip():
        with pool.connection() as connection:
            key = api_keys.find(connection, secret.strip())
        if key:
            return key
    said = "Send a key that is good, as: Authorization: Bearer fbk_… An admin makes one."
    raise Problem("no-key", said, headers={"WWW-Authenticate": 'Bearer realm="Feedback Buttons"'})


def operation_of(method: str, path: str, key: Key) -> tuple[Operation, dict[str, str]]:
    """What a request is about: the operation, and what its path names.

    Raises:
        Problem: there is no such thing, or the key may not do it.
    """
    urls: MapAdapter = _URLS.bind("")
    try:
        found, arguments = urls.match(path, method)
    except MethodNotAllowed as error:
        allowed = ", ".join(sorted(set(error.valid_methods or ()) - {"HEAD"}))
        raise Problem("method", f"Here is only: {allowed}.", headers={"Allow": allowed}) from error
    except NotFound as error:
        raise Problem("not-found", "See /api/v1/openapi.json for what there is.") from error
    operation: Operation = found
    if operation.scope not in key.scopes:
        raise Problem("scope", f"The key {key.name!r} lacks the scope {operation.scope}.")
    return operation, dict(arguments)


def query_of(operation: Operation, request: Request) -> BaseModel | None:
    """What stands behind the path, checked."""
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise Problem("invalid", f"{repeated[0]} stands there more than once.")
    return _checked(operation.query or _nothing(), request.args.to_dict())


def body_of(operation: Operation, request: Request) -> BaseModel | None:
    """The body, checked; None where there is none to be."""
    if operation.body is None:
        return None
    if request.mimetype != "application/json":
        raise Problem("media-type", "Send Content-Type: application/json.")
    request.max_content_length = LARGEST
    try:
        data = request.get_data(cache=True)
    except RequestEntityTooLarge as error:
        raise Problem("too-large", f"A body may have {LARGEST:,} bytes.") from error
    return _checked(operation.body, data)


@cache
def _nothing() -> type[BaseModel]:
    from feedback_buttons.dashboard.api.request_models import Asked

    return Asked


def _checked(model: type[BaseModel], said: bytes | Mapping[str, Any]) -> BaseModel:
    try:
        if isinstance(said, bytes):
            return model.model_validate_json(said)
        return model.model_validate(said)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        if any(each["type"] == "json_invalid" for each in found):
            raise Problem("malformed", f"The body is no JSON: {found[0]['msg']}.") from error
        errors = [
            {"at": "/".join(map(str, each["loc"])), "message": each["msg"]} for each in found[:20]
        ]
        said_ = f"{errors[0]['at']}: {errors[0]['message']}." if errors else "It cannot be used."
        raise Problem("invalid", said_, errors) from error
