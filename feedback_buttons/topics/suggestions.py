"""Words that stand more often in unhappy comments than in happy ones, and that no topic has yet.

Ranked by the log-odds of a word with a prior, in standard errors: rare words are not ranked first by chance, nor are
frequent ones by their number. Source: Monroe, Colaresi and Quinn, "Fightin' words", Political Analysis 16 (2008).
The worker counts them now and then, so that a page reads a few hundred words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log, sqrt
from typing import NamedTuple

from psycopg.types.json import Jsonb

from feedback_buttons.storage import db, engine
from feedback_buttons.topics.word_rules import LANGUAGES

LEAST = 5  # unhappy comments that have the word
SAMPLE = 1500  # the latest comments of each kind that are looked at
PRIOR = 200.0  # comments that the prior weighs as much as: the more, the more it takes to be ranked
SURE = 3.0  # standard errors from which a word is suggested
MOST = 20  # that are suggested
STORED = 300  # that are stored: most of the surest ones are of a topic already
# What is drawn together with its neighbour and no word by itself, in the database's patterns: "didn" of "didn't" (typed
# without its mark, too), "jusqu" of "jusqu'à", "hätt" of "hätt's". What is no shorter without its neighbour stays:
# "écran" of "l'écran", "foto" of "foto's", "geht" of "geht's".
CONTRACTED = {
    "nl": r"\m(as|da|dá|hoe|ie|wa|wat|zo)'[[:alpha:]]\M|\m[[:alpha:]]'[[:alpha:]]+",
    "en": r"\m[[:alpha:]]+n't\M|\m(ai|are|ca|could|did|does|do|had|has|have|is|must|need|should|was|were|wo|would)nt\M"
    r"|'(d|em|ll|m|re|s|ve)\M|\m(ma'am|y'all)\M",
    "de": r"\m(hab|hätt|könnt|möcht|müsst|sollt|wär|werd|wollt|würd|wurd)'([[:alpha:]]+)?|'(ne|nem|nen|ner|nes)\M",
    "fr": r"\maujourd'hui\M|\m[[:alpha:]]+'(?=[[:alpha:]])|-(t-)?(ce|il|elle|on|ils|elles|je|tu|ci|là)\M",
}
PAUSE, LONG_PAUSE = timedelta(minutes=10), timedelta(days=1)


class WordCount(NamedTuple):
    """In how many unhappy comments (``low``, 1 to 6) and happy ones (``high``, 9 and 10) a word stands, of how many."""

    word: str
    low: int
    high: int
    all_low: int
    all_high: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A word, in how many unhappy and happy comments it stands, and how far its log-odds are from even, in standard
    errors."""

    word: str
    low: int
    high: int
    sure: float


class _Due(NamedTuple):
    """A row of words_due.sql."""

    language: str
    newest_at: datetime | None


def read(connection: db.Connection, language: str) -> list[Suggestion]:
    """What is suggested in a language, the surest first, of the words that renew() counted last."""
    return ranked(db.rows(connection, WordCount, "suggested_words", {"language": language}))[:MOST]


def language(connection: db.Connection, spoken: str) -> str:
    """The language of words that a team looks at first: its own where somebody writes in it, else most people's."""
    written = db.column(connection, "written_languages")
    return spoken if spoken in written or not written else str(written[0])


def renew(connection: db.Connection, now: datetime) -> None:
    """Count the words of the latest comments anew, in the languages in which somebody wrote since, every PAUSE; in all
    of them every LONG_PAUSE, since words may have been erased."""
    wanted = {"languages": [*LANGUAGES], "before": now - PAUSE, "long_before": now - LONG_PAUSE}
    query = engine.which(connection, "words_due", "words_due_of_nodes")
    for due in db.rows(connection, _Due, query, wanted):
        sampled = {
            "language": due.language,
            "sample": SAMPLE,
            "least": LEAST,
            "contracted": CONTRACTED[due.language],
        }
        counts = db.rows(connection, WordCount, "count_words", sampled)
        words = [
            {"word": word.word, "low": word.low, "high": word.high}
            for word in ranked(counts)[:STORED]
        ]
        row = {
            "language": due.language,
            "words": Jsonb(words),
            "all_low": counts[0].all_low if counts else 0,
            "all_high": counts[0].all_high if counts else 0,
            "newest_at": due.newest_at,
            "now": now,
        }
        connection.execute(db.query("put_ranked_words"), row)


def ranked(words: Sequence[WordCount]) -> list[Suggestion]:
    """The words that stand more often in unhappy comments than chance would have it, the surest first; pure.

    >>> words = [WordCount("wait", 40, 10, 200, 800), WordCount("the", 90, 360, 200, 800)]
    >>> [suggestion.word for suggestion in ranked(words)]
    ['wait']
    """
    suggested = [Suggestion(count.word, count.low, count.high, odds(count)) for count in words]
    suggested.sort(key=lambda suggestion: (-suggestion.sure, suggestion.word))
    return [suggestion for suggestion in suggested if suggestion.sure >= SURE]


def odds(count: WordCount) -> float:
    """The log-odds of a word in unhappy comments less those in happy ones, in standard errors."""
    prior = PRIOR * (count.low + count.high) / (count.all_low + count.all_high)
    sides = [
        (hits + prior, max(of + PRIOR - hits - prior, 0.5))  # a word may stand in all of them
        for hits, of in ((count.low, count.all_low), (count.high, count.all_high))
    ]
    (low, not_low), (high, not_high) = sides
    return (log(low / not_low) - log(high / not_high)) / sqrt(1 / low + 1 / high)
