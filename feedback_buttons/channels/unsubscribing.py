"""The signed address by which the reader of a mail unsubscribes."""

from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

from feedback_buttons.signing import signed_values

_PURPOSE = "feedback-buttons.unsubscribe"


class Unsubscription(NamedTuple):
    """What such an address names: the channel, and the mark of the mail address that the mail was sent to; None in
    mails that were sent before there were marks."""

    channel: int
    mark: str | None


def address(dashboard_url: str, keys: Sequence[str], channel: int, to: str) -> str:
    """The page's address for one channel as it leads to a mail address, of which it holds a mark alone."""
    content = [str(channel), mark(to)]
    return f"{dashboard_url}/unsubscribe/{signed_values.sign(keys, _PURPOSE, content)}"


def read(keys: Sequence[str], token: str) -> Unsubscription | None:
    """What such an address names; None if we did not make it.

    >>> made = address("", ["key"], 7, "anna@example.com").rpartition("/")[2]
    >>> read(["key"], made) == (7, mark("Anna@example.com")), read(["key"], "forged")
    (True, None)
    """
    channel = signed_values.read_id(keys, _PURPOSE, token)
    if channel is not None:
        return Unsubscription(channel, None)
    texts = signed_values.read_texts(keys, _PURPOSE, token)
    return Unsubscription(int(texts[0]), texts[1]) if texts else None


def mark(to: str) -> str:
    """By which a mail address is told from another; too short to prove whose it is."""
    return sha256(f"{_PURPOSE} {to.casefold()}".encode()).hexdigest()[:8]
