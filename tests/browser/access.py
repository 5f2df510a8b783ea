"""What keeps somebody out of a page, as axe finds it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

CONTRAST = {"runOnly": ["color-contrast"]}  # all that the other scheme of colours can change
# Whether elements have come or gone.
WATCH = """() => {
    window.drawnAnew = false;
    const elements = (change) => [...change.addedNodes, ...change.removedNodes].some((node) => node.nodeType === 1);
    new MutationObserver((changes) => { window.drawnAnew ||= changes.some(elements); })
        .observe(document.body, {childList: true, subtree: true});
}"""


def axe(tab: Page, **options: object) -> dict[str, list[Any]]:
    """What axe says of a page: its "violations", and as "incomplete" what it cannot decide.

    Asked again where the page was drawn anew meanwhile: axe cannot decide what it finds no longer in its place.
    """
    wanted = {"resultTypes": ["violations", "incomplete"], **options}
    for _ in range(10):
        tab.evaluate(WATCH)
        found: dict[str, list[Any]] = Axe().run(tab, options=wanted).response
        if not tab.evaluate("drawnAnew"):
            break
    return found


def fits(tab: Page, width: int) -> None:
    """Nothing is wider than a window of this width (px), once all has found its place there."""
    tab.set_viewport_size({"width": width, "height": 844})
    expect(tab.locator("html")).to_have_js_property("scrollWidth", width)
