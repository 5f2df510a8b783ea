"""What the recipients' endpoint counts about itself, for Prometheus.

Each process counts in a small file of its own, which its memory is mapped to: so counting costs no
system call, whichever process is asked can answer for all, and a crash forgets nothing.
"""

import mmap
import os
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from feedback_buttons.base import datadir

HELP = {
    "visits": "Fetches of a button's address.",
    "answers": "Answers that came: pages seen, buttons pressed, erasures.",
    "spooled": "Requests that had to wait on this disk.",
    "replayed": "Requests that waited and are in the database now.",
    "shed": "Visits that were not recorded, for lack of capacity.",
    "noisy": "Visits that were not recorded, since their network sent too many.",
    "lost": "Requests that could be kept nowhere. Somebody was told to try again later.",
}
_NAMES = tuple(HELP)
_LAYOUT = struct.Struct(f"{len(_NAMES)}Q")


class Metrics:
    """Counts in this process, and tells the sums over all processes of a data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "metrics"
        self._lock = threading.Lock()
        self._counts = [0] * len(_NAMES)
        self._memory: mmap.mmap | None = None
        self._pid = 0

    def add(self, name: str, count: int = 1) -> None:
        """Count something of HELP."""
        with self._lock:
            if self._pid != os.getpid():
                self._open()
            self._counts[_NAMES.index(name)] += count
            if self._memory:
                _LAYOUT.pack_into(self._memory, 0, *self._counts)

    def sums(self) -> dict[str, int]:
        """The counts of all processes, those that ended included."""
        sums = [0] * len(_NAMES)
        for path in self._folder.glob("*.counts"):
            for place, value in enumerate(_read(path)):
                sums[place] += value
        return dict(zip(_NAMES, sums, strict=True))

    def _open(self) -> None:
        # Not when made, but when first used: a server's worker is forked in between.
        self._pid, self._memory = os.getpid(), None
        self._counts = [0] * len(_NAMES)
        with suppress(
            OSError, datadir.DataDirError
        ):  # a full disk must not stop the answers, only their counting
            datadir.prepare(self._folder.parent)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            with datadir.locked(self._folder / "lock"):
                self._fold()
                path = self._folder / f"{self._pid}.counts"
                path.write_bytes(bytes(_LAYOUT.size))
                with path.open("r+b") as file:
                    self._memory = mmap.mmap(file.fileno(), _LAYOUT.size)

    def _fold(self) -> None:
        """Add the counts of processes that ended to those of the past, so that the files stay few."""
        past = self._folder / "past.counts"
        sums = list(_read(past))
        for path in self._folder.glob("[0-9]*.counts"):
            if path.stem != str(self._pid) and _lives(int(path.stem)):
                continue
            sums = [one + other for one, other in zip(sums, _read(path), strict=True)]
            path.unlink()
        past.with_suffix(".new").write_bytes(_LAYOUT.pack(*sums))
        past.with_suffix(".new").replace(past)


def _read(path: Path) -> tuple[int, ...]:
    with suppress(OSError, struct.error):
        return _LAYOUT.unpack(path.read_bytes())
    return (0,) * len(_NAMES)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def prometheus(counters: Mapping[str, float], gauges: Mapping[str, tuple[str, float]]) -> str:
    """Counters of HELP, and gauges with their help, in Prometheus' text format.

    >>> print(prometheus({"lost": 0}, {"waiting": ("How many wait.", 2)}), end="")
    # HELP feedback_lost_total Requests that could be kept nowhere. Somebody was told to try again later.
    # TYPE feedback_lost_total counter
    feedback_lost_total 0
    # HELP feedback_waiting How many wait.
    # TYPE feedback_waiting gauge
    feedback_waiting 2
    """
    rows = [(f"{name}_total", "counter", HELP[name], value) for name, value in counters.items()]
    rows += [(name, "gauge", text, value) for name, (text, value) in gauges.items()]
    return "".join(
        f"# HELP feedback_{name} {text}\n# TYPE feedback_{name} {kind}\nfeedback_{name} {value}\n"
        for name, kind, text, value in rows
    )
