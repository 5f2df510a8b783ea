"""What breaks a Postgres beneath a recipients' endpoint, and how to wait until all is well again."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg

from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.collector import Collector
from feedback_buttons.endpoint.web_app import Endpoint
from feedback_buttons.signing.tokens import Tokens


def collector(app: Endpoint) -> Collector:
    found: Collector = app.collector
    return found


def address(config: Config, person: int = 17, slug: str = "apology") -> str:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    return f"/r/{slug}/{tokens.sign(slug, tokens.recipient(f'customer {person}'))}"


def stop(server: Server) -> None:
    """Kill Postgres, as a crash of its machine would."""
    assert server.pid
    os.kill(server.pid, signal.SIGKILL)
    eventually(lambda: not server.alive())


def freeze(server: Server) -> None:
    """Let Postgres hang: connections stay, and nothing ever comes back."""
    tell(server, signal.SIGSTOP)


def resume(server: Server) -> None:
    tell(server, signal.SIGCONT)


def tell(server: Server, what: signal.Signals) -> None:
    for pid in processes(server):
        with suppress(ProcessLookupError):  # children come and go
            os.kill(pid, what)


def processes(server: Server) -> list[int]:
    """The postmaster and its children."""
    if not (parent := server.pid):
        return []
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [parent, *map(int, children)]


def eventually(true: Callable[[], object], limit: float = 60) -> None:
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.05)


def drained(app: Endpoint) -> None:
    """Wait until nothing waits any more."""
    eventually(lambda: not collector(app).database.away)
    eventually(lambda: collector(app).spool.waiting().entries == 0)


def rows(config: Config, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(config.database_url or "") as connection:
        return connection.execute(query.encode()).fetchall()


# What people answered, oldest first.
RATINGS = (
    "select score, proof, state, comment from rating where state <> 'unconfirmed' order by first_at"
)
