"""Fetches the installation's own public addresses as a recipient would, and reports what came back."""

from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

import requests

from feedback_buttons.config.settings import Config
from feedback_buttons.processes.checks.finding import Finding, is_local
from feedback_buttons.recipient_page import page_html

_TIMEOUT = 8  # seconds
_BUTTON = "/r/check/check/7"  # nobody's: the answer is our page for an address that is not complete
_SIGN_IN = "/sign-in"
_METRICS = "/metrics"


class FetchedPage(NamedTuple):
    """What came back: a status, where it leads elsewhere to, the page's policy and its text."""

    status: int
    location: str
    policy: str
    text: str


# Fetches an address by a method; raises OSError where nothing comes back.
Fetch = Callable[[str, str], FetchedPage]


def fetch(method: str, address: str) -> FetchedPage:
    """Fetch an address, following no redirect.

    Raises:
        OSError: nothing came back; requests' errors are of that kind.
    """
    response = requests.request(method, address, timeout=_TIMEOUT, allow_redirects=False)
    headers = response.headers
    policy = headers.get("Content-Security-Policy", "")
    return FetchedPage(
        response.status_code, headers.get("Location", ""), policy, response.text[:20_000]
    )


def look(config: Config, fetch: Fetch) -> Iterator[Finding]:
    """Fetch a button's page, send a press, and fetch the dashboard's sign-in page, from here; a finding each."""
    for method in ("GET", "POST"):
        yield _look(
            fetch,
            method,
            config.url + _BUTTON,
            f"buttons, {method}",
            lambda answer: answer.status == 404 and answer.policy == page_html.CSP,
            "Let the proxy pass GET and POST of everything below FEEDBACK_URL to the web process as they are.",
        )
    yield _look(
        fetch,
        "GET",
        config.dashboard_url + _SIGN_IN,
        "dashboard, GET",
        lambda answer: answer.status == 200 and "Feedback Buttons" in answer.text,
        "Let the proxy pass everything below FEEDBACK_DASHBOARD_URL to the dashboard.",
    )
    yield from (_look_at_metrics(fetch, url) for url in (config.url, config.dashboard_url))


def _look_at_metrics(fetch: Fetch, url: str) -> Finding:
    """Whether somebody can read them who brings no token."""
    name, address = "metrics, without a token", url + _METRICS
    try:
        is_open = "# TYPE feedback_" in fetch("GET", address).text
    except OSError:  # said of its pages already
        is_open = False
    if is_open:
        todo = "Start that process anew, and let the proxy add no Authorization header."
        return Finding(name, False, f"whoever asks can read {address}", todo)
    return Finding(name, True, f"{address} is closed")


def _look(
    fetch: Fetch,
    method: str,
    address: str,
    name: str,
    ours: Callable[[FetchedPage], bool],
    todo: str,
) -> Finding:
    try:
        answer = fetch(method, address)
    except OSError as error:
        if is_local(urlsplit(address).hostname or ""):
            return Finding(name, True, f"nothing runs at {address}")
        return Finding(name, False, f"{address} cannot be reached from here: {error}", todo)
    if ours(answer):
        return Finding(name, True, f"{address} answers")
    to = f", which leads to {answer.location}" if answer.location else ", which is not our page"
    return Finding(name, False, f"{address} answers {answer.status}{to}", todo)
