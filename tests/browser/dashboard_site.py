"""The product's web processes, served by gunicorn as they are for real."""

import multiprocessing
import os
import sys
import time
import urllib.request
from typing import Any

from gunicorn.app import wsgiapp
from playwright.sync_api import Browser, Page, expect
from ports import free_port

from feedback_buttons.config.settings import Config
from feedback_buttons.processes import serving

# To import what the dashboard needs takes seconds: one process does so, and each server is forked from it.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["gunicorn.app.wsgiapp", "feedback_buttons.dashboard.app", "feedback_buttons.endpoint.web_app"]
)


def like_a_persons(browser: Browser) -> dict[str, Any]:
    """The options of a context that looks like a person's: headless Chromium says that it is a program,
    and then every page asks for a press."""
    version = browser.version.split(".")[0]
    agent = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    return {
        "user_agent": f"Mozilla/5.0 (X11; Linux x86_64) {agent}",
        "extra_http_headers": {"Sec-CH-UA": f'"Chromium";v="{version}"'},
    }


class Site:
    """The dashboard (or the recipients' endpoint) at an address, maybe below a path; can be stopped
    and started again."""

    def __init__(
        self, config: Config, program: tuple[str, ...] = serving.DASHBOARD, path: str = ""
    ) -> None:
        self.port = free_port()
        self.origin = f"http://127.0.0.1:{self.port}"
        self.url = self.origin + path
        self.link = ""
        self._program = program
        self._environ = os.environ | {
            "DATABASE_URL": str(config.database_url),
            "FEEDBACK_DATA_DIR": str(config.data_dir),
            "FEEDBACK_SIGNING_KEYS": config.signing_keys[0],
            "FEEDBACK_PSEUDONYM_KEY": config.pseudonym_key,
            "FEEDBACK_SESSION_KEYS": config.session_keys[0],
            "FEEDBACK_DASHBOARD_URL": self.url,
        }

    def start(self) -> None:
        """Start it, and return once it answers."""
        own = (f"--bind=127.0.0.1:{self.port}", "--graceful-timeout=0")  # no wait for open streams
        command = [*serving.GUNICORN, *own, *self._program]
        self._process = FORKS.Process(target=_gunicorn, args=(command, self._environ))
        self._process.start()
        while not self._answers():
            assert self._process.is_alive(), "gunicorn did not start"
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop it, open streams and all."""
        self._process.terminate()
        self._process.join()

    def enter(self, tab: Page) -> None:
        """Sign a tab in, as the button behind the link does."""
        answer = tab.request.post(self.link, headers={"Origin": self.origin}, max_redirects=0)
        assert answer.status == 303, answer.text()

    def _answers(self) -> bool:
        try:
            return bool(urllib.request.urlopen(f"{self.url}/healthz", timeout=5))  # noqa: S310
        except OSError:  # not there yet, or too busy with its start
            return False


def _gunicorn(command: list[str], environ: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = command
    wsgiapp.run()


def drawn(tab: Page) -> None:
    """Wait until the page is drawn: for a moment what the first HTML had stands there as well, everything twice."""
    expect(tab.locator("#first")).to_have_count(0)
