"""What the worker does for topics in each round: begins, tags. Tags go with their comments, see tagging.py."""

from feedback_buttons.base import ids
from feedback_buttons.storage import db
from feedback_buttons.topics import retagging, suggestions, tagging, topic_list


def keep(connection: db.Connection) -> int:
    """Take the starter set where there is none, end what an edit began, tag what changed, count words that may become a
    topic; return how many comments were tagged."""
    topic_list.begin(connection)
    retagging.retag_due(connection)
    tagged = tagging.renew(connection)
    suggestions.renew(connection, ids.utc_now())
    return tagged
