"""The recipient's pages as HTML: small, strict, escaped, and the same for everybody."""

import re
from base64 import b64encode
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from typing import get_args

import pytest

from feedback_buttons.campaigns.follow_up_questions import Asked
from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.recipient_page.page_html import CSP, Kind, Page, is_link, render

KINDS: tuple[Kind, ...] = get_args(Kind)
FULL = Page(
    "saved",
    score=7,
    action="/r/december-apology/" + "0" * 48 + "/7",
    nonce="n" * 120,
    sender="Bookshop Van der Meer & Daughters",
    question="How did you like the way we said sorry for the late parcels?",
    help_url="https://example.com/service",
    help_label="Talk to our service team",
    share_url="https://example.com/review",
    share_label="Share your experience with others",
)


class Elements(HTMLParser):
    """Collects each element's tag and attributes, and the text of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_small(kind: Kind, language: str) -> None:
    assert len(render(replace(FULL, kind=kind), language).encode()) < 9_500


@pytest.mark.parametrize("kind", KINDS)
def test_what_enter_in_a_field_presses_is_the_score_that_was_given(kind: Kind) -> None:
    """Whatever the page hides: Safari passes over buttons that have no box, so this one has."""
    follow_up = Asked(1, "Why?", ((1, "The delivery"),))
    page = replace(FULL, kind=kind, offer_contact=True, follow_up=follow_up)
    elements = Elements(render(page, "en")).found
    fields = [
        attributes
        for tag, attributes in elements
        if tag == "input" and attributes.get("type") != "hidden"
    ]
    buttons = [attributes for tag, attributes in elements if tag == "button"]
    if fields:
        assert (buttons[0]["class"], buttons[0]["name"], buttons[0]["value"]) == (
            "enter",
            "score",
            "7",
        )
    style = render(page, "en").partition(".enter{")[2].partition("}")[0]
    assert style
    assert "display" not in style


def test_page_with_the_longest_comment_stays_under_14_kilobytes() -> None:
    page = replace(FULL, comment="\N{ARABIC LETTER SHEEN}" * 2_000)
    assert all(len(render(page, language).encode()) < 14_000 for language in LANGUAGES)


@pytest.mark.parametrize("kind", KINDS)
def test_page_needs_nothing_but_itself(kind: Kind) -> None:
    html = render(replace(FULL, kind=kind), "en")
    for tag, attributes in Elements(html).found:
        assert not {"style", "src", "srcset"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
        if tag == "link":
            assert attributes == {"rel": "icon", "href": "data:,"}
        if tag == "a":
            assert attributes["rel"] == "noopener noreferrer"
    assert "@import" not in html
    assert "url(" not in html


@pytest.mark.parametrize("kind", KINDS)
def test_policy_names_exactly_the_styles_and_scripts_of_the_page(kind: Kind) -> None:
    html = render(replace(FULL, kind=kind), "de")
    inline = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", html, flags=re.DOTALL)
    assert len(inline) == (2 if kind in ("confirm", "ask") else 1)
    for text in inline:
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in CSP
    assert "unsafe" not in CSP
    assert CSP.startswith("default-src 'none'; ")


@pytest.mark.parametrize("kind", KINDS)
def test_page_has_its_language_a_title_and_is_not_indexed(kind: Kind) -> None:
    html = render(replace(FULL, kind=kind), "fr")
    assert '<html lang="fr">' in html
    assert '<meta name="robots" content="noindex">' in html
    assert re.search(r"<title>\S.+\S</title>", html)
    assert len(re.findall("<h1", html)) == 1


ATTACK = "\"><script>alert('x')</script><!-- &amp; {{ 7*7 }} %(score)s"


@pytest.mark.parametrize("kind", KINDS)
def test_text_of_a_campaign_or_writer_is_only_ever_text(kind: Kind) -> None:
    hostile = Page(
        kind,
        score=7,
        action=ATTACK,
        nonce=ATTACK,
        comment=ATTACK,
        sender=ATTACK,
        question=ATTACK,
        thanks=ATTACK,
        low_label=ATTACK,
        high_label=ATTACK,
        help_url="https://example.com/" + ATTACK.replace(" ", ""),
        help_label=ATTACK,
        share_url="https://example.com/",
        share_label=ATTACK,
    )
    calm = replace(FULL, kind=kind, comment="calm", low_label="low", high_label="high")
    parsed = Elements(render(hostile, "en"))
    expected = Elements(render(calm, "en"))
    assert [(tag, set(names)) for tag, names in parsed.found] == [
        (tag, set(names)) for tag, names in expected.found
    ]
    assert ATTACK in parsed.text


@pytest.mark.parametrize(
    "comment",
    ["\n\nfirst lines empty", "شكرا جزيلا", "\"quoted\" & 'more'", "w" * 2_000, "</textarea><b>"],
)
def test_comment_just_saved_comes_back_as_written(comment: str) -> None:
    html = render(replace(FULL, comment=comment), "nl")
    area = re.search(r"<textarea[^>]*>(.*?)</textarea>", html, flags=re.DOTALL)
    assert area is not None
    parser = Elements(area[1])
    assert parser.text.removeprefix("\n") == comment
    assert 'name="had_comment" value="1"' in html


def test_asking_page_shows_no_thanks_outside_its_script() -> None:
    for kind in ("confirm", "ask", "again", "later"):
        text = Elements(render(replace(FULL, kind=kind), "en")).text
        assert "is saved" not in text


def test_confirming_and_asking_page_differ_only_in_the_waiting_text() -> None:
    confirm = render(replace(FULL, kind="confirm"), "en")
    without = re.sub(r' data-wait="[^"]*"', "", confirm)
    assert without == render(replace(FULL, kind="ask"), "en")


def test_page_without_a_score_offers_the_whole_scale_and_marks_none() -> None:
    found = Elements(render(replace(FULL, kind="choose", score=None), "en")).found
    scores = [a["value"] for tag, a in found if tag == "button" and a.get("name") == "score"]
    assert scores == [str(n) for n in range(1, 11)]
    assert not any("aria-current" in attributes for _, attributes in found)


def test_erasing_keeps_what_was_typed_for_who_thinks_better_of_it() -> None:
    html = render(replace(FULL, kind="erase", comment="typed\nin two lines"), "en")
    assert '<input type="hidden" name="comment" value="typed\nin two lines">' in html


def test_choosing_keeps_what_was_typed() -> None:
    html = render(replace(FULL, kind="choose", score=None, comment="typed"), "en")
    assert '<input type="hidden" name="comment" value="typed">' in html


def test_comment_is_only_called_saved_where_it_is() -> None:
    assert "your comment are saved" in render(replace(FULL, comment="kept"), "en")
    assert "your comment are saved" not in render(replace(FULL, kind="ask", comment="kept"), "en")


def test_unsaved_answer_can_be_sent_again_with_its_comment() -> None:
    html = render(replace(FULL, kind="later", comment="not lost"), "en")
    assert "Try again: send my 7" in html
    assert "not lost" in html
    assert "<form" not in render(Page("later"), "en")


def test_closed_campaign_still_lets_erase() -> None:
    assert 'value="erase"' in render(replace(FULL, kind="closed"), "en")
    assert "<form" not in render(Page("closed"), "en")


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://example.com/?a=1&b=2#c", True),
        ("HTTP://example.com", True),
        ("mailto:help@example.com", True),
        ("tel:+31201234567", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https://example.com/\njavascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.com", False),
        ("/relative", False),
        ("", False),
        (None, False),
    ],
)
def test_only_real_links_are_shown(url: str | None, good: bool) -> None:
    assert is_link(url) is good
    html = render(replace(FULL, help_url=url, share_url=None), "en")
    assert ("<a " in html) is good


@pytest.mark.parametrize("score", [0, 11, -1])
def test_impossible_score_is_refused(score: int) -> None:
    with pytest.raises(ValueError, match="a score is 1 to 10"):
        Page("saved", score=score)


@pytest.mark.parametrize("kind", ["confirm", "ask", "again", "saved"])
def test_page_about_a_score_needs_one(kind: Kind) -> None:
    with pytest.raises(ValueError, match="needs a score"):
        Page(kind)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_sentences_are_one_word_where_styles_do_not_part_them(
    kind: Kind, language: str
) -> None:
    """As text browsers show a page: "Send my 7Not sent yet"."""
    assert not re.search(r"</b>\w", render(replace(FULL, kind=kind), language))
