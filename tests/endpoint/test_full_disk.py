"""A database without room refuses what is written, and says why; with room again nothing is missing."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from metrics_access import HEADERS, TOKEN
from outages import RATINGS, address, drained, eventually, rows
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.storage.migrate import migrate

Mend = Callable[[], None]
TMPFS = ("mount", "-t", "tmpfs", "-o", "size=256m,mode=711", "tmpfs")
# What Postgres says where it finds no room for a row. A probe that writes nothing does not meet it.
FULL = """
    create function no_room() returns trigger language plpgsql as
        $$ begin raise exception 'No space left on device' using errcode = '53100'; end $$;
    create trigger no_room before insert on visit for each row execute function no_room()"""


@contextmanager
def prepared(folder: Path) -> Iterator[Server]:
    """A server of the test's own, with a campaign."""
    with Server(folder, durable=False) as server:
        migrate(server.url)
        with psycopg.connect(server.url) as connection:
            campaigns.add(connection, Campaign(slug="apology", name="Apology", sender="Parcels"))
        yield server


@contextmanager
def made_up(folder: Path) -> Iterator[tuple[Server, Mend]]:
    """A server that says that its disk is full; and what makes room."""
    with prepared(folder) as server, psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(FULL)
        yield server, lambda: connection.execute("drop function no_room cascade") and None


@contextmanager
def real(folder: Path) -> Iterator[tuple[Server, Mend]]:
    """A server on a disk of its own, filled to the last byte; and what makes room."""
    subprocess.run([*TMPFS, folder], check=True)
    try:
        with prepared(folder) as server:
            ballast = folder / "ballast"
            with ballast.open("wb", buffering=0) as file, suppress(OSError):
                while file.write(bytes(8192)):
                    pass
            yield server, ballast.unlink
    finally:
        subprocess.run(["umount", folder], check=True)  # noqa: S607


def _may_mount() -> bool:
    """Whether this user may give a folder a disk of its own; tried where nobody else sees it."""
    if os.geteuid() or not shutil.which("unshare"):
        return False
    tried = ["unshare", "--mount", *TMPFS, "/mnt"]
    return not subprocess.run(tried, check=False, capture_output=True).returncode


WAYS = [made_up, *([real] if _may_mount() else [])]


@pytest.mark.parametrize("full", WAYS)
def test_it_is_an_alarm_that_stays_and_nothing_is_missing(
    config: Config,
    clock: Clock,
    data_dir: Path,
    full: Callable[[Path], AbstractContextManager[tuple[Server, Mend]]],
) -> None:
    data_dir.chmod(0o711)
    folder = data_dir / "database"
    folder.mkdir(mode=0o711)
    with full(folder) as (server, mend):
        own = replace(config, database_url=server.url, metrics_token=TOKEN)
        app = create_app(own, clock)
        client = app.test_client()
        try:
            for number in range(3):
                person = Person(client, clock)
                person.open(address(own, number) + "/7")
                assert "7 is saved" in person.press(7).text
            eventually(
                lambda: (
                    "feedback_database_refuses 1.0\n"
                    in client.get("/metrics", headers=HEADERS).text
                )
            )
            assert "No space left on device" in _wrong(own)["writing"]
            mend()
            drained(app)
        finally:
            app.close()
        assert rows(own, RATINGS) == [(7, "pressed", "counted", None)] * 3


def _wrong(config: Config) -> dict[str, str]:
    return {each.name: each.message for each in installation_check.check(config) if not each.ok}
