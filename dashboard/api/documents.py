"""The OpenAPI 3.1 document, made of the table that requests are checked by."""

import json
from functools import lru_cache
from typing import Any

from pydantic.json_schema import models_json_schema

from feedback_buttons.base import slugs
from feedback_buttons.cases import case_place
from feedback_buttons.dashboard.api import conditional_writes
from feedback_buttons.dashboard.api.api_operation import Operation
from feedback_buttons.dashboard.api.campaigns.campaign_response_models import Campaign
from feedback_buttons.dashboard.api.idempotent_writes import HEADER, PATTERN
from feedback_buttons.dashboard.api.operations import OPERATIONS
from feedback_buttons.dashboard.api.problems import MIME, PROBLEMS
from feedback_buttons.dashboard.api.response_fields import Problem, Told

_ABOUT = """\
Keys are made by admins: `feedback-buttons key add`. Send one as `Authorization: Bearer fbk_…`.

Errors are problem details (RFC 9457). Each answer says what the key may still ask for (`RateLimit`). Whoever may
have to send a write again, names it with an `Idempotency-Key`: then it is done once, and answered alike, for a day.
"""
_SLUG = {"type": "string", "pattern": f"^{slugs.PATTERN}$", "examples": [slugs.EXAMPLE]}
_CASE = {"type": "string", "pattern": f"^{case_place.NAME}$"}
_LIMITS = {
    "RateLimit": {
        "description": "What is left to this key, and in how many seconds all is back.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {"description": "How much there is.", "schema": {"type": "string"}},
}


@lru_cache(maxsize=8)
def document(server: str = "/api/v1") -> dict[str, Any]:
    """The whole document of the API that stands at an address."""
    models = {
        model for operation in OPERATIONS for model in (operation.body, operation.answer) if model
    } | {Problem}
    ordered = sorted(models, key=lambda model: model.__name__)
    _, schemas = models_json_schema(
        [(model, "serialization" if issubclass(model, Told) else "validation") for model in ordered],
        ref_template="#/components/schemas/{model}",
    )  # fmt: skip
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Feedback Buttons",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": _plain(schemas["$defs"]),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


@lru_cache(maxsize=8)
def text(server: str) -> str:
    """The whole document, as it is sent by the API that stands at an address."""
    return json.dumps(document(server), ensure_ascii=False)


def _operation(operation: Operation) -> dict[str, Any]:
    answers = {str(operation.status): _answer(operation)}
    for name in _problems(operation):
        status, title = PROBLEMS[name]
        answer = answers.get(str(status))
        title = f"{answer['description']}; {title}" if answer else title
        content = {MIME: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        answers[str(status)] = {"description": title, "content": content}
    description: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": f"Needs the scope `{operation.scope}`.",
        "tags": [operation.scope.partition(":")[0]],
        "parameters": _parameters(operation),
        "responses": answers,
    }
    if operation.body:
        schema = {"$ref": f"#/components/schemas/{operation.body.__name__}"}
        description["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return description


def _problems(operation: Operation) -> list[str]:
    names = ["no-key", "scope", "too-many", "invalid", "failed", "away"]
    names += ["not-found"] * ("{" in operation.path or "not-found" in operation.refused)
    names += ["malformed", "media-type", "too-large"] * bool(operation.body)
    names += [name for name in operation.refused if name not in names]
    names += ["changed"] * conditional_writes.takes(operation)
    return names + ["reused"] * operation.stored


def _answer(operation: Operation) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{operation.answer.__name__}"}
    content = {"application/json": {"schema": schema}}
    answer = {"description": operation.summary, "headers": _LIMITS, "content": content}
    return answer | ({"links": links} if (links := _links(operation)) else {})


def _links(operation: Operation) -> dict[str, Any]:
    """Where what was answered leads: from a campaign to all that is its, from a page to the next."""
    if operation.name == "follow_answers":
        parameters = {"campaign": "$request.path.campaign", "cursor": "$response.body#/cursor"}
        return {"next": {"operationId": operation.name, "parameters": parameters}}
    if operation.name == "list_cases":
        parameters = {"cursor": "$response.body#/cursor"}
        return {"next": {"operationId": operation.name, "parameters": parameters}}
    if operation.answer is not Campaign:
        return {}
    parameters = {"campaign": "$response.body#/slug"}
    return {
        other.name: {"operationId": other.name, "parameters": parameters}
        for other in OPERATIONS
        if "{campaign}" in other.path
    }


def _parameters(operation: Operation) -> list[dict[str, Any]]:
    parameters: list[dict[str, Any]] = []
    if "{campaign}" in operation.path:
        parameters.append({"name": "campaign", "in": "path", "required": True, "schema": _SLUG})
    if "{case}" in operation.path:
        parameters.append({"name": "case", "in": "path", "required": True, "schema": _CASE})
    if operation.stored:
        schema = {"type": "string", "pattern": PATTERN}
        parameters.append({"name": HEADER, "in": "header", "schema": schema,
                      "description": "Names this write: it is done once, however often it is sent."})  # fmt: skip
    if conditional_writes.takes(operation):
        schema = {"type": "string", "pattern": r"\S"}
        parameters.append({"name": conditional_writes.HEADER, "in": "header", "schema": schema,
                      "description": "The ETag of what was read: it is changed only if it still is so."})  # fmt: skip
    if operation.query:
        model = operation.query.model_json_schema()
        for name, schema in _plain(model["properties"]).items():
            schema = next(
                (choice for choice in schema.get("anyOf", []) if choice["type"] != "null"), schema
            )
            needed = {"required": True} if name in model.get("required", ()) else {}
            parameters.append({"name": name, "in": "query", **needed, "schema": schema})
    return parameters


def _plain(schema: Any) -> Any:  # noqa: ANN401 (JSON)
    """Without what pydantic adds for itself: titles, and defaults that no request could say."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    plain = {name: _plain(value) for name, value in schema.items()}
    if isinstance(plain.get("title"), str):
        del plain["title"]
    if plain.get("default", 0) in (None, ""):
        del plain["default"]
    return plain
