"""What the comments' pages say; beside text.py."""

from feedback_buttons.comments.comment_list import Change
from feedback_buttons.i18n import team_language
from feedback_buttons.i18n.team_language import local, tr, trn

TITLE = "Comments"
VIEWS, ALL, TO_DO, MINE, STARRED = "Views", "All", "To do", "Mine", "Starred"
FILTERS = "Filters"
SEARCH = "Search"
SEARCH_HINT = 'late refund, "not delivered", -poem'
CAMPAIGN, EVERY_CAMPAIGN = "Campaign", "All campaigns"
SCORES, EVERY_SCORE = "Score", "All scores"
STATUS, EVERY_STATUS = "Status", "Open and closed"
STATUSES = {"open": "Open", "closed": "Closed"}
HANDLER, WHOEVER, ME, NOBODY = "Handled by", "Whoever", "Me", "Nobody"
LANGUAGE, EVERY_LANGUAGE = "Language", "All languages"
LANGUAGES = {"nl": "Dutch", "en": "English", "de": "German", "fr": "French"}
TAG, EVERY_TAG = "Tag", "With or without"
STAR, EVERY_STAR, ONLY_STARRED = "Star", "With or without", "Starred"
PERIOD, ANY_TIME = "Written", "Any time"
PERIODS = {1: "Last 24 hours", 7: "Last 7 days", 30: "Last 30 days", 90: "Last 90 days"}
SINCE, UNTIL = "From", "To and with"
SORT = "Order"
SORTS = {"newest": "Newest first", "oldest": "Oldest first", "lowest": "Lowest score first"}
CLEAR = "Clear all"
SHOW = "Search"

NEWER, OLDER, PAGES = "Back", "Next", "Pages"
NEW = "Show new comments"
NEW_ONE, NEW_MANY = "{number} new comment – show", "{number} new comments – show"  # noqa: RUF001
CSV, PARQUET = "CSV", "Parquet"
DOWNLOAD = "Download what is listed as"
NONE_YET, NONE_YET_HINT = (
    "No comments yet",
    "The first one is announced here as soon as it is written.",
)
NO_MATCH = "No comment matches"
NO_MATCH_HINT = (
    "Take a filter away, or search for other words. Very common words are not searched for."
)
NOTHING_TO_DO, NOTHING_TO_DO_HINT = "Nothing to do", "Every unhappy answer has been closed."
WRONG, WRONG_HINT = "This view does not exist", "Its address is wrong:"
WRONG_PLACE = "this place in a list is not known."
WHOLE = "Show all comments"
OPEN_ALL = "Open in Comments"
MADE = "Saved."
GONE = "This comment is not listed any more."

CLOSE, REOPEN = "Close", "Open again"
GIVE_STAR, TAKE, LEAVE = "Star", "Take it", "Leave it"
TAGS, ADD, NEW_TAG = "Tag", "Add", "New tag"
NOTE, SAVE, NOTE_HINT = "Note", "Save", "For the team; the recipient never sees it."
EDITED = "Edited since it was closed"
HISTORY = "History"
SCORE = "Score"

KEYS = "Keyboard"
SHORTCUTS = (
    ("j", "Next comment"),
    ("k", "Comment before"),
    ("o", "Open or close it"),
    ("s", "Star it"),
    ("h", "Handle it, or leave it"),
    ("t", "Tag it"),
    ("n", "Write a note"),
    ("/", "Search"),
    ("r", "Show new comments"),
    ("?", "This help"),
)
KEYS_OFF, KEYS_ON, DONE = "Turn the keys off", "Turn the keys on", "Done"
KEYS_HINT = "Every key does what a button does."


def comments(total: int, limit: int) -> str:
    """ "1 comment", "more than 1,000 comments"."""
    if total > limit:
        return tr("More than {number} comments").format(number=local(f"{limit:,}"))
    return trn("{number} comment", "{number} comments", total)


def band(scores: str) -> str:
    """ "0-6" with the dash that stands between numbers."""
    return scores.replace("-", "–")  # noqa: RUF001 (a dash)


def filters(number: int) -> str:
    """How many filters are set."""
    return f"{tr(FILTERS)} ({number})" if number else tr(FILTERS)


def untag(tag: str) -> str:
    """What a tag's button does."""
    return tr("Remove the tag {tag}").format(tag=tag)


def tagged(tag: str) -> str:
    """Where a tag leads."""
    return tr("All comments with the tag {tag}").format(tag=tag)


def handled_by(name: str, viewer: str) -> str:
    """Who handles it."""
    return tr("You handle it") if name == viewer else tr("Handled by {name}").format(name=name)


def closed_by(change: Change | None, viewer: str) -> str:
    """Who has closed it."""
    if change is None:
        return tr("Closed")
    if change.account == viewer:
        return tr("Closed by you")
    return tr("Closed by {name}").format(name=change.account)


def did(change: Change) -> str:
    """A change in words, after its maker's name."""
    value = change.value
    said = {
        "status": "closed it" if value == "closed" else "opened it again",
        "starred": "gave it a star" if value == "yes" else "took the star away",
        "tag": "tagged it {value}",
        "untag": "removed the tag {value}",
        "note": "noted: {value}" if value else "removed the note",
        "handler": "takes it" if value == change.account else "leaves it",
    }[change.field]
    return tr(said).format(value=value)


team_language.translated(__name__)
