"""Migrations are applied while recipients answer: nothing is refused or lost, and nobody waits for a report."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from outages import eventually
from sample_release import RELEASE, Writer, put_in

from feedback_buttons.storage import db, migrate, migration_files, migration_steps

FILE = "select pg_relation_filenode('rating')"


@pytest.fixture
def release(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """This code's migrations and those of RELEASE."""
    monkeypatch.setattr(migration_steps, "_BLOCKS", 1)
    put_in(tmp_path, migration_files.all_())
    monkeypatch.setattr(migration_files, "FOLDER", tmp_path)


@contextmanager
def _migrating(url: str) -> Iterator[tuple[threading.Thread, list[str]]]:
    sentences: list[str] = []
    thread = threading.Thread(target=migrate.migrate, args=(url, sentences.append))
    thread.start()
    try:
        yield thread, sentences
    finally:
        thread.join(120)
    assert not thread.is_alive()


def _value(connection: psycopg.Connection, statement: str) -> object:
    row = connection.execute(statement.encode()).fetchone()
    assert row
    return row[0]


@pytest.mark.usefixtures("release")
def test_a_release_is_applied_while_recipients_answer(database: str) -> None:
    writer = Writer(database)
    for _ in range(200):
        writer.write()
    with psycopg.connect(database, autocommit=True) as connection:
        before = _value(connection, FILE)
        with _migrating(database) as (thread, sentences):
            while thread.is_alive():
                writer.write()
        assert _value(connection, FILE) == before  # no row was written anew
        assert _value(connection, "select count(*) from rating") == writer.written
        done = "select count(*) from migration where name >= '9000'"
        assert _value(connection, done) == len(RELEASE)
    writer.close()
    assert sentences[-1].startswith("Applied 9004_contract")


@pytest.mark.usefixtures("release")
def test_nobody_waits_behind_a_migration_that_waits_for_a_report(database: str) -> None:
    writer = Writer(database)
    with psycopg.connect(database) as report:
        report.execute("select count(*) from rating")  # and its transaction stays open
        with _migrating(database) as (_, sentences):
            eventually(lambda: "9000_expand lets others pass" in " ".join(sentences))
            for _ in range(20):
                writer.write()
            report.commit()
    assert sentences[-1].startswith("Applied 9004_contract")
    writer.close()


@pytest.mark.usefixtures("release")
def test_an_index_that_was_broken_off_is_built_anew(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("create table done (id integer); insert into done values (1), (1)")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("create unique index concurrently moods on done (id)")
        migrate.migrate(database)
        # It was built and, with its column, dropped; nothing is left of what was broken off.
        assert connection.execute("select to_regclass('moods')").fetchone() == (None,)


def test_who_makes_room_for_evidence_lets_a_backup_be(database: str) -> None:
    later = datetime.now(UTC).replace(year=2040)
    with psycopg.connect(database) as backup, db.connect(database, autocommit=True) as worker:
        backup.execute("select count(*) from visit")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            migrate.keep_partitions(worker, later)
        backup.rollback()
        migrate.keep_partitions(worker, later)
