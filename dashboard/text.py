"""What the dashboard says, and how it writes numbers; in one place, to be translated from here."""

from datetime import UTC, datetime

from feedback_buttons.stats import Score

PRODUCT = "Feedback Buttons"
CAMPAIGN, CAMPAIGNS = "Campaign", "Campaigns"
SIGN_OUT = "Sign out"
PEOPLE, AUDIT, PLACES = "People", "Audit", "Places"
SKIP = "Skip to the numbers"
LIVE, CONNECTING = "Live", "Connecting"

NONE = "–"  # noqa: RUF001 (a dash)
CLOSED, DEMO = "Closed", "Demo"
SCORE = "Score"
ANSWERS = "Answers"
RESPONSE_RATE = "Response rate"
COMMENTS = "Comments"
ARRIVALS = "Arrivals"
LAST_ANSWER = "Last activity"
NPS = "NPS"
NPS_MEANS = (
    "Net promoter score: the percentage of 9s and 10s minus the percentage of 1s to 6s. "
    "It runs from −100 to +100."  # noqa: RUF001 (a minus sign)
)
NO_CAMPAIGNS = "No campaigns yet"
NO_CAMPAIGNS_HINT = "Make one on the command line; it appears here with its first answer:"
NO_CAMPAIGNS_COMMAND = "feedback-buttons campaign add delay-apology"
NO_ANSWERS = "No answers yet"
NO_ANSWERS_HINT = "No answers yet. The first one appears here as soon as it is given."
UNKNOWN_PAGE = "There is nothing here"
UNKNOWN_PAGE_HINT = "No campaign has this address. It may have been mistyped."
ALL_CAMPAIGNS = "All campaigns"
AWAY = "The database is away"
AWAY_HINT = "No answer is lost. This page tries again by itself."

DISTRIBUTION = "Distribution"
TIMELINE = "Over time"
TIMELINE_SCORE = "score so far"
TIMELINE_ANSWERS = "new answers"
AS_TABLE = "Show as a table"
SHARE = "Share"
TIME = "From"
TOTAL = "In total"

SET_ASIDE = "Set aside"
SET_ASIDE_MEANS = "Clicks that do not count, because nothing shows that a person meant them."
ASIDE = {
    "unconfirmed": ("Unconfirmed", "opened, but never confirmed"),
    "scanned": ("Scanned", "a mail scanner's, not a person's"),
    "withdrawn": ("Withdrawn", "counted first, until scanning showed"),
}
ALL_CLICKS = "Had every last click counted"

SEARCH = "Search comments"
FILTER = "Only these scores"
OLDER, NEWER, REFRESH = "Older", "Newer", "Show new comments"
NO_COMMENTS = "No comments yet."
NO_MATCH = "No comment matches."


def number(value: int) -> str:
    """4812 → "4,812"."""
    return f"{value:,}"


def plural(value: int, noun: str) -> str:
    """ "1 answer", "4,812 answers"."""
    return f"{value:,} {noun}" if value == 1 else f"{value:,} {noun}s"


def percent(share: float | None) -> str:
    """0.0962 → "9.6 %"; a dash for None."""
    if share is None:
        return NONE
    return f"{share * 100:.1f} %" if 0 < share < 0.1 else f"{share * 100:.0f} %"


def signed(value: float | None) -> str:
    """32.4 → "+32", with a real minus sign; a dash for None."""
    if value is None:
        return NONE
    return f"{value:+.0f}".replace("-", "−").replace("+0", "0").replace("−0", "0")  # noqa: RUF001


def utc(at: datetime) -> str:
    """The time until the browser has put its own zone's in place."""
    return f"{at.astimezone(UTC):%d %b %Y %H:%M} UTC"


def iso(at: datetime) -> str:
    """The time as browsers read it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def between(score: Score) -> str:
    """What the interval of a score means."""
    digits = 1 if score.margin >= 0.05 else 2
    ends = f"between {score.low:.{digits}f} and {score.high:.{digits}f}"
    return f"With 95 % certainty {ends}: at all times at once, so watch as often as you like."


def spread(interval: tuple[float, float] | None) -> str:
    """Where a net promoter score can be: "+12 to +60"."""
    return f"{signed(interval[0])} to {signed(interval[1])}" if interval else ""


def of_mails(mails: int | None) -> str:
    """What the response rate is a share of."""
    return f"of {number(mails)} mails" if mails else "number of mails unknown"


def count(total: int, limit: int) -> str:
    """How many comments, said only as exactly as they were counted."""
    return f"more than {number(limit)}" if total > limit else number(total)
