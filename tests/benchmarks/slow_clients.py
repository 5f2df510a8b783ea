"""How soon others are answered while slow clients hold their connections open, by the kind of what these send."""

import http.client
import multiprocessing
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median, quantiles

from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.processes import serving
from feedback_buttons.storage.migrate import migrate
from tests.benchmarks.machine import Gunicorn, settings
from tests.support.shell import environment
from tests.support.slow_requests import BEGUN

# Fifty whole requests at once, whose answers nobody takes, are a flood besides: 1,000 of that are 50,000 requests.
KINDS = tuple(kind for kind in BEGUN if kind != "reads nothing")
MIXED = "all of them at once"
_BEAT = (
    1.0  # seconds between two letters of a slow client, and until one that was refused comes back
)


@dataclass(frozen=True, slots=True)
class Delay:
    """Milliseconds until /healthz was answered, on a new connection each time, beside so many slow ones."""

    server: str
    kind: str
    connections: int
    p50: float
    p99: float
    worst: float


def slow_clients(counts: list[int], seconds: float, say: Callable[[str], None]) -> Iterator[Delay]:
    """Measure both servers under each kind, one at a time and mixed.

    Args:
        counts: how many slow connections are open, one after the other.
        seconds: how long each is measured.
        say: told of each before it begins.
    """
    with _servers() as servers:
        for name, server in servers.items():
            yield _measured(name, server.port, "none", 0, seconds)
            for count in counts:
                for kind in (*KINDS, MIXED):
                    say(f"{name}: {count} of {kind}")
                    begun = [BEGUN[each] for each in KINDS] if kind == MIXED else [BEGUN[kind]]
                    with _attack(server.port, begun, count):
                        yield _measured(name, server.port, kind, count, seconds)


@contextmanager
def _servers() -> Iterator[dict[str, Gunicorn]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedback-buttons-")))
        folder.chmod(0o755)
        postgres = stack.enter_context(Server(folder))
        migrate(postgres.url)
        env = environment(settings(folder, postgres.url))
        servers = {}
        for name, arguments in (("web", serving.WEB), ("dashboard", serving.DASHBOARD)):
            servers[name] = Gunicorn((*serving.GUNICORN[1:], *arguments), env)
            stack.callback(servers[name].stop)
        yield servers


@contextmanager
def _attack(port: int, begun: list[bytes], count: int) -> Iterator[None]:
    ready = multiprocessing.Event()
    attacker = multiprocessing.Process(target=_hold, args=(port, begun, count, ready), daemon=True)
    attacker.start()
    ready.wait()
    time.sleep(
        _BEAT
    )  # some of them begin with a whole request: a thousand at once are no slow ones
    try:
        yield
    finally:
        attacker.kill()
        attacker.join()
        time.sleep(0.5)  # until the server has seen that they are gone


def _hold(port: int, begun: list[bytes], count: int, ready: Event) -> None:
    """Keep so many connections open, each with its kind of request, which goes on by a letter now and then."""
    wanted = list(islice(cycle(begun), count))
    open_: list[socket.socket | None] = [None] * count
    while True:
        began = time.monotonic()
        for place, data in enumerate(wanted):
            open_[place] = _kept(open_[place], port, data)
        ready.set()
        time.sleep(max(0.0, _BEAT - (time.monotonic() - began)))


def _kept(client: socket.socket | None, port: int, data: bytes) -> socket.socket | None:
    try:
        if client is None:
            client = socket.create_connection(("127.0.0.1", port), timeout=5)
            client.setblocking(False)
            client.send(data)
        else:
            client.send(b"x")
    except BlockingIOError:
        return client
    except OSError:
        if client:
            client.close()
        return None
    return client


def _measured(name: str, port: int, kind: str, count: int, seconds: float) -> Delay:
    delays = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(delays) < 2:
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/healthz")
        connection.getresponse().read()
        connection.close()
        delays.append((time.perf_counter() - began) * 1000)
        time.sleep(0.005)
    return Delay(name, kind, count, median(delays), quantiles(delays, n=100)[98], max(delays))
