"""The answers that wait on this machine's own disk while the database is away.

Files of one JSON entry a line: every process adds to one of its own, holds a lock on it meanwhile, and an
entry is on the disk when `write` returns. A file that nobody adds to any more is replayed as a whole and
removed, which needs no room: so a disk that is full empties. Where answers are on several servers there is a file for
each, which waits for that server alone. Beside them lie the campaigns' texts
and the day's key for hashing clients, which the pages need.
"""

import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from feedback_buttons.base import datadir
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.endpoint import spool_folder
from feedback_buttons.endpoint.spool_folder import OpenFile
from feedback_buttons.ratings import unsigned_answers
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

# Evidence is not kept when the disk has less than this left, in bytes: the rest is for answers.
RESERVE = 64 * 1024 * 1024
_SEGMENT = 1024 * 1024  # bytes, from which on a process begins another file


class SpoolError(FeedbackError):
    """Nothing can be kept on this disk; the message says why."""

    code = "spool-unusable"


@dataclass(frozen=True, slots=True)
class SpoolEntry:
    """One request that waits: what was done, by whom, and what was sent along."""

    subject: Subject
    visit: Visit
    comment: str | None = None
    chosen: Chosen | None = None
    contact: str | None = None

    @property
    def answer(self) -> bool:
        """Whether somebody was told that it is saved; the rest is evidence."""
        return self.visit.did in ("seen", "press", "erase", *unsigned_answers.DEEDS)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, since when (seconds since 1970, by the earlier of two clocks where one was set
    back meanwhile); ``refused`` could not be replayed."""

    entries: int = 0
    refused: int = 0
    since: float | None = None


class Spool:
    """The files of one data directory; used by threads and processes at once."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "spool"
        self.refused = self.folder / "refused.jsonl"
        self._lock = threading.Lock()
        self._files: dict[int | None, OpenFile] = {}  # that entries are added to, by server

    def write(self, entries: Sequence[SpoolEntry], server: int | None = None) -> None:
        """Append entries to this process's file; they are on the disk when it returns.

        Args:
            entries: what waits.
            server: the place of the one that they are for; None for the database itself, or where nobody knows.

        Raises:
            SpoolError: nothing was kept.
        """
        data = b"".join(dumped(entry) for entry in entries)
        with self._lock, self._errors():
            if server not in self._files:
                self._files[server] = OpenFile(self._begun(server))
            file = self._files[server]
            try:
                if os.write(file.number, data) < len(data):
                    raise OSError("no room left")
                os.fdatasync(file.number)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(file.number, file.size)
                raise
            file.size += len(data)
        if file.size > _SEGMENT:
            self.finish(lambda own: own == server)

    def finish(self, of: Callable[[int | None], bool] = lambda _: True) -> None:
        """Close this process's files, or those ``of`` some servers, so that they can be replayed."""
        with self._lock:
            for server in filter(of, list(self._files)):
                os.close(self._files.pop(server).number)
        self.sweep()

    def sweep(self) -> None:
        """Remove files that hold nothing."""
        spool_folder.sweep(self._paths())

    def room(self) -> bool:
        """Whether there is room for evidence too."""
        return spool_folder.free(self.folder) > RESERVE

    def segments(self, of: Callable[[int | None], bool] = lambda _: True) -> Iterator["SpoolFile"]:
        """The files that nobody adds to, or those ``of`` some servers, oldest first, each this process's alone while it
        is looked at."""
        for path in self._paths():
            if not of(spool_folder.server(path)):
                continue
            with suppress(FileNotFoundError), path.open("rb") as file:
                if datadir.try_lock(file.fileno(), fcntl.LOCK_EX):
                    yield SpoolFile(path, file.read(), self.refused)

    def waiting(self) -> Waiting:
        """Count the entries that wait, in all files.

        Raises:
            SpoolError: nothing could be kept.
        """
        with self._errors():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            counts = [spool_folder.lines(path) for path in self._paths()]
            first = next((path for path in self._paths() if spool_folder.lines(path)), None)
            since = spool_folder.since(first) if first else None
            return Waiting(sum(counts), spool_folder.lines(self.refused), since)

    def forget_refused(self, erased: Callable[["SpoolEntry"], bool]) -> None:
        """Remove what was put aside, of all processes, where ``erased`` says so; what can't be read stays."""
        with suppress(FileNotFoundError), self.refused.open("r+b", buffering=0) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            lines = file.read().splitlines(keepends=True)
            left = b"".join(line for line in lines if not _is(erased, line))
            if file.tell() > len(left):
                os.pwrite(file.fileno(), left, 0)
                file.truncate(len(left))

    def remember(self, campaigns: Sequence[Campaign]) -> None:
        """Keep campaigns' texts for when the database is away; forget all others."""
        self._keep("campaigns.json", {c.slug: asdict(c) for c in campaigns})

    def campaign(self, slug: str) -> Campaign | None:
        """A campaign as it was last known."""
        values = self._kept("campaigns.json").get(slug)
        if values is None:
            return None
        for name in ("sent_at", "created_at", "closed_at"):
            values[name] = _time(values[name])
        return Campaign(**values)

    def client_key(self, day: date, key: bytes, *, shared: bool) -> bytes:
        """The day's key: this one if it is everybody's (``shared``) or the first. Older days' are forgotten."""
        keys = self._kept("client-key.json")
        if not shared and day.isoformat() in keys:
            return bytes.fromhex(keys[day.isoformat()])
        self._keep("client-key.json", {day.isoformat(): key.hex()})
        return key

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("[0-9]*.jsonl"))

    def _begun(self, server: int | None) -> int:
        """A new file, locked: others see that somebody adds to it."""
        self._make_folder()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC
        while True:
            place = "" if server is None else f"-{server}"
            path = self.folder / f"{time.time_ns() // 1000}-{os.getpid()}{place}.jsonl"
            file = os.open(path, flags, 0o600)
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file).st_nlink:
                break
            os.close(
                file
            )  # another process took it for one that is done with, before it was locked
        datadir.sync(self.folder)
        return file

    def _make_folder(self) -> None:
        datadir.prepare(self.folder.parent)
        self.folder.mkdir(mode=0o700, exist_ok=True)

    def _keep(self, name: str, values: dict[str, Any]) -> None:
        """Replace a file as a whole, if anything in it is new."""
        text = json.dumps(values, default=datetime.isoformat)
        path = self.folder / name
        with self._lock, self._errors():
            if path.exists() and path.read_text("utf-8") == text:
                return
            self._make_folder()
            datadir.replace_file(path, text)

    def _kept(self, name: str) -> dict[str, Any]:
        try:
            values: dict[str, Any] = json.loads((self.folder / name).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return values

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, datadir.DataDirError) as error:
            raise SpoolError(f"cannot keep anything in {self.folder}: {error}") from error


