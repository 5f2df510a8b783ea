"""Shows the effect of a topic's words while somebody types them: which words of this installation's comments each one
matches, which similar ones it does not, and which comments the topic would gain and lose."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from psycopg.types.json import Jsonb

from feedback_buttons.storage import db
from feedback_buttons.topics.word_rules import SHORTEST, Rule, Rules

SAMPLE = 2000  # the latest comments of a language, which are looked at while somebody types
WORDS = 300  # words that are told
SHOWN = 10  # comments of each kind that a preview shows
OFFERED = 8  # words near a rule that are offered
PHRASES = 50  # the last ones that were typed are counted: each is held against every comment


class CaughtWord(NamedTuple):
    """A row of caught_words.sql: a word, in how many comments it stands, and the places of what catches it."""

    word: str
    comments: int
    caught_by: list[int]


class CaughtPhrase(NamedTuple):
    """A row of caught_phrases.sql: the place of a phrase, and in how many comments it stands."""

    place: int
    comments: int


@dataclass(frozen=True, slots=True)
class RuleCatch:
    """What a rule catches: words with in how many comments each stands, or the whole phrase; ``near`` are words that
    begin likewise, which no rule catches; ``prefix`` would catch these too."""

    rule: Rule
    caught: tuple[tuple[str, int], ...]
    near: tuple[tuple[str, int], ...]
    prefix: str | None


class PreviewComment(NamedTuple):
    """A row of topic_preview.sql: one of the latest comments that would be added or lost, and how many of them are
    likewise."""

    added: bool
    comments: int
    score: int
    comment: str


def caught(connection: db.Connection, language: str, rules: Rules) -> list[RuleCatch]:
    """What each rule catches of the latest comments in a language, in the order in which they were typed."""
    words = [rule for rule in rules.wanted if len(rule.words) == 1]
    phrases = [rule for rule in rules.wanted if len(rule.words) > 1][-PHRASES:]
    caught_by = {
        catch.rule: catch
        for catch in (
            *_words(connection, language, words),
            *_phrases(connection, language, phrases),
        )
    }
    return [caught_by[rule] for rule in rules.wanted if rule in caught_by]


def _words(connection: db.Connection, language: str, rules: Sequence[Rule]) -> Iterator[RuleCatch]:
    if not rules:
        return iter(())
    wanted = {
        "language": language, "sample": SAMPLE, "most": WORDS,
        "phrases": Jsonb(Rules(tuple(rules)).asked_for()),
        "beginnings": [beginning(rule.words[0].text) for rule in rules],
    }  # fmt: skip
    return catches(rules, db.rows(connection, CaughtWord, "caught_words", wanted))


def _phrases(
    connection: db.Connection, language: str, rules: Sequence[Rule]
) -> Iterator[RuleCatch]:
    if not rules:
        return
    phrases = Jsonb(Rules(tuple(rules)).asked_for())
    wanted = {"language": language, "sample": SAMPLE, "phrases": phrases}
    comments = dict(db.rows(connection, CaughtPhrase, "caught_phrases", wanted))
    for place, rule in enumerate(rules, 1):
        own = ((str(rule), comments[place]),) if place in comments else ()
        yield RuleCatch(rule, own, (), None)


def catches(phrases: Sequence[Rule], rows: Sequence[CaughtWord]) -> Iterator[RuleCatch]:
    """The same from the database's rows; pure."""
    for place, rule in enumerate(phrases, 1):
        own = tuple((row.word, row.comments) for row in rows if place in row.caught_by)
        begin = beginning(rule.words[0].text)
        near = tuple(
            (row.word, row.comments)
            for row in rows
            if not row.caught_by and row.word.startswith(begin)
        )[:OFFERED]
        prefix = f"{begin}*" if len(near) > 1 and not rule.words[0].prefix else None
        yield RuleCatch(rule, own, near, prefix)


def beginning(word: str) -> str:
    """The part of a word that its other forms begin with, as a guess: most of it, and four letters at least.

    >>> beginning("bezorging"), beginning("late"), beginning("op")
    ('bezorg', 'late', 'op')
    """
    return word[: max(len(word) - 3, SHORTEST + 1)]


def preview(
    connection: db.Connection, topic: int | None, language: str, rules: Rules
) -> list[PreviewComment]:
    """Of the latest comments those that a topic (None: a new one) would gain, and then those that it would lose."""
    wanted = {
        "topic": topic, "language": language, "phrases": Jsonb(rules.asked_for()),
        "sample": SAMPLE, "shown": SHOWN,
    }  # fmt: skip
    return db.rows(connection, PreviewComment, "topic_preview", wanted)
