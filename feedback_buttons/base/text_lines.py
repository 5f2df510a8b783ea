"""One line of plain text, as a campaign's texts are."""

import re

from feedback_buttons.base.errors import FeedbackError, wording

LONGEST = 300
# Nothing unprintable in what stands on a page or in a terminal; long texts would outgrow the page.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


class LineError(FeedbackError, ValueError):
    """A text is no such line; the message names which and says what will do."""

    code = "line-invalid"


def checked(name: str, text: str, longest: int = LONGEST) -> str:
    """The text without spaces at its ends.

    Raises:
        LineError: it holds a control character, or is longer than ``longest`` characters.
    """
    if CONTROL.search(text):
        raise LineError(
            wording("{name} holds a control character; write one line of plain text."), name=name
        )
    if len(text) > longest:
        raise LineError(
            wording("{name} has {value} characters; at most {text_length} will do."),
            name=name,
            value=len(text),
            text_length=longest,
        )
    return text.strip()
