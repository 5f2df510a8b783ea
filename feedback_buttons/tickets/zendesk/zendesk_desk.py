"""Zendesk as a help desk. Form: developer.zendesk.com, API reference, Ticketing: Tickets, Ticket comments (Redact
ticket comment in Agent Workspace, Redact string in comment), Idempotency.

Our number is the ticket's external_id, which is not unique there: so it is looked up before a ticket is made. A ticket
is made with a private comment, of which nobody is mailed."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from feedback_buttons.channels.guarded_http import HttpReply
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.tickets import helpdesk_calls
from feedback_buttons.tickets.helpdesks import (
    DeskAccount,
    HelpdeskFailure,
    RemoteNote,
    RemoteStatus,
    RemoteStatuses,
    RemoteTicket,
    Writing,
)
from feedback_buttons.tickets.zendesk import zendesk_tokens

_MANY = 20  # tickets that are asked for at once: with their descriptions, they fit into one answer
_TAG, _LEADING = re.compile(r"(<[^>]*>)"), re.compile(r"<(?:a|img)\b[^>]*\b(?:href|src)=")
_MISMATCH, _UNDER_WAY = "IdempotentRequestError", "IdempotentRequestInProgress"


class ZendeskDesk:
    """Tickets of one account."""

    def __init__(self, account: DeskAccount) -> None:
        self._account = account

    def by_number(self, number: str, person: str, *, again: bool) -> RemoteTicket | None:
        """The ticket of our number; the list shows it at once."""
        del person, again
        listed = self._read("GET", f"/api/v2/tickets?external_id={quote(number, safe='')}")
        rows = helpdesk_calls.rows(listed, "tickets")
        return _ticket(rows[0]) if rows else None

    def by_name(self, name: str) -> RemoteTicket | None:
        """The ticket of a number there."""
        reply = self._asked("GET", f"/api/v2/tickets/{quote(name, safe='')}")
        return None if reply.status == 404 else _one(helpdesk_calls.read(reply))

    def create(self, writing: Writing) -> RemoteTicket:
        """Make a ticket; a key whose ticket was made from other words leads to that ticket."""
        ticket: dict[str, Any] = {
            "subject": writing.subject, "external_id": writing.number, "tags": ["feedback-buttons"],
            "comment": {"html_body": writing.html, "public": False}, **self._score(writing.score),
        }  # fmt: skip
        if writing.follows:
            ticket["via_followup_source_id"] = int(writing.follows)
        key = {"Idempotency-Key": writing.key}
        reply = self._asked("POST", "/api/v2/tickets", body={"ticket": ticket}, headers=key)
        error = helpdesk_calls.error_of(reply) if reply.status in (400, 409) else ""
        if error == _MISMATCH and (there := self.by_number(writing.number, "", again=True)):
            return there
        if error in (_MISMATCH, _UNDER_WAY):
            raise HelpdeskFailure(AttemptOutcome("later", reply.status, reply.text))
        return _one(helpdesk_calls.read(reply))

    def write(self, ticket: str, writing: Writing) -> None:
        """A private comment, in one request with the score and the status."""
        change: dict[str, Any] = {"comment": {"html_body": writing.html, "public": False}}
        change |= self._score(writing.score) | ({"status": "open"} if writing.reopen else {})
        self._read("PUT", f"/api/v2/tickets/{ticket}", body={"ticket": change})

    def notes(self, ticket: str) -> Sequence[RemoteNote]:
        """The latest hundred comments of a ticket."""
        listed = self._read(
            "GET", f"/api/v2/tickets/{ticket}/comments?sort_order=desc&per_page=100"
        )
        rows = helpdesk_calls.rows(listed, "comments")
        return [
            RemoteNote(*(str(row.get(name) or "") for name in ("id", "plain_body", "html_body")))
            for row in rows
        ]

    def redact(self, ticket: str, ours: Sequence[RemoteNote]) -> None:
        """Black out our comments, for ever, on closed tickets too; without the Agent Workspace line by line, which
        closed ones do not take."""
        for note in ours:
            if not (html_body := blacked_out(note.html)):
                continue
            body = {"ticket_id": int(ticket), "html_body": html_body}
            reply = self._asked("PUT", f"/api/v2/comment_redactions/{note.id}", body=body)
            if reply.outcome.result == "refused":
                self._redact_lines(ticket, note)
            else:
                helpdesk_calls.read(reply)
        if fields := self._score(None):
            self._read("PUT", f"/api/v2/tickets/{ticket}", body={"ticket": fields})

    def _redact_lines(self, ticket: str, note: RemoteNote) -> None:
        for line in dict.fromkeys(filter(None, map(str.strip, note.text.splitlines()))):
            if set(line) != {"▇"}:
                path = f"/api/v2/tickets/{ticket}/comments/{note.id}/redact"
                self._read("PUT", path, body={"text": line})

    def statuses(self, tickets: Collection[str], since: object) -> RemoteStatuses:
        """Each of them is asked for."""
        del since
        listed = sorted(tickets)
        states: dict[str, RemoteStatus] = {}
        for start in range(0, len(listed), _MANY):
            numbers = ",".join(listed[start : start + _MANY])
            answer = self._read("GET", f"/api/v2/tickets/show_many?ids={numbers}")
            states |= {
                str(row.get("id")): _status(row) for row in helpdesk_calls.rows(answer, "tickets")
            }
        return RemoteStatuses(states)

    def _score(self, score: int | None) -> dict[str, Any]:
        """The field of the score, where there is one."""
        field = self._account.settings.get("score_field")
        value = None if score is None else str(score)
        return {"custom_fields": [{"id": int(field), "value": value}]} if field else {}

    def _asked(self, method: str, path: str, **more: Any) -> HttpReply:  # noqa: ANN401 (for the call)
        return zendesk_tokens.asked(self._account, method, path, **more)

    def _read(self, method: str, path: str, **more: Any) -> dict[str, Any]:  # noqa: ANN401
        return helpdesk_calls.read(self._asked(method, path, **more))


def blacked_out(html_body: str) -> str:
    """A comment with all that it says marked to be blacked out, also where its links lead; "" where nothing is left.

    >>> blacked_out('<p>Late<br>a<br>▇▇</p>'), blacked_out("<p>▇</p>")
    ('<p><redact>Late</redact><br><redact>a</redact><br>▇▇</p>', '')
    >>> blacked_out('<a href="https://fb.example/1">there</a>')
    '<a href="https://fb.example/1" redact><redact>there</redact></a>'
    """
    parts = _TAG.split(html_body)
    for place, part in enumerate(parts):
        if place % 2 and _LEADING.match(part):
            parts[place] = re.sub(r"\s*/?>$", " redact>", part)
        elif not place % 2 and set(part.strip()) - {"▇"}:
            parts[place] = f"<redact>{part}</redact>"
    marked = "".join(parts)
    return marked if marked != html_body else ""


def _one(answer: Mapping[str, Any]) -> RemoteTicket:
    ticket = answer.get("ticket")
    if not isinstance(ticket, dict) or "id" not in ticket:
        raise HelpdeskFailure(AttemptOutcome("later", reply="it answered without a ticket"))
    return _ticket(ticket)


def _ticket(row: Mapping[str, Any]) -> RemoteTicket:
    return RemoteTicket(str(row.get("id")), _status(row))


def _status(row: Mapping[str, Any]) -> RemoteStatus:
    status = row.get("status")
    return "solved" if status == "solved" else "closed" if status == "closed" else "open"
