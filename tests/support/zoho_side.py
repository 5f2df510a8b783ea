"""Zoho Desk, as its public documentation has it: desk.zoho.com/DeskAPIDocument, and accounts.zoho.com for OAuth.

"Authentication" (Zoho-oauthtoken; an access token lives for an hour, ten of them in ten minutes are the most, errors of
the token's address come with status 200), "orgId" in each request, "Tickets" (create: a subject, a department and a
contact are needed; update), "List tickets" (sortBy, fields), "Search tickets" (customField1, ticketNumber,
modifiedTimeRange, at most a hundred rows, 204 for none; what changed is found only some moments later), "Ticket
comments"."""

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from helpdesk_side import Answer, Call, Form, HelpdeskSide, serving
from pydantic import Field

ORG = "2389290"
MOST_TOKENS = 10
_Word = Annotated[str, Field(min_length=1)]
_Fields = dict[Literal["cf_score", "cf_number"], str | None]


class _Refresh(Form):
    grant_type: Literal["refresh_token"]
    refresh_token: str
    client_id: str
    client_secret: str


class _Contact(Form):
    lastName: _Word


class _Create(Form):
    subject: _Word
    departmentId: Annotated[str, Field(pattern=r"^\d+$")]
    contact: _Contact
    description: str | None = None
    status: Literal["Open"] | None = None
    channel: Literal["Web", "Email", "Phone"] | None = None
    cf: _Fields | None = None


class _Update(Form):
    description: str | None = None
    status: Literal["Open", "On Hold", "Escalated", "Closed"] | None = None
    cf: _Fields | None = None


class _Comment(Form):
    content: _Word
    isPublic: bool
    contentType: Literal["html", "plainText"]


@dataclass
class ZohoSide(HelpdeskSide):
    """Tickets by their id, each with its comments. ``searched`` says whether a search shows what there is by now."""

    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    comments: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    searched: bool = False
    refresh: str = "refresh-0"
    access: list[str] = field(default_factory=list)

    def add(self, number: str, kind: str = "Open") -> str:
        """A ticket that somebody else made; its id."""
        return self._put({"subject": "Parcel", "description": "Where is it?"}, number, kind)

    def start(self) -> None:
        self.refuse = self._refused
        self.on("POST", "/oauth/v2/token", self._token)
        self.on("POST", "/api/v1/tickets", self._create, _Create)
        self.on("GET", "/api/v1/tickets", self._listed)
        self.on("GET", "/api/v1/tickets/search", self._search)
        self.on("GET", r"/api/v1/tickets/(\d+)", self._show)
        self.on("PATCH", r"/api/v1/tickets/(\d+)", self._update, _Update)
        self.on("GET", r"/api/v1/tickets/(\d+)/comments", self._comments)
        self.on("POST", r"/api/v1/tickets/(\d+)/comments", self._comment, _Comment)
        self.on("DELETE", r"/api/v1/tickets/(\d+)/comments/(\d+)", self._delete)

    def _refused(self, call: Call) -> Answer | None:
        if call.path == "/oauth/v2/token":
            return None
        if {name.lower(): value for name, value in call.headers.items()}.get("orgid") != ORG:
            self.wrong.append(f"no orgId: {call.name}")
        kind, _, token = call.headers.get("Authorization", "").partition(" ")
        if kind == "Zoho-oauthtoken" and token in self.access:
            return None
        message = "The OAuth Token you provided is invalid."
        return Answer(401, {"errorCode": "INVALID_OAUTH", "message": message})

    def _token(self, call: Call) -> Answer:
        _Refresh.model_validate(call.body)
        if call.body["refresh_token"] != self.refresh:
            return Answer(200, {"error": "invalid_code"})
        if len(self.access) >= MOST_TOKENS:
            why = "You have made too many requests continuously. Please try again after some time."
            return Answer(
                400, {"error": "Access Denied", "error_description": why, "status": "failure"}
            )
        self.access.append(f"access-{len(self.access)}")
        whole = {"access_token": self.access[-1], "expires_in": 3600, "token_type": "Bearer"}
        return Answer(200, whole | {"api_domain": "https://www.zohoapis.eu"})

    def _put(self, wanted: dict[str, Any], number: str, kind: str) -> str:
        id = f"90300000000{number}"
        empty = {"cf_score": None, "cf_number": None}
        more = {"cf": empty | (wanted.get("cf") or {}), "status": kind, "statusType": kind}
        self.tickets[id] = {**wanted, **more, "id": id, "ticketNumber": number}
        self.tickets[id]["modifiedTime"] = "2026-12-05T10:00:00.000Z"
        self.comments[id] = []
        return id

    def _create(self, call: Call) -> Answer:
        return Answer(200, self.tickets[self._put(call.body, str(101 + len(self.tickets)), "Open")])

    def _listed(self, call: Call) -> Answer:
        names = call.query.get("fields", "").split(",")
        rows = [
            {**{name: row[name] for name in ("id", "ticketNumber", "status", "statusType", "subject")},
             "cf": {name: value for name, value in row["cf"].items() if name in names}}
            for row in reversed(self.tickets.values())
        ]  # fmt: skip
        return self._rows(rows[: int(call.query.get("limit", 10))])

    def _search(self, call: Call) -> Answer:
        rows = list(self.tickets.values())
        if wanted := call.query.get("ticketNumber"):
            rows = [row for row in rows if row["ticketNumber"] == wanted]
        if wanted := call.query.get("customField1"):
            name, _, value = wanted.partition(":")
            rows = [row for row in rows if row["cf"][name] == value] if self.searched else []
        start, limit = int(call.query.get("from", 0)), int(call.query.get("limit", 10))
        if not (0 <= start <= 4999 and 1 <= limit <= 100):
            self.wrong.append(f"no such rows: {call.query}")
        return self._rows(rows[start : start + limit])

    def _rows(self, rows: list[dict[str, Any]]) -> Answer:
        return Answer(200, {"data": rows, "count": len(rows)}) if rows else Answer(204)

    def _missing(self) -> Answer:
        return Answer(
            404, {"errorCode": "URL_NOT_FOUND", "message": "The URL you tried is not there"}
        )

    def _show(self, _: Call, id: str) -> Answer:
        return Answer(200, self.tickets[id]) if id in self.tickets else self._missing()

    def _update(self, call: Call, id: str) -> Answer:
        if id not in self.tickets:
            return self._missing()
        ticket = self.tickets[id]
        ticket["cf"].update(call.body.get("cf", {}))
        ticket.update({name: value for name, value in call.body.items() if name != "cf"})
        ticket["statusType"] = ticket["status"]
        return Answer(200, ticket)

    def _comments(self, call: Call, id: str) -> Answer:
        start, limit = int(call.query.get("from", 0)), int(call.query.get("limit", 10))
        return self._rows(self.comments[id][start : start + limit])

    def _comment(self, call: Call, id: str) -> Answer:
        text = html.unescape(re.sub("<[^>]*>", "", call.body["content"]))
        row = {**call.body, "id": f"{id}{len(self.comments[id])}", "plainText": text}
        self.comments[id].append(row)
        return Answer(200, row)

    def _delete(self, _: Call, id: str, comment: str) -> Answer:
        rows = [row for row in self.comments[id] if row["id"] != comment]
        gone, self.comments[id] = len(rows) < len(self.comments[id]), rows
        return Answer(204) if gone else self._missing()


@contextmanager
def zoho_side() -> Iterator[ZohoSide]:
    """Zoho Desk, while it is open."""
    side = ZohoSide()
    side.start()
    with serving(side):
        yield side
