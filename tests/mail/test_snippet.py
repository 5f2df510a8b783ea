"""The buttons for a mail: their addresses, their words."""

import re

import pytest

from feedback_buttons.base.colours import button, contrast
from feedback_buttons.campaigns.scales import SCALES, in_address
from feedback_buttons.mail import snippet, snippet_options
from feedback_buttons.mail.snippet_options import SnippetError, SnippetOptions

URL = "https://feedback.example.com"


def test_the_plain_text_has_a_line_a_score() -> None:
    lines = snippet.text("orders", URL + "/", "*|FBTOKEN|*", SnippetOptions(low="bad")).splitlines()
    assert lines[:3] == ["How would you rate us?", "1 = bad · 10 = excellent", ""]
    assert lines[3:] == [
        f"{score:2}: {URL}/r/orders/*|FBTOKEN|*/{in_address(score)}" for score in range(1, 11)
    ]


@pytest.mark.parametrize("tag", ["", " ", "a\nb", "<b>", "\"'"])
def test_a_tag_that_no_link_can_hold_is_refused(tag: str) -> None:
    with pytest.raises(SnippetError, match="cannot stand in a link"):
        snippet.html("orders", URL, tag)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param(
            SnippetOptions(language="es"), "no words for 'es': give a question", id="language"
        ),
        pytest.param(SnippetOptions(language='"><b'), "is no language", id="no language at all"),
        pytest.param(
            SnippetOptions(theme="rainbow"), "no theme 'rainbow'; choose neutral or", id="theme"
        ),
        pytest.param(
            SnippetOptions(scale="thumbs"), "no scale 'thumbs'; choose numbers,", id="scale"
        ),
        pytest.param(SnippetOptions(colour="reddish"), "'reddish' is no colour", id="colour"),
        pytest.param(
            SnippetOptions(colour="#fff", theme="ramp"), "colours of its own", id="two looks"
        ),
        pytest.param(SnippetOptions(size=12), "12 pixels cannot be; choose 44 to 52", id="size"),
        pytest.param(
            SnippetOptions(scale="stars", only=7), "choose from 2, 4, 6, 8, 10", id="score"
        ),
    ],
)
def test_an_unknown_choice_is_refused(wrong: SnippetOptions, said: str) -> None:
    with pytest.raises(SnippetError, match=said):
        snippet.html("orders", URL, options=wrong)


@pytest.mark.parametrize("scale", SCALES)
def test_every_scale_ends_at_the_best_score(scale: str) -> None:
    scores = [score for score, _ in SCALES[scale].scores()]
    assert scores in (list(range(1, 11)), [2, 4, 6, 8, 10], list(range(11)))
    for part in (snippet.html, snippet.text):
        made = part("orders", URL, "0123", SnippetOptions(scale=scale))
        assert [int(score) for score in re.findall(r"/r/orders/0123/(\d+)", made)] == scores


def test_eleven_buttons_ask_from_0_and_a_0_is_no_10() -> None:
    options = SnippetOptions(scale="nps-0-10", theme="ramp")
    made = snippet.html("orders", URL, "0123", options)
    assert 'aria-label="Score 0 of 10"' in made
    assert "0&nbsp;=&nbsp;not&nbsp;at&nbsp;all&nbsp;likely" in made
    assert snippet_options.background(0, options) == snippet_options.background(1, options)
    only = SnippetOptions(scale="nps-0-10", only=0)
    assert snippet.html("orders", URL, options=only).count("<a ") == 1
    assert snippet.text("orders", URL, "0123", only) == f"{URL}/r/orders/0123/00\n"
    with pytest.raises(SnippetError, match="only with 44 pixels"):
        snippet.html("orders", URL, options=SnippetOptions(scale="nps-0-10", size=48))


@pytest.mark.parametrize(("campaign", "wanted"), [("1-10", "nps-0-10"), ("0-10", "numbers")])
def test_buttons_lead_to_scores_that_their_campaign_has(campaign: str, wanted: str) -> None:
    with pytest.raises(SnippetError, match=f"the campaign's scale is {campaign}"):
        snippet_options.fitting(campaign, wanted)


def test_one_button_stands_alone() -> None:
    assert snippet.html("orders", URL, options=SnippetOptions(only=7)).count("<a ") == 1
    assert snippet.text("orders", URL, "0123", SnippetOptions(only=7)) == f"{URL}/r/orders/0123/7\n"


def test_a_language_of_your_own_runs_its_own_way() -> None:
    words = {"question": "كيف؟", "low": "سيئ", "high": "ممتاز"}
    assert '<div lang="ar" dir="rtl"' in snippet.html(
        "orders", URL, options=SnippetOptions(language="ar", **words)
    )
    assert "dir=rtl" not in snippet.html(
        "orders", URL, options=SnippetOptions(language="pt-BR", **words)
    )


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
        made = part("orders", URL, options=SnippetOptions(language=language)).replace("&nbsp;", " ")
        assert question in made
        assert ends in made


@pytest.mark.parametrize("theme", snippet_options.THEMES)
def test_white_and_black_text_can_both_be_read_on_every_colour(theme: str) -> None:
    for colour in snippet_options.THEMES[theme]:
        assert contrast("#ffffff", colour) >= 4.5
        assert contrast("#000000", colour) >= 4.5


@pytest.mark.parametrize("colour", ["#ffffff", "#ffcc00", "#00ff00", "#f00", "#767676", "#001"])
def test_white_text_can_be_read_on_any_brands_colour(colour: str) -> None:
    used = snippet_options.background(1, SnippetOptions(colour=colour))
    assert contrast("#ffffff", used) >= 4.5
    assert used == button(used)  # what can be read is left alone
    assert f'bgcolor="{used}"' in snippet.html("orders", URL, options=SnippetOptions(colour=colour))


def test_nothing_in_it_needs_what_mail_programs_drop() -> None:
    part = snippet.html("orders", URL)
    assert not re.search(r"<(style|img|script)|class=|var\(|@", part)
    assert len(part.encode()) < 6 * 1024  # of the 102 KB that Gmail shows
