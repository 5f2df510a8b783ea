"""What the pages over several campaigns say; in one place."""

from collections.abc import Sequence
from decimal import Decimal

from feedback_buttons.dashboard.kit import text
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import local, tr
from feedback_buttons.reports import score_text
from feedback_buttons.reports.stats import Difference

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
TOO_EARLY = ": it is too early to tell."
AS_FIRST, LEAVE_OUT = "Compare with this", "Leave out"


def points(found: Difference) -> str:
    """A change of a score: "+0.3", "−0.02", "0"."""  # noqa: RUF002 (a minus sign)
    return score_text.signed(found.mean, score_text.difference_digits(found))


def hundredths(value: float) -> str:
    """A change of the index: "+0.03"."""
    return score_text.signed(value, 2)


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
        return tr("new, {score}").format(score=text.decimal(now, 2))
    before, after = text.decimal(then, 2), text.decimal(now, 2)
    return after if before == after else f"{before} → {after}"


def scores(found: Difference) -> str:
    """How one score stands to another, between the two names."""
    mean = score_text.rounded(found.mean, score_text.difference_digits(found))
    if not mean:
        return tr(" scores the same as ")
    return tr(" scores {difference} than ").format(difference=_by(mean))


def sure(found: Difference) -> str:
    """The end of that sentence: whether it is more than chance."""
    ends = score_text.outwards(found.low, found.high, score_text.difference_digits(found))
    low, high = sorted(ends, key=abs)
    if not found.real:
        return tr(
            ". That may be chance: the true difference is anywhere between {low} and {high}."
        ).format(low=_by(ends[0]), high=_by(ends[1]))
    return tr(
        ". That is more than chance: the true difference is between {low} and {high}."
    ).format(low=_size(low), high=_size(high))


def apart(found: Difference) -> str:
    """How far the late are from the early, and whether that is more than chance."""
    ends = score_text.outwards(found.low, found.high, score_text.difference_digits(found))
    low, high = map(score_text.with_sign, ends)
    if found.real:
        said = tr("Late less early: {difference} ({low} to {high}), more than chance.")
    else:
        said = tr("Late less early: {difference} ({low} to {high}), which may be chance.")
    return said.format(difference=points(found), low=low, high=high)


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


def _by(difference: Decimal) -> str:
    said = tr("{points} higher") if difference > 0 else tr("{points} lower")
    return said.format(points=_size(difference))


def _size(difference: Decimal) -> str:
    return local(str(abs(difference)))


def of_campaigns(first: int, last: int, total: int) -> str:
    """Which campaigns of how many a page shows."""
    said = tr("{first} to {last} of {total}")
    return said.format(first=text.number(first), last=text.number(last), total=text.number(total))


team_language.translated(__name__)
