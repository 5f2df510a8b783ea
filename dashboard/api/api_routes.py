"""The one door of the API: a request comes in, is checked, done in one transaction, and answered."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import psycopg
from flask import Flask, Request, Response, request
from psycopg_pool import PoolTimeout

from feedback_buttons.accounts.api_keys import Key
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.base.rate_limiter import Limit, RateLimiter
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api import conditional_writes, documents, idempotent_writes
from feedback_buttons.dashboard.api.api_operation import Operation
from feedback_buttons.dashboard.api.calls import Call
from feedback_buttons.dashboard.api.problems import Problem
from feedback_buttons.dashboard.api.request_checks import (
    LARGEST,
    body_of,
    counted,
    key_of,
    operation_of,
    query_of,
)
from feedback_buttons.dashboard.kit.requests.own_address import own
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

PREFIX = "/api/v1"
REQUESTS = Limit(burst=600, pause=0.1)  # of one key, in one process

log = logging.getLogger(__name__)


class Api:
    """Answers requests; one for a process."""

    def __init__(self, config: Config, pool: db.Pool) -> None:
        self._pool, self._url = pool, config.url
        self._links: dict[str, Any] = {
            "dashboard_url": config.dashboard_url,
            "session_keys": config.session_keys,
            "local_networks": config.local_networks,
        }
        self._tokens = Tokens(config.signing_keys, config.pseudonym_key)
        self.limiter = RateLimiter(REQUESTS)

    def answer(self, request: Request, path: str) -> Response:
        """The response to a request for this path; a Problem where it cannot be answered."""
        headers: Mapping[str, str] = {}
        try:
            key = key_of(request, self._pool)
            headers = counted(self.limiter, key)
            if path == "/openapi.json" and request.method in ("GET", "HEAD"):
                response = _json(documents.text(own(PREFIX)))
            else:
                response = self._run(request, key, *operation_of(request.method, path, key))
        except Problem as problem:
            response = problem.response()
        except (psycopg.OperationalError, PoolTimeout):
            detail = "Try again in a few seconds."
            response = Problem("away", detail, headers={"Retry-After": "5"}).response()
        except Exception:
            log.exception("a request of the API failed")
            response = Problem("failed", "It has been logged. Nothing was changed.").response()
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    def _run(
        self, request: Request, key: Key, operation: Operation, named: Mapping[str, str]
    ) -> Response:
        query, body = query_of(operation, request), body_of(operation, request)
        name = idempotent_writes.name_of(request) if operation.stored else None
        with self._pool.connection() as connection, connection.transaction():
            call = Call(
                connection, key, self._tokens, self._url,
                **self._links, campaign=named.get("campaign", ""), case=named.get("case", ""), body=body, query=query,
            )  # fmt: skip

            def write() -> tuple[int, str]:
                conditional_writes.check(
                    connection, request, operation, lambda reader: _body(reader, call)
                )
                return operation.status, _body(operation, call)

            if name is None:
                (status, text), again = write(), False
            else:
                status, text, again = idempotent_writes.once(
                    connection, key.id, name, request, write
                )
        response = _json(text, status)
        conditional_writes.mark(response, operation, text)
        if again:
            response.headers["Idempotent-Replayed"] = "true"
        return response


def _body(operation: Operation, call: Call) -> str:
    """What an operation answers, as JSON."""
    answer = operation.answer.model_validate(_told(operation, call), from_attributes=True)
    return answer.model_dump_json()


def _told(operation: Operation, call: Call) -> object:
    """What the handler says; what the rules refuse is the asking program's problem."""
    try:
        return operation.run(call)
    except FeedbackError as error:
        problem = Problem.of(error)
        if problem is None:
            raise
        raise problem from error


def _json(text: str, status: int = 200) -> Response:
    return Response(text, status, content_type="application/json")


def refused(status: HTTPStatus, path: str) -> Response | None:
    """The problem of a request that the server does not take, before it is read to its end; None where its path is not
    the API's.

    Args:
        status: why.
        path: as it was sent, with a query.
    """
    if not path.startswith(f"{own(PREFIX)}/"):
        return None
    name, detail = {
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-large", f"A body may have {LARGEST:,} bytes."),
        HTTPStatus.REQUEST_URI_TOO_LONG: ("address-too-long", "Send it in parts."),
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: ("headers-too-large", "Send fewer of them."),
    }.get(status, ("malformed", "It is no HTTP as servers read it."))
    return Problem(name, detail).response()


def install(server: Flask, config: Config, pool: db.Pool) -> None:
    """Answer all that is asked under PREFIX, whatever the rest of a path or the method is."""
    api = server.extensions["api"] = Api(config, pool)

    @server.before_request
    def answer() -> Response | None:
        if request.path != PREFIX and not request.path.startswith(f"{PREFIX}/"):
            return None
        return api.answer(request, request.path.removeprefix(PREFIX))
