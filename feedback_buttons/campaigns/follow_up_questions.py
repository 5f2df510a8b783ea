"""Follow-up questions: what a campaign asks after the score, of whom, and what was chosen.

Each is asked of those who gave the scores from ``low`` to ``high``. With choices, a recipient takes one; without,
it stands above the comment, whose words are the answer. At any score there is at most one of each kind,
so nobody is asked more than two. Whoever reads a language in which a question is not written is not asked it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple, NotRequired, TypedDict

from feedback_buttons.base import months
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.storage import db


class Question(TypedDict):
    """A question as the campaign's table has it, in JSON.

    ``id`` is the campaign's own number for it, never given again. ``text`` is by language; so is each of
    the ``choices``, whose number is its place, from 1. Those ``withdrawn`` are no longer offered.
    """

    id: NotRequired[int]
    asked: NotRequired[bool]
    low: int
    high: int
    text: dict[str, str]
    choices: list[dict[str, str]]
    withdrawn: NotRequired[list[int]]


class Chosen(NamedTuple):
    """What a recipient took: which of a question's choices, from 1."""

    question: int
    choice: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one recipient: a question with choices by their numbers, and what stands above the
    comment; None for what is not asked."""

    id: int | None = None
    text: str = ""
    choices: tuple[tuple[int, str], ...] = ()
    why: str | None = None


NOBODY = Asked()  # asked nothing


@dataclass(frozen=True, slots=True)
class Result:
    """A question with choices, and how many took each."""

    question: Question
    counts: tuple[int, ...]

    @property
    def answers(self) -> int:
        """How many took any."""
        return sum(self.counts)


def asked(questions: Iterable[Question], score: int | None, language: str) -> Asked:
    """What is asked of somebody who gave this score and reads this language.

    >>> why = Question(id=1, low=1, high=6, text={"en": "What went wrong?"}, choices=[{"en": "The price"}])
    >>> asked([why], 3, "en").choices, asked([why], 7, "en").choices, asked([why], 3, "nl").choices
    (((1, 'The price'),), (), ())
    """
    follow_up = NOBODY
    for question in questions:
        if not _of(question, score) or language not in question["text"]:
            continue
        text = question["text"][language]
        if question["choices"]:
            choices = tuple(
                (number, words[language])
                for number, words in _offered(question)
                if language in words
            )
            follow_up = replace(follow_up, id=question.get("id"), text=text, choices=choices)
        else:
            follow_up = replace(follow_up, why=text)
    return follow_up


def chosen(
    questions: Iterable[Question], score: int | None, question: str, choice: str
) -> Chosen | None:
    """What a form says was chosen; None where it says nothing, or what is not asked at this score."""
    for asked_question in questions:
        if not (str(asked_question.get("id")) == question and _of(asked_question, score)):
            continue
        if choice in [str(number) for number, _ in _offered(asked_question)]:
            return Chosen(int(question), int(choice))
    return None


def standing(
    questions: Iterable[Question], score: int | None, question: int | None, choice: int | None
) -> tuple[dict[str, str], dict[str, str]] | None:
    """What a kept choice answered and what it said, by language; None where there is none, or it no longer
    belongs to the score."""
    for candidate in questions:
        if candidate.get("id") == question and score is not None and _spans(candidate, score):
            return candidate["text"], candidate["choices"][(choice or 1) - 1]
    return None


def worded(text: dict[str, str], *languages: str | None) -> str:
    """A text in the first of these languages that it is written in, else in the first of ours.

    >>> worded({"de": "Warum?", "en": "Why?"}, None), worded({"de": "Warum?", "en": "Why?"}, "de")
    ('Why?', 'Warum?')
    """
    return next((text[language] for language in (*languages, *LANGUAGES) if language in text), "")


class _ChosenSum(NamedTuple):
    """How many answers with this score took a question's choice."""

    question: int
    choice: int
    score: int
    answers: int


def results(
    connection: db.Connection,
    slug: str,
    questions: Iterable[Question],
    days: tuple[date | None, date] | None = None,
) -> tuple[Result, ...]:
    """What was chosen, as it was summed up last: of all questions with choices that are asked, or were
    and have answers. Of the answers from one of ``days`` to the other alone, where they are given."""
    if days is None:
        sums = db.rows(connection, _ChosenSum, "chosen", {"campaign": slug})
    else:
        wanted = {"campaign": slug, **months.cut([(*days, 0)]).parameters}
        sums = db.rows(connection, _ChosenSum, "chosen_of_days", wanted)
    return tuple(_results(sums, questions))


def _results(sums: list[_ChosenSum], questions: Iterable[Question]) -> Iterator[Result]:
    for question in questions:
        if not question["choices"]:
            continue
        counts = [0] * len(question["choices"])
        for chosen in sums:
            if chosen.question == question.get("id") and _spans(question, chosen.score):
                counts[chosen.choice - 1] += chosen.answers
        if question.get("asked", True) or any(counts):
            yield Result(question, tuple(counts))


def _offered(question: Question) -> Iterator[tuple[int, dict[str, str]]]:
    """The choices that are offered, by number."""
    for number, words in enumerate(question["choices"], 1):
        if words and number not in question.get("withdrawn", ()):
            yield number, words


def _of(question: Question, score: int | None) -> bool:
    return score is not None and question.get("asked", True) and _spans(question, score)


def _spans(question: Question, score: int) -> bool:
    return question["low"] <= score <= question["high"]
