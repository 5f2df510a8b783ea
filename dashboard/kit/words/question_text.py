"""The words of the follow-up questions: where they are set, and what was chosen."""

from feedback_buttons.i18n.team_language import lazy_gettext, tr

QUESTIONS = lazy_gettext("Follow-up questions")
LEAD = lazy_gettext(
    "Asked on the page after the click, of people who gave certain scores: with answers to "
    "choose from, or to be answered in words. Nobody is asked more than one of each, and "
    "answering is optional."
)
IN_WORDS = lazy_gettext(
    "One answer a line. Without any, the question stands above the comment field, in place of “What is the main "
    "reason for your 3?”; its answers are the comments."
)
ORDER = lazy_gettext(
    "Once answers have come in, mend words line by line and add new answers at the end; empty a line to offer it no "
    "longer. With other scores or another order it counts as a new question, and the old one keeps its answers."
)
EVERY_LANGUAGE = lazy_gettext("Readers of a language without a translation are not asked.")
NEW = lazy_gettext("A new question")
OF_SCORES, UP_TO = lazy_gettext("Asked of the scores from"), lazy_gettext("to")
QUESTION, ANSWERS = lazy_gettext("Question"), lazy_gettext("Answers to choose from")
STOP = lazy_gettext("Ask this no longer")
SAVE = lazy_gettext("Save the questions")

# ---- what was chosen ----

CHOICE, SHARE, COUNT = lazy_gettext("Answer"), lazy_gettext("Share"), lazy_gettext("Answers")
NONE_YET = lazy_gettext("Nobody has answered it yet.")
NONE_IN_PERIOD = lazy_gettext("Nobody answered it in this period.")


def of_scores(low: int, high: int) -> str:
    """Of whom a question is asked: "of those who gave 1 to 6"."""
    if low == high:
        return tr("of those who gave {low}").format(low=low)
    return tr("of those who gave {low} to {high}").format(low=low, high=high)


def no_longer() -> str:
    """What is said of a question that was asked until now."""
    return tr("no longer asked")
