"""Clients that no thread is serving: what each of them is waiting for, and since when."""

from collections.abc import Iterator
from typing import Literal

from feedback_buttons.processes.clients import Client

# Between two requests, in the middle of one, before it has taken its answer, and after it was refused.
Kind = Literal["idle", "begun", "sending", "leaving"]
PATIENCE = 15.0  # seconds for one request to come whole, or for its answer to be taken
FAREWELL = 2.0  # seconds for a client that was refused to hear of it


class WaitingClients:
    """Each kind in the order in which they began to wait, so that whoever is overdue stands first.

    Args:
        keepalive: seconds that a connection is kept without a request.
        held: bytes of requests that have come in part, of all clients together.
    """

    def __init__(self, keepalive: float, held: int) -> None:
        self._limits: dict[Kind, float] = {
            "idle": keepalive,
            "begun": PATIENCE,
            "sending": PATIENCE,
            "leaving": FAREWELL,
        }
        self._since: dict[Kind, dict[Client, float]] = {kind: {} for kind in self._limits}
        self._kinds: dict[Client, Kind] = {}
        self._most, self._held = held, 0

    def __len__(self) -> int:
        return len(self._kinds)

    def any(self, *kinds: Kind) -> bool:
        """Whether somebody of these kinds waits."""
        return any(self._since[kind] for kind in kinds)

    def kind(self, client: Client) -> Kind | None:
        """What a client is waited for; None if it isn't."""
        return self._kinds.get(client)

    def add(self, client: Client, kind: Kind, now: float) -> list[Client]:
        """Wait for a client from now on; who was waited for like this already, gets no new time.

        Returns:
            Those that have to go, since too much of unfinished requests is held.
        """
        self._held += len(client.received) - client.counted
        client.counted = len(client.received)
        if self._kinds.get(client) != kind:
            self._remove(client)
            self._kinds[client] = kind
            self._since[kind][client] = now
        return list(self._since["begun"])[:1] if self._held > self._most else []

    def discard(self, client: Client) -> None:
        """Wait for a client no longer."""
        self._remove(client)
        self._held -= client.counted
        client.counted = 0

    def _remove(self, client: Client) -> None:
        kind = self._kinds.pop(client, None)
        if kind:
            del self._since[kind][client]

    def overdue(self, now: float) -> Iterator[Client]:
        """Those whose time is over, to be closed one by one."""
        for kind, limit in self._limits.items():
            clients = self._since[kind]
            while clients and now - clients[first := next(iter(clients))] >= limit:
                yield first

    def least_needed(self) -> list[Client]:
        """Who has waited for longest, of the kind that is most frequent."""
        most = max(self._since.values(), key=len)
        return [next(iter(most))] if most else []
