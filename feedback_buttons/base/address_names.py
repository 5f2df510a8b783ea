"""Finds parameters of an address that no page knows: they are reported, since a misspelt filter would show
everything."""

import re
from collections.abc import Collection, Iterable
from difflib import get_close_matches

# What mail tools and search engines append to links; it asks for nothing.
_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|mc_[ce]id|_hs\w+|mkt_tok")


def unknown(names: Iterable[str], offered: Collection[str]) -> list[str]:
    """Those of an address's names that are none of its filters, each once.

    >>> unknown(["tuchpoint", "sort", "utm_source"], ("touchpoint", "sort"))
    ['tuchpoint']
    """
    strange = (name for name in names if name not in offered and not _TRACKING.fullmatch(name))
    return list(dict.fromkeys(strange))


def like(name: str, offered: Collection[str]) -> str | None:
    """What somebody may have meant.

    >>> like("tuchpoint", ("touchpoint", "sort"))
    'touchpoint'
    """
    close = get_close_matches(name.casefold(), offered, n=1, cutoff=0.6)
    return close[0] if close else None
