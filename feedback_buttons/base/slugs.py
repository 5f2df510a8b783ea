"""A campaign's slug: the part of a button's address that names the campaign."""

import re
import unicodedata

from feedback_buttons.base.errors import FeedbackError, wording

PATTERN = r"[a-z0-9][a-z0-9-]{0,62}"
EXAMPLE = "delay-apology"  # as it stands in the message below, which is translated whole


class SlugError(FeedbackError):
    """A text cannot be a slug; the message says what can."""

    code = "slug-invalid"


def check(text: str) -> str:
    """The text itself, if it can be a slug.

    Raises:
        SlugError: it cannot.
    """
    if not re.fullmatch(PATTERN, text):
        raise SlugError(
            wording(
                "{text!r} cannot be a campaign's slug: use 1 to 63 lowercase letters, "
                "digits and hyphens, beginning with a letter or digit, such as "
                "delay-apology."
            ),
            text=text[:80],
        )
    return text


def suggest(name: str, otherwise: str = "campaign") -> str:
    """A slug for something of this name; another where nothing of it can stand in one.

    >>> suggest("Désolé, your present is late!"), suggest("شكرا")
    ('desole-your-present-is-late', 'campaign')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:50].rstrip("-") or otherwise
