"""A dump that was restored into a new server, which numbers transactions anew: all is told again, none is missed."""

import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from answers import Answer, put

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.embedded_postgres import postgres_binaries
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.reports.answers.change_feed import BEGIN, ChangePage, Cursor
from feedback_buttons.storage import changes, db
from feedback_buttons.storage.migrate import migrate

WAVE = Campaign(slug="wave", name="Wave")
TRANSACTIONS = 3000  # more than a new server has had when it is migrated
CHANGE = """
    with rated as (update rating set score = %s, changed = current_change() where recipient = %s
                   returning campaign, changed, recipient, occasion, bucket)
    insert into rating_change select * from rated"""


def change(connection: db.Connection, recipient: int, score: int) -> None:
    connection.execute(CHANGE, [score, recipient])


def page(connection: db.Connection, after: Cursor) -> ChangePage:
    return change_feed.page(connection, WAVE, after, 10, references=False)


def scores(page: ChangePage) -> list[int | None]:
    return [answer.score for answer in page.answers]


@pytest.fixture
def dump(data_dir: Path) -> tuple[Path, Cursor]:
    """A dump with three answers of an old server, and the cursor of who had read them all."""
    data_dir.chmod(0o711)  # the server's user passes through it
    with Server(data_dir / "old", durable=False) as server:
        migrate(server.url)
        with db.connect(server.url, autocommit=True) as connection:
            campaigns.add(connection, WAVE)
            for _ in range(TRANSACTIONS):
                connection.execute("select pg_current_xact_id()")
            put(connection, "wave", Answer(1, 1), Answer(2, 2), Answer(3, 3))
            for recipient in (1, 2, 3):
                change(connection, recipient, 3 + recipient)
            read = page(connection, BEGIN)
        assert scores(read) == [4, 5, 6]
        run("pg_dump", server.url, data_dir / "dump.sql")
    return data_dir / "dump.sql", read.cursor


@pytest.fixture
def restored(dump: tuple[Path, Cursor], data_dir: Path) -> Iterator[db.Connection]:
    with Server(data_dir / "new", durable=False) as server:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("create role feedback_collector login")
        run("psql", server.url, dump[0])
        with db.connect(server.url, autocommit=True) as connection:
            yield connection


def run(program: str, url: str, file: Path) -> None:
    """Write a dump to a file with pg_dump, or read it with psql."""
    programs = postgres_binaries.find(file.parent, {}, None)
    aim = (
        "--file"
        if program == "pg_dump"
        else "--quiet --set=ON_ERROR_STOP=1 --output=/dev/null --file"
    )
    command = [str(programs / program), url, *aim.split(), str(file)]
    subprocess.run(command, check=True, env={"PATH": os.defpath})


def test_all_is_told_again_and_nothing_new_is_missed(
    restored: db.Connection, dump: tuple[Path, Cursor]
) -> None:
    first = page(restored, BEGIN)
    assert scores(first) == [4, 5, 6]
    assert Cursor.parse(str(first.cursor)) == first.cursor
    with pytest.raises(change_feed.CursorError, match="from before it was restored"):
        page(restored, dump[1])
    change(restored, 2, 9)
    second = page(restored, first.cursor)
    assert scores(second) == [9]
    assert scores(page(restored, second.cursor)) == []


def test_what_was_written_before_anybody_looked_is_told_too(
    restored: db.Connection, dump: tuple[Path, Cursor]
) -> None:
    change(restored, 1, 10)
    assert scores(page(restored, BEGIN)) == [10, 5, 6]
    low = dump[1]._replace(changed=1)
    with pytest.raises(change_feed.CursorError, match="from before it was restored"):
        page(restored, low)


def test_two_restores_of_one_dump_are_two_epochs(restored: db.Connection) -> None:
    changes.renew(restored, datetime(2026, 12, 5, tzinfo=UTC))
    cursor = page(restored, BEGIN).cursor
    other = cursor._replace(epoch=cursor.epoch + 1)
    with pytest.raises(change_feed.CursorError, match="from before it was restored"):
        page(restored, other)
    changes.renew(restored, datetime(2026, 12, 6, tzinfo=UTC))
    assert page(restored, cursor).cursor == cursor


def test_a_writer_under_way_is_waited_for(restored: db.Connection) -> None:
    """Its number is one of the new server's, below all that a reader has passed by then."""
    with psycopg.connect(restored.info.dsn) as writer:
        change(writer, 3, 1)
        restored.execute("set lock_timeout = '200ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            page(restored, BEGIN)
    assert scores(page(restored, BEGIN)) == [1, 4, 5]
