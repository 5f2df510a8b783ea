"""What all processes of an installation count and time, for Prometheus (prometheus-client, multiprocess mode).

Each process counts in two files that its memory is mapped to, below `metrics` in the data directory: counting costs
no system call, and whichever process is asked answers for all that share the directory, those included that serve no
HTTP. A process owns the files of one number (0, 1, …) by a lock which ends with it; the next one goes on with them.
So a crash forgets nothing, files of dead processes don't pile up, and nobody has to clean up behind them.

Labels are made when a program starts, from names in its code: nothing of a recipient can become one.
"""

import hmac
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from feedback_buttons.base import datadir

# Reserved on the disk beforehand: writing to a mapped file for which there is no room kills a process.
_BYTES = 256 * 1024
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
REQUESTS = "feedback_request_seconds"
OUTCOMES = ("ok", "refused", "failed")

log = logging.getLogger(__name__)


class Metrics:
    """Counters and timers of one program, and the report about all programs of a data directory.

    Where nothing can be kept there, this process counts in its memory, and reports about itself.
    """

    def __init__(self, data_dir: Path) -> None:
        self._registry = CollectorRegistry()
        self._files = _Files(data_dir / "metrics")
        self._values: Any = values.MutexValue
        try:
            self._files.take()
        except (OSError, datadir.DataDirError) as error:
            log.error("metrics are counted in each process's memory alone: %s", error)
        else:
            # How the library is told where to count; it reads both when a counter is made.
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(self._files.folder)
            self._values = values.MultiProcessValue(self._files.number)
        values.ValueClass = self._values

    def counter(self, name: str, text: str) -> Counter:
        """A counter that is reported as ``name`` with `_total` behind it."""
        return Counter(name, text, registry=self._registry)

    def timers(
        self, name: str, text: str, labels: Mapping[str, Sequence[str]]
    ) -> Callable[..., Any]:
        """Histograms of seconds, one for each combination of the labels' values.

        Returns:
            ``timer(*values)``, the histogram for these values of the labels; its ``observe`` takes seconds.
        """
        histogram = Histogram(name, text, tuple(labels), registry=self._registry, buckets=SECONDS)
        children = {combined: histogram.labels(*combined) for combined in _combined(labels)}
        return lambda *combined: children[combined]

    def request_timers(self, service: str, routes: Sequence[str]) -> Callable[..., Any]:
        """Timers of requests: ``timer(service, route, outcome)``, see outcome()."""
        labels = {"service": (service,), "route": routes, "outcome": OUTCOMES}
        return self.timers(REQUESTS, "Seconds from a request to its answer.", labels)

    def report(self, *collectors: Collector) -> bytes:
        """What all processes counted, in Prometheus' text format, and what ``collectors`` tell now."""
        registry = CollectorRegistry()
        if self._values is values.MutexValue:
            registry.register(self._registry)
        else:
            folder = str(self._files.folder)
            MultiProcessCollector(registry, path=folder)
        for collector in collectors:
            registry.register(collector)
        return generate_latest(registry)

    def close(self) -> None:
        """Leave this process's files to the next one; nothing is counted any more."""
        if self._values is not values.MutexValue:
            self._values.close_all_files()
        self._files.release()


class _Files:
    """The files of one number, which this process owns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._pid = 0
        self._number = 0
        self._lock: int | None = None

    def number(self) -> int:
        """The number; another one after a fork."""
        if self._pid != os.getpid():
            self.take()
        return self._number

    def take(self) -> None:
        """Take the first number that no living process has.

        Raises:
            OSError, DataDirError: there is no room.
        """
        datadir.prepare(self.folder.parent)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._number, self._lock = _free_number(self.folder)
        self._pid = os.getpid()
        for kind in ("counter", "histogram"):
            file = os.open(self.folder / f"{kind}_{self._number}.db", os.O_RDWR | os.O_CREAT, 0o600)
            try:
                os.posix_fallocate(file, 0, _BYTES)
            finally:
                os.close(file)

    def release(self) -> None:
        """Let another process have them."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _free_number(folder: Path) -> tuple[int, int]:
    """The first number that is free, and the lock on it, which is held until it is closed."""
    number = 0
    while True:
        lock = datadir.open_lock(folder / f"{number}.lock")
        if datadir.try_lock(lock, datadir.ALONE):
            return number, lock
        os.close(lock)
        number += 1


def _combined(labels: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    combined: list[tuple[str, ...]] = [()]
    for choices in labels.values():
        combined = [(*before, choice) for before in combined for choice in choices]
    return combined


def outcome(status: int) -> str:
    """One of OUTCOMES for an HTTP status."""
    return "failed" if status >= 500 else "refused" if status >= 400 else "ok"


def may_read(environ: Mapping[str, Any], token: str) -> bool:
    """Whether a request brings the token that opens the report; without a token nobody's does. Where a request comes
    from says nothing: a proxy on this machine need not tell for whom it asks."""
    scheme, _, brought = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    same = hmac.compare_digest(brought.strip().encode(), token.encode())
    return bool(token) and scheme.lower() == "bearer" and same
