"""A click's cost: ours beside a bare answer of Flask and the program that anybody would write first, in
turns, on one Postgres, under the same load."""

import itertools
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import psycopg
from itsdangerous import URLSafeSerializer

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.page_nonces import Nonce, Nonces
from feedback_buttons.processes import serving
from feedback_buttons.ratings import rating_rows
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from tests.benchmarks import programs
from tests.benchmarks.machine import Gunicorn, Run, cpu, script, settings, wrk
from tests.support.shell import environment

SLUG = "wave"
AGENT = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1"
)
# What a browser sends, to all programs alike.
HEADERS = {
    "User-Agent": AGENT,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "nl-NL,nl;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}
_SETUP = """
local lines, n = {{}}, 0
for line in io.lines("{path}") do lines[#lines + 1] = line end
local function next_line() n = n % #lines + 1; return lines[n] end
local get = {headers}
local post = {headers}
post["Content-Type"] = "application/x-www-form-urlencoded"
post["Origin"] = "http://127.0.0.1:{port}"
-- Every request comes through a proxy, for somebody from another network.
local function from(headers)
    local r = math.random
    headers["X-Forwarded-For"] = "198." .. r(18, 19) .. "." .. r(0, 255) .. "." .. r(1, 254)
    return headers
end
{pace}
"""
_GET = "request = function() return wrk.format('GET', next_line(), from(get)) end"
_POST = """
request = function()
    local path, body = next_line():match("(%S+) (%S+)")
    return wrk.format('POST', path, from(post), body)
end
"""
# Each page that comes is confirmed by one of the next requests.
_VISIT = """
local seen = {}
request = function()
    if #seen > 0 then
        local one = table.remove(seen)
        return wrk.format('POST', one[1], from(post), one[2])
    end
    return wrk.format('GET', next_line(), from(get))
end
response = function(status, headers, body)
    local page = body:match('name="page" value="([^"]*)"')
    local path = body:match('action="([^"]*)"')
    if page and path then seen[#seen + 1] = {path, "do=seen&score=7&page=" .. page} end
end
"""


OURS = (*serving.GUNICORN[1:], *serving.WEB)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one program costs: microseconds of CPU a request, MB a worker."""

    name: str
    run: Run
    server: float
    postgres: float
    memory: float


@dataclass(frozen=True, slots=True)
class Case:
    """One program with its load: the lines of its file are made anew for each run, by count."""

    name: str
    server: Gunicorn
    lua: str
    lines: Callable[[int], Iterator[str]]


class Bench:
    """All programs, on one Postgres."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self.folder = folder
        self.postgres = stack.enter_context(Server(folder))
        self.url = self.postgres.url
        migrate(self.url)
        self.config = settings(folder, self.url)
        with psycopg.connect(self.url) as connection:
            connection.execute(programs.TABLE)
            campaigns.add(connection, Campaign(slug=SLUG, name="Wave", sender="Parcels"))
        env = environment(self.config) | {"FEEDBACK_PROXIES": "1"}
        self._stack = stack
        self._ids = ids.Ids()
        self._numbers = itertools.count(1)
        self._tokens = Tokens(self.config.signing_keys, self.config.pseudonym_key)
        names: dict[str, tuple[str, ...]] = {
            "bare": (*programs.GUNICORN, "tests.benchmarks.programs:bare()"),
            "obvious": (*programs.GUNICORN, "tests.benchmarks.programs:obvious()"),
            "ours": OURS,
        }
        self.servers = {name: self.started(arguments, env) for name, arguments in names.items()}

    def started(self, arguments: Sequence[str], env: dict[str, str]) -> Gunicorn:
        """A program that runs until the end."""
        server = Gunicorn(arguments, env)
        self._stack.callback(server.stop)
        return server

    def cases(self) -> list[Case]:
        """All that are measured."""
        ours = self.servers["ours"]
        return [
            Case("bare Flask answer", self.servers["bare"], _GET, self.addresses),
            Case("the obvious program", self.servers["obvious"], _GET, self.votes),
            Case(
                "ours: an empty answer",
                ours,
                _GET,
                lambda count: itertools.repeat("/healthz", count),
            ),
            Case("ours: GET", ours, _GET, self.addresses),
            Case("ours: confirm", ours, _POST, self.confirmations),
            Case("ours: whole visit (each of two)", ours, _VISIT, self.addresses),
        ]

    def addresses(self, count: int) -> Iterator[str]:
        """Buttons of recipients who never clicked before."""
        for number in itertools.islice(self._numbers, count):
            token = self._tokens.sign(SLUG, self._tokens.recipient(f"customer {number}"))
            yield f"/r/{SLUG}/{token}/{number % 10 + 1:02}"

    def votes(self, count: int) -> Iterator[str]:
        """The same for the obvious program."""
        signer = URLSafeSerializer(programs.KEY)
        for number in itertools.islice(self._numbers, count):
            yield f"/vote/{signer.dumps(self._tokens.recipient(f'voter {number}'))}/{number % 10 + 1}"

    def confirmations(self, count: int) -> Iterator[str]:
        """Pages that were fetched, and now tell that they were seen."""
        nonces = Nonces(self.config.signing_keys)
        with db.write_connection(self.url, None, durable=False) as connection:
            for start in range(0, count, 500):
                events = [self._fetched() for _ in range(start, min(start + 500, count))]
                values = {
                    **rating_rows.of_batch(events),
                    "since": datetime.now(UTC),
                }
                connection.execute(db.query("record_visit"), values)
                for event in events:
                    who, score = event["recipient"], event["score"]
                    nonce = nonces.sign(Nonce(event["id"], 0, 1, "confirm", score), SLUG, who)
                    path = f"/r/{SLUG}/{self._tokens.sign(SLUG, who)}/{score:02}"
                    yield f"{path} do=seen&score={score}&page={nonce}"

    def _fetched(self) -> dict[str, Any]:
        number = next(self._numbers)
        id, at = self._ids.next()
        who = self._tokens.recipient(f"customer {number}")
        return {
            "campaign": SLUG,
            "recipient": who,
            "occasion": 0,
            "bucket": ids.bucket(who),
            "id": id,
            "at": at,
            "did": "get",
            "score": number % 10 + 1,
            "client": number,
            "network": "unknown",
            "flags": [],
        }

    def measure(self, case: Case, seconds: float, rate: float | None = None) -> Cost:
        """Load a program for so long, as fast as it goes or with so many requests a second."""
        count = int((rate or 6000) * seconds * 1.3)
        path = self.folder / "lines.txt"
        with path.open("w") as file:
            file.writelines(f"{line}\n" for line in case.lines(count))
        headers = (
            "{" + ", ".join(f'["{name}"] = "{value}"' for name, value in HEADERS.items()) + "}"
        )
        pace = (
            f"delay = function() return {16000 / rate:.3f} * 2 * math.random() end" if rate else ""
        )
        setup = _SETUP.format(path=path, headers=headers, port=case.server.port, pace=pace)
        with script(setup + case.lua) as lua:
            before = cpu(case.server.pid), cpu(self.postgres.pid or 0)
            run = wrk(case.server.port, lua, seconds)
            after = cpu(case.server.pid), cpu(self.postgres.pid or 0)
        server, postgres = (
            (b - a) * 1e6 / run.requests for a, b in zip(before, after, strict=True)
        )
        return Cost(case.name, run, server, postgres, case.server.memory())


@contextmanager
def bench() -> Iterator[Bench]:
    """Everything started."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-buttons-")))
        folder.chmod(0o755)
        yield Bench(stack, folder)


def middle(costs: list[Cost]) -> Cost:
    """Of several runs of one program the median of everything."""
    return Cost(
        costs[0].name,
        Run(
            median(cost.run.rate for cost in costs),
            sum(cost.run.requests for cost in costs),
            median(cost.run.p50 for cost in costs),
            median(cost.run.p99 for cost in costs),
            sum(cost.run.errors for cost in costs),
        ),
        median(cost.server for cost in costs),
        median(cost.postgres for cost in costs),
        median(cost.memory for cost in costs),
    )


def clicks(seconds: float, rounds: int, say: Callable[[str], None]) -> list[Cost]:
    """The cost of each case at full load, with the latencies at half of it."""
    with bench() as all_:
        cases = all_.cases()
        found: dict[str, list[Cost]] = {case.name: [] for case in cases}
        for number in range(rounds):
            for case in cases:
                say(f"round {number + 1} of {rounds}: {case.name}")
                found[case.name].append(all_.measure(case, seconds))
        costs = [middle(found[case.name]) for case in cases]
        for place, case in enumerate(cases):
            say(f"half load: {case.name}")
            half = all_.measure(case, seconds, costs[place].run.rate / 2).run
            run = replace(costs[place].run, p50=half.p50, p99=half.p99)
            costs[place] = replace(costs[place], run=run)
    return costs
