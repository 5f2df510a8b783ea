"""Tabs with and without scripts, and a site with the recipient's page."""

import os
import shutil
import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from page_site import PAGE, Site, handler
from playwright.sync_api import Browser, ConsoleMessage, expect, sync_playwright
from playwright.sync_api import Page as Tab

expect.set_options(timeout=60_000)  # ms; a bound on waiting, not a measurement
CHROMIUM_FLAGS = (
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that `./run test` has fetched."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_chromium(), args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Tab]:
    """A tab in a window of its own, without cookies. (pytest-playwright's takes every test run a second to load.)"""
    with browser.new_context() as context:
        yield context.new_page()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.gate.set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(site))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    site.url = f"http://127.0.0.1:{server.server_port}{PAGE.action}"
    yield site
    site.gate.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def tab(page: Tab) -> Iterator[Tab]:
    """A phone's tab with a clock that stands still and a console that must stay empty of blame."""
    blamed: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            blamed.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: blamed.append(str(error)))
    page.set_viewport_size({"width": 320, "height": 640})
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    yield page
    assert blamed == []


@pytest.fixture
def plain_tab(browser: Browser) -> Iterator[Tab]:
    """A tab without scripts."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def _chromium() -> str:
    fetched = Path(__file__).parents[2] / ".venv" / "chromium" / "browser"
    own = os.environ.get("FEEDBACK_CHROMIUM", "chromium-headless-shell")
    names = (own, "chromium", "chromium-browser", str(fetched))
    program = next(filter(None, map(shutil.which, names)), None)
    if not program:
        pytest.fail("no Chromium: start the tests with ./run test, or set FEEDBACK_CHROMIUM")
    return program
