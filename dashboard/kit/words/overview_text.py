"""What the pages over several campaigns say; in one place."""

from collections.abc import Sequence

from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import lazy_gettext, tr, trn
from feedback_buttons.reports.periods import period_text
from feedback_buttons.reports.periods.scope import Scope
from feedback_buttons.reports.scores import change_text
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.reports.statistics import score_text, stats
from feedback_buttons.reports.statistics.stats import Difference

INDEX = lazy_gettext("Index")
INDEX_COURSE = lazy_gettext("Index by day, each over the 30 days before")
INDEX_MEANS = lazy_gettext(
    "The scores of all campaigns over the last 30 days in one number. Each campaign is weighted "
    "by the square root of its answers, so that a large one counts for more but does not "
    "dominate. Scores of five buttons are stretched to 1 to 10. Campaigns that ask 0 to 10 "
    "are left out: their scale is different."
)
MOVED = lazy_gettext("What moved it")
MOVED_NOTE = lazy_gettext("in 24 hours, in points of the index")
NO_DAY_AGO = lazy_gettext("There was no index 24 hours ago to compare it with.")
ATTENTION = lazy_gettext("Needs attention")
ITS_COMMENTS = lazy_gettext("What they write")
LEFT_OUT = lazy_gettext("It is left out here.")
SHOWN_ALL = lazy_gettext("It is left out here, so that more is shown.")
NOTHING_MOVED = lazy_gettext("Nothing has moved it in 24 hours.")

TOUCHPOINT, LANGUAGE, OWNER, FIND = (
    lazy_gettext("Touchpoint"),
    lazy_gettext("Language"),
    lazy_gettext("Owner"),
    lazy_gettext("Find a campaign"),
)
ANY = {
    "touchpoint": lazy_gettext("All touchpoints"),
    "language": lazy_gettext("All languages"),
    "owner": lazy_gettext("All owners"),
}
FILTERS = lazy_gettext("Filters")
SHOW_ALL = lazy_gettext("Show all campaigns")
NO_MATCH = lazy_gettext("No campaign matches these filters.")
CHANGE = lazy_gettext("Change")
RATE_OF_ALL = lazy_gettext("Response rate, all time")
OWN_CLOCKS = lazy_gettext("Each campaign's hours and days are in its own time zone.")
CHANGE_MEANS = lazy_gettext(
    "Against the period of the same length before it. An arrow marks a change that is more than chance."
)
MORE_THAN_CHANCE, MAYBE_CHANCE = lazy_gettext("more than chance"), lazy_gettext("may be chance")
UP, DOWN = "▲", "▼"
PAGES = lazy_gettext("Pages")
TARGETS = lazy_gettext("Targets of touchpoints")
RESTS = lazy_gettext("How often people are asked")
SETTINGS = ((TARGETS, "/targets"), (RESTS, "/rest"))  # of all campaigns
EARLIER, FURTHER = lazy_gettext("Back"), lazy_gettext("Further")

COMPARE = lazy_gettext("Compare")
TICK_FEW = lazy_gettext("Tick one more to compare them.")
TICK_MANY = lazy_gettext("Five at most can be compared.")
TICK_READY = lazy_gettext("{} campaigns ticked.")
CHOOSE, CHOOSE_OTHERS = lazy_gettext("Choose campaigns"), lazy_gettext("← Choose other campaigns")
CHOOSE_HINT = lazy_gettext("Tick two to five campaigns to see them side by side.")
SCORES, SHARES, FIGURES, DIFFERENCES = (
    lazy_gettext("Scores"),
    lazy_gettext("Answers in percent"),
    lazy_gettext("Figures"),
    lazy_gettext("Differences"),
)
FROM, TO = lazy_gettext("At least"), lazy_gettext("At most")
NOT_COMPARED, OTHER_SCALE = (
    lazy_gettext(" is not compared with "),
    lazy_gettext(": they were asked on different scales."),
)
SAME_ANSWERS = lazy_gettext(": the same answers stand in both.")
CANNOT_COMPARE, NO_ANSWERS = (
    lazy_gettext(" cannot be compared yet with "),
    lazy_gettext(": there are no answers."),
)
TOO_EARLY = lazy_gettext(": it is too early to tell.")
AS_FIRST, LEAVE_OUT = lazy_gettext("Compare with this"), lazy_gettext("Leave out")


def points(difference: Difference) -> str:
    """A change of a score: "+0.3", "−0.02", "0"."""  # noqa: RUF002 (a minus sign)
    return score_text.signed(difference.mean, score_text.difference_digits(difference))


