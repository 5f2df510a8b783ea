"""How soon after its commit a change has reached all who look at a campaign's page."""

import re
import selectors
import shutil
import socket
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Self

from playwright.sync_api import sync_playwright

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.processes import serving
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from feedback_buttons.storage.notify import Notifier
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES
from tests.benchmarks.machine import Gunicorn, cpu, settings
from tests.support.shell import environment

SLUG = "wave"
PASSWORD = "only for the benchmarks"  # noqa: S105
_CHANGES = 60
_APART = 0.7  # seconds between two changes, so that it is clear whose news a viewer got
_ANSWERS = re.compile(r'"answers":\{"children":"([\d,]+)"')


# When the page's charts stand, and what had come through the network by then.
_DRAWN = ".js-plotly-plot .main-svg"
# When what the server has written gives way to what can be used: its scripts and callbacks have come.
_USABLE = """new MutationObserver(() => {
    if (document.getElementById('first')) window.readable = true;
    else if (window.readable) window.usable ??= performance.now();
}).observe(document, { childList: true, subtree: true })"""
_LOADED = """() => [
    performance.getEntriesByName('first-contentful-paint')[0].startTime,
    window.usable,
    performance.now(),
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .reduce((sum, each) => sum + each.transferSize, 0),
]"""


@dataclass(frozen=True, slots=True)
class Load:
    """A campaign's page opened with an empty cache: MB as sent; seconds until it can be read, until it can be
    used, and until its charts stand."""

    weight: float
    readable: float
    usable: float
    drawn: float


@dataclass(frozen=True, slots=True)
class Delay:
    """With so many viewers: milliseconds from a change's commit to a viewer's last byte of it, and the
    dashboard's CPU milliseconds for one change."""

    viewers: int
    p50: float
    p95: float
    worst: float
    cpu: float


class Viewers:
    """Open pages, all read by one thread."""

    def __init__(self, port: int, cookie: str, count: int) -> None:
        self.heard: dict[
            int, list[float]
        ] = {}  # by the number of answers: when each viewer knew it
        self.live = 0
        self._read: dict[socket.socket, bytes] = {}
        self._selector = selectors.DefaultSelector()
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", port))
            one.sendall(
                f"GET /live/{SLUG} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
                "Accept-Language: en\r\n\r\n".encode()
            )
            self._read[one] = b""
            self._selector.register(one, selectors.EVENT_READ)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        for one in self._read:
            one.close()

    def _run(self) -> None:
        while not self._over.is_set():
            for key, _ in self._selector.select(timeout=0.1):
                one: socket.socket = key.fileobj  # type: ignore[assignment]  # only sockets are registered
                data = one.recv(1 << 20)
                now = time.time()
                if not data:
                    raise RuntimeError("the dashboard hung up on a viewer")
                *frames, self._read[one] = (self._read[one] + data).split(b"\n\n")
                for frame in frames:
                    self._take(frame.decode(), now)

    def _take(self, frame: str, now: float) -> None:
        if frame.endswith("data: live"):
            self.live += 1
        elif found := _ANSWERS.search(frame):
            self.heard.setdefault(int(found[1].replace(",", "")), []).append(now)


def viewers(counts: list[int], say: Callable[[str], None]) -> tuple[list[Delay], Load]:
    """The delays for each number of viewers, while one answer after the other comes in; and a first load."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-buttons-")))
        folder.chmod(0o755)
        postgres = stack.enter_context(Server(folder))
        migrate(postgres.url)
        config = settings(folder, postgres.url)
        with db.connect(postgres.url) as connection:
            campaigns.add(connection, Campaign(slug=SLUG, name="Wave", sender="Parcels"))
            users.add(connection, "viewer", PASSWORD)
        server = Gunicorn((*serving.GUNICORN[1:], *serving.DASHBOARD), environment(config))
        stack.callback(server.stop)
        database = Database(postgres.url, role=db.COLLECTOR)
        stack.callback(database.close)
        notifier = Notifier(postgres.url)
        stack.callback(notifier.close)
        wave = _Wave(Ratings(database), notifier, postgres.url)
        cookie = signed_in(server.port)
        delays = [_delays(wave, server, cookie, count, say) for count in counts]
        say("the first load")
        return delays, first_load(server.port, cookie)


class _Wave:
    """Answers, one after the other."""

    def __init__(self, ratings: Ratings, notifier: Notifier, url: str) -> None:
        self._ratings, self._notifier, self._url = ratings, notifier, url
        self._ids = ids.Ids()
        self.answers = 0

    def answer(self) -> float:
        """Write one more; when that had committed."""
        self.answers += 1
        subject = Subject(SLUG, self.answers, 0, POLICIES["balanced"])
        page = self._visit("get", None)
        self._ratings.visit(subject, page)
        verdict = self._ratings.seen(subject, self._visit("seen", page.id), 1)
        committed = time.time()
        self._notifier.changed(SLUG)
        if verdict.score is None:
            raise RuntimeError(f"an answer of the benchmark did not count: {verdict.reason}")
        return committed

    def _visit(self, did: str, page: int | None) -> Visit:
        id, at = self._ids.next()
        score = self.answers % 10 + 1
        return Visit(id, at, did, score, self.answers, "eyeball", page=page, mode="confirm")


def first_load(port: int, cookie: str, times: int = 5) -> Load:
    """The middle one of several first visits, with Chromium."""
    found = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for _ in range(times):
            context = browser.new_context(extra_http_headers={"Cookie": cookie})
            page = context.new_page()
            page.add_init_script(_USABLE)
            page.goto(f"http://127.0.0.1:{port}/campaign/{SLUG}")
            page.locator(_DRAWN).first.wait_for()
            found.append(page.evaluate(_LOADED))
            context.close()
        browser.close()
    *times_, weights = zip(*found, strict=True)
    return Load(median(weights) / 1e6, *(median(each) / 1000 for each in times_))


def _delays(
    wave: _Wave, server: Gunicorn, cookie: str, count: int, say: Callable[[str], None]
) -> Delay:
    say(f"{count} viewers: {_CHANGES} changes")
    committed: dict[int, float] = {}
    with Viewers(server.port, cookie, count) as all_:
        while all_.live < count:
            time.sleep(0.1)
        wave.answer()
        time.sleep(3)  # until the pages have drawn what is large for the first time
        before = cpu(server.pid)
        for _ in range(_CHANGES):
            at = wave.answer()
            committed[wave.answers] = at
            time.sleep(_APART)
        used = cpu(server.pid) - before
        time.sleep(3)
        heard = dict(all_.heard)
    missing = [number for number in committed if len(heard.get(number, [])) < count]
    if missing:
        raise RuntimeError(f"{len(missing)} changes did not reach all of {count} viewers")
    delays = [1000 * (at - when) for number, when in committed.items() for at in heard[number]]
    cuts = quantiles(delays, n=20)
    return Delay(count, cuts[9], cuts[18], max(delays), 1000 * used / _CHANGES)


def signed_in(port: int) -> str:
    form = urllib.parse.urlencode({"name": "viewer", "password": PASSWORD}).encode()
    asked = urllib.request.Request(
        f"http://127.0.0.1:{port}/sign-in", form, {"Origin": f"http://127.0.0.1:{port}"}
    )
    opener = urllib.request.build_opener(_Stay)
    with opener.open(asked) as answer:
        return "; ".join(each.split(";")[0] for each in answer.headers.get_all("Set-Cookie"))


class _Stay(urllib.request.HTTPRedirectHandler):
    """Shows a redirection as the answer that it is."""

    def http_error_303(self, *args: object) -> object:
        return args[1]
