"""Freshdesk, as its public documentation has it: developers.freshdesk.com/api, version 2.

"Authentication" (an agent's key as the name, any password), "Rate limit" (429, Retry-After; refused calls count, too),
"Create a ticket" (a requester, a subject, a description in HTML, a status and a priority are needed), "List all
tickets" (updated_since, unique_external_id; 30 days otherwise), "Filter tickets" (a query in double quotes; what
changed is found only some minutes later), "Update a ticket", "Create a note", "List all conversations of a ticket",
"Delete a conversation"."""

import base64
import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from helpdesk_side import Answer, Call, Form, HelpdeskSide, serving
from pydantic import Field

FIELDS = ("cf_score", "cf_number")
_QUERY = re.compile(r"\"(\w+):'([^']*)'\"")
_Word = Annotated[str, Field(min_length=1)]


class _Create(Form):
    subject: _Word
    description: _Word
    status: Literal[2, 3, 4, 5]
    priority: Literal[1, 2, 3, 4]
    unique_external_id: _Word
    name: str | None = None
    source: Literal[1, 2, 3, 7, 9, 10] | None = None
    tags: list[str] | None = None
    custom_fields: dict[Literal["cf_score", "cf_number"], str | None] | None = None


class _Update(Form):
    description: _Word | None = None
    status: Literal[2, 3, 4, 5] | None = None
    custom_fields: dict[Literal["cf_score", "cf_number"], str | None] | None = None


class _Note(Form):
    body: _Word
    private: bool


@dataclass
class FreshdeskSide(HelpdeskSide):
    """Tickets by their number, each with its notes. ``searched`` says whether a search shows what there is by now;
    ``left`` counts down the calls of this minute, where it is set."""

    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    notes: dict[int, list[dict[str, Any]]] = field(default_factory=dict)
    key: str = "key-0"
    searched: bool = False
    left: int | None = None

    def add(self, number: int, status: int = 2) -> None:
        """A ticket that somebody else made."""
        self._put(
            number, {"status": status, "description": "<p>Where is it?</p>", "subject": "Parcel"}
        )

    def start(self) -> None:
        self.refuse = self._refused
        self.on("POST", "/api/v2/tickets", self._create, _Create)
        self.on("GET", "/api/v2/tickets", self._listed)
        self.on("GET", "/api/v2/search/tickets", self._search)
        self.on("GET", r"/api/v2/tickets/(\d+)", self._show)
        self.on("PUT", r"/api/v2/tickets/(\d+)", self._update, _Update)
        self.on("POST", r"/api/v2/tickets/(\d+)/notes", self._note, _Note)
        self.on("GET", r"/api/v2/tickets/(\d+)/conversations", self._conversations)
        self.on("DELETE", r"/api/v2/conversations/(\d+)", self._delete)

    def _refused(self, call: Call) -> Answer | None:
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                return Answer(
                    429, {"message": "You have exceeded the limit"}, {"Retry-After": "40"}
                )
        kind, _, word = call.headers.get("Authorization", "").partition(" ")
        if kind == "Basic" and base64.b64decode(word).decode().split(":")[0] == self.key:
            return None
        message = "You have to be logged in to perform this action."
        return Answer(401, {"code": "invalid_credentials", "message": message})

    def _put(self, number: int, wanted: dict[str, Any]) -> None:
        empty = dict.fromkeys(FIELDS)
        text = html.unescape(re.sub("<[^>]*>", "", wanted["description"]))
        fields = {
            "custom_fields": empty | wanted.get("custom_fields", {}),
            "description_text": text,
        }
        self.tickets[number] = {
            **wanted,
            **fields,
            "id": number,
            "updated_at": "2026-12-05T10:00:00Z",
        }
        self.notes[number] = []

    def _create(self, call: Call) -> Answer:
        number = max(self.tickets, default=100) + 1
        self._put(number, call.body)
        return Answer(201, self.tickets[number])

    def _listed(self, call: Call) -> Answer:
        rows = list(self.tickets.values())
        if whose := call.query.get("unique_external_id"):
            rows = [row for row in rows if row.get("unique_external_id") == whose]
        page, size = int(call.query.get("page", 1)), int(call.query.get("per_page", 30))
        if size > 100:
            self.wrong.append("more than a hundred on a page")
        return Answer(200, rows[(page - 1) * size : page * size])

    def _search(self, call: Call) -> Answer:
        match = _QUERY.fullmatch(call.query["query"])
        if match is None:
            self.wrong.append(f"no query: {call.query['query']}")
            return Answer(400, {"description": "Validation failed", "errors": []})
        name, value = match.groups()
        rows = [row for row in self.tickets.values() if row["custom_fields"].get(name) == value]
        rows = rows if self.searched else []
        return Answer(200, {"total": len(rows), "results": rows})

    def _show(self, _: Call, number: str) -> Answer:
        return (
            Answer(200, self.tickets[int(number)]) if int(number) in self.tickets else Answer(404)
        )

    def _update(self, call: Call, number: str) -> Answer:
        if int(number) not in self.tickets:
            return Answer(404)
        ticket = self.tickets[int(number)]
        ticket["custom_fields"].update(call.body.get("custom_fields", {}))
        ticket.update({name: value for name, value in call.body.items() if name != "custom_fields"})
        if "description" in call.body:
            ticket["description_text"] = re.sub("<[^>]*>", "", call.body["description"])
        return Answer(200, ticket)

    def _note(self, call: Call, number: str) -> Answer:
        if int(number) not in self.tickets:
            return Answer(404)
        text = html.unescape(re.sub("<[^>]*>", "", call.body["body"]))
        row = {
            "id": int(number) * 100 + len(self.notes[int(number)]),
            **call.body,
            "body_text": text,
        }
        self.notes[int(number)].append(row)
        return Answer(201, row)

    def _conversations(self, call: Call, number: str) -> Answer:
        page, size = int(call.query.get("page", 1)), int(call.query.get("per_page", 30))
        return Answer(200, self.notes[int(number)][(page - 1) * size : page * size])

    def _delete(self, _: Call, note: str) -> Answer:
        for rows in self.notes.values():
            for row in rows:
                if row["id"] == int(note):
                    rows.remove(row)
                    return Answer(204)
        return Answer(404)


@contextmanager
def freshdesk_side() -> Iterator[FreshdeskSide]:
    """Freshdesk, while it is open."""
    side = FreshdeskSide()
    side.start()
    with serving(side):
        yield side
