"""What goes wrong, as RFC 9457 says it: a JSON object with a type, a title, a status and a detail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, json

MIME = "application/problem+json"
# Every problem, by its name: the status, and what it is called.
PROBLEMS = {
    "malformed": (400, "The request cannot be read"),
    "no-key": (401, "A key is needed"),
    "scope": (403, "The key may not do this"),
    "not-found": (404, "There is nothing here"),
    "method": (405, "This cannot be done here"),
    "conflict": (409, "This does not fit what is there"),
    "too-large": (413, "The request is too large"),
    "media-type": (415, "The body must be JSON"),
    "invalid": (422, "Something in the request is wrong"),
    "reused": (409, "This Idempotency-Key named another request"),
    "too-many": (429, "Too many requests"),
    "failed": (500, "Something went wrong here"),
    "away": (503, "The database is away"),
}


@dataclass
class Problem(Exception):
    """A request that cannot be answered as asked.

    Args:
        name: of PROBLEMS.
        detail: what is wrong with this request, and what to do.
        errors: the places that are wrong, each with ``at`` and ``message``.
        headers: that the answer needs.
    """

    name: str
    detail: str
    errors: list[dict[str, str]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """The answer that says so."""
        status, title = PROBLEMS[self.name]
        body: dict[str, Any] = {
            "type": f"urn:feedback-buttons:problem:{self.name}",
            "title": title,
            "status": status,
            "detail": self.detail,
        }
        if self.errors:
            body["errors"] = self.errors
        return Response(
            json.dumps(body, ensure_ascii=False), status, dict(self.headers), content_type=MIME
        )
