"""What a team writes of its follow-up questions, checked before it is kept: few enough, whole in each language, and
with numbers that keep what was chosen before.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from feedback_buttons.base.errors import FeedbackError, wording
from feedback_buttons.base.text_lines import checked as line
from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.follow_up_questions import Question, worded
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.i18n.team_language import tr

MOST_ASKED, MOST_CHOICES = 6, 10
MOST_KEPT = 60  # with those that are no longer asked
LONGEST_CHOICE = 100  # characters


class QuestionError(FeedbackError, ValueError):
    """A question cannot be asked like this; the message names which and says what to do."""

    code = "question-invalid"


def settled(
    before: Sequence[Question],
    wanted: Iterable[Question],
    scores: range = scales.SCORES[scales.USUAL],
) -> list[Question]:
    """The questions of a campaign with these scores that is to ask what is wanted: in order, then those it asks
    no longer.

    A question whose scores, or whose choices' order, are another is another question: what was chosen before
    stays with the old one and keeps its meaning.

    Raises:
        QuestionError: one of them cannot be asked like this.
    """
    by_id = {question["id"]: question for question in before if "id" in question}
    next_id = max(by_id, default=0) + 1
    settled_questions: list[Question] = []
    for number, question in enumerate(wanted, 1):
        new = _checked(number, question)
        _within(number, new, scores)
        if not new["text"]:
            continue
        old = by_id.get(question.get("id", 0))
        if old is not None and _same(old, new):
            new["id"] = old["id"]
            _withdraw(old, new)
            del by_id[old["id"]]
        else:
            new["id"], next_id = next_id, next_id + 1
        settled_questions.append(new)
    _apart(settled_questions)
    ended: list[Question] = [{**question, "asked": False} for question in by_id.values()]
    return [*settled_questions, *sorted(ended, key=lambda question: -question["id"])][:MOST_KEPT]


def within(questions: Iterable[Question], scores: range) -> None:
    """Hold the questions that are asked against the scores that can be given.

    Raises:
        QuestionError: one is asked of a score that nobody can give.
    """
    for number, question in enumerate(questions, 1):
        if question.get("asked", True):
            _within(number, question, scores)


def _withdraw(old: Question, new: Question) -> None:
    """What was emptied keeps its number and words, for what was chosen before, and is offered no longer."""
    new["choices"] += [{}] * (len(old["choices"]) - len(new["choices"]))
    for place, words in enumerate(old["choices"]):
        if not new["choices"][place]:
            new["choices"][place] = words
            new["withdrawn"] = sorted({*new.get("withdrawn", []), place + 1})


def _within(number: int, question: Question, scores: range) -> None:
    low, high = question["low"], question["high"]
    if not (low in scores and high in scores and low <= high):
        raise QuestionError(
            wording("question {number}: the scores go from {lowest} to 10, the lower one first."),
            number=number,
            lowest=scores[0],
        )


def _checked(number: int, question: Question) -> Question:
    low, high = question["low"], question["high"]
    name = tr("question {number}").format(number=number)
    text = _spoken(name, question["text"])
    choices = [_spoken(name, choice, LONGEST_CHOICE) for choice in question["choices"]]
    while choices and not choices[-1]:
        choices.pop()
    if len(choices) > MOST_CHOICES:
        raise QuestionError(
            wording("question {number} has more than {most} answers to choose from."),
            number=number,
            most=MOST_CHOICES,
        )
    withdrawn = [place for place in question.get("withdrawn") or [] if 1 <= place <= len(choices)]
    for place, choice in enumerate(choices, 1):
        if choice and place not in withdrawn and choice.keys() != text.keys():
            raise QuestionError(
                wording(
                    "question {number}: write it, and the same answers in the same order, in each "
                    "language in which it is asked; “{words}” is missing in one."
                ),
                number=number,
                words=worded(choice),
            )
    wanted = question.get("asked", True)
    checked: Question = {
        "asked": wanted,
        "low": low,
        "high": high,
        "text": text,
        "choices": choices,
        "withdrawn": withdrawn,
    }
    return checked


def _spoken(name: str, words: dict[str, str], most: int = 300) -> dict[str, str]:
    """What is written, by language."""
    if unknown := words.keys() - set(LANGUAGES):
        raise QuestionError(f"{name}: no page is written in {sorted(unknown)[0]!r}.")
    written = {language: line(name, words.get(language) or "", most) for language in LANGUAGES}
    return {language: text for language, text in written.items() if text}


def _same(old: Question, new: Question) -> bool:
    """Whether what was chosen of the old one still means the same."""
    if (old["low"], old["high"]) != (new["low"], new["high"]):
        return False
    if not old["choices"] or not new["choices"]:
        return old["choices"] == new["choices"]
    for place, words in enumerate(old["choices"]):
        here = new["choices"][place] if place < len(new["choices"]) else {}
        if place + 1 in old.get("withdrawn", []) and here not in ({}, words):
            return False  # something else under a number that was taken
        for language, text in words.items():
            now = [choice.get(language) for choice in new["choices"]]
            if text in now and here.get(language) != text:
                return False  # it has moved
    return True


def _apart(questions: list[Question]) -> None:
    """Refuse more questions than anybody should be asked."""
    live = [question for question in questions if question.get("asked", True)]
    if len(live) > MOST_ASKED:
        raise QuestionError(
            wording("a campaign has at most {most} follow-up questions."), most=MOST_ASKED
        )
    kinds = sorted(live, key=lambda question: bool(question["choices"]))
    for choices, same in groupby(kinds, key=lambda question: bool(question["choices"])):
        scores = [
            score for question in same for score in range(question["low"], question["high"] + 1)
        ]
        twice = next((score for score in scales.ANY if scores.count(score) > 1), None)
        if twice is not None:
            kind = tr("answers to choose from") if choices else tr("an answer in words")
            raise QuestionError(
                wording(
                    "whoever gives a {score} would be asked two questions with {kind}: at most one of "
                    "each kind, so that it stays short."
                ),
                score=twice,
                kind=kind,
            )
