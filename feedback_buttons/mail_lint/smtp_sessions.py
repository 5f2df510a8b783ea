"""The mailbox's open connections: few of one network, none for long, and always room for another."""

import asyncio
from typing import Any

from aiosmtpd.smtp import SMTP

from feedback_buttons.base.rate_limiter import Limit, RateLimiter, truncated

CONNECTIONS = 100  # at once; who has been connected for longest makes room for the next
OF_ONE_NETWORK = 5  # at once; a mail server of one's own that passes tests on is one network
CALLS = Limit(burst=60, pause=1)  # of one network: fewer than would push others out
PATIENCE = 20.0  # seconds for a command
LONGEST = 120.0  # seconds for a connection, whatever it sends


class Sessions:
    """All connections of one mailbox, in the order in which they came."""

    def __init__(self) -> None:
        self._networks: dict[MailSession, str] = {}
        self._calls = RateLimiter(CALLS)

    def enter(self, session: "MailSession", address: str) -> bool:
        """Whether a connection from an address may stay; the oldest one goes where it is one too many."""
        network = truncated(address)
        held = sum(other == network for other in self._networks.values())
        if held >= OF_ONE_NETWORK or not self._calls.take(network).granted:
            return False
        if len(self._networks) >= CONNECTIONS:
            next(iter(self._networks)).hang_up()
        self._networks[session] = network
        return True

    def leave(self, session: "MailSession") -> None:
        """Count a connection no more."""
        self._networks.pop(session, None)


class MailSession(SMTP):
    """One connection, of a mail server that delivers a test."""

    line_length_limit = 100_000  # some tools send lines that are too long, and lint should say so

    def __init__(self, sessions: Sessions, handler: object, largest: int) -> None:
        self._sessions = sessions
        self._end: asyncio.TimerHandle | None = None
        super().__init__(
            handler, data_size_limit=largest, hostname="feedback-buttons", ident="Feedback Buttons",
            timeout=PATIENCE, enable_SMTPUTF8=True,
        )  # fmt: skip

    def connection_made(self, transport: Any) -> None:  # noqa: ANN401 (asyncio's)
        """A mail server has connected: start its session, or refuse it where its network has enough."""
        super().connection_made(transport)
        self._end = self.loop.call_later(LONGEST, self.hang_up)
        peer = transport.get_extra_info("peername")
        if not self._sessions.enter(self, peer[0] if peer else ""):
            self.hang_up()

    def hang_up(self) -> None:
        """Tell the mail server to come back later, and close the connection."""
        self._sessions.leave(self)
        transport: Any = self.transport
        if transport and not transport.is_closing():
            transport.write(b"421 Too many at once, try again later\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is closed: count it no more."""
        self._sessions.leave(self)
        if self._end:
            self._end.cancel()
        super().connection_lost(error)
