"""Makes comments safe to store: any script is allowed, control characters and the like are removed."""

import re

LENGTH = 2000
# Controls other than newline and tab, lone surrogates, and the marks that only reorder text around them.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """The comment without controls, with plain newlines, at most LENGTH characters.

    >>> clean(" a\\x00b\\r\\nc ")
    'ab\\nc'
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("", text)[:LENGTH].strip()
