"""What the dashboard says, and how it writes numbers; in one place. Its constants are worded when they are
shown: see lazy_gettext()."""

from collections.abc import Mapping
from datetime import UTC, datetime

from feedback_buttons.campaigns import scales
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.i18n.team_language import lazy_gettext, local, tr, trn
from feedback_buttons.reports.statistics import score_text
from feedback_buttons.reports.statistics.stats import Score

PRODUCT = lazy_gettext("Feedback Buttons")
CAMPAIGN, CAMPAIGNS = lazy_gettext("Campaign"), lazy_gettext("Campaigns")
SIGN_OUT = lazy_gettext("Sign out")
PEOPLE, AUDIT, PLACES = lazy_gettext("People"), lazy_gettext("Audit"), lazy_gettext("Places")
SCREENS, ALERTS = lazy_gettext("Screens"), lazy_gettext("Alerts")
API = lazy_gettext("API")
POSTER, WALL = lazy_gettext("Poster"), lazy_gettext("Wall screen")
SKIP = lazy_gettext("Skip to the numbers")
LIVE, CONNECTING = lazy_gettext("Live"), lazy_gettext("Connecting")
LOST = lazy_gettext("Not live since {time} – reconnecting")  # noqa: RUF001

NONE = "–"  # noqa: RUF001 (a dash)
CLOSED, DEMO = lazy_gettext("Closed"), lazy_gettext("Demo")
SCORE = lazy_gettext("Score")
ANSWERS = lazy_gettext("Answers")
RESPONSE_RATE = lazy_gettext("Response rate")
COMMENTS = lazy_gettext("Comments")
CASES, TOPICS, JOURNEY = lazy_gettext("Cases"), lazy_gettext("Topics"), lazy_gettext("Journey")
INSIGHT, SET_UP = lazy_gettext("Insight"), lazy_gettext("Set up")
ARRIVALS = lazy_gettext("Arrivals")
LAST_ANSWER = lazy_gettext("Last activity")
NPS = lazy_gettext("NPS")
NPS_MEANS = lazy_gettext(
    "Net promoter score: the percentage of 9s and 10s minus the percentage of 6 and less. "
    "It runs from −100 to +100. Its standard scale is 0 to 10, as in campaigns marked 0–10. "  # noqa: RUF001 (signs)
    "A scale of 1 to 10 has no 0: people who would have given it give a 1 or do not answer. "
    "Compare such an NPS with your own only, not with that of others."
)
NPS_ABOUT = lazy_gettext("NPS, approximately")
# The scales that have to be named beside a score: all but the usual one.
SCALES = {scale: scale.replace("-", NONE) for scale in scales.TOLD if scale != scales.USUAL}
NO_CAMPAIGNS = lazy_gettext("No campaigns yet")
NO_ANSWERS = lazy_gettext("No answers yet")
NO_ANSWERS_HINT = lazy_gettext("No answers yet. The first one appears here as soon as it is given.")
UNKNOWN_PAGE = lazy_gettext("There is nothing here")
UNKNOWN_PAGE_HINT = lazy_gettext("No campaign has this address. It may have been mistyped.")
ALL_CAMPAIGNS = lazy_gettext("All campaigns")
AWAY = lazy_gettext("The database is away")
AWAY_HINT = lazy_gettext("No answer is lost. This page tries again by itself.")
LOADING = lazy_gettext("Reading the numbers …")
LATE = lazy_gettext("This takes longer than it should.")
UNSAID = lazy_gettext(
    "The server did not answer: what you did last may not be saved. Look, and try again."
)
BROKEN = lazy_gettext("This page cannot be shown")
BROKEN_HINT = lazy_gettext("No answer is lost. The cause is in the dashboard's log.")
AGAIN = lazy_gettext("Try again")

DISTRIBUTION = lazy_gettext("Distribution")
TIMELINE = lazy_gettext("Over time")
TIMELINE_SCORE = lazy_gettext("score so far")
TIMELINE_ANSWERS = lazy_gettext("new answers")
AS_TABLE = lazy_gettext("Show as a table")
AS_CSV, AS_PICTURE = lazy_gettext("CSV"), lazy_gettext("Picture")
SHARE = lazy_gettext("Share")
SENT_AT, TIME = lazy_gettext("Sent"), lazy_gettext("From")
TOTAL = lazy_gettext("In total")

