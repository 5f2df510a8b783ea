"""Reads the words by which a topic is found; pure.

Rules stand on lines, between commas or in cells that were copied from a spreadsheet: a word (``courier``), a phrase
(``where is my order``, with or without quotation marks), a word's beginning (``deliver*``, in a phrase too), and what
must not be there (``-delivery room``). A word catches its stem's other forms as well; which those are in the team's own
comments, the editor shows.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from feedback_buttons.base.errors import FeedbackError, wording

LANGUAGES = (
    "nl",
    "en",
    "de",
    "fr",
)  # in which words are stemmed; comments in others have no topics
MOST = 500  # rules of a topic in one language
LONGEST = 80  # characters of a rule
SHORTEST = 3  # letters before a star: fewer would catch half of a language
_QUOTES = "\"'“”„«»‘’"  # noqa: RUF001 (as people type them)
_EDGES = re.compile(r"^[^\w*]+|[^\w*]+$")  # marks around a word
_PARTS = re.compile(r'"[^"\n]*"\*?|[^",;\n\t]+|"')
_DASHES = re.compile("^[\u2010-\u2015\u2212]")  # that programs make of a minus sign
# Soft hyphens, joiners, marks of direction: nobody sees them in a text that they copied.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class RuleError(FeedbackError, ValueError):
    """A topic's words cannot be read; the message says which, and what to do."""

    code = "topic-words-invalid"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a phrase; of a prefix only its beginning is looked for."""

    text: str
    prefix: bool = False

    def __str__(self) -> str:
        return self.text + "*" * self.prefix


@dataclass(frozen=True, slots=True)
class Rule:
    """Words that must stand behind one another; with ``excluded`` a comment that has them is not about the topic."""

    words: tuple[Word, ...]
    excluded: bool = False

    def __str__(self) -> str:
        return "-" * self.excluded + " ".join(map(str, self.words))


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a topic in one language, in the order in which they were typed, each once."""

    rules: tuple[Rule, ...] = ()

    def __str__(self) -> str:
        return "\n".join(map(str, self.rules))

    @property
    def wanted(self) -> tuple[Rule, ...]:
        """Those of which one must be there."""
        return tuple(rule for rule in self.rules if not rule.excluded)

    def asked_for(self) -> dict[str, list[list[list[str | bool]]]]:
        """As the function topic_query of the database takes them."""
        sides: dict[str, list[list[list[str | bool]]]] = {"any": [], "none": []}
        for rule in self.rules:
            words: list[list[str | bool]] = [[word.text, word.prefix] for word in rule.words]
            sides["none" if rule.excluded else "any"].append(words)
        return sides


def parse(text: str) -> Rules:
    """Read what a team typed.

    Raises:
        RuleError: a rule cannot be, there are too many, or only exclusions.

    >>> print(parse('late, "niet op tijd"; deliver*, -delivery room'))
    late
    niet op tijd
    deliver*
    -delivery room
    """
    rules = tuple(dict.fromkeys(_rule(part) for part in _parts(text)))
    if len(rules) > MOST:
        raise RuleError(wording("at most {most} words and phrases find a topic."), most=MOST)
    if rules and all(rule.excluded for rule in rules):
        raise RuleError(wording("there are only exclusions: name a word that finds the topic too."))
    return Rules(rules)


def _parts(text: str) -> Iterator[str]:
    """What stands between commas, tabs and ends of lines; a comma within quotation marks parts nothing."""
    seen = unicodedata.normalize("NFKC", _UNSEEN.sub("", text.replace("\0", "")))
    plain = re.sub("[“”„«»]", '"', seen)
    sign = ""
    for part in _PARTS.findall(plain):
        trimmed = _DASHES.sub("-", part.strip())
        if trimmed == "-":  # the sign of a phrase in quotation marks
            sign = "-"
        elif trimmed == '"':
            raise RuleError(wording('a quotation mark (") is open: close it behind the phrase.'))
        elif trimmed:
            yield sign + trimmed
            sign = ""
    if sign:
        raise RuleError(wording("there is no word behind the minus sign."))


def _rule(part: str) -> Rule:
    excluded = part.startswith("-")
    bare = part.removeprefix("-").strip().strip(_QUOTES).strip()
    if part.endswith('"*'):
        bare = bare.removesuffix("*").strip(_QUOTES) + "*"
    if len(bare) > LONGEST:
        raise RuleError(
            wording("“{text} …” is too long: a phrase has at most {longest} characters."),
            text=bare[:20],
            longest=LONGEST,
        )
    pieces = (_EDGES.sub("", piece) for piece in re.split(r"[\s'’‘`]+", bare))  # noqa: RUF001 (where Postgres parts words too)
    words = tuple(_word(piece, part) for piece in pieces if _letters(piece) or "*" in piece)
    if not words:
        raise RuleError(wording("“{text}” has no letters to look for."), text=part[:40])
    return Rule(words, excluded)


def _word(piece: str, part: str) -> Word:
    stem = piece.rstrip("*")
    if "*" in stem:
        raise RuleError(
            wording("in “{text}” the star stands in front: it goes behind a word's beginning."),
            text=part[:40],
        )
    if stem != piece and _letters(stem) < SHORTEST:
        raise RuleError(
            wording("“{text}” would catch nearly everything: write {shortest} letters before *."),
            text=part[:40],
            shortest=SHORTEST,
        )
    return Word(_EDGES.sub("", unicodedata.normalize("NFKC", stem.lower())), stem != piece)


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)
