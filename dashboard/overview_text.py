"""What the pages over several campaigns say; in one place."""

from collections.abc import Sequence

from dashboard import text
from feedback_buttons import language
from feedback_buttons.language import local, tr
from feedback_buttons.stats import Difference

INDEX = "Index"
INDEX_MEANS = (
    "The scores of all campaigns over the last 30 days in one number. Each weighs by the square root of its "
    "answers, so that a large one counts for more but does not drown the others. Campaigns that ask 0 to 10 are "
    "left out: their scores are of another scale."
)
MOVED = "What moved it"
MOVED_NOTE = "in 24 hours, in points of the index"
NOTHING_MOVED = "Nothing has moved it in 24 hours."

PERIOD = "Period"
PERIODS = {"24h": "24 hours", "7d": "7 days", "30d": "30 days", "all": "All time"}
TOUCHPOINT, LANGUAGE, OWNER, FIND = "Touchpoint", "Language", "Owner", "Find a campaign"
ANY = {"touchpoint": "All touchpoints", "language": "All languages", "owner": "All owners"}
LANGUAGES = {"nl": "Dutch", "en": "English", "de": "German", "fr": "French"}
FILTERS = "Filters"
SHOW_ALL = "Show all campaigns"
NO_MATCH = "No campaign matches these filters."
CHANGE = "Change"
CHANGE_MEANS = "Against the period of the same length before it. An arrow marks a change that is more than chance."
MORE_THAN_CHANCE, MAYBE_CHANCE = "more than chance", "may be chance"
UP, DOWN = "▲", "▼"
PAGES = "Pages"
EARLIER, FURTHER = "Back", "Further"

COMPARE = "Compare"
TICK_FEW = "Tick one more to compare them."
TICK_MANY = "Five at most can be compared."
TICK_READY = "{} campaigns ticked."
CHOOSE, CHOOSE_OTHERS = "Choose campaigns", "← Choose other campaigns"
CHOOSE_HINT = "Tick two to five campaigns to see them side by side."
SCORES, SHARES, FIGURES, DIFFERENCES = "Scores", "Answers in percent", "Figures", "Differences"
FROM, TO = "At least", "At most"
NOT_COMPARED, OTHER_SCALE = " is not compared with ", ": they were asked on different scales."
CANNOT_COMPARE, NO_ANSWERS = " cannot be compared yet with ", ": there are no answers."
AS_FIRST, LEAVE_OUT = "Compare with this", "Leave out"


def points(value: float) -> str:
    """A change of a score: "+0.3", "−0.02", "0"."""  # noqa: RUF002 (a minus sign)
    digits = 1 if abs(value) >= 0.095 else 2
    shown = f"{value:+.{digits}f}"
    return "0" if float(shown) == 0 else local(shown.replace("-", "−"))  # noqa: RUF001


def hundredths(value: float) -> str:
    """A change of the index: "+0.03"."""
    return "0" if abs(value) < 0.005 else local(f"{value:+.2f}".replace("-", "−"))  # noqa: RUF001


def index_change(change: float | None) -> str:
    """How the index changed within a day."""
    if change is None:
        return ""
    said = hundredths(change)
    if said == "0":
        return tr("as 24 hours ago")
    return tr("{change} in 24 hours").format(change=said)


def index_from(campaigns: int, answers: int) -> str:
    """What the index is made of."""
    return tr("From {campaigns} and {answers} in 30 days.").format(
        campaigns=text.campaigns(campaigns), answers=text.answers(answers)
    )


def moved(then: float | None, now: float | None) -> str:
    """How a campaign's score changed, in words."""
    if then is None or now is None:
        if now is None:
            return tr("out of its 30 days")
        return tr("new, {score}").format(score=text.decimal(now))
    for digits in (1, 2):
        before, after = text.decimal(then, digits), text.decimal(now, digits)
        if before != after:
            return f"{before} → {after}"
    return text.decimal(now, 2)


def scores(found: Difference) -> str:
    """How one score stands to another, between the two names."""
    if f"{abs(found.mean):.2f}" == "0.00":
        return tr(" scores the same as ")
    return tr(" scores {difference} than ").format(difference=_by(found.mean))


def sure(found: Difference) -> str:
    """The end of that sentence: whether it is more than chance."""
    low, high = sorted((found.low, found.high), key=abs)
    if not found.real:
        return tr(
            ". That may be chance: the true difference is anywhere between {low} and {high}."
        ).format(low=_by(found.low), high=_by(found.high))
    return tr(
        ". That is more than chance: the true difference is between {low} and {high}."
    ).format(low=_size(low), high=_size(high))


def together(campaigns: int) -> str:
    """What the sentences promise."""
    if campaigns == 2:
        return tr(
            "This holds with 95 % certainty, at all times at once, so look as often as you like."
        )
    return tr(
        "All of this holds together with 95 % certainty, at all times at once, so look as often as you like."
    )


def left_out(slugs: Sequence[str]) -> str:
    """Why some that were asked for are not shown."""
    said = tr("Left out, for there are no such campaigns or more than five: {slugs}.")
    return said.format(slugs=", ".join(slugs))


def _by(difference: float) -> str:
    said = tr("{points} higher") if difference > 0 else tr("{points} lower")
    return said.format(points=_size(difference))


def _size(difference: float) -> str:
    digits = 1 if abs(difference) >= 0.095 else 2
    return text.decimal(abs(difference), digits)


def of_campaigns(first: int, last: int, total: int) -> str:
    """Which campaigns of how many a page shows."""
    said = tr("{first} to {last} of {total}")
    return said.format(first=text.number(first), last=text.number(last), total=text.number(total))


language.translated(__name__)
