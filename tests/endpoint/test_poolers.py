"""A pooler between us and Postgres would give our role and settings to others: it is refused by name."""

import pwd
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from metrics_access import HEADERS, TOKEN
from outages import RATINGS, address, collector, drained, eventually, rows
from person import Clock, Person
from pooler import Pooler
from ports import free_port
from shell import Shell

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app as dashboard
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.storage import own_session
from feedback_buttons.storage.own_session import SharedSession

BOUNCER = shutil.which("pgbouncer") or ""
NAMED = "leads through a connection pooler, such as pgbouncer"
SETTINGS = """
[databases]
feedback = host={there} dbname=feedback user=feedback
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = {mode}
default_pool_size = 2
ignore_startup_parameters = extra_float_digits{more}
"""


@contextmanager
def swapping(server: Server, folder: Path) -> Iterator[str]:
    with Pooler(server, folder, faithful=False) as pooler:
        yield pooler.url
        assert set(pooler.sessions()) == {("feedback", "on")}


def bouncing(mode: str, more: str) -> Callable[[Server, Path], AbstractContextManager[str]]:
    @contextmanager
    def bouncer(server: Server, folder: Path) -> Iterator[str]:
        folder.mkdir()
        port = free_port()
        there = parse_qs(urlsplit(server.url).query)["host"][0]
        settings = folder / "pgbouncer.ini"
        settings.write_text(SETTINGS.format(there=there, port=port, mode=mode, more=more))
        folder.chmod(0o755)
        owner = pwd.getpwuid(Path(there).stat().st_uid).pw_name
        process = subprocess.Popen([BOUNCER, "-q", "-u", owner, str(settings)])
        url = f"postgresql://feedback@127.0.0.1:{port}/feedback"
        try:
            eventually(lambda: psycopg.pq.PGconn.ping(url.encode()) == psycopg.pq.Ping.OK)
            yield url
            with psycopg.connect(url, autocommit=True) as somebody:
                state = "select current_user, current_setting('synchronous_commit')"
                assert {somebody.execute(state).fetchone() for _ in range(20)} == {
                    ("feedback", "on")
                }
        finally:
            process.terminate()
            process.wait()

    return bouncer


POOLERS = [pytest.param(swapping, id="swapping")]
if BOUNCER:  # Debian's, where it is there
    POOLERS += [
        pytest.param(bouncing("transaction", ", options"), id="pgbouncer, which ignores settings"),
        pytest.param(bouncing("transaction", ""), id="pgbouncer, which refuses settings"),
        pytest.param(bouncing("session", ", options"), id="pgbouncer of sessions"),
    ]


@pytest.mark.parametrize("pooler", POOLERS)
def test_nobody_gets_our_role_and_nothing_stays_behind(
    config: Config,
    server: Server,
    clock: Clock,
    pooler: Callable[[Server, Path], AbstractContextManager[str]],
) -> None:
    with pooler(server, config.data_dir / "pooler") as url:
        pooled = replace(config, database_url=url, metrics_token=TOKEN)
        app = create_app(pooled, clock)
        client = app.test_client()
        try:
            # What a process knew of a campaign before; a new one can't have read it.
            collector(app).spool.remember(_campaigns(server))
            for number in range(5):
                person = Person(client, clock)
                person.open(address(config, number) + "/7")
                assert "7 is saved" in person.press(7).text
            eventually(
                lambda: (
                    "feedback_database_refuses 1.0\n"
                    in client.get("/metrics", headers=HEADERS).text
                )
            )
        finally:
            app.close()
        assert NAMED in _wrong(pooled)["database"]
        shell = Shell(pooled)
        for words in (("migrate",), ("worker", "--once"), ("worker",), ("up",)):
            assert NAMED in shell.run(*words, code=1).stderr
        with pytest.raises(SharedSession, match=NAMED):
            dashboard(pooled)
    direct = replace(config, database_url=server.url)
    assert "database" not in _wrong(direct)
    app = create_app(direct, clock)
    drained(app)
    app.close()
    assert rows(direct, RATINGS) == [(7, "pressed", "counted", None)] * 5


def test_only_the_collectors_address_leads_through_one(config: Config, server: Server) -> None:
    with swapping(server, config.data_dir / "pooler") as url:
        own = replace(config, database_url=server.url, collector_database_url=url)
        assert NAMED in _wrong(own)["writing"]


def test_one_that_hides_is_found_by_what_it_does(config: Config, server: Server) -> None:
    with Pooler(server, config.data_dir / "pooler", faithful=True) as pooler:
        connections = [psycopg.connect(pooler.url) for _ in range(2)]
        assert own_session.swaps(*connections)
        for connection in connections:
            connection.close()
    with psycopg.connect(server.url) as first, psycopg.connect(server.url) as second:
        assert not own_session.swaps(first, second)


def _campaigns(server: Server) -> list[Campaign]:
    with psycopg.connect(server.url) as connection:
        return list(campaigns.list_(connection))


def _wrong(config: Config) -> dict[str, str]:
    return {each.name: each.message for each in installation_check.check(config) if not each.ok}
