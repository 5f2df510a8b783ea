"""Sends a mail through the operator's mail server. Its recipient is never logged."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.config.mail_server import Smtp

TIMEOUT = 10.0  # seconds for each step
_LOCAL = ("localhost", "127.0.0.1", "::1")


class SmtpError(FeedbackError):
    """The mail was not sent; the message says why and what to do."""

    code = "mail-not-sent"
    status: int | None = None  # what the server said, where it said something
    lasting: bool = False  # it will not take this mail later either

    def with_status(self, status: int, *, of_mail: bool) -> "SmtpError":
        """The same error, which says what the server's answer was; ``of_mail`` where that was about the mail or its
        reader, and not about us."""
        self.status, self.lasting = status, of_mail and status >= 500
        return self


def subject(text: str) -> str:
    """A text as a mail's subject: one line, of which no part is read as an encoded word, within which a line could end.

    >>> subject("Of =?utf-8?q?=0ABcc:_x?=\\n late")
    'Of = ?utf-8?q?=0ABcc:_x?= late'
    """
    return " ".join(text.replace("=?", "= ?").split())


def send(server: Smtp, message: EmailMessage) -> None:
    """Hand a message to the mail server.

    Raises:
        SmtpError: it cannot be reached, or refuses.
    """
    with _session(server) as session:
        session.send_message(message)


def probe(server: Smtp) -> None:
    """See whether the mail server lets us in; sends nothing.

    Raises:
        SmtpError: it cannot be reached, or refuses.
    """
    with _session(server) as session:
        session.noop()


@contextmanager
def _session(server: Smtp) -> Iterator[smtplib.SMTP]:
    try:
        session = _connected(server)
        try:
            if server.user:
                session.login(server.user, server.password)
            yield session
        finally:
            _leave(session)
    except smtplib.SMTPRecipientsRefused as error:
        code, reply = next(iter(error.recipients.values()))
        raise SmtpError(
            wording("The mail server does not take this address: {code} {text}"),
            code=code,
            text=_text(reply),
        ).with_status(code, of_mail=True) from None
    except smtplib.SMTPResponseException as error:
        answer = f"{error.smtp_code} {_text(error.smtp_error)}"
        raise SmtpError(wording("The mail server refuses: {answer}."), answer=answer).with_status(
            error.smtp_code, of_mail=isinstance(error, smtplib.SMTPDataError)
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        where = f"{server.host}:{server.port}"
        raise SmtpError(
            wording("The mail server {where} cannot be used: {error}."),
            where=where,
            error=error,
        ) from None


def _connected(server: Smtp) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.encrypted:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT, context=context)
    session = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    if server.host not in _LOCAL:
        session.ehlo()
        if session.has_extn("starttls"):
            session.starttls(context=context)
        elif server.user:
            session.close()
            raise smtplib.SMTPException("it offers no encryption, so the password is not sent")
    return session


def _leave(session: smtplib.SMTP) -> None:
    """Say goodbye, whatever is said to that: a mail that was taken is not sent again for it."""
    with suppress(OSError, smtplib.SMTPException):
        session.quit()
    session.close()


def _text(reply: bytes | str) -> str:
    plain = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join(plain.split())[:200]
