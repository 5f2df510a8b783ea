"""A mail server of the tests' own, which keeps what it is given; and a way into the dashboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from flask import Flask
from flask.testing import FlaskClient
from ports import free_port

from feedback_buttons.config.mail_server import Smtp

PASSWORD = "correct horse battery"  # noqa: S105 (a test's)
REFUSED = "refused@example.com"


class Mailbox:
    """What has arrived: recipients and messages, in order. It takes no mail to REFUSED."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], EmailMessage]] = []
        self.raw: list[bytes] = []
        # What is said; "" and no password take whoever comes.
        self.taken, self.farewell, self.sender, self.password = "250 OK", "221 Bye", "", ""

    async def handle_RCPT(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a recipient, or not."""
        if address == REFUSED:
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:
        """Say goodbye as the tests want it."""
        return self.farewell

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        """Keep a mail."""
        content = envelope.content
        raw = content if isinstance(content, bytes) else str(content).encode()
        self.raw.append(raw)
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append((envelope.rcpt_tos, message))
        return self.taken

    async def handle_MAIL(
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take a sender, or not."""
        envelope.mail_from = address
        return self.sender or "250 OK"

    def sign_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _way: str, told: LoginPassword
    ) -> AuthResult:
        """Let in whoever knows the password."""
        known = told.password == self.password.encode()
        return AuthResult(success=known, handled=False)


@contextmanager
def mailbox() -> Iterator[tuple[Mailbox, Smtp]]:
    """A mailbox that is open, and how to reach it."""
    port = free_port()
    box = Mailbox()
    controller = Controller(
        box, hostname="127.0.0.1", port=port,
        authenticator=box.sign_in, auth_require_tls=False,
    )  # fmt: skip
    controller.start()
    try:
        yield box, Smtp("127.0.0.1", port, "Feedback <buttons@example.com>")
    finally:
        controller.stop()


def signed_in(app: Flask, name: str) -> FlaskClient:
    """A client with a session of the user of this name and PASSWORD."""
    client = app.test_client()
    form = {"name": name, "password": PASSWORD}
    assert client.post("/sign-in", data=form).status_code == 303
    return client
