"""The recipient's page to the eye, the thumb and the screen reader."""

import re
from dataclasses import replace
from typing import get_args

import pytest
from access import axe
from page_site import PAGE, Site
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect

from feedback_buttons.i18n.recipient_language import LANGUAGES
from feedback_buttons.recipient_page.page_html import Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
each_scheme = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


def show(tab: Tab, site: Site, kind: Kind, dark: bool) -> None:
    site.page = replace(PAGE, kind=kind, score=None if kind == "choose" else 7)
    tab.emulate_media(color_scheme="dark" if dark else "light")
    tab.goto(site.url)


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_moves_when_the_answer_arrives(
    tab: Tab, site: Site, language: str, width: int
) -> None:
    site.page, site.language = replace(PAGE, score=10), language
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(site.url)
    place = (
        "[...document.querySelectorAll('#slot, .scale')].map(e => e.getBoundingClientRect().top)"
    )
    heights = "[...document.querySelectorAll('#slot > *')].map(e => e.offsetHeight)"
    before = tab.evaluate(place)
    with tab.expect_response(site.url):
        tab.clock.run_for(800)
    expect(tab.locator("#slot")).to_have_class("slot on-done")
    assert tab.evaluate(place) == before
    assert len(set(tab.evaluate(heights))) == 1


@each_scheme
def test_no_page_has_accessibility_violations(page: Tab, site: Site, dark: bool) -> None:
    site.gate.clear()  # so that the confirming page stays in its waiting state
    for kind in KINDS:
        show(page, site, kind, dark)
        result = axe(page)
        assert [violation["id"] for violation in result["violations"]] == [], kind
        # Contrast of one-character text is never decided there: the next test does.
        assert {check["id"] for check in result["incomplete"]} <= {"color-contrast"}, kind


# Text, its colour, the edge's colour, and the background of each element and of those around it.
COLOURS = """() => [...document.querySelectorAll('main *')].map(element => {
  const style = getComputedStyle(element), behind = [];
  for (let e = element; e; e = e.parentElement) behind.push(getComputedStyle(e).backgroundColor);
  const text = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
  const boxed = element.matches('.scale button, textarea, .pick label, .strong, .ask');
  return [element.outerHTML, text, boxed, style.color, style.borderTopColor, behind];
}).filter(([_, text, boxed]) => text || boxed)"""


def luminance(colour: str) -> float:
    """Return the relative luminance of "rgb(…)", as WCAG 2.2 defines it."""
    channels = [int(number) / 255 for number in re.findall(r"\d+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def painted(backgrounds: list[str]) -> str:
    return next(colour for colour in backgrounds if colour != "rgba(0, 0, 0, 0)")


@each_scheme
def test_contrast_suffices_for_texts_and_edges(tab: Tab, site: Site, dark: bool) -> None:
    for kind in KINDS:
        show(tab, site, kind, dark)
        for html, text, boxed, colour, edge, behind in tab.evaluate(COLOURS):
            if text:
                assert contrast(colour, painted(behind)) >= 4.5, html
            if boxed:
                assert contrast(edge, painted(behind[1:])) >= 3, html


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_fit_a_small_phone_with_targets_for_a_thumb(
    tab: Tab, site: Site, language: str
) -> None:
    targets = "[...document.querySelectorAll('a, button:not(.enter), .pick label')]"
    small = "e => e.offsetHeight < 44 || e.offsetWidth < 44"
    site.language = language
    for kind in KINDS:
        site.page = replace(PAGE, kind=kind, question="W" * 200, comment="m" * 300)
        tab.goto(site.url)
        assert tab.evaluate("document.documentElement.scrollWidth") == 320, kind
        assert tab.evaluate(f"{targets}.filter({small}).map(e => e.textContent)") == [], kind


@pytest.mark.parametrize(("width", "rows"), [(320, 2), (390, 2), (560, 1), (1280, 1)])
def test_scale_stands_in_even_rows(tab: Tab, site: Site, width: int, rows: int) -> None:
    tab.set_viewport_size({"width": width, "height": 700})
    tab.goto(site.url)
    tops = tab.evaluate("[...document.querySelectorAll('.scale button')].map(e => e.offsetTop)")
    assert [tops.count(top) for top in sorted(set(tops))] == [10 // rows] * rows
