"""What keeps somebody out of a page, as axe finds it."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

CONTRAST = {"runOnly": ["color-contrast"]}  # all that the other scheme of colours can change


def axe(tab: Page, **options: object) -> dict[str, list[Any]]:
    """What axe says of a page: its "violations", and as "incomplete" what it cannot decide."""
    wanted = {"resultTypes": ["violations", "incomplete"], **options}
    found: dict[str, list[Any]] = Axe().run(tab, options=wanted).response
    return found


def fits(tab: Page, width: int) -> None:
    """Nothing is wider than a window of this width (px), once all has found its place there."""
    tab.set_viewport_size({"width": width, "height": 844})
    expect(tab.locator("html")).to_have_js_property("scrollWidth", width)
