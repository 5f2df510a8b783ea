"""The embedded Postgres: it runs while somebody uses the data directory.

The first user starts it, the last one out stops it. Two file locks decide, which
the kernel lets go of however a process dies: the users share `postgres.users`, and
the server with all its children holds `postgres.alive`. A stale pid file fools nobody.
"""

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from psycopg import pq

from feedback_buttons.base import datadir, log_files
from feedback_buttons.embedded_postgres.cluster import Cluster, PostgresError

__all__ = ["PostgresError", "Server", "running"]

START_LIMIT = 300.0  # seconds; after a crash the server replays up to 1 GB of its log
STOP_LIMIT = 60.0


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """The address of the data directory's Postgres, which runs meanwhile.

    durable=False is for tests: faster, but a crash of the machine loses data.
    Raises PostgresError, or DataDirError if the directory cannot be used.
    """
    with Server(data_dir, durable=durable) as server:
        yield server.url


class Server:
    """One user of the data directory's Postgres; a context manager."""

    def __init__(
        self, data_dir: Path, *, durable: bool = True, programs: Path | None = None
    ) -> None:
        """``programs`` is another folder to look for Postgres' programs in."""
        self._dir = datadir.prepare(data_dir)
        self._cluster = Cluster(self._dir, durable=durable, programs=programs)
        self._users = -1
        self._process: subprocess.Popen[bytes] | None = None  # the server, if we started it
        self.url = self._cluster.url

    def __enter__(self) -> Self:
        with datadir.locked(self._dir / "postgres.lock"):
            self._users = datadir.open_lock(self._dir / "postgres.users")
            try:
                datadir.try_lock(self._users, fcntl.LOCK_SH)
                self._start_unless_alive()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        with datadir.locked(self._dir / "postgres.lock"):
            self._leave()

    def _leave(self) -> None:
        try:
            if datadir.try_lock(self._users, fcntl.LOCK_EX):
                self._stop()
            elif self._process:
                self._process.returncode = 0  # the others' from now on, not ours to wait for
        finally:
            os.close(self._users)

    @property
    def pid(self) -> int | None:
        """The postmaster's process id; None if it does not run."""
        if self._process and self._process.poll() is None:
            return self._process.pid
        pid = self._cluster.pid()
        return pid if pid and not self._is_gone() and _exists(pid) else None

    def alive(self) -> bool:
        """Whether the postmaster runs; cheap enough to ask every second."""
        return self.pid is not None

    def ensure(self) -> None:
        """Start the server again if it has died; return when it answers."""
        with datadir.locked(self._dir / "postgres.lock"):
            self._start_unless_alive()

    def _start_unless_alive(self) -> None:
        lock = datadir.open_lock(self._dir / "postgres.alive")
        try:
            if self._answers_or_has_ended(lock):
                return
            self._process, begin = self._cluster.start(lock)
        finally:
            os.close(lock)  # from here on only the server holds it
        _wait(lambda: self._answers() or self._is_gone(), START_LIMIT)
        if not self._answers():
            log_text = log_files.since(self._cluster.log, begin)
            raise PostgresError(f"Postgres did not start. It said:\n{log_text}")

    def _answers_or_has_ended(self, lock: int) -> bool:
        """Wait for the first of the two: True if the server answers, False if it is gone and the lock is ours.

        Answered in one look: a server that answers now may refuse a moment later, while it
        recovers from a killed child. It must not be taken for one that has ended.

        Raises:
            PostgresError: neither within START_LIMIT; the server is left alone.
        """
        end = time.monotonic() + START_LIMIT
        while not (answers := self._answers()):
            # The children of a killed postmaster may live on for a moment, and use its
            # shared memory: until they are gone as well, nothing can be started.
            if datadir.try_lock(lock, fcntl.LOCK_EX):
                break
            if time.monotonic() > end:
                raise PostgresError(
                    f"Postgres (process {self._cluster.pid()}) neither answers nor ends. "
                    f"Read {self._cluster.log}, then end it: kill -INT {self._cluster.pid()}"
                )
            time.sleep(0.02)
        return answers

    def _stop(self) -> None:
        for how, limit in ((signal.SIGINT, STOP_LIMIT), (signal.SIGQUIT, STOP_LIMIT)):
            pid = self.pid
            if pid is None:
                break
            os.kill(pid, how)  # first with a checkpoint; if that hangs, at once
            if _wait(self._is_gone, limit):
                break
        if self._process:
            self._process.wait()

    def _answers(self) -> bool:
        return pq.PGconn.ping(f"{self.url}&connect_timeout=5".encode()) == pq.Ping.OK

    def _is_gone(self) -> bool:
        lock = datadir.open_lock(self._dir / "postgres.alive")
        try:
            return datadir.try_lock(lock, fcntl.LOCK_SH)
        finally:
            os.close(lock)


def _wait(done: Callable[[], bool], limit: float) -> bool:
    end = time.monotonic() + limit
    while not (finished := done()) and time.monotonic() < end:
        time.sleep(0.02)
    return finished


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
