"""Zoho Desk as a help desk. Form: desk.zoho.com/DeskAPIDocument: Tickets, Search tickets, Ticket comments.

It takes no key that makes a ticket once. Our number stands in a field of the ticket, which its search finds some
moments later: after an attempt that may have arrived, the latest tickets are looked through as well. The contact of a
ticket has no mail address: it is called by our pseudonym for the recipient.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from feedback_buttons.base import ids
from feedback_buttons.channels.guarded_http import HttpReply
from feedback_buttons.tickets import helpdesk_calls
from feedback_buttons.tickets.helpdesks import (
    DeskAccount,
    RemoteNote,
    RemoteStatus,
    RemoteStatuses,
    RemoteTicket,
    Writing,
)
from feedback_buttons.tickets.zoho import zoho_tokens

_PAGE, _PAGES = 50, 10  # rows of a list that fit into one answer, and how many are read at once
_BACK = timedelta(minutes=10)  # that its search may lag behind
_DESCRIPTION = "description"  # of a ticket, among its notes


class ZohoDesk:
    """Tickets of one organisation."""

    def __init__(self, account: DeskAccount) -> None:
        self._account, self._settings = account, account.settings

    def by_number(self, number: str, person: str, *, again: bool) -> RemoteTicket | None:
        """The ticket that has our number in its field."""
        del person
        field = self._settings["number_field"]
        rows = self._search(customField1=f"{field}:{number}")
        if not rows and again:
            latest = {"sortBy": "-createdTime", "fields": field}
            rows = self._list("/tickets", latest)
        ours = [row for row in rows if _field(row, field) == number]
        return _ticket(ours[0]) if ours else None

    def by_name(self, name: str) -> RemoteTicket | None:
        """The ticket of an id, or of the number that people there see."""
        if len(name) > 9:
            reply = self._asked("GET", f"/tickets/{quote(name, safe='')}")
            return None if reply.status == 404 else _ticket(helpdesk_calls.read(reply))
        rows = [
            row for row in self._search(ticketNumber=name) if str(row.get("ticketNumber")) == name
        ]
        return _ticket(rows[0]) if rows else None

    def create(self, writing: Writing) -> RemoteTicket:
        """Make a ticket in the channel's department."""
        ticket = {
            "subject": writing.subject, "description": writing.html, "status": "Open", "channel": "Web",
            "departmentId": self._settings["department"], "contact": {"lastName": f"Feedback {writing.person}"},
            "cf": {self._settings["number_field"]: writing.number} | self._score(writing.score),
        }  # fmt: skip
        return _ticket(helpdesk_calls.read(self._asked("POST", "/tickets", ticket)))

    def write(self, ticket: str, writing: Writing) -> None:
        """The score and the status first, which may be set twice, then the comment."""
        self._change(ticket, {"status": "Open"} if writing.reopen else {}, writing.score)
        comment = {"content": writing.html, "isPublic": False, "contentType": "html"}
        helpdesk_calls.read(self._asked("POST", f"/tickets/{ticket}/comments", comment))

    def notes(self, ticket: str) -> Sequence[RemoteNote]:
        """The description and what was written since."""
        whole = helpdesk_calls.read(self._asked("GET", f"/tickets/{ticket}"))
        rows = self._list(f"/tickets/{ticket}/comments", {}, pages=_PAGES)
        written = [RemoteNote(str(row.get("id")), str(row.get("content") or "")) for row in rows]
        return [RemoteNote(_DESCRIPTION, str(whole.get("description") or "")), *written]

    def redact(self, ticket: str, ours: Sequence[RemoteNote]) -> None:
        """Delete our comments, and empty the description where it is ours."""
        change: dict[str, Any] = {}
        for note in ours:
            if note.id == _DESCRIPTION:
                change["description"] = "—"
                continue
            reply = self._asked("DELETE", f"/tickets/{ticket}/comments/{note.id}")
            if reply.status != 404:
                helpdesk_calls.read(reply)
        self._change(ticket, change, None)

    def statuses(self, tickets: Collection[str], since: datetime) -> RemoteStatuses:
        """Of those that have changed since then, in the order in which they did."""
        span = f"{_moment(since - _BACK)},{_moment(ids.utc_now() + _BACK)}"
        rows = self._search(modifiedTimeRange=span, sortBy="modifiedTime", pages=_PAGES)
        states = {str(row.get("id")): _status(row) for row in rows}
        ours = {name: state for name, state in states.items() if name in tickets}
        more = len(rows) == _PAGE * _PAGES
        return RemoteStatuses(
            ours, helpdesk_calls.moment(rows[-1].get("modifiedTime")) if more else None
        )

    def _score(self, score: int | None) -> dict[str, str | None]:
        """The field of the score, where there is one."""
        field = self._settings.get("score_field")
        return {field: None if score is None else str(score)} if field else {}

    def _change(self, ticket: str, change: dict[str, Any], score: int | None) -> None:
        if fields := self._score(score):
            change = change | {"cf": fields}
        if change:
            helpdesk_calls.read(self._asked("PATCH", f"/tickets/{ticket}", change))

    def _search(self, *, pages: int = 1, **values: str) -> list[dict[str, Any]]:
        return self._list("/tickets/search", values, pages)

    def _list(self, path: str, values: Mapping[str, str], pages: int = 1) -> list[dict[str, Any]]:
        """The first rows of a list, page by page."""
        rows: list[dict[str, Any]] = []
        for page in range(pages):
            query = urlencode({**values, "from": page * _PAGE, "limit": _PAGE})
            answer = helpdesk_calls.read(self._asked("GET", f"{path}?{query}"))
            more = helpdesk_calls.rows(answer, "data")
            rows += more
            if len(more) < _PAGE:
                break
        return rows

    def _asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> HttpReply:
        return zoho_tokens.asked(self._account, method, f"/api/v1{path}", body)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _field(row: Mapping[str, Any], name: str) -> object:
    fields = row.get("cf")
    return fields.get(name) if isinstance(fields, dict) else row.get(name)


def _ticket(row: Mapping[str, Any]) -> RemoteTicket:
    return RemoteTicket(str(row.get("id")), _status(row))


def _status(row: Mapping[str, Any]) -> RemoteStatus:
    """A closed ticket can be opened again there, too; statuses of the team's own have a type."""
    return "solved" if (row.get("statusType") or row.get("status")) == "Closed" else "open"
