"""What stands when on a slow line: the pages that are looked at first, opened with an empty cache."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, Page, sync_playwright

from feedback_buttons.accounts import users
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.processes import serving
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from tests.benchmarks.machine import Gunicorn, settings
from tests.benchmarks.viewers import PASSWORD, signed_in
from tests.support.shell import environment

LINE = {
    "offline": False,
    "latency": 400,  # ms
    "downloadThroughput": 400_000 / 8,  # bytes a second
    "uploadThroughput": 400_000 / 8,
}
PAGES = {
    "the overview of 12 campaigns": "/",
    "a campaign": "/campaign/wave-1",
    "three compared": "/compare?c=wave-1&c=wave-2&c=wave-3",
    "the journey": "/journey",
}
SIZES = (
    (12, 3000, PAGES),
    (500, 300, {"the overview of 500 campaigns": "/", "the journey of 500": "/journey"}),
)
_TOUCHPOINTS = ("order", "delivery", "delay", "after-care")
_SUMS = """
insert into rollup (campaign, minute, bucket, n1, n2, n3, n4, n5, n6, n7, n8, n9, n10,
                    c1, c2, c3, c4, c5, c6, c7, c8, c9, c10)
select campaign, minute, 0, {scores}, {scores}
from (
    select 'wave-' || c as campaign, 1 + (hashint8(c * 100000 + n) & 1023) % 10 as score,
           date_bin('1 minute', now() - interval '60 days' * ((hashint8(n) & 65535) / 65536.0), 'epoch') as minute
    from generate_series(1, {campaigns}) as c, generate_series(1, {answers}) as n
) as made
group by campaign, minute
"""
_SCORES = ", ".join(f"count(*) filter (where score = {n})" for n in range(1, 11))
# When the first of each stood: a headline, a plain drawing, what can be used, plotly's drawing; what moved meanwhile.
_WATCH = """(() => {
    const stood = (window.stood = { shift: 0 });
    const note = (name) => { stood[name] ??= performance.now() / 1000; };
    new PerformanceObserver((list) => list.getEntries().forEach((entry) => { stood.shift += entry.value; }))
        .observe({ type: 'layout-shift', buffered: true });
    new MutationObserver(() => {
        const first = document.getElementById('first');
        if (first?.querySelector('h1')) note('read');
        if (first?.querySelector('.plain-chart')) note('seen');
        if (!first && stood.read) note('used');
        if (document.querySelector('.js-plotly-plot .main-svg')) note('pointed');
    }).observe(document, { childList: true, subtree: true });
})()"""
_THERE = (
    """() => window.stood?.used && (window.stood.pointed || !document.querySelector('.chart'))"""
)


@dataclass(frozen=True, slots=True)
class SlowLoad:
    """A page: KB of its first HTML as sent; seconds until its numbers can be read, its charts seen (None: it has
    none), it can be used and its charts pointed at; how far what was there has moved by then (CLS)."""

    page: str
    html: float
    read: float
    seen: float | None
    used: float
    pointed: float | None
    shift: float


def slow_lines(rounds: int, say: Callable[[str], None]) -> list[SlowLoad]:
    """Each page so often, with nothing in the cache: the median."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        loads = [load for sizes in SIZES for load in _loads(browser, rounds, say, *sizes)]
        browser.close()
    return loads


def _loads(
    browser: Browser,
    rounds: int,
    say: Callable[[str], None],
    campaigns: int,
    answers: int,
    pages: Mapping[str, str],
) -> Iterator[SlowLoad]:
    """Of a dashboard with so many campaigns of so many answers some pages, looked at once before."""
    with _dashboard(campaigns, answers) as (port, cookie):
        for name, path in pages.items():
            say(name)
            address = f"http://127.0.0.1:{port}{path}"
            _, *times = [_opened(browser, address, cookie) for _ in range(1 + rounds)]
            yield SlowLoad(name, *(_middle(times, of) for of in _NAMES))


_NAMES = ("html", "read", "seen", "used", "pointed", "shift")


def _middle(times: list[dict[str, float]], name: str) -> float | None:
    values = [stood[name] for stood in times if name in stood]
    return median(values) if values else None


def _opened(browser: Browser, address: str, cookie: str) -> dict[str, float]:
    """When what stood of a page, in seconds since it was asked for."""
    context = browser.new_context(extra_http_headers={"Cookie": cookie})
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", LINE)
    page.add_init_script(_WATCH)
    page.goto(address, wait_until="commit")
    page.wait_for_function(_THERE, timeout=120_000)
    stood: dict[str, float] = page.evaluate("window.stood")
    stood["html"] = _html(page) / 1000
    context.close()
    return stood


def _html(page: Page) -> float:
    size = page.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize")
    return float(size)


@contextmanager
def _dashboard(count: int, answers: int) -> Iterator[tuple[int, str]]:
    """The port of a dashboard with so many campaigns of so many answers, and a session's cookie."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-buttons-")))
        folder.chmod(0o755)
        postgres = stack.enter_context(Server(folder))
        migrate(postgres.url)
        with db.connect(postgres.url, autocommit=True) as connection:
            for number in range(1, count + 1):
                touchpoint = _TOUCHPOINTS[number % len(_TOUCHPOINTS)]
                name = f"Wave {number}"
                campaigns.add(
                    connection, Campaign(slug=f"wave-{number}", name=name, touchpoint=touchpoint)
                )
            users.add(connection, "viewer", PASSWORD)
            sums = _SUMS.format(scores=_SCORES, campaigns=count, answers=answers)
            connection.execute(sums.encode())
            rollup_folds.fold(connection)
        config = settings(folder, postgres.url)
        server = Gunicorn((*serving.GUNICORN[1:], *serving.DASHBOARD), environment(config))
        stack.callback(server.stop)
        yield server.port, signed_in(server.port)
