"""The team's corrections of tags: this comment is about a topic, or is not. The only writer of them.

A correction wins over the words, and stands when the recipient edits the comment or the team the words; it goes when
the answer is erased. From the corrections it is told how often the words are right.
"""

from typing import Literal, NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.storage import db, notify
from feedback_buttons.topics import tagging, topic_list

Verdict = Literal["about", "not about"]
LEAST = 10  # judged comments, below which nothing is told of how often the words are right


class Judged(NamedTuple):
    """How often a topic's words were right among the comments that somebody judged.

    Attributes:
        right: comments that the words find, and that are about it.
        wrong: comments that the words find, and that are not.
        missed: comments that are about it, and that the words don't find.
    """

    topic: int
    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def of(self) -> int:
        """How many that the words find were judged."""
        return self.right + self.wrong

    @property
    def precision(self) -> float | None:
        """The share of these that are about it; None while there are fewer than LEAST."""
        return self.right / self.of if self.of >= LEAST else None


def correct(
    connection: db.Connection,
    key: tuple[str, int, int],
    slug: str,
    verdict: Verdict | None,
    *,
    by: str,
) -> bool:
    """Say whether a comment (its campaign, recipient and occasion) is about a topic; None leaves it to the words again.

    Returns:
        Whether there is such a comment, or for None whether there was a correction.

    Raises:
        TopicError: there is no such topic.
    """
    topic = topic_list.get(connection, slug)
    campaign, recipient, occasion = key
    values = {
        "campaign": campaign, "recipient": recipient, "occasion": occasion, "bucket": ids.bucket(recipient),
        "topic": topic.id, "verdict": verdict, "account": by, "now": ids.utc_now(),
    }  # fmt: skip
    with tagging.tagging(connection):
        query = "put_correction" if verdict else "remove_correction"
        if db.value(connection, query, values) is None:
            return False
        tagging.again(connection, campaign, recipient, occasion)
        notify.announce(connection, campaign)
    tagging.count(connection)
    return True


def judged(connection: db.Connection) -> dict[int, Judged]:
    """How often the words of each topic were right, by its id; without those that nobody judged."""
    return {row.topic: row for row in db.rows(connection, Judged, "topic_judged")}