def by(difference: Difference) -> str:
    """The same in words: "0.3 lower"."""
    return change_text.by(
        score_text.rounded(difference.mean, score_text.difference_digits(difference))
    )


def hundredths(value: float) -> str:
    """A change of the index: "+0.03"."""
    return score_text.signed(value, 2)


def index_change(change: float | None) -> str:
    """How the index changed within a day."""
    if change is None:
        return ""
    change_text = hundredths(change)
    if change_text == "0":
        return tr("as 24 hours ago")
    return tr("{change} in 24 hours").format(change=change_text)


def give_or_take(margin: float) -> str:
    """How far the index may be off: "± 0.09"."""
    return f"± {text.decimal(max(margin, 0.01), 2)}"


def own_change(change: LatestChange) -> str:
    """A campaign's own last 24 hours beside all before: "24 hours: 5.1 (+0.5)"; "" while it is too early to tell."""
    score, difference = change.score, change.difference
    if score is None or difference is None:
        return ""
    return tr("24 hours: {score} ({difference})").format(
        score=text.mean(score), difference=points(difference)
    )


def and_more(number: int) -> str:
    """How many more there are than are shown."""
    return trn("and {number} more", "and {number} more", number)


def index_from(campaigns: int, answers: int) -> str:
    """How many campaigns and answers the index is made of."""
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


def scores(difference: Difference) -> str:
    """How one score stands to another, between the two names."""
    mean = score_text.rounded(difference.mean, score_text.difference_digits(difference))
    if not mean:
        return tr(" scores the same as ")
    return tr(" scores {difference} than ").format(difference=change_text.by(mean))


def sure(difference: Difference) -> str:
    """How :func:`scores` goes on: whether the difference is more than chance, with its interval."""
    ends = score_text.outwards(
        difference.low, difference.high, score_text.difference_digits(difference)
    )
    low, high = sorted(ends, key=abs)
    if not difference.real:
        return tr(
            ". That may be chance: the true difference is anywhere between {low} and {high}."
        ).format(low=change_text.by(ends[0]), high=change_text.by(ends[1]))
    return tr(
        ". That is more than chance: the true difference is between {low} and {high}."
    ).format(low=change_text.size(low), high=change_text.size(high))


def apart(difference: Difference) -> str:
    """How far the late are from the early, and whether that is more than chance."""
    ends = score_text.outwards(
        difference.low, difference.high, score_text.difference_digits(difference)
    )
    low, high = map(score_text.with_sign, ends)
    if difference.real:
        template = tr("Late less early: {difference} ({low} to {high}), more than chance.")
    else:
        template = tr("Late less early: {difference} ({low} to {high}), which may be chance.")
    return template.format(difference=points(difference), low=low, high=high)


def change(change: LatestChange, scope: Scope | None) -> str:
    """What a period's score is beside that of what it is held against; of all answers the last 24 hours. "" while it is
    too early to tell."""
    if scope is None or scope.all:
        return change_text.latest(change)
    before, difference = stats.score(change.before), change.difference
    if before is None or difference is None:
        return ""
    against = f"{period_text.against(scope)}: {score_text.sentence(before)}"
    mean = score_text.rounded(difference.mean, score_text.difference_digits(difference))
    if not difference.real or not mean:
        return tr("The difference may be chance, {against}.").format(against=against)
    return text.sentence(
        tr("{difference}, more than chance, {against}.").format(
            difference=change_text.by(mean), against=against
        )
    )


def of_all_time(words: str) -> str:
    """What is said of a figure that does not follow the period: "all time: 4,449 of 10,000 mails"."""
    return tr("all time: {figure}").format(figure=words)


def together(campaigns: int) -> str:
    """How sure the sentences on so many campaigns are together: 95%."""
    if campaigns == 2:
        return tr("This holds with 95% certainty, however often you look.")
    return tr("All of this holds together with 95% certainty, however often you look.")


def waves_of(campaign: str) -> str:
    """The way to the waves of a campaign, beside each other."""
    return tr("The waves of {campaign}").format(campaign=campaign)


def left_out(slugs: Sequence[str]) -> str:
    """Why some that were asked for are not shown."""
    template = tr("Left out, because they do not exist or there are more than five: {slugs}.")
    return template.format(slugs=", ".join(slugs))


def of_campaigns(first: int, last: int, total: int) -> str:
    """Which campaigns of how many a page shows."""
    template = tr("{first} to {last} of {total}")
    return template.format(
        first=text.number(first), last=text.number(last), total=text.number(total)
    )
