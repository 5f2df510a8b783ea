"""A backup is one moment of the database, and comes back whole or not at all."""

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from answers import Answer, put, put_scores
from shell import Shell
from sums import unequal

from feedback_buttons.backups import backing_up, backup_check, backup_files, restoring, table_sums
from feedback_buttons.backups.backup_files import BackupError
from feedback_buttons.backups.postgres_tools import ToolError
from feedback_buttons.base.ids import utc_now
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.storage import db

CHANGED = """
    with rated as (update rating set changed = current_change()
                   returning campaign, changed, recipient, occasion, bucket)
    insert into rating_change select * from rated on conflict do nothing"""


def sums(url: str) -> dict[str, table_sums.TableSum]:
    """The sums of all tables."""
    with db.connect(url) as connection:
        return table_sums.sums(connection)


@pytest.fixture
def backup(config: Config, database: str, tmp_path: Path) -> Path:
    """A backup of one campaign with four answers."""
    with db.connect(database) as connection:
        campaigns.add(connection, Campaign(slug="spring", name="Spring"))
        put_scores(connection, "spring", 6, 7, 8, 9)
        connection.execute(CHANGED)
    return backing_up.make(database, config, tmp_path, utc_now())


def test_all_of_a_well_filled_database_comes_back(
    full_config: Config, database: str, tmp_path: Path
) -> None:
    url = full_config.database_url or ""
    made = backing_up.make(url, full_config, tmp_path, utc_now())
    facts = backup_files.read(made)
    assert facts.tables == sums(url)
    restoring.load(database, made / backup_files.ARCHIVE, facts, replace=True)
    assert sums(database) == facts.tables
    assert unequal(database) == []
    assert db.COLLECTOR in facts.roles
    with db.write_connection(database, db.COLLECTOR, durable=True) as connection:
        connection.execute("select slug from campaign")  # its rights came along


def test_who_restores_into_a_new_server_may_be_the_collector_there(
    database: str, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who makes a role is not in it, unless an administrator."""
    monkeypatch.setattr(db, "COLLECTOR", "new_collector")
    facts = replace(backup_files.read(backup), roles=["new_collector"])
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute("create role keeper login createrole")
        admin.execute("create role stranger login")
        try:
            with psycopg.connect(database, user="keeper") as keeper:
                restoring.make_roles(keeper, facts)
                keeper.execute("set role new_collector")
            with (
                psycopg.connect(database, user="stranger") as stranger,
                pytest.raises(BackupError, match="may not take on the role") as refused,
            ):
                restoring.make_roles(stranger, facts)
            assert 'grant "new_collector" to "stranger";' in refused.value.advice
        finally:
            for role in ("new_collector", "keeper", "stranger"):
                admin.execute(f"drop role if exists {role}".encode())


def test_answers_that_come_meanwhile_are_in_neither_the_archive_nor_the_sums(
    config: Config, database: str, backup: Path, tmp_path: Path
) -> None:
    def answer(_: int) -> None:
        if Path(tmp_path / "answered").exists():  # it is told how far it is more than once
            return
        (tmp_path / "answered").touch()
        with db.connect(database) as connection:
            put(connection, "spring", Answer(99, 1))

    made = backing_up.make(database, config, tmp_path / "second", utc_now(), written=answer)
    facts, before = backup_files.read(made), backup_files.read(backup)
    assert facts.tables["rating"] == before.tables["rating"]
    assert sums(database)["rating"].rows == 5
    assert backup_check.check(made, config.data_dir) == sum(
        entry.rows for entry in facts.tables.values()
    )
    assert list(config.data_dir.iterdir()) == []


def test_a_database_that_holds_something_is_given_up_only_when_that_is_asked_for(
    shell: Shell, database: str, backup: Path
) -> None:
    with db.connect(database) as connection:
        put(connection, "spring", Answer(99, 1))
    refused = shell.run("restore", str(backup), code=1)
    assert "already holds" in refused.output
    assert "--replace" in refused.output
    assert sums(database)["rating"].rows == 5
    done = shell.run("restore", str(backup), "--replace")
    assert "Restored" in done.output
    assert "WRONG" not in done.output
    assert sums(database)["rating"].rows == 4


def test_who_follows_changes_is_told_to_begin_again(database: str, backup: Path) -> None:
    with db.connect(database) as connection:
        campaign = campaigns.get(connection, "spring")
        page = change_feed.page(connection, campaign, change_feed.BEGIN, 100, references=False)
    restoring.restore(database, backup, utc_now(), replace=True)
    with db.connect(database) as connection:
        with pytest.raises(change_feed.CursorError, match="Begin again"):
            change_feed.page(connection, campaign, page.cursor, 100, references=False)
        again = change_feed.page(connection, campaign, change_feed.BEGIN, 100, references=False)
        connection.execute(CHANGED)
    assert len(page.answers) == len(again.answers) == 4
    with db.connect(database) as connection:
        news = change_feed.page(connection, campaign, again.cursor, 100, references=False)
    assert len(news.answers) == 4


def test_keys_that_belong_to_it_and_are_gone_are_named(shell: Shell, backup: Path) -> None:
    shell.env = {**shell.env, "FEEDBACK_PSEUDONYM_KEY": "another pseudonym key for the tests"}
    done = shell.run("restore", str(backup), "--replace")
    assert "WRONG: FEEDBACK_PSEUDONYM_KEY lacks a key" in done.output
    assert "FEEDBACK_SIGNING_KEYS" not in done.output


def test_what_was_cut_off_is_refused_before_anything_is_touched(
    database: str, backup: Path
) -> None:
    archive = backup / backup_files.ARCHIVE
    archive.write_bytes(archive.read_bytes()[:-100])
    with pytest.raises(BackupError, match="not as it was written"):
        restoring.restore(database, backup, utc_now(), replace=True)
    with pytest.raises(ToolError, match="pg_restore"):
        restoring.load(database, archive, backup_files.read(backup), replace=True)
    assert sums(database)["rating"].rows == 4


def test_one_whose_sums_are_wrong_changes_nothing(database: str, backup: Path) -> None:
    facts = backup_files.read(backup)
    facts.tables["rating"] = table_sums.TableSum(4, "17")
    with pytest.raises(BackupError, match=r"in: rating\."):
        restoring.load(database, backup / backup_files.ARCHIVE, facts, replace=True)
    with pytest.raises(ToolError, match="already exists"):
        restoring.load(database, backup / backup_files.ARCHIVE, facts)
    assert sums(database)["rating"].rows == 4


def test_a_folder_that_is_no_backup_says_so(shell: Shell, tmp_path: Path) -> None:
    assert "is not a backup" in shell.run("restore", str(tmp_path), code=1).output
    (tmp_path / backup_files.FACTS).write_text("[]", "utf-8")
    assert "is not a backup" in shell.run("restore", str(tmp_path), code=1).output
