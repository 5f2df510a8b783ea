"""The buttons after real programs have taken out of them what they do not allow: read, tapped and in order."""

from collections.abc import Iterator
from itertools import pairwise, product
from typing import Any

import pytest
from mail_whitelists import WHITELISTS, Whitelist
from playwright.sync_api import Browser, Page

from feedback_buttons.base import colours
from feedback_buttons.campaigns.scales import SCALES
from feedback_buttons.mail import snippet
from feedback_buttons.mail.snippet_options import SnippetOptions

URL = "https://feedback.example.com"
LOOKS = [
    SnippetOptions(scale=scale, theme=theme, colour=colour)
    for scale, (theme, colour) in product(
        SCALES, (("neutral", None), ("ramp", None), ("neutral", "#ffcc00"), ("neutral", "#777"))
    )
]
ARABIC = SnippetOptions(language="ar", question="كيف؟", low="سيئ", high="ممتاز")
TAP, FULL = 24, 44  # px; what WCAG 2.2 asks (2.5.8), and what a thumb wants
# Link by link: where it leads, the colours of its mark and of what is behind it, what of it can be tapped, and the
# edges that it draws.
MEASURE = """() => [...document.links].map(link => {
    let mark = link;
    while (mark.firstElementChild) mark = mark.firstElementChild;
    let ground = mark;
    const seen = node => getComputedStyle(node).backgroundColor;
    while (ground && seen(ground) == "rgba(0, 0, 0, 0)") ground = ground.parentElement;
    const boxes = [link, ...link.querySelectorAll("*")].flatMap(node => [...node.getClientRects()]);
    const from = name => Math.min(...boxes.map(box => box[name]));
    const to = name => Math.max(...boxes.map(box => box[name]));
    const style = getComputedStyle(link);
    return {
        href: link.getAttribute("href"), colour: getComputedStyle(mark).color,
        ground: ground ? seen(ground) : "rgb(255, 255, 255)",
        x: from("left"), y: from("top"), wide: to("right") - from("left"), high: to("bottom") - from("top"),
        border: style.borderTopWidth, edge: style.borderTopColor, behind: seen(document.body),
    };
})"""


def buttons(page: Page, program: Whitelist, look: SnippetOptions) -> list[dict[str, Any]]:
    """What is left of the buttons in this program, as it is drawn."""
    part = program(snippet.html("orders", URL, "0" * 31, look))
    page.set_content(f"<!DOCTYPE html><body style='font:16px sans-serif'>{part}")
    found: list[dict[str, Any]] = page.evaluate(MEASURE)
    assert [int(button["href"].rpartition("/")[2]) for button in found] == [
        score for score, _ in SCALES[look.scale].scores()
    ]
    return found


@pytest.mark.parametrize("program", WHITELISTS, ids=lambda program: program.name)
def test_every_mark_can_be_read_tapped_and_stands_in_its_order(
    page: Page, program: Whitelist
) -> None:
    page.set_viewport_size({"width": 600, "height": 400})
    for look in LOOKS:
        found = buttons(page, program, look)
        for button in found:
            if look.scale != "faces":  # which have colours of their own
                ground = colours.parse(button["ground"])
                assert colours.contrast(colours.parse(button["colour"]), ground) >= 4.5
        middles = [(box["x"] + box["wide"] / 2, box["y"] + box["high"] / 2) for box in found]
        places = [(round(y), x) for x, y in middles]
        assert places == sorted(places)  # as one reads: row by row, from left to right
        # Each is large enough, or stands so far from the next that no finger meets both.
        assert all(min(box["wide"], box["high"]) >= TAP for box in found) or all(
            abs(x - next_x) >= TAP or abs(y - next_y) >= TAP
            for (x, y), (next_x, next_y) in pairwise(middles)
        )


@pytest.mark.parametrize("name", ["roundcube", "own-link-colour"])
def test_where_styles_stay_a_button_is_full_and_its_cell_no_wider(page: Page, name: str) -> None:
    program = next(program for program in WHITELISTS if program.name == name)
    for look in LOOKS:
        for box in buttons(page, program, look):
            assert (round(box["wide"]), round(box["high"])) == (FULL, FULL)


def test_without_display_the_mark_itself_can_be_tapped(page: Page) -> None:
    program = next(program for program in WHITELISTS if program.name == "freshdesk-first")
    for look in LOOKS:
        for box in buttons(page, program, look):
            assert box["high"] >= TAP
            # A face fills its cell, and is small where its size is dropped; the next is far enough away.
            assert box["wide"] >= TAP or look.scale == "faces"


@pytest.fixture
def forced(browser: Browser) -> Iterator[Page]:
    """A tab of a system that forces its own colours on all pages."""
    with browser.new_context(forced_colors="active") as context:
        yield context.new_page()


def test_where_colours_are_forced_a_border_shows_the_button(forced: Page) -> None:
    program = next(program for program in WHITELISTS if program.name == "roundcube")
    for button in buttons(forced, program, SnippetOptions()):
        assert button["border"] == "1px"
        edge, behind = (colours.parse(button[name]) for name in ("edge", "ground"))
        assert colours.contrast(edge, behind) >= 3
        assert colours.contrast(colours.parse(button["colour"]), behind) >= 4.5


def test_where_dir_is_dropped_the_direction_stays(page: Page) -> None:
    program = next(program for program in WHITELISTS if program.name == "open-xchange")
    part = snippet.html("orders", URL, options=ARABIC).replace(' dir="rtl"', "")
    page.set_content(program(part))
    first, second = (page.locator("a").nth(place).bounding_box() for place in (0, 1))
    assert first
    assert second
    assert first["x"] > second["x"]
