"""Takes a request apart and checks it: whose key, how often, which operation, what it asks."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import MethodNotAllowed, NotFound, RequestEntityTooLarge
from werkzeug.routing import Map, MapAdapter, Rule

from feedback_buttons.accounts import api_keys
from feedback_buttons.accounts.api_keys import Key
from feedback_buttons.base.rate_limiter import Limit, RateLimiter, Taken
from feedback_buttons.dashboard.api import plain_words
from feedback_buttons.dashboard.api.api_operation import Operation
from feedback_buttons.dashboard.api.operations import OPERATIONS
from feedback_buttons.dashboard.api.problems import Problem
from feedback_buttons.dashboard.api.request_fields import Asked
from feedback_buttons.dashboard.kit.requests import storable_text
from feedback_buttons.storage import db

LARGEST = 8 * 1024 * 1024  # bytes of a body: ten thousand recipients with their messages
_URLS = Map(
    [
        Rule(
            operation.path.replace("{", "<").replace("}", ">"),
            methods=[operation.method],
            endpoint=operation,
        )
        for operation in OPERATIONS
    ],
    strict_slashes=True,
)


def counted(limiter: RateLimiter, key: Key) -> dict[str, str]:
    """Count a request of a key; the headers that say what is left to it.

    Raises:
        Problem: there were too many.
    """
    taken = limiter.take(key.id)
    headers = _limit_headers(taken)
    if not taken.granted:
        limit = taken.limit
        headers["Retry-After"] = str(ceil(round(taken.wait, 3)))
        detail = (
            f"A key may send {limit.burst} requests at once, and {1 / limit.pause:g} more each second. "
            "Try again later."
        )
        raise Problem("too-many", detail, headers=headers)
    return headers


def _limit_headers(taken: Taken) -> dict[str, str]:
    """As draft-ietf-httpapi-ratelimit-headers has them: how many are left, and when all are back."""
    limit: Limit = taken.limit
    return {
        "RateLimit-Policy": f'"key";q={limit.burst};w={limit.window:.0f}',
        "RateLimit": f'"key";r={taken.left};t={ceil(round(taken.busy, 3))}',
    }


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
    detail = "Send a key that is good, as: Authorization: Bearer fbk_… An admin makes one."
    raise Problem("no-key", detail, headers={"WWW-Authenticate": 'Bearer realm="Feedback Buttons"'})


def operation_of(method: str, path: str, key: Key) -> tuple[Operation, dict[str, str]]:
    """What a request is about: the operation, and what its path names.

    Raises:
        Problem: there is no such thing, or the key may not do it.
    """
    urls: MapAdapter = _URLS.bind("")
    try:
        if storable_text.NUL in path:  # it names nothing that can be stored
            raise NotFound
        matched, arguments = urls.match(path, method)
    except MethodNotAllowed as error:
        allowed = ", ".join(sorted(set(error.valid_methods or ()) - {"HEAD"}))
        raise Problem("method", f"Here is only: {allowed}.", headers={"Allow": allowed}) from error
    except NotFound as error:
        raise Problem("not-found", "See /api/v1/openapi.json for what there is.") from error
    operation: Operation = matched
    if operation.scope not in key.scopes:
        raise Problem(
            "scope",
            f"The key {key.name!r} lacks the scope {operation.scope}. An admin makes one that has it.",
        )
    return operation, dict(arguments)


def query_of(operation: Operation, request: Request) -> BaseModel | None:
    """What stands behind the path, checked."""
    repeated = [name for name, values in request.args.lists() if len(values) > 1]
    if repeated:
        raise Problem("invalid", f"{repeated[0]} stands there more than once.")
    return _checked(operation.query or Asked, request.args.to_dict())


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


def _checked(model: type[BaseModel], sent: bytes | Mapping[str, Any]) -> BaseModel:
    try:
        if isinstance(sent, bytes):
            return model.model_validate_json(sent)
        return model.model_validate(sent)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False)
        if any(problem["type"] == "json_invalid" for problem in problems):
            raise Problem("malformed", f"The body is no JSON: {problems[0]['msg']}.") from error
        errors = [plain_words.of(problem) for problem in problems[:20]]
        said_ = f"{errors[0]['at']}: {errors[0]['message']}." if errors else "It cannot be used."
        raise Problem("invalid", said_, errors) from error
