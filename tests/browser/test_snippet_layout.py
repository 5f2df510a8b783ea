"""The buttons for a mail, as a browser lays them out."""

from itertools import product

import pytest
from access import axe
from playwright.sync_api import Page

from feedback_buttons.campaigns.scales import SCALES, in_address
from feedback_buttons.mail import snippet
from feedback_buttons.mail.mail_programs import CLIENTS
from feedback_buttons.mail.mail_tools import MAIL_TOOLS
from feedback_buttons.mail.snippet_options import SnippetOptions

URL = "https://feedback.example.com"
WORDS = SnippetOptions(question="<b>How?</b>", low="<i>", high="&amp;")
# Word makes no link as large as its cell; the others differ in colours alone.
STRICT = [CLIENTS[name] for name in ("gmx", "open-xchange", "roundcube")]
MEASURE = """() => ({
    width: document.documentElement.scrollWidth,
    links: [...document.links].map(link => {
        const box = link.getBoundingClientRect();
        return [box.x, box.y, box.width, box.height].map(Math.round);
    }),
})"""


def test_a_merge_tag_stands_in_every_link_as_it_was_given(page: Page) -> None:
    tags = [tool.tag for tool in MAIL_TOOLS.values()]
    page.set_content("".join(snippet.html("orders", URL, tag) for tag in tags))
    links = page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert links == [
        f"{URL}/r/orders/{tag}/{in_address(score)}" for tag in tags for score in range(1, 11)
    ]


def test_own_words_are_shown_as_text_and_nothing_else(page: Page) -> None:
    page.set_content(snippet.html("orders", URL, options=WORDS))
    shown = [text.replace("\xa0", " ") for text in page.locator("p").all_inner_texts()]
    assert shown == ["<b>How?</b>", "1 = <i> · 10 = &amp;"]


# The narrowest phone with ten large buttons, to a wide window.
@pytest.mark.parametrize("width", [300, 320, 375, 600, 800])
@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_the_buttons_fit_and_can_be_tapped(page: Page, width: int, direction: str) -> None:
    page.set_viewport_size({"width": width, "height": 400})
    for scale, size in product(SCALES, (44, 52)):
        if scale == "nps-0-10" and size > 44:
            continue  # refused: they would not fit
        part = snippet.html("orders", URL, "0" * 31, SnippetOptions(scale=scale, size=size))
        for program in (str, *STRICT):
            page.set_content(f"<body dir={direction}>{program(part)}")
            measured = page.evaluate(MEASURE)
            boxes = measured["links"]
            rows = 2 if len(boxes) >= 10 and width < 600 else 1
            assert len({y for _, y, _, _ in boxes}) == rows
            assert {(wide, high) for _, _, wide, high in boxes} == {(size, size)}
            assert len({(x, y) for x, y, _, _ in boxes}) == len(boxes)
            assert measured["width"] <= width


@pytest.mark.parametrize("scale", SCALES)
def test_nobody_is_kept_from_reading_it(page: Page, scale: str) -> None:
    looks = (
        SnippetOptions(scale=scale, theme="ramp"),
        SnippetOptions(scale=scale, colour="#ffcc00"),
    )
    body = "".join(snippet.html("orders", URL, options=look) for look in looks)
    page.set_content(f"<html lang=en><title>Mail</title><main><h1>Hello</h1>{body}</main>")
    assert axe(page)["violations"] == []
