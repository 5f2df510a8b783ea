"""The words of the follow-up questions: where they are set, and what was chosen."""

from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import tr

QUESTIONS = "Follow-up questions"
LEAD = (
    "Asked on the page behind the buttons, of those who gave certain scores: with answers to choose from, or to be "
    "answered in words. Nobody is asked more than one of each. Whoever doesn't want to answer just doesn't."
)
IN_WORDS = (
    "One answer a line. Without any, the question stands above the comment field, in place of “What is the main "
    "reason for your 3?”; its answers are the comments."
)
ORDER = (
    "Once answers have come in, mend words line by line and add new answers at the end; empty a line to offer it no "
    "longer. With other scores or another order it counts as a new question, and the old one keeps its answers."
)
EVERY_LANGUAGE = "Readers of a language in which it is not written are not asked."
NEW = "A new question"
OF_SCORES, UP_TO = "Asked of the scores from", "to"
QUESTION, ANSWERS = "Question", "Answers to choose from"
STOP = "Ask this no longer"
SAVE = "Save the questions"

# ---- what was chosen ----

CHOICE, SHARE, COUNT = "Answer", "Share", "Answers"
NONE_YET = "Nobody has answered it yet."


def of_scores(low: int, high: int) -> str:
    """Of whom a question is asked: "of those who gave 1 to 6"."""
    if low == high:
        return tr("of those who gave {low}").format(low=low)
    return tr("of those who gave {low} to {high}").format(low=low, high=high)


def no_longer() -> str:
    """What is said of a question that was asked until now."""
    return tr("no longer asked")


team_language.translated(__name__)
