"""What the pages over several campaigns say; in one place, to be translated from here."""

from collections.abc import Sequence

from dashboard import text
from feedback_buttons.stats import Difference

INDEX = "Index"
INDEX_MEANS = (
    "The scores of all campaigns over the last 30 days in one number. Each weighs by the square root of its "
    "answers, so that a large one counts for more but does not drown the others."
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
CANNOT_COMPARE, NO_ANSWERS = " cannot be compared yet with ", ": there are no answers."
AS_FIRST, LEAVE_OUT = "Compare with this", "Leave out"


def points(value: float) -> str:
    """A change of a score: "+0.3", "−0.02", "0"."""  # noqa: RUF002 (a minus sign)
    digits = 1 if abs(value) >= 0.095 else 2
    shown = f"{value:+.{digits}f}"
    return "0" if float(shown) == 0 else shown.replace("-", "−")  # noqa: RUF001


def hundredths(value: float) -> str:
    """A change of the index: "+0.03"."""
    return "0" if abs(value) < 0.005 else f"{value:+.2f}".replace("-", "−")  # noqa: RUF001


def index_change(change: float | None) -> str:
    """How the index changed within a day."""
    if change is None:
        return ""
    said = hundredths(change)
    return f"{said} in 24 hours" if said != "0" else "as 24 hours ago"


def index_from(campaigns: int, answers: int) -> str:
    """What the index is made of."""
    return f"From {text.plural(campaigns, 'campaign')} and {text.plural(answers, 'answer')} in 30 days."


def moved(then: float | None, now: float | None) -> str:
    """How a campaign's score changed, in words."""
    if then is None or now is None:
        return f"new, {now:.1f}" if now is not None else "out of its 30 days"
    for digits in (1, 2):
        if f"{then:.{digits}f}" != f"{now:.{digits}f}":
            return f"{then:.{digits}f} → {now:.{digits}f}"
    return f"{now:.2f}"


def scores(found: Difference) -> str:
    """How one score stands to another, between the two names."""
    if f"{abs(found.mean):.2f}" == "0.00":
        return " scores the same as "
    return f" scores {_by(found.mean)} than "


def sure(found: Difference) -> str:
    """The end of that sentence: whether it is more than chance."""
    low, high = sorted((found.low, found.high), key=abs)
    if not found.real:
        ends = f"{_by(found.low)} and {_by(found.high)}"
        return f". That may be chance: the true difference is anywhere between {ends}."
    return f". That is more than chance: the true difference is between {_size(low)} and {_size(high)}."


def together(campaigns: int) -> str:
    """What the sentences promise."""
    all_ = "This holds" if campaigns == 2 else "All of this holds together"
    return f"{all_} with 95 % certainty, at all times at once, so look as often as you like."


def left_out(slugs: Sequence[str]) -> str:
    """Why some that were asked for are not shown."""
    return f"Left out, for there are no such campaigns or more than five: {', '.join(slugs)}."


def _by(difference: float) -> str:
    return f"{_size(difference)} {'higher' if difference > 0 else 'lower'}"


def _size(difference: float) -> str:
    digits = 1 if abs(difference) >= 0.095 else 2
    return f"{abs(difference):.{digits}f}"


def of_campaigns(first: int, last: int, total: int) -> str:
    """Which campaigns of how many a page shows."""
    return f"{first:,} to {last:,} of {total:,}"
