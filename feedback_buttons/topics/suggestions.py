"""Words that stand more often in unhappy comments than in happy ones, and that no topic has yet.

Ranked by the log-odds of a word with a prior, in standard errors: rare words are not ranked first by chance, nor are
frequent ones by their number. Source: Monroe, Colaresi and Quinn, "Fightin' words", Political Analysis 16 (2008).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import NamedTuple

from feedback_buttons.storage import db

LEAST = 5  # unhappy comments that have the word
SAMPLE = 1500  # the latest comments of each kind that are looked at
PRIOR = 200.0  # comments that the prior weighs as much as: the more, the more it takes to be ranked
SURE = 3.0  # standard errors from which a word is suggested
MOST = 20


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


def read(connection: db.Connection, language: str) -> list[Suggestion]:
    """What is suggested in a language, the surest first, from its latest comments."""
    wanted = {"language": language, "sample": SAMPLE, "least": LEAST}
    return ranked(db.rows(connection, WordCount, "topic_suggestions", wanted))


def ranked(words: Sequence[WordCount]) -> list[Suggestion]:
    """The words that stand more often in unhappy comments than chance would have it, the surest first; pure.

    >>> words = [WordCount("wait", 40, 10, 200, 800), WordCount("the", 90, 360, 200, 800)]
    >>> [suggestion.word for suggestion in ranked(words)]
    ['wait']
    """
    suggested = [Suggestion(count.word, count.low, count.high, odds(count)) for count in words]
    suggested.sort(key=lambda suggestion: (-suggestion.sure, suggestion.word))
    return [suggestion for suggestion in suggested if suggestion.sure >= SURE][:MOST]


def odds(count: WordCount) -> float:
    """The log-odds of a word in unhappy comments less those in happy ones, in standard errors."""
    prior = PRIOR * (count.low + count.high) / (count.all_low + count.all_high)
    sides = [
        (hits + prior, of + PRIOR - hits - prior)
        for hits, of in ((count.low, count.all_low), (count.high, count.all_high))
    ]
    (low, not_low), (high, not_high) = sides
    return (log(low / not_low) - log(high / not_high)) / sqrt(1 / low + 1 / high)
