"""The buttons for a mail, as a browser lays them out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from feedback_buttons import snippet

URL = "https://feedback.example.com"
TAGS = (
    "{{ feedback_token }}",
    "*|FBTOKEN|*",
    "%%FEEDBACK_TOKEN%%",
    "{{customer_option field='FEEDBACK_TOKEN'}}",
    '{{ person|lookup:"FEEDBACK_TOKEN" }}',
    "{$profile.FEEDBACK_TOKEN}",
    "[feedbacktoken,fallback=]",
)


@pytest.mark.parametrize("tag", TAGS)
def test_a_merge_tag_stands_in_every_link_as_it_was_given(tag: str, page: Page) -> None:
    page.set_content(snippet.html("orders", URL, tag))
    links = page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert links == [f"{URL}/r/orders/{tag}/{score}" for score in range(1, 11)]


def test_own_words_are_shown_as_text_and_nothing_else(page: Page) -> None:
    page.set_content(snippet.html("orders", URL, question="<b>How?</b>", low="<i>", high="&amp;"))
    assert page.locator("p").all_inner_texts() == ["<b>How?</b>", "1 = <i> · 10 = &amp;"]


@pytest.mark.parametrize(("width", "rows"), [(300, 2), (320, 2), (375, 2), (600, 1), (800, 1)])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_buttons_fit_and_can_be_tapped(
    page: Page, width: int, rows: int, direction: str
) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    page.set_content(f"<body dir={direction}>" + snippet.html("orders", URL))
    boxes = [link.bounding_box() or {} for link in page.locator("a").all()]
    assert len({box["y"] for box in boxes}) == rows
    assert {(box["width"], box["height"]) for box in boxes} == {(44, 44)}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("theme", snippet.THEMES)
def test_nobody_is_kept_from_reading_it(page: Page, theme: str) -> None:
    body = snippet.html("orders", URL, theme=theme)
    page.set_content(f"<html lang=en><title>Mail</title><main><h1>Hello</h1>{body}</main>")
    assert Axe().run(page).response["violations"] == []
