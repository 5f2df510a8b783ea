"""Buttons' addresses as mail programs mangle them: what they were, where all their letters are still there.

Seen in public bug reports of mail programs, help desks and link wrappers: soft line breaks of quoted-printable that
stay as `=`, lines cut at 76 characters and joined with a space, soft hyphens and zero-width spaces put in so that a
long word breaks, addresses encoded twice, HTML entities never read, whole addresses in capitals, text glued on.

What comes out is a guess. The token's signature decides which guess was right, so a wrong one does no harm. A score
is signed by nobody: of it nothing is put together again, and whoever has a broken one chooses on the page.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

_LONGEST = 2000  # characters; the longest right one has some 800
_TIMES = 3  # that something has been encoded over again
# What quoted-printable makes of a letter, and Proofpoint's wrapper of a hyphen.
_ESCAPED = re.compile(r"=([0-9A-Fa-f]{2})|-2D")
_TAG = re.compile(r"</?[a-z]+[ /]*>", re.IGNORECASE)  # such as <wbr>, where a long word may break
_SLASHES = re.compile(r"[/\\]+")
_NOT_SLUG = re.compile(r"[^0-9a-z-]+")
_NOT_TOKEN = re.compile(r"[^0-9A-Za-z]+")
_NOT_JWT = re.compile(r"[^0-9A-Za-z._-]+")
_BEFORE_SCORE = re.compile(r"^[^0-9A-Za-z]+")


def mended(path: str) -> Iterator[str]:
    """The paths that a request's path may have been: /r/<campaign>/<token>/<score>, likeliest first; none if
    it never was a button's, or as it came, which has been tried.

    >>> list(mended("/R/APO\\u00adLOGY/0123= 4567/7"))
    ['/r/apology/01234567/7']
    >>> list(mended("/r%2Fapology%2F01234567%2F1= 0")), list(mended("/favicon.ico"))
    (['/r/apology/01234567/1= 0'], [])
    """
    if len(path) > _LONGEST:
        return
    text = path
    for _ in range(_TIMES):
        text = unescape(unquote(text))
    text = unicodedata.normalize("NFKC", text)
    tried = {path}
    for reading in (text, _ESCAPED.sub(_letter, text), _TAG.sub("", text)):
        for foreign in (_NOT_TOKEN, _NOT_JWT):
            address = _address(_SLASHES.split(reading), foreign)
            if address and address not in tried:
                tried.add(address)
                yield address


def _letter(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else "-"


def is_button(path: str) -> bool:
    """Whether a path that is no other's may be a mangled button's."""
    return next(mended(path), None) is not None


def _address(segments: list[str], not_token: re.Pattern[str]) -> str | None:
    """The last button's address within the segments: a wrapper puts its own before it."""
    cleaned = [_NOT_SLUG.sub("", segment.lower()) for segment in segments]
    for place in range(len(segments) - 3, -1, -1):
        token = not_token.sub("", segments[place + 2])
        if cleaned[place] == "r" and cleaned[place + 1] and token:
            score = _BEFORE_SCORE.sub("", "".join(segments[place + 3 : place + 4]))
            return f"/r/{cleaned[place + 1]}/{token}/{score}"
    return None
