"""The buttons for a mail: their addresses, their words."""

import re

import pytest

from feedback_buttons import snippet
from feedback_buttons.snippet import SnippetError

URL = "https://feedback.example.com"


def test_the_plain_text_has_a_line_a_score() -> None:
    lines = snippet.text("orders", URL + "/", "*|FBTOKEN|*", low="bad").splitlines()
    assert lines[:3] == ["How would you rate us?", "1 = bad · 10 = excellent", ""]
    assert lines[3:] == [f"{score:2}: {URL}/r/orders/*|FBTOKEN|*/{score}" for score in range(1, 11)]


@pytest.mark.parametrize("tag", ["", " ", "a\nb", "<b>", "\"'"])
def test_a_tag_that_no_link_can_hold_is_refused(tag: str) -> None:
    with pytest.raises(SnippetError, match="cannot stand in a link"):
        snippet.html("orders", URL, tag)


@pytest.mark.parametrize("wrong", [{"language": "es"}, {"theme": "rainbow"}], ids=str)
def test_an_unknown_choice_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SnippetError, match="there is no"):
        snippet.html("orders", URL, **wrong)


@pytest.mark.parametrize(
    ("language", "question", "ends"),
    [
        ("en", "How would you rate us?", "1 = very poor · 10 = excellent"),
        ("nl", "Welk cijfer geef je ons?", "1 = heel slecht · 10 = uitstekend"),
        ("de", "Wie bewerten Sie uns?", "1 = sehr schlecht · 10 = sehr gut"),
        ("fr", "Quelle note nous donnez-vous\u00a0?", "1 = très mauvais · 10 = excellent"),
    ],
)
def test_the_words_are_in_the_language_of_the_mail(language: str, question: str, ends: str) -> None:
    for part in (snippet.html, snippet.text):
        assert question in part("orders", URL, language=language)
        assert ends in part("orders", URL, language=language)


@pytest.mark.parametrize("theme", snippet.THEMES)
def test_white_and_black_text_can_both_be_read_on_every_colour(theme: str) -> None:
    for colour in snippet.THEMES[theme]:
        luminance = _luminance(colour)
        assert 1.05 / (luminance + 0.05) >= 4.5
        assert (luminance + 0.05) / 0.05 >= 4.5


def test_nothing_in_it_needs_what_mail_programs_drop() -> None:
    part = snippet.html("orders", URL)
    assert not re.search(r"<(style|img|script)|class=|var\(|@", part)
    assert len(part.encode()) < 4096


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(part * weight for part, weight in zip(linear, (0.2126, 0.7152, 0.0722), strict=True))
