"""`up`'s engine, with two small applications in place of the real ones."""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from ports import free_port

from feedback_buttons.config import key_file
from feedback_buttons.processes import serving

APP = """
import os, time

def create_app():
    assert not os.path.exists("{broken}"), "broken on purpose"
    return answer

def answer(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/stream":
        return endless()
    return [f"{{os.getppid()}} {{os.environ['DATABASE_URL']}}".encode()]

def endless():
    while True:
        yield b"x"
        time.sleep(0.05)
"""
UP = """
import sys
from pathlib import Path
from feedback_buttons.config import settings as config
from feedback_buttons.processes import serving
from feedback_buttons.processes import supervisor
serving.WEB = ("--workers=2", "--threads=2", "small:create_app()")
serving.DASHBOARD = ("--workers=1", "--threads=2", "small:create_app()")
say = lambda line: print(line, flush=True)
try:
    supervisor.up(
        config.Config.from_env(),
        prepare=lambda url: say("prepare " + url),
        ready=lambda url: say("ready " + url),
        say=say,
    )
except supervisor.SupervisorError as error:
    sys.exit(str(error))
"""


class Up:
    """A running `up`, seen from outside: its lines, its exit code, its ports."""

    def __init__(self, folder: Path, data_dir: Path, port: int, dashboard_port: int) -> None:
        self.ports = (port, dashboard_port)
        (folder / "small.py").write_text(APP.format(broken=folder / "broken"))
        env = {
            **os.environ,
            "PYTHONPATH": str(folder),
            "FEEDBACK_DATA_DIR": str(data_dir),
            "PORT": str(port),
            "DASHBOARD_PORT": str(dashboard_port),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", UP],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def said(self, word: str) -> str:
        """Read lines until one holds the word; return that one."""
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if word in line:
                return line
        raise AssertionError(f"it never said {word!r}, only:\n{''.join(lines)}")

    def get(self, port: int) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=10) as answer:
            return str(answer.read().decode())

    def master(self, port: int) -> int:
        """The process id of the gunicorn that serves this port."""
        return int(self.get(port).split()[0])

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(60)


def free_ports() -> tuple[int, int]:
    return free_port(), free_port()


def eventually(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.fixture
def start(tmp_path: Path, data_dir: Path) -> Iterator[Callable[..., Up]]:
    key_file.ensure(data_dir)
    started: list[Up] = []

    def start(ports: tuple[int, int] | None = None) -> Up:
        started.append(Up(tmp_path, data_dir, *(ports or free_ports())))
        return started[-1]

    yield start
    for up in started:
        with up.process:
            up.process.terminate()


def test_it_serves_both_on_one_database_and_stops_cleanly(start: Callable[..., Up]) -> None:
    up = start()
    prepared = up.said("prepare").split()[1]
    assert up.said("ready").split()[1] == prepared
    assert [up.get(port).split()[1] for port in up.ports] == [prepared] * 2
    assert up.stop() == 0
    assert all(is_free(port) for port in up.ports)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(prepared)


def test_an_open_stream_does_not_hold_up_the_stop(start: Callable[..., Up]) -> None:
    up = start()
    up.said("ready")
    with urllib.request.urlopen(f"http://127.0.0.1:{up.ports[1]}/stream", timeout=30) as stream:
        assert stream.read(1) == b"x"
        assert up.stop() == 0


def test_a_second_up_says_so_and_exits(start: Callable[..., Up]) -> None:
    first = start()
    first.said("ready")
    second = start()
    assert f"already runs on {data_dir_of(first)} (process {first.process.pid})" in second.said(
        "It"
    )
    assert second.process.wait(60) == 1
    assert first.get(first.ports[0])


def data_dir_of(up: Up) -> str:
    environment = Path(f"/proc/{up.process.pid}/environ").read_text().split("\0")
    return dict(entry.split("=", 1) for entry in environment if entry)["FEEDBACK_DATA_DIR"]


@pytest.mark.parametrize(
    ("which", "setting"), [(0, "--port or PORT"), (1, "--dashboard-port or DASHBOARD_PORT")]
)
def test_a_busy_port_is_named(start: Callable[..., Up], which: int, setting: str) -> None:
    ports = free_ports()
    with socket.create_server(("127.0.0.1", ports[which])):
        up = start(ports)
        line = up.said("cannot listen")
    assert str(ports[which]) in line
    assert setting in line
    assert up.process.wait(60) == 1


def test_one_port_for_both_is_refused(start: Callable[..., Up]) -> None:
    port, _ = free_ports()
    up = start((port, port))
    assert f"cannot both listen on port {port}" in up.said("cannot")


@pytest.mark.parametrize("which", [0, 1], ids=["web", "dashboard"])
def test_a_killed_process_is_started_again(start: Callable[..., Up], which: int) -> None:
    up = start()
    up.said("ready")
    port = up.ports[which]
    killed = up.master(port)
    os.kill(killed, signal.SIGKILL)
    assert "killed by SIGKILL" in up.said("starting it again")
    eventually(lambda: not is_free(port) and up.master(port) != killed)
    assert up.stop() == 0


def test_a_killed_postgres_is_started_again(start: Callable[..., Up], data_dir: Path) -> None:
    up = start()
    url = up.said("ready").split()[1]
    pid_file = data_dir / "postgres" / "cluster" / "postmaster.pid"
    os.kill(int(pid_file.read_text().split()[0]), signal.SIGKILL)
    up.said("Postgres is back")
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_killing_up_takes_the_rest_along_and_blocks_nothing(start: Callable[..., Up]) -> None:
    up = start()
    up.said("ready")
    up.process.kill()
    eventually(lambda: all(is_free(port) for port in up.ports))
    again = start(up.ports)
    again.said("ready")
    assert again.stop() == 0


def test_an_application_that_cannot_start_is_reported_with_its_log(
    start: Callable[..., Up], tmp_path: Path, data_dir: Path
) -> None:
    (tmp_path / "broken").touch()
    up = start()
    output = up.process.communicate(timeout=120)[0]
    assert up.process.returncode == 1
    assert "stopped while starting" in output
    assert "broken on purpose" in output
    assert "broken on purpose" in (data_dir / "logs" / "web.log").read_text()


def test_the_procfile_runs_what_up_runs() -> None:
    lines = (Path(__file__).parents[2] / "Procfile").read_text().splitlines()
    commands = {name: shlex.split(command) for name, command in (re.split(": ", x) for x in lines)}
    for name, arguments in (("web", serving.WEB), ("dashboard", serving.DASHBOARD)):
        assert commands[name] == [*serving.GUNICORN, "--bind=0.0.0.0:$PORT", *arguments]
