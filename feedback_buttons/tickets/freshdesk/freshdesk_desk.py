"""Freshdesk as a help desk. Form: developers.freshdesk.com/api, version 2.

It takes no key that makes a ticket once. Our number stands in a field of the ticket, which its search finds some
minutes later: after an attempt that may have arrived, the tickets of the same requester are looked through as well.
That requester is nobody's mail address: a contact with our pseudonym for the recipient.
"""

import base64
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from feedback_buttons.channels.guarded_http import HttpReply
from feedback_buttons.tickets import helpdesk_calls
from feedback_buttons.tickets.helpdesks import (
    DeskAccount,
    RemoteNote,
    RemoteStatus,
    RemoteStatuses,
    RemoteTicket,
    SignInLost,
    Writing,
)

OPEN, RESOLVED, CLOSED = 2, 4, 5
_LOW, _PORTAL = 1, 2
_PAGE, _PAGES = 50, 10  # rows of a list that fit into one answer, and how many are read at once
_BACK = timedelta(minutes=1)  # that clocks may differ
_DESCRIPTION = "description"  # of a ticket, among its notes
_WORD = re.compile(r"[\w-]+")


class FreshdeskDesk:
    """Tickets of one account."""

    def __init__(self, account: DeskAccount) -> None:
        self._account, self._settings = account, account.settings

    def by_number(self, number: str, person: str, *, again: bool) -> RemoteTicket | None:
        """The ticket that has our number in its field."""
        field = self._settings["number_field"]
        if not _WORD.fullmatch(number):
            return None
        query = quote(f"\"{field}:'{number}'\"", safe="")
        rows = helpdesk_calls.rows(
            helpdesk_calls.read(self._asked("GET", f"/search/tickets?query={query}")), "results"
        )
        if not rows and again and person:
            rows = self._list(f"/tickets?unique_external_id={quote(_contact(person), safe='')}")
        ours = [row for row in rows if (row.get("custom_fields") or {}).get(field) == number]
        return _ticket(ours[0]) if ours else None

    def by_name(self, name: str) -> RemoteTicket | None:
        """The ticket of a number there."""
        reply = self._asked("GET", f"/tickets/{quote(name, safe='')}")
        return None if reply.status == 404 else _ticket(helpdesk_calls.read(reply))

    def create(self, writing: Writing) -> RemoteTicket:
        """Make a ticket of low priority, as if it came by the portal."""
        ticket = {
            "subject": writing.subject, "description": writing.html, "status": OPEN, "priority": _LOW,
            "source": _PORTAL, "tags": ["feedback-buttons"], "unique_external_id": _contact(writing.person),
            "name": f"Feedback {writing.person}",
            "custom_fields": {self._settings["number_field"]: writing.number} | self._score(writing.score),
        }  # fmt: skip
        return _ticket(helpdesk_calls.read(self._asked("POST", "/tickets", ticket)))

    def write(self, ticket: str, writing: Writing) -> None:
        """The score and the status first, which may be set twice, then the note."""
        change: dict[str, Any] = {"status": OPEN} if writing.reopen else {}
        if fields := self._score(writing.score):
            change["custom_fields"] = fields
        if change:
            helpdesk_calls.read(self._asked("PUT", f"/tickets/{ticket}", change))
        note = {"body": writing.html, "private": True}
        helpdesk_calls.read(self._asked("POST", f"/tickets/{ticket}/notes", note))

    def notes(self, ticket: str) -> Sequence[RemoteNote]:
        """The description and what was written since."""
        whole = helpdesk_calls.read(self._asked("GET", f"/tickets/{ticket}"))
        rows = self._list(f"/tickets/{ticket}/conversations?")
        written = [RemoteNote(str(row.get("id")), str(row.get("body_text") or "")) for row in rows]
        return [RemoteNote(_DESCRIPTION, str(whole.get("description_text") or "")), *written]

    def redact(self, ticket: str, ours: Sequence[RemoteNote]) -> None:
        """Delete our notes, and empty the description where it is ours."""
        change: dict[str, Any] = {}
        for note in ours:
            if note.id == _DESCRIPTION:
                change["description"] = "<p>—</p>"
                continue
            reply = self._asked("DELETE", f"/conversations/{note.id}")
            if reply.status != 404:
                helpdesk_calls.read(reply)
        if fields := self._score(None):
            change["custom_fields"] = fields
        if change:
            helpdesk_calls.read(self._asked("PUT", f"/tickets/{ticket}", change))

    def statuses(self, tickets: Collection[str], since: datetime) -> RemoteStatuses:
        """Of those that have changed since then, in the order in which they did."""
        moment = (since - _BACK).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        rows = self._list(f"/tickets?updated_since={moment}&order_by=updated_at&order_type=asc")
        states = {str(row.get("id")): _status(row) for row in rows}
        ours = {name: state for name, state in states.items() if name in tickets}
        more = len(rows) == _PAGE * _PAGES
        return RemoteStatuses(
            ours, helpdesk_calls.moment(rows[-1].get("updated_at")) if more else None
        )

    def _score(self, score: int | None) -> dict[str, str | None]:
        """The field of the score, where there is one."""
        field = self._settings.get("score_field")
        return {field: None if score is None else str(score)} if field else {}

    def _list(self, path: str) -> list[dict[str, Any]]:
        """The first rows of a list, page by page."""
        rows: list[dict[str, Any]] = []
        for page in range(1, _PAGES + 1):
            reply = self._asked("GET", f"{path}&per_page={_PAGE}&page={page}".replace("?&", "?"))
            more = helpdesk_calls.read_list(reply)
            rows += more
            if len(more) < _PAGE:
                break
        return rows

    def _asked(self, method: str, path: str, body: dict[str, Any] | None = None) -> HttpReply:
        """The answer to one request.

        Raises:
            SignInLost: the key is not good any more.
            HelpdeskFailure: nobody has answered.
        """
        secrets = self._account.secrets()
        word = base64.b64encode(f"{secrets['key']}:X".encode()).decode()
        url, headers = f"{secrets['url']}/api/v2{path}", {"Authorization": f"Basic {word}"}
        reply = helpdesk_calls.call(self._account.client, method, url, headers, body)
        if reply.status == 401:
            raise SignInLost(reply.outcome)
        return reply


def _contact(person: str) -> str:
    return f"feedback-buttons-{person}"


def _ticket(row: Mapping[str, Any]) -> RemoteTicket:
    return RemoteTicket(str(row.get("id")), _status(row))


def _status(row: Mapping[str, Any]) -> RemoteStatus:
    """A closed ticket can be opened again there, too."""
    return "solved" if row.get("status") in (RESOLVED, CLOSED) else "open"
