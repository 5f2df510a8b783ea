"""Tags comments anew after an edit of a topic's words: those alone that the edit's difference finds.

What is known is by which phrases the comments are tagged. A phrase more finds comments by the index of words, one less
too; all others stay as they are, and so do the sums of their days. Where it isn't known, such as after two edits of
which the first was not finished, all comments are looked at.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from psycopg.types.json import Jsonb

from feedback_buttons.storage import db, engine
from feedback_buttons.topics import tagging, topic_list
from feedback_buttons.topics.topic_list import Topic
from feedback_buttons.topics.word_rules import LANGUAGES

Phrase = list[list[str | bool]]  # words, each with whether only its beginning is looked for
Sides = Mapping[str, list[Phrase]]  # "any": one of them must be there; "none": none may


class _Phrases(NamedTuple):
    """The row of topic_phrases.sql."""

    tagged: dict[str, Sides] | None
    wanted: dict[str, Sides]


class PhraseDifference(NamedTuple):
    """Phrases that find the comments which a topic gains, and those among which are the ones that it loses."""

    gained: Sides
    lost: Sides


def retag(
    connection: db.Connection, topic: Topic, tell: Callable[[int], object] = lambda _: None
) -> int:
    """Tag all comments by a topic's rules as they stand now, and count the days in which that changed anything.

    Args:
        connection: commits by itself, so that others see how far it is.
        tell: hears how much of it is done, up to 100.

    Returns:
        How many comments it was put to or taken from.
    """
    phrases = db.row(connection, _Phrases, "topic_phrases", {"topic": topic.id})
    if phrases is None:  # removed meanwhile
        return 0
    # Nodes that plan their part of a statement cannot move the sums of days along with their tags.
    if phrases.tagged is None or None in phrases.wanted.values() or engine.of_nodes(connection):
        changed = _all(connection, topic, tell)
    else:
        changed = _difference(connection, topic, phrases.tagged, phrases.wanted, tell)
    values = {"topic": topic.id, "phrases": Jsonb(phrases.wanted)}
    connection.execute(db.query("finish_topic"), values)
    tell(100)
    return changed


def retag_due(connection: db.Connection) -> None:
    """Tag by the topics whose rules changed and that nobody has finished, such as after a crash."""
    for topic in topic_list.all_(connection):
        if topic.progress < 100:
            retag(connection, topic)


def difference(tagged: Sides | None, wanted: Sides | None) -> PhraseDifference:
    """What a topic gains and loses in a language by other phrases; pure.

    >>> late, slow, room = [["late", False]], [["slow", False]], [["room", False]]
    >>> gained, lost = difference({"any": [late], "none": []}, {"any": [slow], "none": [room]})
    >>> gained == {"any": [slow], "none": [room]}, lost["any"] == [late, room]
    (True, True)
    """
    nothing: Sides = {"any": [], "none": []}
    old, new = tagged or nothing, wanted or nothing
    allowed = [phrase for phrase in old["none"] if phrase not in new["none"]]
    more = new["any"] if allowed else [phrase for phrase in new["any"] if phrase not in old["any"]]
    fewer = [phrase for phrase in old["any"] if phrase not in new["any"]]
    barred = [phrase for phrase in new["none"] if phrase not in old["none"]]
    return PhraseDifference({"any": more, "none": new["none"]}, {"any": fewer + barred, "none": []})


def _difference(
    connection: db.Connection,
    topic: Topic,
    tagged: Mapping[str, Sides],
    wanted: Mapping[str, Sides],
    tell: Callable[[int], object],
) -> int:
    changed = 0
    for number, language in enumerate(LANGUAGES, 1):
        old, new = tagged.get(language), wanted.get(language)
        if old != new:
            gained, lost = difference(old, new)
            values = {
                "topic": topic.id, "language": language, "gained": Jsonb(gained), "lost": Jsonb(lost),
                "wanted": Jsonb(new or {"any": [], "none": []}),
            }  # fmt: skip
            with tagging.tagging(connection):
                changed += _found_by_index(connection, "retag_difference", values)
                connection.execute(db.query("forget_empty_days"), {"topic": topic.id})
        _progress(connection, topic, 24 * number, tell)
    return changed


def _all(connection: db.Connection, topic: Topic, tell: Callable[[int], object]) -> int:
    values: dict[str, object] = {"topic": topic.id}
    with tagging.tagging(connection):
        changed = int(db.value(connection, "untag_topic", values))
    for number, language in enumerate(LANGUAGES, 1):
        _progress(connection, topic, 15 * number, tell)
        with tagging.tagging(connection):
            changed += _found_by_index(connection, "retag_topic", values | {"language": language})
    _progress(connection, topic, 80, tell)
    tagging.count(connection)
    return changed


def _found_by_index(connection: db.Connection, query: str, values: dict[str, object]) -> int:
    """The index of words finds comments in a tenth of the time, and Postgres doesn't know how many there are."""
    connection.execute("set local enable_seqscan = off")
    return int(db.value(connection, query, values))


def _progress(
    connection: db.Connection, topic: Topic, progress: int, tell: Callable[[int], object]
) -> None:
    values = {"topic": topic.id, "progress": progress}
    connection.execute(db.query("note_topic_progress"), values)
    tell(progress)
