"""Zendesk, as its public documentation has it: developer.zendesk.com, API reference, Ticketing.

"Tickets" (create, show, show many, update; external_id is not unique), "Ticket comments" (list, redact string; redact
in the Agent Workspace, which goes for closed tickets and for links, too; links are made of addresses),
"Idempotency" (a key is kept for two hours, another body with it is refused), "OAuth tokens for grant types"
(refreshing deletes the old pair) and "Rate limits" (429, Retry-After)."""

import html
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from helpdesk_side import Answer, Call, Form, HelpdeskSide, serving
from pydantic import Field

Status = Literal["new", "open", "pending", "hold", "solved", "closed"]


class _Refresh(Form):
    grant_type: Literal["refresh_token"]
    refresh_token: str
    client_id: str
    client_secret: str
    scope: str | None = None
    expires_in: Annotated[int, Field(gt=300, lt=172800)] | None = None
    refresh_token_expires_in: int | None = None


class _Comment(Form):
    body: str | None = None
    html_body: str | None = None
    public: bool


class _CustomField(Form):
    id: int
    value: str | int | None


class _Requester(Form):
    name: str
    email: str | None = None


class _Ticket(Form):
    comment: _Comment | None = None
    subject: str | None = None
    status: Status | None = None
    priority: Literal["urgent", "high", "normal", "low"] | None = None
    external_id: str | None = None
    tags: list[str] | None = None
    custom_fields: list[_CustomField] | None = None
    requester: _Requester | None = None
    via_followup_source_id: int | None = None


class _New(_Ticket):
    comment: _Comment


class _Create(Form):
    ticket: _New


class _Update(Form):
    ticket: _Ticket


class _Redact(Form):
    text: Annotated[str, Field(min_length=1)]


class _RedactComment(Form):
    ticket_id: int
    html_body: str


