"""The mail server in the settings; ``mail.smtp`` sends through it."""

from dataclasses import dataclass, field
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from feedback_buttons.base.mail_addresses import is_address

_PORTS = {"smtp": 587, "smtps": 465}


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
