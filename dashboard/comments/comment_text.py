"""What the comments' pages say; beside text.py."""

from feedback_buttons.comments.comment_list import Change
from feedback_buttons.i18n.team_language import lazy_gettext, local, tr, trn

TITLE = lazy_gettext("Comments")
VIEWS, ALL, TO_DO, MINE, STARRED = (
    lazy_gettext("Views"),
    lazy_gettext("All"),
    lazy_gettext("To do"),
    lazy_gettext("Mine"),
    lazy_gettext("Starred"),
)
FILTERS = lazy_gettext("Filters")
MESSAGE = lazy_gettext("Message")
SEARCH = lazy_gettext("Search")
SEARCH_HINT = lazy_gettext('late refund, "not delivered", -poem')
CAMPAIGN, EVERY_CAMPAIGN = lazy_gettext("Campaign"), lazy_gettext("All campaigns")
SCORES, EVERY_SCORE = lazy_gettext("Score"), lazy_gettext("All scores")
STATUS, EVERY_STATUS = lazy_gettext("Status"), lazy_gettext("Open and closed")
STATUSES = {"open": lazy_gettext("Open"), "closed": lazy_gettext("Closed")}
HANDLER, WHOEVER, ME, NOBODY = (
    lazy_gettext("Handled by"),
    lazy_gettext("Anyone"),
    lazy_gettext("Me"),
    lazy_gettext("Nobody"),
)
LANGUAGE, EVERY_LANGUAGE = lazy_gettext("Language"), lazy_gettext("All languages")
TAG, EVERY_TAG = lazy_gettext("Tag"), lazy_gettext("With or without")
ANSWER, ANY_ANSWER = lazy_gettext("Follow-up answer"), lazy_gettext("With or without")
WAVE, EVERY_WAVE = lazy_gettext("Wave"), lazy_gettext("All waves")
GROUP, EVERYBODY = lazy_gettext("Group"), lazy_gettext("Everybody")
CLIENT, ANY_CLIENT = lazy_gettext("Clicked with"), lazy_gettext("Anything")
PROOF, ANY_PROOF = lazy_gettext("Counted because"), lazy_gettext("Any reason")
STAR, EVERY_STAR, ONLY_STARRED = (
    lazy_gettext("Star"),
    lazy_gettext("With or without"),
    lazy_gettext("Starred"),
)
PERIOD, ANY_TIME = lazy_gettext("Written"), lazy_gettext("Any time")
PERIODS = {
    1: lazy_gettext("Last 24 hours"),
    7: lazy_gettext("Last 7 days"),
    30: lazy_gettext("Last 30 days"),
    90: lazy_gettext("Last 90 days"),
}
SINCE, UNTIL = lazy_gettext("From"), lazy_gettext("To and with")
SORT = lazy_gettext("Order")
SORTS = {
    "newest": lazy_gettext("Newest first"),
    "oldest": lazy_gettext("Oldest first"),
    "lowest": lazy_gettext("Lowest score first"),
}
CLEAR = lazy_gettext("Clear all")
SHOW = lazy_gettext("Search")

NEWER, OLDER, PAGES = lazy_gettext("Back"), lazy_gettext("Next"), lazy_gettext("Pages")
NEW = lazy_gettext("Show new comments")
NEW_ONE, NEW_MANY = (
    lazy_gettext("{number} new comment – show"),  # noqa: RUF001
    lazy_gettext("{number} new comments – show"),  # noqa: RUF001
)
CSV, PARQUET = lazy_gettext("CSV"), lazy_gettext("Parquet")
DOWNLOAD = lazy_gettext("Download what is listed as")
NONE_YET, NONE_YET_HINT = (
    lazy_gettext("No comments yet"),
    lazy_gettext("The first one is announced here as soon as it is written."),
)
NO_MATCH = lazy_gettext("No comment matches")
NO_MATCH_HINT = lazy_gettext(
    "Take a filter away, or search for other words. Very common words are not searched for."
)
NOTHING_TO_DO, NOTHING_TO_DO_HINT = (
    lazy_gettext("Nothing to do"),
    lazy_gettext("Every unhappy answer has been closed."),
)
WRONG, WRONG_HINT = lazy_gettext("This view does not exist"), lazy_gettext("Its address is wrong:")
WRONG_PLACE = lazy_gettext("this place in a list is not known.")
WHOLE = lazy_gettext("Show all comments")
OPEN_ALL = lazy_gettext("Open in Comments")
MADE = lazy_gettext("Saved.")
GONE = lazy_gettext("This comment is not listed any more.")