@dataclass
class ZendeskSide(HelpdeskSide):
    """Tickets by their number, each with its comments; the pair of tokens that is good now."""

    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    comments: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    created_by_key: dict[str, tuple[str, Answer]] = field(default_factory=dict)
    access: str = "access-0"
    refresh: str = "refresh-0"
    refreshed: int = 0
    workspace: bool = True

    def add(self, number: int, status: Status = "open") -> None:
        """A ticket that somebody else made."""
        self.tickets[number] = {
            "id": number,
            "status": status,
            "external_id": None,
            "custom_fields": [],
        }
        self.comments[number] = [
            {"id": number * 100, "body": "Where is my parcel?", "html_body": "<p>Where is my parcel?</p>",
             "plain_body": "Where is my parcel?", "public": True, "author_id": 1}
        ]  # fmt: skip

    def start(self) -> None:
        self.refuse = self._unknown
        self.on("POST", "/oauth/tokens", self._token, _Refresh)
        self.on("GET", r"/api/v2/tickets", self._listed)
        self.on("POST", r"/api/v2/tickets", self._create, _Create)
        self.on("GET", r"/api/v2/tickets/show_many", self._many)
        self.on("GET", r"/api/v2/tickets/(\d+)", self._show)
        self.on("PUT", r"/api/v2/tickets/(\d+)", self._update, _Update)
        self.on("GET", r"/api/v2/tickets/(\d+)/comments", self._comments)
        self.on("PUT", r"/api/v2/tickets/(\d+)/comments/(\d+)/redact", self._redact, _Redact)

        self.on("PUT", r"/api/v2/comment_redactions/(\d+)", self._redact_comment, _RedactComment)

    def _unknown(self, call: Call) -> Answer | None:
        if (
            call.path == "/oauth/tokens"
            or call.headers.get("Authorization") == f"Bearer {self.access}"
        ):
            return None
        return Answer(
            401, {"error": "invalid_token", "error_description": "The access token is invalid."}
        )

    def _token(self, call: Call) -> Answer:
        if call.body["refresh_token"] != self.refresh:
            return Answer(
                400,
                {"error": "invalid_grant", "error_description": "The refresh token is invalid."},
            )
        self.refreshed += 1
        self.access, self.refresh = f"access-{self.refreshed}", f"refresh-{self.refreshed}"
        return Answer(200, {
            "access_token": self.access, "refresh_token": self.refresh, "token_type": "bearer",
            "scope": "tickets:read tickets:write", "expires_in": 1800, "refresh_token_expires_in": 2592000,
        })  # fmt: skip

    def _listed(self, call: Call) -> Answer:
        wanted = call.query.get("external_id")
        rows = [ticket for ticket in self.tickets.values() if ticket["external_id"] == wanted]
        return Answer(
            200, {"tickets": rows, "next_page": None, "previous_page": None, "count": len(rows)}
        )

    def _create(self, call: Call) -> Answer:
        key, body = call.headers.get("Idempotency-Key"), json.dumps(call.body)
        if key is None or len(key) > 255:
            self.wrong.append("a ticket without an idempotency key")
        elif key in self.created_by_key:
            before, answer = self.created_by_key[key]
            if before != body:
                description = "Request parameters don't match the given idempotency key"
                return Answer(400, {"error": "IdempotentRequestError", "description": description})
            return Answer(answer.status, answer.body, {"x-idempotency-lookup": "hit"})
        wanted = call.body["ticket"]
        number = max(self.tickets, default=4710) + 1
        fields = {name: value for name, value in wanted.items() if name != "comment"}
        self.tickets[number] = {
            "status": "new",
            "external_id": None,
            "custom_fields": [],
            **fields,
            "id": number,
        }
        self.comments[number] = []
        self._comment(number, wanted["comment"])
        answer = Answer(201, {"ticket": self.tickets[number]}, {"x-idempotency-lookup": "miss"})
        self.created_by_key[key or str(number)] = (body, answer)
        return answer

    def _comment(self, number: int, comment: dict[str, Any]) -> None:
        written = comment.get("html_body") or comment.get("body") or ""
        text = re.sub(r"(https?://[^\s<]+)", r'<a href="\1" rel="noreferrer">\1</a>', written)
        plain = html.unescape(re.sub("<[^>]*>", "", re.sub("<br>|</p>", "\n", text)))
        row = {
            "id": number * 100 + len(self.comments[number]),
            "body": plain,
            "html_body": text,
            "plain_body": plain,
        }
        self.comments[number].append({**row, "public": comment["public"], "author_id": 7})

    def _show(self, _: Call, number: str) -> Answer:
        if int(number) not in self.tickets:
            return Answer(404, {"error": "RecordNotFound", "description": "Not found"})
        return Answer(200, {"ticket": self.tickets[int(number)]})

    def _many(self, call: Call) -> Answer:
        numbers = [int(number) for number in call.query["ids"].split(",")]
        if len(numbers) > 100:
            self.wrong.append("more than a hundred at once")
        rows = [self.tickets[number] for number in numbers if number in self.tickets]
        return Answer(
            200, {"tickets": rows, "count": len(rows), "next_page": None, "previous_page": None}
        )

    def _update(self, call: Call, number: str) -> Answer:
        ticket = self.tickets.get(int(number))
        if ticket is None:
            return Answer(404, {"error": "RecordNotFound", "description": "Not found"})
        if ticket["status"] == "closed":
            why = {"status": [{"description": "Status: closed prevents ticket update"}]}
            return Answer(
                422,
                {
                    "error": "RecordInvalid",
                    "description": "Record validation errors",
                    "details": why,
                },
            )
        wanted = dict(call.body["ticket"])
        if comment := wanted.pop("comment", None):
            self._comment(int(number), comment)
        ticket.update(wanted)
        return Answer(200, {"ticket": ticket, "audit": {"id": 1}})

    def _comments(self, _: Call, number: str) -> Answer:
        rows = self.comments.get(int(number), [])
        return Answer(
            200, {"comments": rows, "count": len(rows), "next_page": None, "previous_page": None}
        )

    def _redact_comment(self, call: Call, comment: str) -> Answer:
        if not self.workspace:
            return Answer(403, {"error": "Forbidden", "description": "No Agent Workspace"})
        marked = call.body["html_body"]
        bare = re.sub(r"</?redact>", "", marked).replace(" redact>", ">")
        for row in self.comments.get(call.body["ticket_id"], []):
            if row["id"] == int(comment) and row["html_body"] == bare:
                text = re.sub(r"<a [^>]* redact>", "<a>", marked)
                text = re.sub(
                    "<redact>(.*?)</redact>",
                    lambda found: "▇" * len(found[1]),
                    text,
                    flags=re.DOTALL,
                )
                plain = html.unescape(re.sub("<[^>]*>", "", re.sub("<br>|</p>", "\n", text)))
                row |= {"html_body": text, "plain_body": plain, "body": plain}
                return Answer(200, {"comment": row})
        return Answer(422, {"error": "RecordInvalid", "description": "Not this comment's words"})

    def _redact(self, call: Call, number: str, comment: str) -> Answer:
        if self.tickets[int(number)]["status"] == "closed":
            return Answer(
                422, {"error": "RecordInvalid", "description": "A closed ticket cannot be redacted"}
            )
        for row in self.comments[int(number)]:
            if row["id"] == int(comment):
                text = call.body["text"]
                row["plain_body"] = row["plain_body"].replace(text, "▇" * len(text))
                row["body"] = row["html_body"] = row["plain_body"]
                return Answer(200, {"comment": row})
        return Answer(404, {"error": "RecordNotFound", "description": "Not found"})


@contextmanager
def zendesk_side() -> Iterator[ZendeskSide]:
    """Zendesk, while it is open."""
    side = ZendeskSide()
    side.start()
    with serving(side):
        yield side
