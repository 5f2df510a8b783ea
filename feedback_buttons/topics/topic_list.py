"""The topics of this installation and the words that find them, as the team edits them. The only writer of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

from psycopg.types.json import Jsonb

from feedback_buttons.accounts import audit
from feedback_buttons.base import slugs
from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.storage import db
from feedback_buttons.topics import starter_set, tagging, word_rules
from feedback_buttons.topics.word_rules import LANGUAGES, Rules

MOST = 60
NAME_LENGTH = 40
TAKEN = ("none", "new")  # slugs that mean something else in an address


class TopicError(FeedbackError, ValueError):
    """A topic cannot be made or changed; the message says why."""

    code = "topic-invalid"


@dataclass(frozen=True, slots=True)
class Topic:
    """What is written about, or with ``kind`` tone how.

    Attributes:
        names: by language; a topic that the team made has one.
        progress: how much of all comments (100: all) is tagged by the rules as they stand.
        rules: as they were typed, by language.
    """

    id: int
    slug: str
    kind: str
    names: Mapping[str, str]
    progress: int
    rules: Mapping[str, str] = field(default_factory=dict)

    def name(self, language: str) -> str:
        """Its name in a language; in another where it has none in that."""
        return self.names.get(language) or self.names.get("en") or next(iter(self.names.values()))


class _Begun(NamedTuple):
    """The row of topics_begun.sql."""

    begun: bool
    tagged: bool


class _Place(NamedTuple):
    """The row of next_topic.sql."""

    id: int
    place: int


def all_(connection: db.Connection) -> list[Topic]:
    """All topics, in the order in which pages list them; then the tones."""
    return db.rows(connection, Topic, "topics")


def get(connection: db.Connection, slug: str) -> Topic:
    """One topic.

    Raises:
        TopicError: there is none of this slug.
    """
    for topic in all_(connection):
        if topic.slug == slug:
            return topic
    raise TopicError(wording("there is no topic {slug!r}."), slug=slug[:40])


def begin(connection: db.Connection) -> int:
    """Take the starter set where there is none yet; return how many topics and tones were made. (Tones cannot be
    removed: what a team took away of the set does not come back.)"""
    begun = db.row(connection, _Begun, "topics_begun")
    if begun is None or begun.begun:
        return 0
    with connection.transaction():
        for topic in starter_set.read():
            id = _put_behind(connection, topic.slug, topic.kind, topic.names)
            if id is None:  # another process takes it too
                continue
            for language, typed in topic.rules.items():
                _put(connection, id, language, word_rules.parse(typed))
            if not begun.tagged:
                connection.execute(db.query("note_topic_begun"), {"topic": id})
    return len(starter_set.read())


def add(
    connection: db.Connection, name: str, typed: Mapping[str, str], *, by: str = audit.COMMAND_LINE
) -> Topic:
    """Make a topic that these rules find, by language; it is tagged by ``retagging``.

    Raises:
        TopicError: it has no name, or there is one of this name, or there are too many.
        RuleError: its rules cannot be read.
    """
    plain, parsed = _named(name), _parsed(typed)
    with connection.transaction():
        topics = all_(connection)
        if len(topics) >= MOST:
            raise TopicError(wording("there are {most} topics: remove one first."), most=MOST)
        slug = _slug(plain, topics)
        id = _put_behind(connection, slug, "topic", {"en": plain})
        if id is None:  # somebody else's, made meanwhile
            raise _again(plain)
        for language, found_by in parsed.items():
            _put(connection, id, language, found_by)
        audit.record(connection, by, "topic added", slug, name=plain)
    return get(connection, slug)


def edit(
    connection: db.Connection,
    slug: str,
    typed: Mapping[str, str],
    *,
    name: str | None = None,
    language: str = "en",
    by: str = audit.COMMAND_LINE,
) -> Topic:
    """Give a topic other rules in these languages, and another name in one; it is tagged by ``retagging``.

    Raises:
        TopicError: there is no such topic, or its name cannot be.
        RuleError: its rules cannot be read.
    """
    topic, parsed = get(connection, slug), _parsed(typed)
    changed = {
        language: found_by
        for language, found_by in parsed.items()
        if str(found_by) != topic.rules.get(language, "")
    }
    with connection.transaction():
        if changed:
            connection.execute(db.query("note_topic_edit"), {"topic": topic.id})
        for rule_language, found_by in changed.items():
            _put(connection, topic.id, rule_language, found_by)
        if name is not None and (plain := _named(name)) != topic.name(language):
            names = {**topic.names, language: plain}
            connection.execute(db.query("name_topic"), {"topic": topic.id, "names": Jsonb(names)})
        audit.record(connection, by, "topic changed", slug, languages=sorted(changed))
    return get(connection, slug)


def remove(connection: db.Connection, slug: str, *, by: str = audit.COMMAND_LINE) -> None:
    """Take a topic away, with its tags and corrections.

    Raises:
        TopicError: there is no such topic, or it is a tone, which can have no words but not be missing.
    """
    topic = get(connection, slug)
    if topic.kind == "tone":
        raise TopicError(wording("a tone cannot be removed: take its words away instead."))
    with tagging.tagging(connection):
        connection.execute(db.query("remove_topic"), {"topic": topic.id})
        audit.record(connection, by, "topic removed", slug)


def _put_behind(
    connection: db.Connection, slug: str, kind: str, names: Mapping[str, str]
) -> int | None:
    """Add a topic behind all others; its id, None where its slug is taken."""
    place = db.row(connection, _Place, "next_topic")
    values = {"slug": slug, "kind": kind, "names": Jsonb(dict(names))}
    added: int | None = db.value(
        connection, "add_topic", values | (place or _Place(1, 1))._asdict()
    )
    return added


def _put(connection: db.Connection, topic: int, language: str, found_by: Rules) -> None:
    values = {"topic": topic, "language": language}
    if found_by.rules:
        more = {"rules": str(found_by), "phrases": Jsonb(found_by.asked_for())}
        connection.execute(db.query("put_rule"), values | more)
    else:
        connection.execute(db.query("remove_rule"), values)


def _parsed(typed: Mapping[str, str]) -> dict[str, Rules]:
    for language in typed:
        if language not in LANGUAGES:
            raise TopicError(
                wording("topics have words in {known}, not in {language!r}."),
                known=", ".join(LANGUAGES),
                language=language[:10],
            )
    return {language: word_rules.parse(text) for language, text in typed.items()}


def _slug(name: str, topics: Sequence[Topic]) -> str:
    """A slug of its own for a new topic, with a number where another name has the same letters, or none of ours."""
    if name.casefold() in {other.casefold() for topic in topics for other in topic.names.values()}:
        raise _again(name)
    taken = {*TAKEN, *(topic.slug for topic in topics)}
    plain = slugs.suggest(name, "topic")
    return next(
        slug
        for number in count(1)
        if (slug := f"{plain}-{number}" if number > 1 else plain) not in taken
    )


def _again(name: str) -> TopicError:
    return TopicError(wording("there is a topic {name!r} already."), name=name)


def _named(name: str) -> str:
    plain = " ".join(name.replace("\0", "").split())
    if not 0 < len(plain) <= NAME_LENGTH:
        raise TopicError(wording("a topic's name has 1 to {most} characters."), most=NAME_LENGTH)
    return plain
