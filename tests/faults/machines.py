"""What breaks: web processes, a Postgres, and the connection between them."""

import contextlib
import os
import random
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import requests

from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.processes import serving
from tests.support.metrics_access import HEADERS

HERE = Path(__file__).parent


class Web:
    """gunicorn with two workers, started again when its master is killed, as the supervisor would."""

    def __init__(
        self,
        port: int,
        env: Mapping[str, str],
        *,
        file_limit: int | None = None,
        code: Path | None = None,
    ) -> None:
        self.port = port
        self.code = code  # of another release; None for this one
        paths = [str(HERE)] if code is None else [str(code), str(HERE)]
        self.env = {**os.environ, **env, "PYTHONPATH": os.pathsep.join(paths)}
        arguments = (*serving.WEB[:-1], "clocks:create_app()")
        command = [sys.executable, "-m", *serving.GUNICORN, f"--bind=127.0.0.1:{port}", *arguments]
        # In blocks of 512 bytes, after which every file is full.
        limit = f"ulimit -f {file_limit // 512}; " if file_limit else ""
        self._command = ["/bin/sh", "-c", f'{limit}exec "$@"', "sh", *command]
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, env=self.env, cwd=self.code, start_new_session=True
        )
        eventually(self._answers)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def workers(self) -> list[int]:
        return children(self.process.pid)

    def kill_master(self) -> None:
        """Kill the master and start another as soon as its workers have let go of the port."""
        workers = self.workers()
        self.process.kill()
        self.process.wait()
        eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))
        self.start()

    def metrics(self) -> dict[str, float]:
        page = requests.get(f"http://127.0.0.1:{self.port}/metrics", headers=HEADERS, timeout=30)
        lines = [line.split() for line in page.text.splitlines()]
        return {name: float(value) for name, value in (x for x in lines if x[0] != "#")}

    def drained(self) -> bool:
        """Whether the database is there, and nothing waits for it any more."""
        now = self.metrics()
        return not now["feedback_database_away"] and not now["feedback_waiting"]

    def _answers(self) -> bool:
        try:
            return self.metrics() is not None
        except OSError:
            return False


class Wire:
    """A unix socket that passes everything on to Postgres', and can be cut."""

    def __init__(self, folder: Path, url: str, seed: int) -> None:
        folder.mkdir()
        parts = urlsplit(url)
        self._there = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        self.url = f"postgresql://{parts.netloc}{parts.path}?host={quote(str(folder), safe='')}"
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(folder / ".s.PGSQL.5432"))
        self._socket.listen(64)
        self._chance = random.Random(seed)
        self.open = True
        self.drops = 0.0  # the share of answers that are lost together with their connection
        self.dropped = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self.open = False
        self._socket.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                here, _ = self._socket.accept()
                if not self.open:
                    here.close()
                    continue
                threading.Thread(target=self._pass, args=(here,), daemon=True).start()

    def _pass(self, here: socket.socket) -> None:
        there = socket.socket(socket.AF_UNIX)
        with here, there, contextlib.suppress(OSError):
            there.connect(self._there)
            other = {here: there, there: here}
            while self.open:
                for source in select.select([here, there], [], [], 0.1)[0]:
                    data = source.recv(65536)
                    if not data:
                        return
                    if source is there and self._chance.random() < self.drops:
                        self.dropped += 1  # what was asked is done, and nobody hears of it
                        return
                    other[source].sendall(data)


def kill_backend(server: Server, chance: random.Random) -> None:
    """Kill a process of Postgres, whereupon it ends all others and recovers."""
    pid = chance.choice(children(server.pid or 0))
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def kill_postgres(server: Server) -> None:
    """Kill Postgres with all that it is."""
    os.kill(server.pid or 0, signal.SIGKILL)
    eventually(lambda: not server.alive())


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def eventually(true: Callable[[], object], limit: float = 120) -> None:
    end = time.monotonic() + limit
    while not true():
        assert time.monotonic() < end, "it never became true"
        time.sleep(0.1)
