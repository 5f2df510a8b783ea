"""The embedded database moves from one major version of Postgres to the next, and is kept as it was beside it."""

from dataclasses import replace
from pathlib import Path

import pytest
from answers import put_scores
from shell import Shell

from feedback_buttons.backups import table_sums
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres import postgres_binaries
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate


def older() -> Path | None:
    """The programs of a system's Postgres that is older than the package's."""
    folders = sorted(postgres_binaries.SYSTEM.glob("*/bin"))
    return next((folder for folder in folders if 15 <= int(folder.parent.name) < 18), None)


def sums(url: str) -> dict[str, table_sums.TableSum]:
    with db.connect(url) as connection:
        return table_sums.sums(connection)


def fill(server: Server) -> dict[str, table_sums.TableSum]:
    migrate(server.url)
    with db.connect(server.url) as connection:
        campaigns.add(connection, Campaign(slug="spring", name="Spring"))
        put_scores(connection, "spring", 6, 7, 8, 9)
    return sums(server.url)


@pytest.fixture
def installed(config: Config, data_dir: Path) -> Shell:
    """The command line of an installation with the embedded database."""
    data_dir.chmod(0o711)
    return Shell(replace(config, database_url=None))


def test_a_database_of_an_older_postgres_moves_whole(installed: Shell, data_dir: Path) -> None:
    programs = older()
    if programs is None:  # a machine without one moves within its own version, which is refused
        test_there_must_be_something_newer(installed, data_dir)
        return
    with Server(data_dir, durable=False, programs=programs) as server:
        before = fill(server)
        refused = installed.run("upgrade", code=1)
    assert "another command uses the database" in refused.output
    moved = installed.run("upgrade")
    major = programs.parent.name
    assert f"That of {major} is kept in" in moved.output
    with Server(data_dir, durable=False) as server:
        with db.connect(server.url) as connection:
            assert connection.info.server_version >= 180000
        assert sums(server.url) == before
        migrate(server.url)
    [aside] = (data_dir / "postgres").glob("cluster-*")
    assert (aside / "PG_VERSION").read_text().strip() == major
    assert list(data_dir.glob("upgrade-*")) == []


def test_there_must_be_something_newer(installed: Shell, data_dir: Path) -> None:
    assert "no embedded database" in installed.run("upgrade", code=1).output
    with Server(data_dir, durable=False) as server:
        before = fill(server)
    assert "no newer one is here" in installed.run("upgrade", code=1).output
    with Server(data_dir, durable=False) as server:
        assert sums(server.url) == before
    assert list(data_dir.glob("upgrade-*")) == []


def test_one_that_was_broken_off_at_its_last_step_is_finished(data_dir: Path) -> None:
    data_dir.chmod(0o711)
    with Server(data_dir, durable=False) as server:
        before = fill(server)
    home = data_dir / "postgres"
    (home / "cluster").rename(home / "cluster.upgraded")
    with Server(data_dir, durable=False) as server:
        assert sums(server.url) == before


def test_a_database_that_is_not_ours_is_left_alone(shell: Shell) -> None:
    assert "not ours to upgrade" in shell.run("upgrade", code=1).output
