"""Sends a mail through the operator's mail server. Whom to is never logged."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from feedback_buttons.base.errors import FeedbackError, wording

TIMEOUT = 10.0  # seconds for each step
_PORTS = {"smtp": 587, "smtps": 465}
_LOCAL = ("localhost", "127.0.0.1", "::1")


class SmtpError(FeedbackError):
    """The mail was not sent; the message says why and what to do."""

    code = "mail-not-sent"


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server, and the address that mails come from. ``encrypted`` is whether it speaks TLS at once;
    else it is asked to, and must where a password is sent over a network."""

    host: str
    port: int
    sender: str
    encrypted: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


def parse(url: str, sender: str) -> Smtp:
    """The mail server that an address such as smtp://user:password@mail.example.com:587 names.

    Raises:
        ValueError: it is none, or the sender is no mail address.

    >>> parse("smtps://anna:s%40fe@mail.example.com", "Anna <anna@example.com>").port
    465
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError("the address cannot be read") from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError("write it like smtps://user:password@mail.example.com:465, or smtp://")
    if not is_address(parseaddr(sender)[1]) or not sender.isprintable():
        raise ValueError(f"{sender!r} is no mail address to send from")
    return Smtp(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        sender=sender,
        encrypted=parts.scheme == "smtps",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def is_address(text: str) -> bool:
    """Whether a text is one mail address, such as a mail can be sent to.

    >>> is_address("anna@example.com"), is_address("anna@x.nl, bob@x.nl"), is_address("anna")
    (True, False, False)
    """
    try:
        found = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError):
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and len(text) <= 254 and bool(found.username and found.domain)


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
        with _connected(server) as session:
            if server.user:
                session.login(server.user, server.password)
            yield session
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise SmtpError(
            wording("The mail server does not take this address: {code} {text}"),
            code=code,
            text=_text(said),
        ) from None
    except smtplib.SMTPResponseException as error:
        answer = f"{error.smtp_code} {_text(error.smtp_error)}"
        raise SmtpError(
            wording("The mail server refuses: {answer}. See FEEDBACK_SMTP_URL."), answer=answer
        ) from None
    except (OSError, smtplib.SMTPException) as error:
        where = f"{server.host}:{server.port}"
        raise SmtpError(
            wording("The mail server {where} cannot be used: {error}. See FEEDBACK_SMTP_URL."),
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


def _text(said: bytes | str) -> str:
    plain = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(plain.split())[:200]
