"""Feedback Buttons: ten score buttons under every mail, and one honest live score.

What a sender's own code needs to put signed buttons into its mail:

>>> from feedback_buttons import SnippetOptions, Tokens, html
>>> tokens = Tokens(["the signing key, 32 characters or more"], "the pseudonym key, as long as that")
>>> token = tokens.sign("delay-apology", tokens.recipient("customer 17"))
>>> part = html("delay-apology", "https://feedback.example.com", token, SnippetOptions(language="nl"))
>>> f"/r/delay-apology/{token}/10" in part
True

For a mail that belongs to an order, a shipment or another message, name it and say when it is sent:

>>> from datetime import UTC, datetime
>>> token = tokens.sign("delivered", tokens.recipient("customer 17"), tokens.occasion("order 4711"),
...                     datetime(2026, 12, 5, 9, tzinfo=UTC))

For a million recipients, ``tokens.signer("delay-apology").many`` makes a list of tokens from a list of
references, a few thousand at a time, and ``sign_csv`` streams a file through it.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedback_buttons.mail.snippet import html, text
    from feedback_buttons.mail.snippet_options import SnippetOptions
    from feedback_buttons.recipients.csv_signing import sign_csv
    from feedback_buttons.signing.tokens import BadToken, Invitation, Tokens

__all__ = ["BadToken", "Invitation", "SnippetOptions", "Tokens", "html", "sign_csv", "text"]

_MODULES = {
    "html": "mail.snippet",
    "text": "mail.snippet",
    "SnippetOptions": "mail.snippet_options",
    "sign_csv": "recipients.csv_signing",
    "BadToken": "signing.tokens",
    "Invitation": "signing.tokens",
    "Tokens": "signing.tokens",
}


def __getattr__(name: str) -> object:
    """What a sender takes from here, imported when it is asked for: no process of ours takes any of it from here, and a
    web worker would hold all of it in memory."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