EXCLUDED = lazy_gettext("Excluded")
EXCLUDED_MEANS = lazy_gettext(
    "Clicks that do not count, because nothing shows that a person meant them."
)
EXCLUDED_KINDS = {
    "unconfirmed": (lazy_gettext("Unconfirmed"), lazy_gettext("opened, but never confirmed")),
    "scanned": (lazy_gettext("Scanned"), lazy_gettext("opened by a mail scanner, not by a person")),
    "withdrawn": (
        lazy_gettext("Withdrawn"),
        lazy_gettext("counted at first, until scanning was detected"),
    ),
}
ALL_CLICKS = lazy_gettext("If every last click counted")

SEARCH = lazy_gettext("Search comments")
FILTER = lazy_gettext("Only these scores")
OLDER, NEWER = lazy_gettext("Older"), lazy_gettext("Newer")
REFRESH = lazy_gettext("Show new comments")
NO_COMMENTS, NO_MATCH = lazy_gettext("No comments yet."), lazy_gettext("No comment matches.")


def number(value: int) -> str:
    """4812 → "4,812"."""
    return local(f"{value:,}")


decimal = score_text.decimal  # 7.66 → "7.7"
mean = score_text.value  # a score as it is shown: "7.7"; a dash for none, and while it is too early
margin = score_text.sure  # how far it may be off: "± 0.3", "6.1 to 10"


def languages() -> Mapping[str, str]:
    """The recipients' languages by code, as the language spoken calls and sorts them."""
    return team_language.names(LANGUAGES)


def picture(title: str) -> str:
    """What the button for a chart's picture is called."""
    return tr("{title}: download the chart as SVG").format(title=title)


def answers(value: int) -> str:
    """ "1 answer", "4,812 answers"."""
    return trn("{number} answer", "{number} answers", value)


def campaigns(value: int) -> str:
    """ "1 campaign", "40 campaigns"."""
    return trn("{number} campaign", "{number} campaigns", value)


percent = score_text.share  # 0.0962 → "9.6%"
whole = score_text.whole  # 64.2 → "64%"


def response(share: float | None) -> str:
    """ "9.6% response"."""
    return tr("{share} response").format(share=percent(share))


def signed(value: float | None) -> str:
    """32.4 → "+32", with a real minus sign; a dash for None."""
    if value is None:
        return NONE
    return score_text.signed(value)


def utc(at: datetime) -> str:
    """The time until the browser has put its own zone's in place."""
    return f"{team_language.date(at)} {at.astimezone(UTC):%H:%M} UTC"


