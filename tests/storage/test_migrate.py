"""Migrations are applied once, however long they take, and only where database and code go together."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from outages import eventually
from shell import Shell

from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.processes.checks import installation_check
from feedback_buttons.storage import migrate, migration_files
from feedback_buttons.storage.migrate import MigrationError


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The migrations of this code, in a folder of the test's own."""
    for migration in migration_files.all_():
        (tmp_path / f"{migration.name}.sql").write_bytes(migration.text)
    monkeypatch.setattr(migration_files, "FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection


def add(folder: Path, text: str, name: str = "9000_more") -> None:
    (folder / f"{name}.sql").write_text(text)


def test_it_has_no_time_limit_and_says_how_far_it_is(
    database: str, folder: Path, connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PATIENCE", 0.05)
    add(folder, "create table limits as select current_setting('statement_timeout') as value;")
    add(folder, "select pg_sleep(0.5)", "9001_slow")
    said: list[str] = []
    assert migrate.migrate(database, said.append) == ["9000_more", "9001_slow"]
    assert connection.execute("select value from limits").fetchone() == ("0",)
    assert said[0] == "Applying 9000_more (1 of 2) …"
    assert "Applying 9001_slow (2 of 2): still at it after 0 s." in said
    assert said[-1].startswith("Applied 9001_slow (2 of 2) in 0.")
    assert migrate.migrate(database) == []


def test_a_database_from_before_checksums_gets_them(
    database: str, connection: psycopg.Connection, config: Config
) -> None:
    connection.execute("alter table migration drop column checksum")
    assert not _wrong(config)
    assert migrate.migrate(database) == []
    rows = connection.execute("select name, checksum from migration order by name").fetchall()
    assert rows == [(each.name, each.checksum) for each in migration_files.all_()]


def test_what_was_changed_after_it_was_applied_is_refused_by_name(
    database: str, folder: Path, config: Config
) -> None:
    last = max(folder.iterdir())
    last.write_text(last.read_text().replace("\n", "\r\n"))
    assert migrate.migrate(database) == []  # another system's line ends
    last.write_text(last.read_text() + "-- and more")
    add(folder, "create table never ()")
    with pytest.raises(MigrationError, match=f"another text of {last.stem}"):
        migrate.migrate(database)
    assert f"another text of {last.stem}" in _wrong(config)["migrations"]


def test_a_database_that_is_newer_is_refused_by_name(
    shell: Shell, connection: psycopg.Connection, config: Config
) -> None:
    connection.execute("insert into migration values ('9000_future', now())")
    told = "database is newer than this code, which does not know 9000_future"
    assert told in shell.run("migrate", code=1).stderr
    assert told in _wrong(config)["migrations"]


def test_an_installation_without_migrations_says_so(shell: Shell, folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
    told = f"no migrations found in {folder}. Install Feedback Buttons anew"
    assert told in shell.run("migrate", code=1).stderr


def test_one_that_fails_is_named_and_leaves_nothing(
    shell: Shell, folder: Path, connection: psycopg.Connection
) -> None:
    add(folder, "create table half (); select 1 / 0")
    told = shell.run("migrate", code=1).stderr
    assert "the migration 9000_more failed: division by zero. Nothing of it is applied" in told
    assert connection.execute("select to_regclass('half')").fetchone() == (None,)


def test_a_second_one_waits_and_says_so(database: str, connection: psycopg.Connection) -> None:
    said: list[str] = []
    connection.execute("select pg_advisory_lock(%s)", [migrate._LOCK])
    thread = threading.Thread(target=migrate.migrate, args=(database, said.append))
    thread.start()
    eventually(lambda: said)
    assert said == ["Another process migrates this database; waiting for it."]
    connection.execute("select pg_advisory_unlock(%s)", [migrate._LOCK])
    thread.join(30)
    assert not thread.is_alive()


def test_one_that_meets_a_writer_is_tried_again(
    database: str, folder: Path, connection: psycopg.Connection
) -> None:
    waits = "select 1 from pg_stat_activity where query like 'lock table delivery%' and wait_event_type = 'Lock'"
    add(folder, "lock table delivery; lock table campaign; create table behind ();")
    thread = threading.Thread(target=migrate.migrate, args=(database,))
    with psycopg.connect(database) as writer:
        writer.execute("lock table campaign")
        thread.start()
        eventually(lambda: connection.execute(waits.encode()).fetchone())
        writer.execute("lock table delivery")  # Postgres ends the one that has waited longer
    thread.join(60)
    assert connection.execute("select to_regclass('behind') is not null").fetchone() == (True,)


def test_a_role_that_may_not_make_roles_is_told_what_an_administrator_runs(
    config: Config, data_dir: Path
) -> None:
    with Server(data_dir, durable=False) as server:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("create role plain login")
            admin.execute("create database own owner plain")
        url = server.url.replace("feedback@/feedback", "plain@/own")
        shell = Shell(replace(config, database_url=url))
        told = shell.run("migrate", code=1).stderr
        assert "the migration 0004_collector_role failed: may not create the role" in told
        assert "Let an administrator run: create role feedback_collector login" in told
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("create role feedback_collector login")
            admin.execute("grant feedback_collector to plain")
        assert "The database is up to date" in shell.run("migrate").stdout
        assert not _wrong(replace(config, database_url=url))


def test_a_role_that_may_make_roles_needs_nobody(config: Config, data_dir: Path) -> None:
    with Server(data_dir, durable=False) as server:
        with psycopg.connect(server.url, autocommit=True) as admin:
            admin.execute("create role plain login createrole")
            admin.execute("create database own owner plain")
        own = replace(config, database_url=server.url.replace("feedback@/feedback", "plain@/own"))
        told = Shell(own).run("migrate").stdout
        assert told == "Making the database …\nThe database is up to date.\n"
        assert not _wrong(own)


def _wrong(config: Config) -> dict[str, str]:
    return {each.name: each.message for each in installation_check.check(config) if not each.ok}
