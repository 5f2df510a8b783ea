"""One child process of `up`: started, heard, started again when it dies, stopped."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedback_buttons.base import log_files
from feedback_buttons.base.errors import FeedbackError

FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0  # seconds before a dead child is started again
HEALTHY_AFTER = 60.0  # seconds of life, after which the delay is short again
MOST_LINES = 30  # of a log, shown at once


class SupervisorError(FeedbackError):
    """`up` cannot go on; the message says why and what to do."""

    code = "service-failed"


@dataclass(frozen=True)
class Service:
    """What to run, where it listens (port None: nowhere), and how a user moves it elsewhere."""

    name: str
    command: tuple[str, ...]
    host: str
    port: int | None
    port_setting: str
    env: Mapping[str, str]
    path: str = "/healthz"

    def check_port(self) -> None:
        """Raise SupervisorError, naming the port, unless it is free."""
        if self.port is None:
            return
        try:
            family, kind, *_, address = socket.getaddrinfo(
                self.host or None, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            raise SupervisorError(
                f"The {self.name} cannot listen on {self.host}:{self.port}: {error.strerror}. "
                f"Choose another port with {self.port_setting}."
            ) from error

    def answers(self) -> bool:
        """Whether it answers HTTP requests, if it ever does."""
        if self.port is None:
            return True
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - compared, not bound
        connection = http.client.HTTPConnection(host, self.port, timeout=5)
        try:
            connection.request("GET", self.path)
            return connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


class Child:
    """A service's process. Its log holds warnings and errors only, and is shown as it grows."""

    def __init__(self, service: Service, data_dir: Path, say: Callable[[str], None]) -> None:
        self.service = service
        self._dir = data_dir
        self._log = log_files.path(data_dir, service.name)
        self._say = say
        self._delay = FIRST_DELAY
        self._start_at: float | None = None
        self.start()

    def start(self) -> None:
        """Start the process, in a group of its own: Ctrl-C is for the supervisor alone."""
        with log_files.opened(self._log) as log:
            self._shown = os.fstat(log).st_size
            self.process = subprocess.Popen(  # noqa: S603 - our own command line
                self.service.command,
                env=self.service.env,
                cwd=self._dir,  # gunicorn imports from here first: nothing of the user's
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._started, self._start_at = time.monotonic(), None

    def is_up(self) -> bool:
        """Whether it answers yet; raises SupervisorError if it has died instead."""
        if (code := self.process.poll()) is None:
            return self.service.answers()
        raise SupervisorError(f"The {self.service.name} stopped while starting ({_how(code)}).")

    def tend(self) -> None:
        """Show what is new in the log; start the process again if it has died."""
        self.show_log()
        now = time.monotonic()
        code = self.process.poll()
        if code is None:
            if now - self._started > HEALTHY_AFTER:
                self._delay = FIRST_DELAY
        elif self._start_at is None:
            again = f"starting it again in {self._delay:g} s"
            self._say(f"The {self.service.name} stopped ({_how(code)}); {again}.")
            self._start_at, self._delay = now + self._delay, min(self._delay * 2, LONGEST_DELAY)
        elif now >= self._start_at:
            self._signal(signal.SIGKILL)  # workers that still hold the port
            self.start()

    def show_log(self) -> None:
        """Show the lines that the process has logged since the last time."""
        size = log_files.size(self._log)
        if size > self._shown:
            lines = log_files.since(self._log, self._shown, lines=MOST_LINES)
            for line in lines.splitlines():
                self._say(f"{self.service.name} | {line}")
        log_files.keep_small(self._log)
        self._shown = min(size, log_files.size(self._log))

    def stop(self, deadline: float) -> None:
        """Wait until the deadline (monotonic) for the end that `ask` asked for, then force it."""
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(max(0.0, deadline - time.monotonic()))
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.show_log()

    def ask(self) -> None:
        """Ask the process to stop."""
        if self.process.poll() is None:
            self.process.terminate()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def _how(code: int) -> str:
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"