CLOSE, REOPEN = lazy_gettext("Close"), lazy_gettext("Open again")
GIVE_STAR, TAKE, LEAVE = (
    lazy_gettext("Star"),
    lazy_gettext("Assign to me"),
    lazy_gettext("Unassign me"),
)
TOPIC, ANY_TOPIC, NO_TOPIC = (
    lazy_gettext("Topic"),
    lazy_gettext("Any topic or none"),
    lazy_gettext("No topic"),
)
MISMATCH = lazy_gettext("Words against score")
TAGS, ADD, NEW_TAG = lazy_gettext("Tag"), lazy_gettext("Add"), lazy_gettext("New tag")
NOTE, SAVE, NOTE_HINT = (
    lazy_gettext("Note"),
    lazy_gettext("Save"),
    lazy_gettext("For the team; the recipient never sees it."),
)
EDITED = lazy_gettext("Edited since it was closed")
HISTORY = lazy_gettext("History")
SCORE = lazy_gettext("Score")

REASONS = {
    "solved": lazy_gettext("solved with the customer"),
    "answered": lazy_gettext("answered"),
    "unreachable": lazy_gettext("could not be reached"),
    "nothing to do": lazy_gettext("nothing to do"),
    "not ours": lazy_gettext("not ours"),
}

KEYS = lazy_gettext("Keyboard")
SHORTCUTS = (
    ("j", lazy_gettext("Next comment")),
    ("k", lazy_gettext("Comment before")),
    ("o", lazy_gettext("Open or close it")),
    ("s", lazy_gettext("Star it")),
    ("h", lazy_gettext("Assign to me, or unassign me")),
    ("t", lazy_gettext("Tag it")),
    ("n", lazy_gettext("Write a note")),
    ("/", lazy_gettext("Search")),
    ("r", lazy_gettext("Show new comments")),
    ("?", lazy_gettext("This help")),
)
KEYS_OFF, KEYS_ON, DONE = (
    lazy_gettext("Turn the keys off"),
    lazy_gettext("Turn the keys on"),
    lazy_gettext("Done"),
)
KEYS_HINT = lazy_gettext("Every key does what a button does.")


def comments(total: int, limit: int) -> str:
    """ "1 comment", "more than 1,000 comments"."""
    if total > limit:
        return tr("More than {number} comments").format(number=local(f"{limit:,}"))
    return trn("{number} comment", "{number} comments", total)


def band(scores: str) -> str:
    """ "0-6" with the dash that stands between numbers."""
    return scores.replace("-", "–")  # noqa: RUF001 (a dash)


def band_of_both(of_ten: str, of_five: str) -> str:
    """A band where comments of ten and of five buttons stand together."""
    return tr("{of_ten} (of five buttons: {of_five})").format(
        of_ten=band(of_ten), of_five=band(of_five)
    )


def no_group(attribute: str) -> str:
    """Why nothing may be found of a group that is asked for by its attribute."""
    return tr(
        "No comment of {group} matches, or the group is too small to be shown by itself: that "
        "could reveal who wrote."
    ).format(group=attribute.replace("=", ": ", 1))


def filters(number: int) -> str:
    """The label of the filters' panel, with how many are set."""
    return f"{FILTERS} ({number})" if number else str(FILTERS)


def untag(tag: str) -> str:
    """The label of the button that takes a tag away."""
    return tr("Remove the tag {tag}").format(tag=tag)


def tagged(tag: str) -> str:
    """The label of a tag's link: the comments with this tag."""
    return tr("All comments with the tag {tag}").format(tag=tag)


def handled_by(name: str, viewer: str) -> str:
    """Who handles a comment, in words: "you" for the viewer."""
    return tr("You handle it") if name == viewer else tr("Handled by {name}").format(name=name)


def closed_by(change: Change | None, viewer: str) -> str:
    """Who has closed a comment, in words: "you" for the viewer."""
    if change is None:
        return tr("Closed")
    if change.account == viewer:
        return tr("Closed by you")
    return tr("Closed by {name}").format(name=change.account)


def did(change: Change) -> str:
    """A change in words, after its maker's name."""
    value = change.value
    if change.field == "handler" and value not in ("", change.account):
        return tr("assigned it to {value}").format(value=value)
    if change.field == "reason":
        return tr("closed it: {reason}").format(reason=REASONS.get(value, value))
    return _did(change).format(value=value)


def _did(change: Change) -> str:
    """What a change did, with a place for its value."""
    value, field = change.value, change.field
    return {
        "status": lambda: tr("closed it") if value == "closed" else tr("opened it again"),
        "starred": lambda: tr("gave it a star") if value == "yes" else tr("took the star away"),
        "tag": lambda: tr("tagged it {value}"),
        "untag": lambda: tr("removed the tag {value}"),
        "note": lambda: tr("noted: {value}") if value else tr("removed the note"),
        "handler": lambda: tr("took it") if value else tr("unassigned it"),
        "snooze": lambda: tr("snoozed it") if value else tr("ended the snooze"),
        "case": lambda: tr("opened a case") if value == "opened" else tr("does not count any more"),
        "answer": lambda: tr("the recipient answered anew: {value}"),
    }[field]()
