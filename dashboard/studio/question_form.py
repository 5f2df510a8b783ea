"""The form of a campaign's follow-up questions, on the page of what stands behind the click."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from feedback_buttons.campaigns import scales
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Question
from feedback_buttons.campaigns.question_checks import MOST_ASKED

_BAND = 6  # a new question is asked of those who give at most this: who are not happy
_NO_SCORE = -1
# What stands in empty fields, in the language in which they are to be filled in.
EXAMPLES = {
    "en": ("What went wrong?", "It came too late\nIt was damaged\nIt is not what I expected"),
    "nl": ("Wat ging er mis?", "Het kwam te laat\nHet was beschadigd\nHet is anders dan verwacht"),
    "de": ("Was war nicht gut?", "Es kam zu spät\nEs war beschädigt\nIch hatte anderes erwartet"),
    "fr": ("Quel était le problème ?", "Trop tard\nEndommagé\nDifférent de ma commande"),
}


def examples(languages: Collection[str]) -> dict[str, tuple[str, str]]:
    """A question and its answers, a line each, for each language; in English where nobody has written one."""
    return {language: EXAMPLES.get(language, EXAMPLES["en"]) for language in languages}


class Slot(NamedTuple):
    """One question's fields, which all begin with its number; ``low`` and ``high`` are in the scale that was asked."""

    number: int
    id: int | None
    low: int
    high: int
    text: Mapping[str, str]
    choices: Mapping[str, str]


def slots(campaign: Campaign) -> list[Slot]:
    """A slot for each question that is asked, and one for another."""
    questions = [question for question in campaign.questions if question.get("asked", True)]
    filled = [
        _slot(number, question, campaign.told) for number, question in enumerate(questions, 1)
    ]
    if len(filled) < MOST_ASKED:
        unhappy = scales.tell(_BAND, campaign.told)
        filled.append(Slot(len(filled) + 1, None, campaign.told_scores[0], unhappy, {}, {}))
    return filled


def typed(form: Mapping[str, str], spoken: tuple[str, ...]) -> list[Slot]:
    """The slots as somebody filled them in."""
    filled = []
    for number in range(1, MOST_ASKED + 1):
        if f"{number}-low" in form:
            texts = {
                language: " ".join(form.get(f"{number}-text-{language}", "").split())
                for language in spoken
            }
            lines = {language: form.get(f"{number}-choices-{language}", "") for language in spoken}
            low, high = (_score(form.get(f"{number}-{end}", "")) for end in ("low", "high"))
            filled.append(Slot(number, _id(form.get(f"{number}-id", "")), low, high, texts, lines))
    return filled


def read(campaign: Campaign, form: Mapping[str, str], spoken: tuple[str, ...]) -> list[Question]:
    """The questions that a form asks for; what is written in languages that it doesn't show stays."""
    by_id = {question.get("id"): question for question in campaign.questions}
    questions = []
    for slot in typed(form, spoken):
        if form.get(f"{slot.number}-stop"):
            continue
        old = by_id.get(slot.id)
        questions.append(_question(slot, old, spoken, campaign))
    return questions


def _question(
    slot: Slot, old: Question | None, spoken: tuple[str, ...], campaign: Campaign
) -> Question:
    text = {language: words for language, words in slot.text.items() if words}
    lines = {
        language: _lines(lines_typed)
        for language, lines_typed in slot.choices.items()
        if slot.text[language]
    }
    for language in set(old["text"]) - set(spoken) if old else ():
        text[language] = old["text"][language] if old else ""
        lines[language] = [words.get(language, "") for words in old["choices"]] if old else []
    longest = max(map(len, lines.values()), default=0)
    choices = [
        {
            language: choice_words[place]
            for language, choice_words in lines.items()
            if place < len(choice_words) and choice_words[place]
        }
        for place in range(longest)
    ]
    low, high = slot.low, slot.high
    if {low, high} <= set(campaign.told_scores):  # else it is refused as it is
        low, high = scales.stored(low, high, campaign.told)
    question: Question = {"low": low, "high": high, "text": text, "choices": choices}
    if slot.id:
        question["id"] = slot.id
    return question


def _slot(number: int, question: Question, scale: str) -> Slot:
    languages = question["text"]
    gone = question.get("withdrawn", [])
    offered = [
        words if number not in gone else {} for number, words in enumerate(question["choices"], 1)
    ]
    lines = {
        language: "\n".join(words.get(language, "") for words in offered) for language in languages
    }
    low, high = (scales.tell(score, scale) for score in (question["low"], question["high"]))
    return Slot(number, question.get("id"), low, high, question["text"], lines)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def _score(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else _NO_SCORE


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None
