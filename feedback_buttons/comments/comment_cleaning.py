"""Makes comments safe to store: any script is allowed, control characters and the like are removed."""

import re
import unicodedata

LENGTH = 2000
# Line ends beside the plain one: a soft one of word processors, a page's, and those of other systems.
_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls other than newline and tab, lone surrogates, and the marks that only reorder text around them.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def clean(text: str) -> str:
    """The comment without controls, with plain newlines, at most LENGTH characters; "" where nothing of it
    can be seen.

    >>> clean(" a\\x00b\\r\\nc\\x0bd "), clean(" \\u200b\\u200e ")
    ('ab\\nc\\nd', '')
    """
    text = _CONTROL.sub("", _LINE_END.sub("\n", text))[:LENGTH].strip()
    return text if any(_visible(character) for character in text) else ""


def _visible(character: str) -> bool:
    """Whether a character shows: no space, no mark of format such as a zero-width one."""
    return unicodedata.category(character) not in ("Zs", "Zl", "Zp", "Cf", "Cc")
