"""What the charts of a campaign say beside their numbers: markers, time since sending, definitions, files."""

from collections.abc import Iterable
from datetime import timedelta

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.scales import FIVE, FROM_ZERO
from feedback_buttons.campaigns.waves import Sending
from feedback_buttons.dashboard.kit.words import text
from feedback_buttons.i18n.team_language import lazy_gettext, local, percent, tr, trn
from feedback_buttons.reports.scores.campaign_reports import CampaignSummary
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.stats import LEAST, Score

MARKER, MARKERS = lazy_gettext("Marker"), lazy_gettext("Markers")
MARKERS_OPEN = lazy_gettext("Markers: what happened when")
MARKERS_HINT = lazy_gettext(
    "They stand on the time line for everybody, such as “second wave sent” or “site down”."
)
MARKER_WORDS = lazy_gettext("What happened")
MARKER_WHEN = lazy_gettext("When (empty: now)")
MARKER_ADD = lazy_gettext("Add")
MARKER_REMOVE = lazy_gettext("Remove")
MARKER_ADDED = lazy_gettext("It stands on the time line.")
MARKER_REMOVED = lazy_gettext("Removed.")
MARKER_BAD_TIME = lazy_gettext("This time cannot be read: write it as 2026-12-03 14:05.")
SINCE = lazy_gettext("Since sending")
SENT = lazy_gettext("sent")


def wave(sending: Sending) -> str:
    """What a wave is called."""
    return sending.name or tr("Wave {number}").format(number=sending.number)


def days_of(zone: str) -> str:
    """Which days a page means."""
    return tr("Days are in the time zone {zone}.").format(zone=zone)


def times_of(zone: str) -> str:
    """By which clock the times of a page are."""
    return tr("Times are in the time zone {zone}.").format(zone=zone)


# ---- the figures of the field, and what each means ----

STANDARD = {
    "nps": (text.NPS, text.NPS_MEANS),
    "csat": (
        lazy_gettext("CSAT"),
        lazy_gettext(
            "Customer satisfaction: the percentage of 4 and 5 on five points. "
            "It stands where the mail asked how satisfied somebody is."
        ),
    ),
    "ces": (
        lazy_gettext("CES"),
        lazy_gettext(
            "Customer effort score: the mean of the answers on five points. It stands where "
            "the mail asked how easy it was."
        ),
    ),
}


def spread_percent(interval: tuple[float, float] | None) -> str:
    """Where a percentage can be: "61 to 70%"."""
    if interval is None:
        return ""
    low, high = score_text.outwards(*interval)
    return percent(tr("{first} to {last}").format(first=low, last=high))


def points(mean: float | None, interval: tuple[float, float] | None) -> tuple[str, str]:
    """A mean on five points and where it can be: "3.9" and "3.7 to 4.1 of 5"; a dash for None."""
    if mean is None or interval is None:
        return text.NONE, ""
    digits = 1 if max(mean - interval[0], interval[1] - mean) >= score_text.FINE else 2
    low, high = (local(str(end)) for end in score_text.outwards(*interval, digits))
    return text.decimal(mean, digits), tr("{low} to {high} of 5").format(low=low, high=high)


def standing(of: Iterable[Campaign]) -> list[str]:
    """Which of the figures stand beside the scores of these campaigns: NPS where one has more than five buttons,
    CSAT and CES only where a mail asked so."""
    campaigns = list(of)
    scales_asked = {campaign.asks for campaign in campaigns}
    fits = any(campaign.told != FIVE for campaign in campaigns)
    return [name for name in STANDARD if (fits if name == "nps" else name in scales_asked)]


def term(name: str, of: Iterable[Campaign]) -> tuple[str, str]:
    """What a figure is called and means. NPS is asked from 0 to 10: from 1 to 10 it is an approximation."""
    title, meaning = STANDARD[name]
    about = name == "nps" and any(campaign.scale != FROM_ZERO for campaign in of)
    return (text.NPS_ABOUT if about else title), meaning


def figure(name: str, of: CampaignSummary) -> tuple[str, str]:
    """One of these figures and where it can be; a dash where it was not asked, or while it is too early to tell."""
    if name == "nps":
        return text.signed(of.nps), text.spread(of.nps_interval)
    if name == "csat":
        share = None if of.csat is None else text.whole(of.csat)
        return share or text.NONE, spread_percent(of.csat_interval)
    return points(of.ces, of.ces_interval)


def remove(words: str) -> str:
    """What the button that removes a marker is called."""
    return f"{MARKER_REMOVE}: {words}"