def iso(at: datetime) -> str:
    """The time as browsers read it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def between(score: Score) -> str:
    """What the interval of a score means; while it is too early to tell, how far one is."""
    low, high = score_text.ends(score)
    if score.early:
        template = tr(
            "From {answers} so far; with 95% certainty between {low} and {high}, for people like those who have "
            "answered."
        )
        return template.format(answers=answers(score.answers), low=low, high=high)
    return tr(
        "With 95% certainty between {low} and {high}, for people like those who have answered so "
        "far. This stays valid however often you look."
    ).format(low=low, high=high)


def spread(interval: tuple[float, float] | None) -> str:
    """Where a net promoter score can be: "+12 to +60"."""
    if interval is None:
        return ""
    low, high = map(score_text.with_sign, score_text.outwards(*interval))
    return tr("{first} to {last}").format(first=low, last=high)


def of_mails(mails: int | None, answers: int) -> str:
    """What the response rate is a share of, or what is missing for one."""
    if not mails:
        return tr("number of mails unknown")
    if answers > mails:
        return tr("more answers than the {number} mails known of: enter how many were sent").format(
            number=number(mails)
        )
    return tr("of {number} mails").format(number=number(mails))


def count(total: int, limit: int) -> str:
    """How many comments, said only as exactly as they were counted."""
    if total > limit:
        return tr("more than {number}").format(number=number(limit))
    return number(total)


# ---- what was excluded, and one recipient's evidence ----

SEE_EXCLUDED = lazy_gettext("See all, and why")
ALL = lazy_gettext("All")
WHY = lazy_gettext("Why")
RECIPIENTS = lazy_gettext("Recipients, newest first")
ONE_RECIPIENT, RECIPIENT = lazy_gettext("One recipient"), lazy_gettext("Recipient")
EVIDENCE = lazy_gettext("Evidence")
EVIDENCE_MEANS = lazy_gettext("What this recipient did, and why the answer counts or not")
ALL_REASONS = lazy_gettext("All reasons")
NEWEST = lazy_gettext("Newest")
LOOK_ON = lazy_gettext("Look further back")
NONE_EXCLUDED = lazy_gettext("Nothing is excluded here.")
NONE_AMONG = lazy_gettext("None among those looked through so far.")
DECIDED = lazy_gettext("Decided by the team")
DECIDED_MEANS = lazy_gettext("Answers that count, or don't, because somebody of the team said so.")
DECIDED_WHY = lazy_gettext("Each has its own note: open the recipient.")
LAST_CLICK = lazy_gettext("Last click")
WHAT_COUNTS = lazy_gettext("What counts")
WHAT_HAPPENED = lazy_gettext("What happened")
LETTERS = lazy_gettext(
    "A letter stands for one device on one day. On the next day the same device has another "
    "letter: nothing is stored that would identify it."
)
CLIENT = lazy_gettext("Device")
COUNTS, IN_FORCE = lazy_gettext("counts"), lazy_gettext("in force")
SENT = lazy_gettext("The mail was sent")
OCCASIONS = lazy_gettext("Occasions")
DECIDE = lazy_gettext("Decide yourself")
DECIDE_MEANS = lazy_gettext(
    "A decision holds for all that has happened so far, whatever the rules say. What the recipient "
    "presses later counts again."
)
NOTE = lazy_gettext("Why? It is kept and shown with your name.")
COUNT_AS = lazy_gettext("It counts as")
DECISIONS = {"drop": lazy_gettext("It does not count"), "rules": lazy_gettext("The rules decide")}
KEPT = lazy_gettext("Decided. All sums follow at once.")
DENIED = lazy_gettext("Not for your role")
DENIED_HINT = lazy_gettext("Ask an administrator for a role that may see recipients one by one.")
STATES = {
    "unconfirmed": lazy_gettext("Does not count: unconfirmed"),
    "scanned": lazy_gettext("Does not count: scanned"),
    "withdrawn": lazy_gettext("Does not count: withdrawn"),
    "settling": lazy_gettext("counts, until something speaks against it"),
    "counted": lazy_gettext("counts"),
    "erased": lazy_gettext("Erased"),
}


def among(looked: int) -> str:
    """What the reasons were counted among."""
    return tr("Counted among the newest {number} recipients who clicked.").format(
        number=number(looked)
    )


def decided_by(account: str, score: int | None) -> str:
    """A decision in a line."""
    decision = (
        tr("does not count") if score is None else tr("counts as {score}").format(score=score)
    )
    return f"{account}: {decision}"


def decided(did: str) -> str:
    """What somebody decided, after their name."""
    return tr(" decided: {did}").format(did=did)


def stands(score: int | None, state: str) -> str:
    """What follows the score that counts, or stands for none: the state, in words."""
    if state == "overruled":
        return tr("Does not count: decided") if score is None else tr("counts: decided")
    return str(STATES[state])


def last_click(score: int) -> str:
    """The score of the last click, which does not count here."""
    return tr("The last click was on {score}.").format(score=score)


def only_latest(limit: int) -> str:
    """A note that only the latest ``limit`` visits are shown."""
    return tr("Only the latest {number} visits are shown.").format(number=number(limit))


def later(span: str) -> str:
    """How long a visit came after the one above it: "2 min later"."""
    return tr("{span} later").format(span=span)


def occasion(number: int) -> str:
    """One of several messages to the same recipient."""
    return tr("Occasion {number}").format(number=number)


def count_as(score: int) -> str:
    """The label of the button that counts an answer as this score."""
    return tr("Count it as {score}").format(score=score)


def sentence(clause: str) -> str:
    """ "off for the whole campaign" → "Off for the whole campaign."."""
    return f"{clause[:1].upper()}{clause[1:].removesuffix('.')}."
