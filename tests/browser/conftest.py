"""Tabs with and without scripts, and a site with the recipient's page."""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from page_site import PAGE, Site, handler
from playwright.sync_api import Browser, ConsoleMessage, expect
from playwright.sync_api import Page as Tab

expect.set_options(timeout=60_000)  # ms; a bound on waiting, not a measurement


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