def since(seconds: float) -> str:
    """A time since sending: "+45 min", "+2.5 h", "+3 d"; before it, with a minus sign.

    >>> since(2700), since(9000), since(259200)
    ('+45 min', '+2.5 h', '+3 d')
    """
    sign, span = ("+", seconds) if seconds >= 0 else ("−", -seconds)  # noqa: RUF001 (a minus sign)
    if span < 3600:
        return f"{sign}{span / 60:.0f} min"
    value, template = (
        (span / 3600, tr("{number} h")) if span < 172_800 else (span / 86_400, "{number} d")
    )
    return template.format(number=local(f"{sign}{value:.1f}".removesuffix(".0")))


def each(length: timedelta) -> str:
    """Of what a point of the time line is the score: "score of each 2 days"."""
    minutes = round(length / timedelta(minutes=1))
    if minutes % 1440 == 0:
        return trn("score of each day", "score of each {number} days", minutes // 1440)
    if minutes % 60 == 0:
        return trn("score of each hour", "score of each {number} hours", minutes // 60)
    return trn("score of each minute", "score of each {number} minutes", minutes)


def last_ones(length: timedelta) -> str:
    """Of what the last points are, where the others are of more: "the last two: a day each"."""
    return trn("the last two: a day each", "the last two: {number} days each", length.days)


SO_FAR = lazy_gettext("Score so far")


def no_score(answers: int) -> str:
    """Why the time line has no score yet: "Too early for a score: it takes 10 answers"."""
    if not answers:  # only scanners have clicked
        return str(text.NO_ANSWERS)
    if answers < LEAST:
        return tr("Too early for a score: it takes {least} answers").format(least=LEAST)
    return tr("Too early for a score: answers differ widely")


# ---- by group ----

SEGMENTS = lazy_gettext("By group")
AS_OF = lazy_gettext("As of ")
PAGE_LANGUAGE = lazy_gettext("Language of the page")
CLIENT = lazy_gettext("Clicked with")
CLIENTS = {
    "gmail-app": lazy_gettext("Gmail's app on Android"),
    "outlook": lazy_gettext("Outlook"),
    "webmail": lazy_gettext("Webmail on a computer"),
    "iphone": lazy_gettext("iPhone or iPad"),
    "android": lazy_gettext("Android, app not named"),
    "windows": lazy_gettext("Windows, app not named"),
    "mac": lazy_gettext("Mac, app not named"),
    "other": lazy_gettext("Something else"),
}
CLIENT_MEANS = lazy_gettext(
    "A click opens in a browser. That shows the device, but the mail program only if it names "
    "itself. Some iPads count as a Mac."
)
PROOF = lazy_gettext("Counted because")
PROOFS = {
    "seen": lazy_gettext("the page was seen"),
    "pressed": lazy_gettext("a button was pressed"),
    "none": lazy_gettext("somebody decided"),
}
PROOF_MEANS = lazy_gettext(
    "This is a selection effect: people who press a button on the page also write something, or "
    "were asked to press because of mail scanners. They differ from people who only saw the "
    "page; a difference here says nothing about the mail."
)
AGE = lazy_gettext("Answered")
AGES = {"early": lazy_gettext("within 24 hours of sending"), "late": lazy_gettext("later")}
SMALLER = lazy_gettext("Smaller groups together")
NOT_KNOWN = lazy_gettext("not known")


def axis(low: str, high: str) -> str:
    """Over intervals that are drawn on a part of the scale."""
    return tr("Axis from {low} to {high}").format(low=low, high=high)


def segments_mean(least: int) -> str:
    """How groups are to be read."""
    return tr(
        "Groups of fewer than {least} answers have no score: it could reveal what single people "
        "answered. Each interval is valid by itself; among many groups, one may mislead."
    ).format(least=least)


def age(value: str, score: Score | None) -> str:
    """How the early or the late scored: "Within 24 hours of sending: 7.9 ± 0.2 (812 answers)."."""
    answers = text.answers(score.answers) if score else ""
    score_and_margin = (
        score_text.told(text.mean(score), text.margin(score)) if score else text.margin(score)
    )
    both = {
        "early": tr("Answered within 24 hours of sending: {score}, {answers}."),
        "late": tr("Later: {score}, {answers}."),
    }
    return both[value].format(score=score_and_margin or text.NONE, answers=answers)


def fewer(least: int) -> str:
    """In place of a small group's score."""
    return tr("fewer than {least} answers").format(least=least)
