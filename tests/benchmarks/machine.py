"""Servers to be measured, what they cost by /proc, and wrk that loads them."""

import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from feedback_buttons.config.settings import Config
from tests.support.ports import free_port

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1000.0}


@dataclass(frozen=True, slots=True)
class Run:
    """One run of wrk: requests a second, seconds, and milliseconds that half and 99 % took at most."""

    rate: float
    requests: int
    p50: float
    p99: float
    errors: int


def settings(folder: Path, url: str) -> Config:
    """The settings of what is measured, on a database."""
    return Config(
        data_dir=folder,
        signing_keys=("a signing key only for the benchmarks",),
        pseudonym_key="a pseudonym key only for the benchmarks",
        session_keys=("a session key only for the benchmarks",),
        url="http://127.0.0.1:8080",
        dashboard_url="http://127.0.0.1:8050",
        database_url=url,
    )


class Gunicorn:
    """A program under gunicorn, with two workers of sixteen threads."""

    def __init__(self, arguments: Sequence[str], env: Mapping[str, str]) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "gunicorn", f"--bind=127.0.0.1:{self.port}", *arguments]
        self._process = subprocess.Popen(command, env={**os.environ, **env})
        self.pid = self._process.pid
        while not self._listens():
            time.sleep(0.05)
        time.sleep(1)  # until both workers have imported everything

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait()

    def _listens(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def memory(self) -> float:
        """MB that a worker uses."""
        pids = _tree(self.pid)[1:]
        pages = [int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
        return max(pages) * _PAGE / 1e6


def _tree(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def cpu(pid: int) -> float:
    """Seconds that a process and its children have used, those included that it has waited for."""
    ticks = 0
    for each in _tree(pid):
        with suppress(FileNotFoundError):  # one of Postgres' helpers that just ended
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15] if each == pid else fields[11:13]))
    return ticks / _TICKS


@contextmanager
def script(text: str) -> Iterator[Path]:
    """A file for wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(text)
        file.flush()
        yield Path(file.name)


def wrk(port: int, lua: Path, seconds: float, connections: int = 16) -> Run:
    """Load a server for so long."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds:g}s", "--latency", "-s", str(lua)]
    done = subprocess.run(
        [*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True, check=True
    )
    said = done.stdout
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(
        r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said
    )
    requests = re.search(r"(\d+) requests in", said)
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if not (requests and rate):
        raise RuntimeError(f"wrk said: {said}{done.stderr}")
    errors = int(failed[1]) if failed else 0
    errors += sum(map(int, broken.groups())) if broken else 0
    return Run(
        float(rate[1]), int(requests[1]), _latency(said, "50%"), _latency(said, "99%"), errors
    )


def _latency(said: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", said)
    return float(found[1]) * _MILLISECONDS[found[2]] if found else 0.0
