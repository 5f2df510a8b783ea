"""Keeps answers on this machine's disk until the database's standby has them, too.

A process adds what was recorded to a file of its own, and begins another every second. A file is removed once the
standby has on its disk all that the primary had written when the file was ended. Where answers are on several servers
there are files for each, which wait for its own standby. Where another server answers than the
one that took the entries (a promotion, a restore), or the same one as of earlier (its disk was set back), files go to
the spool, whose replay changes nothing where the database has an entry already.
"""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedback_buttons.base import datadir, ids
from feedback_buttons.endpoint import spool_folder
from feedback_buttons.endpoint.spool import RESERVE, SpoolEntry, dumped
from feedback_buttons.ratings.unsigned_answers import NOBODY

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
    ``server`` names the server, its timeline and the last restore of a backup into it; "" where it does not answer."""

    server: str
    here: int
    standbys: int
    flushed: int | None


class StandbyKeep:
    """The files of one data directory; used by threads and processes at once.

    Args:
        read: asks how far the servers are, in the order of their parts and last the front of several; none while that
            cannot be asked. Without it nothing is kept.
    """

    def __init__(
        self, data_dir: Path, read: Callable[[], Sequence[StandbyProgress]] | None
    ) -> None:
        self.folder, self._spool = folder(data_dir), data_dir / "spool"
        self._read = read
        self._lock = threading.Lock()
        self._files: dict[str, int] = {}  # that entries are added to, by server
        self._ended: dict[Path, int] = {}  # what the standby must have before a file goes
        self._servers: tuple[str, ...] = (_UNKNOWN,)  # as of the last look that each answered
        self._progress: dict[str, StandbyProgress] = {}
        self._alarm_at = -float(_ALARM)

    def server(self, recipient: int) -> str:
        """Which server has a recipient's answers, or the front nobody's, as of the last look."""
        servers = self._servers
        if recipient == NOBODY:
            return servers[-1]
        return servers[ids.bucket(recipient) % max(1, len(servers) - 1)]

    def servers(self, entries: Sequence[SpoolEntry]) -> dict[int, str]:
        """The same of the recipients of many entries."""
        recipients = {entry.subject.recipient for entry in entries}
        return {recipient: self.server(recipient) for recipient in recipients}

    def add(self, entry: SpoolEntry, server: str) -> None:
        """Keep what the database has just acknowledged. It outlives this process; it need not outlive the machine.

        Args:
            server: which one it was when the request began. Another one by now may lack it, so it is replayed.
        """
        if not self._read or not (entry.answer or spool_folder.free(self.folder.parent) > RESERVE):
            return
        try:
            with self._lock:
                if server != self.server(entry.subject.recipient):
                    self._hand_over(dumped(entry), server)
                    return
                if server not in self._files:
                    self._files[server] = self._begun(server)
                os.write(self._files[server], dumped(entry))
        except (OSError, datadir.DataDirError) as error:
            self._tell("what the standby may lack cannot be kept on this disk: %s", error)

    def take(self, path: Path, servers: Mapping[int, str], entries: Sequence[SpoolEntry]) -> None:
        """Keep a file of the spool that was replayed, instead of removing it.

        Args:
            servers: which server each recipient's entries were replayed to.
            entries: what is in it.
        """
        names = set(servers.values())
        if len(names) > 1:
            for entry in entries:
                self.add(entry, servers[entry.subject.recipient])
        with self._lock, suppress(FileNotFoundError):
            if not self._read or len(names) != 1:
                path.unlink()
                return
            self._make_folder()
            path.rename(self._path(*names))

    def look(self) -> None:
        """Ask how far the standbys are, remove what they have, hand over what another server took."""
        if not self._read:
            return
        self._end_some()
        ended = (
            self._unlocked()
        )  # before the question: all that they hold was committed before its answer
        if answers := self._read():
            before = self._learn(answers)
            for path in ended:
                self._settle(path, before)
            self._ended = {path: place for path, place in self._ended.items() if path.exists()}
        self._bound()

    def _learn(self, answers: Sequence[StandbyProgress]) -> Mapping[str, StandbyProgress]:
        """Remember how far the servers are; how far they were. One that does not answer is who it was."""
        before, names = self._progress, self._servers
        if len(names) != len(answers):
            names = (_UNKNOWN,) * len(answers)
        self._progress = {answer.server: answer for answer in answers if answer.server}
        self._servers = tuple(
            answer.server or name for answer, name in zip(answers, names, strict=True)
        )
        if not self._files.keys() <= set(self._servers):
            self.end()  # the next look replays what another server took
        return before

    def _settle(self, path: Path, before: Mapping[str, StandbyProgress]) -> None:
        """Remove a file that its server's standby has, replay one that its server may have lost, or let it be."""
        server = _server(path)
        if progress := self._progress.get(server):
            earlier = before.get(server)
            stepped_back = earlier and progress.here < earlier.here
            if stepped_back or _place(path) > progress.here:
                self._replay(path)
            else:
                self._remove_if_flushed(path, progress)
        elif server not in self._servers and (server == _UNKNOWN or _UNKNOWN not in self._servers):
            self._replay(path)  # another one answers in its place

    def end(self) -> None:
        """Close this process's files."""
        self._end_some(all_=True)

    def _end_some(self, *, all_: bool = False) -> None:
        """Close the files of servers for which no other waits, and to large ones."""
        waiting = {_server(path) for path in self._ended}
        with self._lock:
            for server, file in list(self._files.items()):
                if all_ or server not in waiting or os.fstat(file).st_size > _SEGMENT:
                    os.close(self._files.pop(server))

    def _remove_if_flushed(self, path: Path, progress: StandbyProgress) -> None:
        needed = self._ended.setdefault(path, progress.here)
        if progress.flushed is not None and needed <= progress.flushed:
            path.unlink(missing_ok=True)

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
        here = self._progress[server].here if server in self._progress else 0
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
