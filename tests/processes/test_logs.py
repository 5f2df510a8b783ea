"""No log of any process holds anybody's address or token, however it is asked; and none grows without bound."""

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hostile_requests import Hostile, RawClient
from ports import free_port

from feedback_buttons.base import log_files, log_lines
from feedback_buttons.config.settings import Config
from feedback_buttons.processes.child_process import Child, Service
from feedback_buttons.signing.tokens import Tokens

MAIL, ADDRESS, ADDRESS6 = "anna.mark@private.example", "203.0.113.77", "2001:db8:77::1234"
MANY = 600  # requests to each server


@pytest.mark.parametrize(
    "line",
    [
        f"Invalid request from ip={ADDRESS}: x",
        f"cannot read '{ADDRESS6}'",
        f"[{ADDRESS6}]:443",
        f"Key (email)=({MAIL}) already exists",
        f"Key (email)=({MAIL.replace('@', '%40')})",
        f"::ffff:{ADDRESS} said no",
    ],
)
def test_addresses_leave_no_trace_in_a_line(line: str) -> None:
    private = log_lines.private(line)
    assert not any(part in private for part in (MAIL, "anna", ADDRESS, ADDRESS6, "203.0"))


@pytest.mark.parametrize(
    "line",
    [
        '  File "/usr/lib/python3.11/site-packages/gunicorn/workers/base.py", line 139, in init_process',
        "2026-11-28 17:10:22,123 WARNING feedback_buttons.ratings.write_pool: the database is back",
        "    assert feedback_buttons.recipient_page.page_responses.rendered(shown, spoken, 500)",
        "[2026-11-28 17:10:22 +0000] [12345] [ERROR] Connection in use: ('127.0.0.1', 8080)",
    ],
)
def test_what_is_nobodys_stays_in_a_line(line: str) -> None:
    assert log_lines.private(line) == line


def test_every_token_is_left_out_of_a_line(config: Config) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    for number in range(500):
        token = tokens.sign("spring", tokens.recipient(f"customer {number}"))
        for line in (f"/r/spring/{token}/07", f"bad token {token!r}", f"x={token}&y"):
            assert token not in log_lines.private(line)


def test_a_log_that_grows_large_is_put_aside_while_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "ROTATE_AT", 1000)
    log = tmp_path / "logs" / "web.log"
    with log_files.opened(log) as descriptor, open(descriptor, "wb", 0, closefd=False) as writer:
        for number in range(50):
            writer.write(b"%099d\n" % number)
            log_files.keep_small(log)
            assert log_files.size(log) <= 1000
        writer.write(b"the end\n")
    assert log.read_text().endswith("the end\n")
    assert log.with_suffix(".log.1").stat().st_size <= 1100
    assert log.with_suffix(".log.1").stat().st_mode & 0o077 == 0


CHATTY = """
import time
for number in range(2_000):
    print(f"line {number} " + "x" * 80, flush=True)
time.sleep(1)
print("the end", flush=True)
"""


def test_up_keeps_the_log_of_a_running_process_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_files, "ROTATE_AT", 20_000)
    command, shown = (sys.executable, "-c", CHATTY), []
    service = Service("web", command, "127.0.0.1", None, "", dict(os.environ))
    child = Child(service, tmp_path, shown.append)
    while child.process.poll() is None or log_files.size(tmp_path / "logs" / "web.log") > 20_000:
        child.show_log()
    child.show_log()
    assert (tmp_path / "logs" / "web.log.1").exists()
    assert any("the end" in line for line in shown)


class Running:
    """`up` with everything on ports of its own, which is told of in lines."""

    def __init__(self, data_dir: Path) -> None:
        self.port, self.dashboard_port = free_port(), free_port()
        ports = {"PORT": str(self.port), "DASHBOARD_PORT": str(self.dashboard_port)}
        names = ("FEEDBACK_URL", "FEEDBACK_DASHBOARD_URL", "DATABASE_URL")
        env = {name: value for name, value in os.environ.items() if name not in names}
        env |= {"FEEDBACK_DATA_DIR": str(data_dir), "FEEDBACK_PROXIES": "1", **ports}
        command = [sys.executable, "-m", "feedback_buttons", "up"]
        self.process = subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.greeting = self._until("Sample button")

    def stop(self) -> str:
        """End it; all lines that it has shown since its greeting."""
        self.process.terminate()
        return self.process.communicate(timeout=60)[0]

    def _until(self, word: str) -> str:
        assert self.process.stdout
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if word in line:
                return "".join(lines)
        raise AssertionError("".join(lines))


@pytest.fixture
def running(data_dir: Path) -> Iterator[Running]:
    started = Running(data_dir)
    yield started
    started.process.kill()
    started.process.wait()


def test_no_log_holds_an_address_or_a_token(running: Running, data_dir: Path) -> None:
    button = urlsplit(running.greeting.split()[-1]).path
    link = next(urlsplit(word).path for word in running.greeting.split() if "/sign-in/" in word)
    token, key = button.split("/")[3], link.split("/")[2]
    marks = (MAIL, ADDRESS, ADDRESS6, token, key, "ab" * 24 + "1")
    web = [button, "/r/sample/x/7", "/healthz", "/metrics"]
    dashboard = ["/", link, "/healthz", "/sign-in", "/api/campaigns", "/_dash-update-component"]
    dashboard += ["/_dash-component-suites/dash/x.js", "/live/sample", "/wall/sample?key=x"]
    fields = ("do", "score", "page", "comment", "name", "password", "csrf")
    for port, paths in ((running.port, web), (running.dashboard_port, dashboard)):
        hostile, client = Hostile(random.Random(7), paths, marks, fields), RawClient(port)
        for _ in range(MANY):
            client.ask(hostile.request())
        client.close()
    shown = running.stop()
    logs = {path.name: path.read_text() for path in (data_dir / "logs").iterdir()}
    assert {"web.log", "dashboard.log", "worker.log", "postgres.log"} <= set(logs)
    for name, text in {**logs, "shown by up": shown}.items():
        for mark in marks:
            assert mark not in text, name
            assert mark.split("@")[0] not in text, name
        assert not re.search(r"\b(?!127\.0\.0\.1|0\.0\.0\.0)\d+\.\d+\.\d+\.\d+\b", text), name
        assert len(text) < 20_000, "a line for each request"
