"""What goes wrong, as RFC 9457 says it: a JSON object with a type, a title, a status and a detail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Response, json

from feedback_buttons.base.errors import FeedbackError

MIME = "application/problem+json"
# Every problem, by its name: the status, and what it is called.
PROBLEMS = {
    "malformed": (400, "The request cannot be read"),
    "no-key": (401, "A key is needed"),
    "scope": (403, "The key may not do this"),
    "not-found": (404, "There is nothing here"),
    "method": (405, "This cannot be done here"),
    "conflict": (409, "This does not fit what is there"),
    "changed": (412, "It was changed meanwhile"),
    "too-large": (413, "The request is too large"),
    "address-too-long": (414, "The address is too long"),
    "headers-too-large": (431, "The headers are too large"),
    "media-type": (415, "The body must be JSON"),
    "invalid": (422, "Something in the request is wrong"),
    "reused": (409, "This Idempotency-Key named another request"),
    "too-many": (429, "Too many requests"),
    "failed": (500, "Something went wrong here"),
    "away": (503, "The database is away"),
}
# The problem that each of our errors is for a program that asked, by the error's code. What is not named here is no
# program's fault and is answered as "failed"; a test asks of every new code where it belongs.
REFUSALS = {
    "audience-invalid": "conflict",
    "address-forbidden": "conflict",
    "alert-rule-invalid": "conflict",
    "channel-field-invalid": "conflict",
    "channel-invalid": "conflict",
    "buttons-invalid": "invalid",
    "buttons-other-scale": "conflict",
    "campaign-clicked": "conflict",
    "campaign-invalid": "invalid",
    "campaign-missing": "not-found",
    "campaign-other-scale": "conflict",
    "campaign-taken": "conflict",
    "case-missing": "not-found",
    "case-rule-invalid": "conflict",
    "comment-handling-invalid": "conflict",
    "part-missing": "conflict",
    "period-invalid": "conflict",
    "target-invalid": "conflict",
    "colour-invalid": "invalid",
    "cursor-foreign": "conflict",
    "extent-missing": "conflict",
    "filter-invalid": "conflict",
    "line-invalid": "invalid",
    "question-invalid": "conflict",
    "rated-feed-invalid": "conflict",
    "rest-invalid": "conflict",
    "scenario-invalid": "conflict",
    "scenario-missing": "not-found",
    "shared-page-invalid": "conflict",
    "slug-invalid": "invalid",
    "touchpoint-invalid": "conflict",
    "ticket-feed-invalid": "conflict",
    "time-zone-unknown": "conflict",
    "topic-invalid": "conflict",
    "wave-invalid": "conflict",
}
# The codes of errors that no operation of the API leads to.
ELSEWHERE = frozenset({
    "answer-changed", "api-key-invalid", "aside-filter-invalid", "backup-unusable", "campaign-not-confirmed",
    "changed-meanwhile", "data-directory-unusable", "decision-invalid", "key-file-unusable", "logo-invalid",
    "mail-not-sent", "mail-tool-unknown", "mail-unreadable", "many-repeats", "marker-invalid",
    "migration-failed", "not-distributed", "password-invalid", "person-column-unknown", "postgres-missing",
    "postgres-tool-failed", "postgres-unusable", "recipient-unknown", "recipients-invalid", "service-failed",
    "setting-invalid", "sheet-unreadable", "sign-on-refused", "simulation-invalid", "spool-unusable",
    "ticket-unknown", "too-many-tries", "tool-key-invalid", "topic-words-invalid", "trace-invalid",
    "upload-refused", "user-invalid", "wall-link-invalid", "webhook-invalid", "webhook-proof-invalid",
})  # fmt: skip


@dataclass
class Problem(Exception):
    """A request that cannot be answered as asked.

    Args:
        name: of PROBLEMS.
        detail: what is wrong with this request, as a whole sentence.
        errors: the places that are wrong, each with ``at`` and ``message``.
        headers: that the answer needs.
        code: which of our errors it was, for programs; "" where it was none.
        hint: what to do, where there is more to say than the detail does.
    """

    name: str
    detail: str
    errors: list[dict[str, str]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    hint: str = ""

    @classmethod
    def of(cls, error: FeedbackError) -> "Problem | None":
        """The problem of a program whose request our rules refuse; None for an error that is not its fault."""
        name = REFUSALS.get(error.code)
        if name is None:
            return None
        return cls(name, error.sentence, code=error.code, hint=error.hint)

    def response(self) -> Response:
        """The answer that says so."""
        status, title = PROBLEMS[self.name]
        body: dict[str, Any] = {
            "type": f"urn:feedback-buttons:problem:{self.name}",
            "title": title,
            "status": status,
            "detail": self.detail,
        }
        more = {"code": self.code, "hint": self.hint, "errors": self.errors}
        body |= {name: value for name, value in more.items() if value}
        return Response(
            json.dumps(body, ensure_ascii=False), status, dict(self.headers), content_type=MIME
        )
