"""Keeps answers on this machine's disk until the database's standby has them, too.

A process adds what was recorded to a file of its own, and begins another every second. A file is removed once the
standby has on its disk all that the primary had written when the file was ended. Where another server answers than the
one that took the entries (a promotion, a restore), or the same one as of earlier (its disk was set back), files go to
the spool, whose replay changes nothing where the database has an entry already.
"""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedback_buttons.base import datadir
from feedback_buttons.endpoint import spool_folder
from feedback_buttons.endpoint.spool import RESERVE, SpoolEntry, dumped

# Bytes of all processes, and seconds: what is older, or beyond it, is given up with an alarm while a standby is gone.
MOST = 256 * 1024 * 1024
LONGEST = 24 * 3600
_SEGMENT = (
    1024 * 1024
)  # bytes, from which on a process begins another file, however far the standby is
_UNKNOWN = (
    "0-0"  # the server, before the first look: differs from any, so that the file is replayed
)
_ALARM = 60  # seconds between two lines of the log about the same

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StandbyProgress:
    """How far a primary and its standbys are: places in its log, in bytes; ``flushed`` is None where nobody knows.
    ``server`` names the server, its timeline and the last restore of a backup into it."""

    server: str
    here: int
    standbys: int
    flushed: int | None


class StandbyKeep:
    """The files of one data directory; used by threads and processes at once.

    Args:
        read: asks the primary for its progress, None while it cannot be asked. Without it nothing is kept.
    """

    def __init__(self, data_dir: Path, read: Callable[[], StandbyProgress | None] | None) -> None:
        self.folder, self._spool = folder(data_dir), data_dir / "spool"
        self._read = read
        self._lock = threading.Lock()
        self._file: int | None = None
        self._ended: dict[Path, int] = {}  # what the standby must have before a file goes
        self._progress: StandbyProgress | None = None
        self._alarm_at = -float(_ALARM)

    @property
    def server(self) -> str:
        """Which server took the last look's question."""
        return self._progress.server if self._progress else _UNKNOWN

    def add(self, entry: SpoolEntry, server: str) -> None:
        """Keep what the database has just acknowledged. It outlives this process; it need not outlive the machine.

        Args:
            server: which one it was when the request began. Another one by now may lack it, so it is replayed.
        """
        if not self._read or not (entry.answer or spool_folder.free(self.folder.parent) > RESERVE):
            return
        try:
            with self._lock:
                if server != self.server:
                    self._hand_over(dumped(entry), server)
                    return
                if self._file is None:
                    self._file = self._begun(server)
                os.write(self._file, dumped(entry))
        except (OSError, datadir.DataDirError) as error:
            self._tell("what the standby may lack cannot be kept on this disk: %s", error)

    def take(self, path: Path, server: str) -> None:
        """Keep a file of the spool that was replayed to this server, instead of removing it."""
        with self._lock, suppress(FileNotFoundError):
            if not self._read:
                path.unlink()
                return
            self._make_folder()
            path.rename(self._path(server))

    def look(self) -> None:
        """Ask how far the standby is, remove what it has, hand over what another server took."""
        if not self._read:
            return
        if not self._ended or self._size() > _SEGMENT:
            self.end()
        ended = (
            self._unlocked()
        )  # before the question: all that they hold was committed before its answer
        if progress := self._read():
            before, self._progress = self._progress, progress
            same = not before or before.server == progress.server
            if not same:
                self.end()  # the next look replays it
            stepped_back = before and same and progress.here < before.here
            for path in ended:
                ahead = _place(path) > progress.here
                if stepped_back or ahead or _server(path) != progress.server:
                    self._replay(path)
                else:
                    self._remove_if_flushed(path, progress)
            self._ended = {path: place for path, place in self._ended.items() if path.exists()}
        self._bound()

    def end(self) -> None:
        """Close this process's file."""
        with self._lock:
            if self._file is not None:
                os.close(self._file)
            self._file = None

    def _remove_if_flushed(self, path: Path, progress: StandbyProgress) -> None:
        needed = self._ended.setdefault(path, progress.here)
        if progress.flushed is not None and needed <= progress.flushed:
            path.unlink(missing_ok=True)

    def _size(self) -> int:
        with self._lock:
            return os.fstat(self._file).st_size if self._file is not None else 0

    def _unlocked(self) -> list[Path]:
        """The files that nobody adds to, oldest first."""
        paths = []
        for path in waiting_files(self.folder):
            with suppress(FileNotFoundError), path.open("rb") as file:
                # An empty one may be about to be locked by who has just made it.
                if (
                    datadir.try_lock(file.fileno(), fcntl.LOCK_SH)
                    and os.fstat(file.fileno()).st_size
                ):
                    paths.append(path)
        return paths

    def _replay(self, path: Path) -> None:
        with suppress(FileNotFoundError):
            path.rename(self._spool / f"{path.name.partition('.')[0]}.jsonl")
            log.warning(
                "another database answers: what %s may have lost is replayed", _server(path)
            )

    def _hand_over(self, data: bytes, server: str) -> None:
        """Put what another server took into a file that the next look replays."""
        file = self._begun(server)
        try:
            os.write(file, data)
        finally:
            os.close(file)

    def _begun(self, server: str) -> int:
        self._make_folder()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        file = os.open(self._path(server), flags, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        return file

    def _path(self, server: str) -> Path:
        here = self._progress.here if self._progress and self._progress.server == server else 0
        return self.folder / f"{time.time_ns() // 1000}-{os.getpid()}.{server}.{here}.jsonl"

    def _make_folder(self) -> None:
        self._spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def _bound(self) -> None:
        """Give up the oldest files where they are too many or too old, and say so."""
        room = MOST
        oldest = (time.time() - LONGEST) * 1e6
        for path in reversed(waiting_files(self.folder)):
            with suppress(FileNotFoundError):
                room -= path.stat().st_size
                if room < 0 or _begun_at(path) < oldest:
                    path.unlink()
                    self._tell("THE STANDBY IS TOO FAR BEHIND: %s is no longer kept for it", path)

    def _tell(self, words: str, about: object) -> None:
        if time.monotonic() - self._alarm_at >= _ALARM:
            self._alarm_at = time.monotonic()
            log.critical(words, about)


def folder(data_dir: Path) -> Path:
    """Where the files of a data directory are."""
    return data_dir / "spool" / "standby"


def waiting_files(folder: Path) -> list[Path]:
    """All files of it, oldest first."""
    return sorted(folder.glob("[0-9]*.jsonl"))


def size(data_dir: Path) -> int:
    """How many bytes they have."""
    total = 0
    for path in waiting_files(folder(data_dir)):
        with suppress(FileNotFoundError):
            total += path.stat().st_size
    return total


def count(data_dir: Path) -> int:
    """How many requests are kept for the standby on this machine."""
    return sum(spool_folder.lines(path) for path in waiting_files(folder(data_dir)))


def _server(path: Path) -> str:
    return path.name.split(".")[1]


def _place(path: Path) -> int:
    """How far the server was when the file was begun; 0 where its name does not say, as those of older releases."""
    parts = path.name.split(".")
    return int(parts[2]) if len(parts) == 4 else 0


def _begun_at(path: Path) -> int:
    return int(path.name.partition("-")[0])
