"""The linter's address: takes mails over SMTP, looks at each, and keeps only what it found.

It takes mail to its one address and sends none, so nothing can be relayed through it. Sizes, rates and the
number of connections are bounded; a mail is read under the rules of ``mail_reader``, one at a time.
"""

import asyncio
import logging
import re
import socket
import threading

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from feedback_buttons.base.rate_limiter import Limit, RateLimiter, truncated
from feedback_buttons.mail_lint import lint_results, smtp_sessions
from feedback_buttons.mail_lint.lint import lint
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

LARGEST = 2_000_000  # bytes of a mail: mail programs clip its text at a twentieth
MAILS = Limit(burst=20, pause=20)  # of one network
_LABEL = re.compile(r"[\w.-]{0,32}", re.ASCII)

log = logging.getLogger(__name__)


class Mailbox(Controller):
    """The server, in a thread of its own: ``start()`` it, ``stop()`` it.

    Args:
        database: the database's address.
        address: the mail address that it takes mail to.
        url, tokens: where the buttons should lead, and who has signed them.
        host, port: where it listens.
    """

    def __init__(
        self, database: str, address: str, *, url: str, tokens: Tokens, host: str, port: int
    ) -> None:
        self._database, self._address = database, address
        self._url, self._tokens = url, tokens
        self._limiter = RateLimiter(MAILS)
        self._sessions = smtp_sessions.Sessions()
        self._one = threading.Lock()
        super().__init__(self, hostname=host, port=port)

    def start(self) -> None:
        """Open the port and take mails, in a thread of its own.

        Raises:
            OSError: the port is taken, or may not be used.
        """
        family = socket.AF_INET6 if ":" in self.hostname else socket.AF_INET
        try:
            # Tried first, as the controller would wait for seconds before it says so.
            socket.create_server((self.hostname, self.port), family=family).close()
            super().start()
        except OSError:
            self.loop.close()
            raise

    def factory(self) -> SMTP:
        """A new SMTP session, for one connection."""
        return smtp_sessions.MailSession(self._sessions, self, LARGEST)

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: list[str]
    ) -> str:
        """Take mail to the one address, with or without a label."""
        if self._label(address) is None:
            return "550 5.1.1 No such mailbox"
        envelope.rcpt_tos = [address]  # the second of ours would be the same mail once more
        return "250 2.1.5 OK"

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:
        """Look at a mail, and forget it."""
        network = truncated(session.peer[0] if session.peer else "")
        if not self._limiter.take(network).granted:
            return "451 4.7.1 Too many tests, try again in a minute"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        label = self._label(envelope.rcpt_tos[0]) or ""
        try:
            await asyncio.to_thread(self._keep, label, content)
        except psycopg.Error as error:
            log.error("a test could not be kept: %s", str(error).strip())
            return "451 4.3.0 Try again later"
        return "250 2.0.0 Read. See the dashboard's page of tests"

    def _label(self, address: str) -> str | None:
        """What stands behind the plus sign of our address, "" for nothing; None if it is not ours."""
        name, _, host = address.lower().rpartition("@")
        own, _, own_host = self._address.lower().rpartition("@")
        first, _, label = name.partition("+")
        good = host == own_host and first == own and _LABEL.fullmatch(label)
        return label if good else None

    def _keep(self, label: str, content: bytes) -> None:
        with self._one:
            report = lint(content, url=self._url, tokens=self._tokens)
        with db.connect(self._database) as connection:
            lint_results.add(connection, label, len(content), report)
