"""Mail addresses, as far as they are checked here."""

from email.errors import MessageError
from email.headerregistry import Address


def is_address(text: str) -> bool:
    """Whether a text is one mail address, such as a mail can be sent to.

    >>> is_address("anna@example.com"), is_address("anna@x.nl, bob@x.nl"), is_address("anna")
    (True, False, False)
    """
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError):
        return False
    plain = text.isascii() and text.isprintable() and " " not in text
    return plain and len(text) <= 254 and bool(address.username and address.domain)
