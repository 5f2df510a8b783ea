"""A database that answers and takes nothing is no outage that passes: nothing is lost, and it is an alarm."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace

import psycopg
import pytest
from metrics_access import HEADERS
from outages import RATINGS, address, collector, drained, eventually, rows, stop
from person import Clock, Person

from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.ratings import write_refusals


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A note of a refusal holds good for a shorter time than the product's half a minute."""
    monkeypatch.setattr(write_refusals, "FRESH", 2.0)
    monkeypatch.setattr(write_refusals, "_AGAIN", 0.5)


OTHERS = (
    "select pg_terminate_backend(pid) from pg_stat_activity "
    " where usename is not null and pid <> pg_backend_pid()"
)

THEIRS = "select from pg_stat_activity where usename = 'feedback_collector'"


def told(server: Server, *statements: str) -> object:
    """Let an administrator run statements; the first row of the last one, if it has rows."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        for statement in statements:
            done = connection.execute(statement.encode())
        return done.fetchone() if done.description else None


@contextmanager
def between(server: Server, before: str, after: str) -> Iterator[None]:
    """Refuse by one statement, until another."""
    told(server, before, "select pg_reload_conf()", OTHERS)
    yield
    told(server, after, "select pg_reload_conf()")


def no_rights(server: Server) -> AbstractContextManager[None]:
    return between(
        server,
        "revoke execute on function record_visit from feedback_collector",
        "grant execute on function record_visit to feedback_collector",
    )


def another_column(server: Server) -> AbstractContextManager[None]:
    return between(
        server,
        "alter table rating rename column proof to evidence",
        "alter table rating rename column evidence to proof",
    )


def read_only(server: Server) -> AbstractContextManager[None]:
    return between(
        server,
        "alter system set default_transaction_read_only to on",
        "alter system reset default_transaction_read_only",
    )


def full_disk(server: Server) -> AbstractContextManager[None]:
    """What the server says where its own disk is full (53100): it answers, and can write nothing."""
    return between(
        server,
        "do $$ begin create function no_space() returns trigger language plpgsql as 'begin raise exception "
        "using errcode = ''53100'', message = ''could not extend file: No space left on device''; end'; "
        "create trigger no_space before insert or update on rating for each row execute function no_space(); end $$",
        "drop function no_space() cascade",
    )


def no_role(server: Server) -> AbstractContextManager[None]:
    return between(
        server,
        "alter role feedback_collector rename to somebody",
        "alter role somebody rename to feedback_collector",
    )


def another_password(server: Server) -> AbstractContextManager[None]:
    return between(
        server,
        "alter role feedback_collector password 'rotated'",
        "alter role feedback_collector password 'old'",
    )


@contextmanager
def no_connections(server: Server) -> Iterator[None]:
    """Somebody else takes all that the server has."""
    url = server.url.replace("//feedback@", "//greedy@")
    told(server, "create role greedy login", OTHERS)
    eventually(lambda: not told(server, THEIRS))  # a session takes a moment to end
    with ExitStack() as held:
        refused = 0
        while refused < 5:  # in a row: what was closed a moment ago still holds its place
            try:
                held.enter_context(psycopg.connect(url))
                refused = 0
            except psycopg.OperationalError:
                refused += 1
                time.sleep(0.1)
        yield


def own_user(config: Config, server: Server) -> Config:
    """The web process has a user and a password of its own."""
    told(server, "alter role feedback_collector password 'old'")
    settings = config.data_dir / "postgres" / "cluster" / "pg_hba.conf"
    old = settings.read_text()
    settings.write_text("local all feedback_collector scram-sha-256\n" + old)
    told(server, "select pg_reload_conf()")
    url = server.url.replace("//feedback@", "//feedback_collector:old@")
    return replace(config, database_url=server.url, collector_database_url=url)


def owners_user(config: Config, server: Server) -> Config:
    """The web process gives up the owner's rights for those of the collector's role."""
    return replace(config, database_url=server.url)


@pytest.mark.parametrize(
    ("user", "refusing", "words"),
    [
        (owners_user, no_rights, "permission denied for function record_visit"),
        (owners_user, another_column, 'column "proof" of relation "rating" does not exist'),
        (owners_user, read_only, "in a read-only transaction"),
        (own_user, full_disk, "No space left on device"),
        (owners_user, no_role, 'role "feedback_collector" does not exist'),
        (own_user, no_rights, "permission denied for function record_visit"),
        (own_user, no_role, "password authentication failed"),
        (own_user, another_password, "password authentication failed"),
        (own_user, no_connections, "remaining connection slots are reserved"),
    ],
)
def test_it_is_an_alarm_until_it_is_mended_and_then_nothing_is_missing(
    config: Config,
    server: Server,
    clock: Clock,
    user: Callable[[Config, Server], Config],
    refusing: Callable[[Server], AbstractContextManager[None]],
    words: str,
) -> None:
    own = user(config, server)
    app = create_app(own, clock)
    try:
        client = app.test_client()
        person, other = Person(client, clock), Person(client, clock)
        person.open(address(own, 1) + "/7")
        assert "feedback_database_refuses 0.0\n" in client.get("/metrics", headers=HEADERS).text
        with refusing(server):
            assert "7 and your comment are saved" in person.press(7, "Well done").text
            eventually(
                lambda: (
                    "feedback_database_refuses 1.0\n"
                    in client.get("/metrics", headers=HEADERS).text
                )
            )
            other.open(address(own, 2) + "/3")
            assert "3 is saved" in other.press(3).text
            assert (
                "feedback_declined_total 0.0\n" not in client.get("/metrics", headers=HEADERS).text
            )
            assert words in _wrong(own)["writing"]
        drained(app)
        eventually(
            lambda: (
                "feedback_database_refuses 0.0\n" in client.get("/metrics", headers=HEADERS).text
            )
        )
        assert "writing" not in _wrong(own)
        assert rows(own, RATINGS) == [
            (7, "pressed", "counted", "Well done"),
            (3, "pressed", "counted", None),
        ]
        assert collector(app).spool.waiting().refused == 0
    finally:
        app.close()


def test_a_killed_database_is_away_and_refuses_nothing(
    make: Callable[[], Endpoint],
    own: Config,
    server: Server,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = make()
    person = Person(app.test_client(), clock)
    person.open(address(own) + "/7")
    stop(server)
    assert "7 is saved" in person.press(7).text
    assert "the database is away; answers wait on this disk" in caplog.text
    assert "REFUSES" not in caplog.text
    assert (
        "feedback_database_refuses 0.0\n" in app.test_client().get("/metrics", headers=HEADERS).text
    )


def _wrong(config: Config) -> dict[str, str]:
    return {each.name: each.message for each in installation_check.check(config) if not each.ok}
