"""The OpenAPI 3.1 document, made of the table that requests are checked by."""

import json
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from feedback_buttons.base import slugs
from feedback_buttons.dashboard.api import response_models
from feedback_buttons.dashboard.api.idempotent_writes import HEADER, PATTERN
from feedback_buttons.dashboard.api.operations import OPERATIONS, Operation
from feedback_buttons.dashboard.api.problems import MIME, PROBLEMS

_ABOUT = """\
Keys are made by admins: `feedback-buttons key add`. Send one as `Authorization: Bearer fbk_…`.

Errors are problem details (RFC 9457). Each answer says what the key may still ask for (`RateLimit`). Whoever may
have to send a write again, names it with an `Idempotency-Key`: then it is done once, and answered alike, for a day.
"""
_SLUG = {"type": "string", "pattern": f"^{slugs.PATTERN}$", "examples": [slugs.EXAMPLE]}
_LIMITS = {
    "RateLimit": {
        "description": "What is left to this key, and in how many seconds all is back.",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {"description": "How much there is.", "schema": {"type": "string"}},
}


@cache
def document() -> dict[str, Any]:
    """The whole document."""
    models = {each for one in OPERATIONS for each in (one.body, one.told) if each} | {
        response_models.Problem
    }
    ordered = sorted(models, key=lambda each: each.__name__)
    _, schemas = models_json_schema(
        [(each, "serialization" if issubclass(each, response_models.Told) else "validation") for each in ordered],
        ref_template="#/components/schemas/{model}",
    )  # fmt: skip
    paths: dict[str, Any] = {}
    for each in OPERATIONS:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Feedback Buttons",
            "version": "1",
            "description": _ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": _plain(schemas["$defs"]),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


@cache
def text() -> str:
    """The whole document, as it is sent."""
    return json.dumps(document(), ensure_ascii=False)


def _operation(each: Operation) -> dict[str, Any]:
    answers = {str(each.status): _answer(each)}
    for name in _problems(each):
        status, title = PROBLEMS[name]
        known = answers.get(str(status))
        title = f"{known['description']}; {title}" if known else title
        content = {MIME: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        answers[str(status)] = {"description": title, "content": content}
    found: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.summary,
        "description": f"Needs the scope `{each.scope}`.",
        "tags": [each.scope.partition(":")[0]],
        "parameters": _parameters(each),
        "responses": answers,
    }
    if each.body:
        schema = {"$ref": f"#/components/schemas/{each.body.__name__}"}
        found["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    return found


def _problems(each: Operation) -> list[str]:
    names = ["no-key", "scope", "too-many", "invalid", "failed", "away"]
    names += ["not-found"] * ("{" in each.path)
    names += ["malformed", "media-type", "too-large"] * bool(each.body)
    names += ["conflict"] * (
        each.name in ("add_campaign", "change_campaign", "make_snippet", "follow_answers")
    )
    return names + ["reused"] * each.stored


def _answer(each: Operation) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{each.told.__name__}"}
    content = {"application/json": {"schema": schema}}
    found = {"description": each.summary, "headers": _LIMITS, "content": content}
    return found | ({"links": links} if (links := _links(each)) else {})


def _links(each: Operation) -> dict[str, Any]:
    """Where what was answered leads: from a campaign to all that is its, from a page to the next."""
    if each.name == "follow_answers":
        said = {"campaign": "$request.path.campaign", "cursor": "$response.body#/cursor"}
        return {"next": {"operationId": each.name, "parameters": said}}
    if each.told is not response_models.Campaign:
        return {}
    said = {"campaign": "$response.body#/slug"}
    return {
        other.name: {"operationId": other.name, "parameters": said}
        for other in OPERATIONS
        if "{campaign}" in other.path
    }


def _parameters(each: Operation) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    if "{campaign}" in each.path:
        found.append({"name": "campaign", "in": "path", "required": True, "schema": _SLUG})
    if each.stored:
        schema = {"type": "string", "pattern": PATTERN}
        found.append({"name": HEADER, "in": "header", "schema": schema,
                      "description": "Names this write: it is done once, however often it is sent."})  # fmt: skip
    if each.query:
        fields = _plain(each.query.model_json_schema()["properties"])
        for name, schema in fields.items():
            schema = next((one for one in schema.get("anyOf", []) if one["type"] != "null"), schema)
            found.append({"name": name, "in": "query", "schema": schema})
    return found


def _plain(schema: Any) -> Any:  # noqa: ANN401 (JSON)
    """Without what pydantic adds for itself: titles, and defaults that no request could say."""
    if isinstance(schema, list):
        return [_plain(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: _plain(value) for name, value in schema.items()}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    if kept.get("default", 0) in (None, ""):
        del kept["default"]
    return kept
