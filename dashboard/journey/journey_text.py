"""What the page of the journey says."""

from feedback_buttons.dashboard.kit.words import empty_text, text
from feedback_buttons.i18n.team_language import lazy_gettext, tr, trn
from feedback_buttons.reports.scores.journey_parts import JourneyPart
from feedback_buttons.reports.scores.touchpoint_scores import TouchpointScore
from feedback_buttons.reports.statistics import score_text

LEAD = lazy_gettext(
    "The touchpoints in the order in which customers pass them, each with the score of all answers to its campaigns."
)
ORDER = lazy_gettext("Edit the order")
SHARE = lazy_gettext("Share this page")
NO_TOUCHPOINT = lazy_gettext("No touchpoint")
NOTHING_YET = lazy_gettext("No touchpoint yet: one is shown here as soon as a campaign has it.")
GIVE_ONE = lazy_gettext(
    "A campaign's touchpoint is its place in the customer's journey. Enter it in the settings of each campaign."
)
ANY = lazy_gettext("All answers")
PART = lazy_gettext(
    "For one group, the sums cover whole days and are updated within about a minute. Small "
    "groups are not included; topics and the response rate are not available."
)
SPREAD = lazy_gettext("Spread")
SPREAD_MEANS = lazy_gettext(
    "How far the answers are spread around their mean (standard deviation). People who agree and "
    "people who disagree strongly can have the same mean."
)
MENTIONED = lazy_gettext("Mentioned")
WHOLE = lazy_gettext(
    "A score over several campaigns is the mean of all their answers. Where scales of five and "
    "ten points meet, five points are stretched to 1 to 10. The mails of each touchpoint "
    "go to different people: a lower score does not mean that the same people became less happy."
)
CHANGE_MEANS = lazy_gettext(
    "An arrow marks a change that is more than chance, at 5% for all touchpoints together."
)


def name(score: TouchpointScore) -> str:
    """What the touchpoint is called."""
    return score.touchpoint or str(NO_TOUCHPOINT)


def campaigns(score: TouchpointScore) -> str:
    """How many campaigns it has."""
    return text.campaigns(len(score.campaigns))


def bands(score: TouchpointScore) -> str:
    """How many of a hundred gave a low and a high score; "" while it is too early to tell."""
    low, _, high = score.pool.bands
    answers = score.pool.answers
    if not answers or score.pool.score is None or score.pool.score.early:
        return ""
    return tr("{low} unhappy, {high} happy").format(
        low=text.whole(100 * low / answers), high=text.whole(100 * high / answers)
    )


def deviation(score: TouchpointScore) -> str:
    """The spread: "1.9", or a dash."""
    spread = score.pool.deviation
    return text.NONE if spread is None else score_text.decimal(spread)


def mails(score: TouchpointScore) -> str:
    """Of which mails the response rate is; "" where their number is unknown."""
    if score.response_rate is None:
        return ""
    return text.of_mails(score.mails, score.answers)


def empty(part: JourneyPart | None, *, of_period: bool) -> str:
    """Why there is no score: nobody has answered, of a part of the answers that it is none of these."""
    if part is None:
        return empty_text.answers(of_period=of_period)
    message = (
        tr("No answers of “{part}” in this period")
        if of_period
        else tr("No answers of “{part}” yet")
    )
    return message.format(
        part=part.value if part.kind else text.languages().get(part.value, part.value)
    )


def left_out(score: TouchpointScore) -> str:
    """Why some of its campaigns have no part in the score; "" where all have."""
    number = len(score.left_out)
    if not number:
        return ""
    return trn(
        "{number} campaign asks 0 to 10, another scale: it is left out.",
        "{number} campaigns ask 0 to 10, another scale: they are left out.",
        number,
    )


def axis(low: float, high: float) -> str:
    """From where to where all lines run."""
    return tr("The dots and their intervals stand on one axis, from {low} to {high}.").format(
        low=text.decimal(low), high=text.decimal(high)
    )
