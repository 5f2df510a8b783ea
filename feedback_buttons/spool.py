"""What waits on this machine's own disk while the database is away: one SQLite file for all processes.

Every write is on the disk when it returns. The file also remembers what the pages need: the campaigns'
texts and the day's key for hashing clients.
"""

import fcntl
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from feedback_buttons import datadir
from feedback_buttons.campaigns import Campaign
from feedback_buttons.evidence import Visit
from feedback_buttons.policy import POLICIES
from feedback_buttons.ratings import Subject

# Evidence is not kept when the disk has less than this left, in bytes: the rest is for answers.
RESERVE = 64 * 1024 * 1024
_BUSY = 5.0  # seconds to wait for another process that writes
_SCHEMA = """
create table if not exists entry (id integer primary key, body text not null);
create table if not exists refused (id integer primary key, body text not null, error text not null);
create table if not exists campaign (slug text primary key, body text not null);
create table if not exists client_key (day text primary key, key blob not null);
"""


class SpoolError(Exception):
    """Nothing can be kept on this disk; the message says why."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One request that waits: what was done, by whom, and the comment sent along."""

    subject: Subject
    visit: Visit
    comment: str | None = None

    @property
    def answer(self) -> bool:
        """Whether somebody was told that it is saved; the rest is evidence."""
        return self.visit.did in ("seen", "press", "erase")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits, since when; ``refused`` is what the database took for wrong."""

    entries: int = 0
    refused: int = 0
    since: float | None = None


class Spool:
    """The file, opened when first needed; it may be shared by threads and processes."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "spool.sqlite3"
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            if self._file:
                self._file.close()
            self._file = None

    def write(self, entries: Sequence[Entry]) -> list[None]:
        """Keep entries; those kept already stay as they are.

        Raises:
            SpoolError: nothing was kept.
        """
        rows = [(entry.visit.id, _dumped(entry)) for entry in entries]
        with self._transaction() as file:
            file.executemany("insert or ignore into entry values (?, ?)", rows)
        return [None] * len(rows)

    def room(self) -> bool:
        """Whether there is room for evidence too."""
        try:
            stat = os.statvfs(self.path.parent)
        except OSError:
            return False
        return stat.f_bavail * stat.f_frsize > RESERVE

    def first(self, count: int) -> list[Entry]:
        """The oldest entries, oldest first."""
        if not self.path.exists():
            return []
        with self._transaction() as file:
            rows = file.execute("select body from entry order by id limit ?", [count]).fetchall()
        return [_loaded(body) for (body,) in rows]

    def remove(self, entries: Sequence[Entry]) -> None:
        """Entries that are in the database now."""
        with self._transaction() as file:
            file.executemany("delete from entry where id = ?", [(e.visit.id,) for e in entries])

    def refuse(self, entry: Entry, error: str) -> None:
        """Put aside an entry that the database will never take, for somebody to look at."""
        with self._transaction() as file:
            file.execute(
                "insert or replace into refused select id, body, ? from entry where id = ?",
                [error, entry.visit.id],
            )
            file.execute("delete from entry where id = ?", [entry.visit.id])

    def waiting(self) -> Waiting:
        """How much waits; nothing where there is no file."""
        if not self.path.exists():
            return Waiting()
        with self._transaction() as file:
            count, first = file.execute("select count(*), min(id) from entry").fetchone()
            (refused,) = file.execute("select count(*) from refused").fetchone()
        return Waiting(count, refused, (first >> 11) / 1e6 if first else None)

    def remember_campaign(self, campaign: Campaign) -> None:
        """Keep a campaign's texts for when the database is away."""
        body = json.dumps(asdict(campaign), default=datetime.isoformat)
        with self._transaction() as file:
            file.execute("insert or replace into campaign values (?, ?)", [campaign.slug, body])

    def campaign(self, slug: str) -> Campaign | None:
        """A campaign as it was last known."""
        with self._transaction() as file:
            row = file.execute("select body from campaign where slug = ?", [slug]).fetchone()
        if not row:
            return None
        values = json.loads(row[0])
        for name in ("sent_at", "created_at", "closed_at"):
            values[name] = _time(values[name])
        return Campaign(**values)

    def client_key(self, day: date, key: bytes, *, shared: bool) -> bytes:
        """The day's key: this one if it is everybody's (``shared``) or the first, and forget older days'."""
        known = "insert or ignore into client_key values (?, ?)"
        everybodys = "insert or replace into client_key values (?, ?)"
        with self._transaction() as file:
            file.execute(everybodys if shared else known, [day.isoformat(), key])
            file.execute("delete from client_key where day < ?", [day.isoformat()])
            row = file.execute("select key from client_key where day = ?", [day.isoformat()])
            return bytes(row.fetchone()[0])

    @contextmanager
    def draining(self) -> Iterator[bool]:
        """Whether this process may empty the file now; only one may at a time."""
        lock = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield True
        except BlockingIOError:
            yield False
        finally:
            os.close(lock)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            with self._lock:
                file = self._file = self._file or self._open()
                with file:
                    yield file
        except (sqlite3.Error, OSError, datadir.DataDirError) as error:
            self._file = None  # a file system that was full or gone is looked at anew
            raise SpoolError(f"cannot keep anything in {self.path}: {error}") from error

    def _open(self) -> sqlite3.Connection:
        datadir.prepare(self.path.parent)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        file = sqlite3.connect(self.path, timeout=_BUSY, check_same_thread=False)
        file.execute("pragma journal_mode = wal")
        file.execute("pragma synchronous = full")
        file.executescript(_SCHEMA)
        return file


def _dumped(entry: Entry) -> str:
    subject, visit = entry.subject, entry.visit
    rows = {
        "subject": {**_fields(subject), "policy": subject.policy.name},
        "visit": {**_fields(visit), "flags": sorted(visit.flags)},
        "comment": entry.comment,
    }
    return json.dumps(rows, default=datetime.isoformat)


def _loaded(body: str) -> Entry:
    rows = json.loads(body)
    subject, visit = rows["subject"], rows["visit"]
    subject |= {"policy": POLICIES[subject["policy"]], "sent_at": _time(subject["sent_at"])}
    visit |= {"flags": frozenset(visit["flags"]), "at": _time(visit["at"])}
    return Entry(Subject(**subject), Visit(**visit), rows["comment"])


def _fields(row: Subject | Visit) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row.__slots__}


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