@dataclass(frozen=True, slots=True)
class SpoolFile:
    """One file that nobody adds to any more."""

    path: Path
    data: bytes
    refused: Path

    def entries(self) -> list[SpoolEntry]:
        """What waits in it, oldest first. What can't be read is put aside."""
        entries = []
        for line in self.data.splitlines(keepends=True):
            if not line.endswith(b"\n"):
                continue  # a write that a crash cut short, which nobody was told of
            try:
                entries.append(_loaded(line))
            except (ValueError, TypeError, KeyError):
                self.refuse(line)
        return sorted(entries, key=lambda entry: entry.visit.id)

    def refuse(self, entry: SpoolEntry | bytes) -> None:
        """Put something aside that the database will never take, for somebody to look at."""
        file = os.open(self.refused, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)  # somebody may be forgetting what was erased
            os.write(file, entry if isinstance(entry, bytes) else dumped(entry))
            os.fdatasync(file)
        finally:
            os.close(file)

    def remove(self) -> None:
        """Delete the file, once all its entries are replayed or put aside."""
        self.path.unlink(missing_ok=True)


def _is(erased: Callable[[SpoolEntry], bool], line: bytes) -> bool:
    """Whether a line is of an answer that was erased."""
    try:
        return erased(_loaded(line))
    except (ValueError, TypeError, KeyError):
        return False


def dumped(entry: SpoolEntry) -> bytes:
    """An entry as one line of a file."""
    subject, visit = entry.subject, entry.visit
    rows = {
        "subject": {**_fields(subject), "policy": subject.policy.name},
        "visit": {**_fields(visit), "flags": sorted(visit.flags)},
        "comment": entry.comment,
        "chosen": entry.chosen,
        "contact": entry.contact,
    }
    return json.dumps(rows, default=datetime.isoformat).encode() + b"\n"


def _loaded(line: bytes) -> SpoolEntry:
    rows = json.loads(line)
    subject, visit = rows["subject"], rows["visit"]
    subject |= {name: _time(subject.get(name)) for name in ("sent_at", "token_sent_at")}
    subject |= {"policy": POLICIES[subject["policy"]]}
    visit |= {"flags": frozenset(visit["flags"]), "at": _time(visit["at"])}
    chosen = Chosen(*rows["chosen"]) if rows.get("chosen") else None  # older lines have none
    comment, contact = rows["comment"], rows.get("contact")
    return SpoolEntry(Subject(**subject), Visit(**visit), comment, chosen, contact)


def _fields(row: Subject | Visit) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
