"""What is said where there are no answers or comments: never yet, or none in the period that is shown."""

from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import lazy_gettext

NONE_IN_PERIOD = lazy_gettext("No answers in this period")
NONE_WRITTEN_IN_PERIOD = lazy_gettext("No comments in this period.")
CANNOT_COMPARE_PERIOD = lazy_gettext(": there are no answers in this period.")


def answers(*, of_period: bool) -> str:
    """A line where a figure would stand: "No answers yet"."""
    return str(NONE_IN_PERIOD if of_period else text.NO_ANSWERS)


def hint(*, of_period: bool) -> str:
    """The same as a sentence, which says what to wait for where nobody has answered yet."""
    return f"{NONE_IN_PERIOD}." if of_period else str(text.NO_ANSWERS_HINT)


def comments(*, of_period: bool) -> str:
    """A sentence where a list of comments would stand."""
    return str(NONE_WRITTEN_IN_PERIOD if of_period else text.NO_COMMENTS)
