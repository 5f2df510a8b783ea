"""Hostile requests by the million: what they are answered, what they leave behind, what memory they take."""

import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.processes import serving
from feedback_buttons.storage.migrate import migrate
from tests.benchmarks.machine import Gunicorn, settings
from tests.support.hostile_requests import Hostile, RawClient
from tests.support.shell import environment

ATTACKERS = 4  # processes
PARTS = 10  # after each of which it is said how far it is
CLOSED = 0  # stands for a connection that was closed without an answer
# Tokens that nobody signed: what a real one opens is evidence, and kept.
TOKENS = ("0" * 31, "00s1qwggemcgy473f93zjqmdj0yv8s1", "x", "")
WEB = (
    *(f"/r/spring/{token}/7" for token in TOKENS),
    "/r/none/x/1",
    "/healthz",
    "/metrics",
    "/robots.txt",
    "/",
)
DASHBOARD = (
    *(
        "/",
        "/healthz",
        "/metrics",
        "/campaign/spring",
        "/live/spring",
        "/wall/spring?key=x",
        "/wall-stream",
    ),
    *("/sign-in/" + "x" * 43, "/api/campaigns", "/api/openapi.json", "/webhooks/x", "/handover/x"),
    *(
        "/_dash-update-component",
        "/_dash-layout",
        "/_dash-component-suites/dash/x.js",
        "/static/wall.js",
    ),
)
MARKS = (
    "203.0.113.77",
    "2001:db8:77::1234",
    "anna.mark@private.example",
    "unknown",
    "203.0.113.77, 127.0.0.1",
)
FIELDS = ("do", "score", "page", "comment", "question", "choice", "name", "csrf")
# How many clicks on buttons held a wrong token: numbers by campaign and hour, nothing of a request.
COUNTS = ("broken_click",)


@dataclass(frozen=True, slots=True)
class Attack:
    """What came of it: answers by their status (CLOSED for none), rows that were not there before, seconds, and MB
    of the largest worker after a tenth of the requests and after all."""

    server: str
    answers: Counter[int]
    stored: int
    seconds: float
    early: float
    late: float

    @property
    def failed(self) -> int:
        """Answers that tell of a fault of ours."""
        return sum(count for status, count in self.answers.items() if status >= 500)


def hostile(requests: int, say: Callable[[str], None], seed: int = 0) -> Iterator[Attack]:
    """Send so many requests, three quarters of them to the recipients' endpoint, the others to the dashboard."""
    with _servers() as (url, servers):
        for name, server, paths, count in (
            ("web", servers["web"], WEB, requests * 3 // 4),
            ("dashboard", servers["dashboard"], DASHBOARD, requests // 4),
        ):
            before, began = _rows(url), time.monotonic()
            answers, sizes = Counter[int](), []
            for part in range(PARTS):
                share = count * (part + 1) // PARTS - count * part // PARTS
                answers += _attacked(server.port, paths, share, seed + part * ATTACKERS)
                sizes.append(server.memory())
                say(
                    f"{answers.total():,} of {count:,} requests to the {name}: "
                    f"{answers[CLOSED]} without an answer, {sizes[-1]:.1f} MB"
                )
            seconds = time.monotonic() - began
            yield Attack(name, answers, _rows(url) - before, seconds, sizes[0], sizes[-1])


@contextmanager
def _servers() -> Iterator[tuple[str, dict[str, Gunicorn]]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-buttons-")))
        folder.chmod(0o755)
        url = stack.enter_context(Server(folder)).url
        migrate(url)
        with psycopg.connect(url) as connection:
            campaigns.add(connection, Campaign(slug="spring", name="Spring"))
        env = environment(settings(folder, url)) | {"FEEDBACK_PROXIES": "1"}
        servers = {}
        for name, arguments in (("web", serving.WEB), ("dashboard", serving.DASHBOARD)):
            servers[name] = Gunicorn((*serving.GUNICORN[1:], *arguments), env)
            stack.callback(servers[name].stop)
        yield url, servers


def _attacked(port: int, paths: tuple[str, ...], count: int, seed: int) -> Counter[int]:
    shares = [count // ATTACKERS] * (ATTACKERS - 1)
    tasks = [
        (port, paths, share, seed + number)
        for number, share in enumerate([*shares, count - sum(shares)])
    ]
    with multiprocessing.Pool(ATTACKERS) as pool:
        return sum(pool.starmap(_send, tasks), Counter())


def _send(port: int, paths: tuple[str, ...], count: int, seed: int) -> Counter[int]:
    makes, client = Hostile(random.Random(seed), paths, MARKS, FIELDS), RawClient(port)
    answers = Counter(client.ask(makes.request()) or CLOSED for _ in range(count))
    client.close()
    return answers


def _rows(url: str) -> int:
    """All rows of all tables, but for the counts of broken clicks."""
    tables = "select relname from pg_stat_user_tables where relname <> all(%s)"
    with psycopg.connect(url) as connection:
        names = [name for (name,) in connection.execute(tables, [list(COUNTS)])]
        counts = [connection.execute(f'select count(*) from "{name}"').fetchone() for name in names]  # noqa: S608
    return sum(count[0] for count in counts if count)
