"""The interface of a help desk, which each of their folders implements."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.outbox.outcomes import AttemptOutcome

RemoteStatus = Literal["open", "solved", "closed"]  # closed: it cannot be written to any more


class HelpdeskFailure(Exception):
    """A call of the help desk did not end well; ``outcome`` says how, for the message."""

    def __init__(self, outcome: AttemptOutcome) -> None:
        super().__init__(outcome.result)
        self.outcome = outcome


class SignInLost(HelpdeskFailure):
    """The help desk knows our key or token no more: somebody has to give another one."""


@dataclass(frozen=True, slots=True)
class RemoteTicket:
    """A ticket there: what it is called there, and how it stands."""

    id: str
    status: RemoteStatus


@dataclass(frozen=True, slots=True)
class RemoteNote:
    """Something that was written on a ticket there; without markup, and as it stands there where that is needed."""

    id: str
    text: str
    html: str = ""


@dataclass(frozen=True, slots=True)
class RemoteStatuses:
    """How tickets stand there, by what they are called there; ``up_to`` is when the last of them changed, where there
    are more than could be asked for at once."""

    states: Mapping[str, RemoteStatus]
    up_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Writing:
    """What is written on a ticket.

    Attributes:
        number: our own number of the ticket, by which it is looked up.
        key: of the message; what was made with it is not made again, where the help desk keeps keys.
        subject: of a new ticket.
        html: for the team there alone; with what makes it known again.
        score: goes to a field of its own where the channel names one; None empties it.
        reopen: somebody is needed there again.
        follows: the closed ticket that a new one goes on from; None for none.
        person: the recipient, as help desks need somebody to be the ticket's.
    """

    number: str
    key: str
    subject: str
    html: str
    score: int | None = None
    reopen: bool = False
    follows: str | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class DeskAccount:
    """What a help desk's client works with.

    Attributes:
        client: calls addresses.
        settings: the channel's, which the team may see.
        secrets: what is sealed of it, as it is kept now.
        renew: changes that, one caller at a time; what the function returns is kept at once, and returned.
    """

    client: HttpClient
    settings: Mapping[str, Any]
    secrets: Callable[[], dict[str, Any]] = field(repr=False)
    renew: Callable[[Callable[[dict[str, Any]], dict[str, Any]]], dict[str, Any]] = field(
        repr=False
    )


class Helpdesk(Protocol):
    """A help desk. All may raise HelpdeskFailure."""

    def by_number(self, number: str, person: str, *, again: bool) -> RemoteTicket | None:
        """The ticket that was made with our number, for a recipient; ``again`` where it may have been made a moment
        ago, which some searches do not show yet."""

    def by_name(self, name: str) -> RemoteTicket | None:
        """The ticket that people there call so."""

    def create(self, writing: Writing) -> RemoteTicket:
        """Make a ticket."""

    def write(self, ticket: str, writing: Writing) -> None:
        """Put a private note on a ticket, and the score into its field."""

    def notes(self, ticket: str) -> Sequence[RemoteNote]:
        """What is written on a ticket."""

    def redact(self, ticket: str, ours: Sequence[RemoteNote]) -> None:
        """Take out of a ticket what we wrote on it, and the score."""

    def statuses(self, tickets: Collection[str], since: datetime) -> RemoteStatuses:
        """How tickets stand by now; those that have not changed since then may be left out."""
