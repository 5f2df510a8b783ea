"""The spool's folder as the disk has it: room, lines, files that hold nothing."""

import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from feedback_buttons.base import datadir


@dataclass(slots=True)
class OpenFile:
    """A file that entries are added to: its number as the system has it, and its bytes."""

    number: int
    size: int = 0


def free(folder: Path) -> int:
    """How many bytes fit on the disk that this folder is on, or will be; 0 where that cannot be known."""
    try:
        stat = os.statvfs(folder if folder.exists() else folder.parent)
    except OSError:
        return 0
    return stat.f_bavail * stat.f_frsize


def sweep(paths: Iterable[Path]) -> None:
    """Remove those files that hold nothing: their process was killed, or had no room, before the first entry."""
    for path in paths:
        with suppress(OSError):
            if not path.stat().st_size:
                _remove_if_nobodys(path)


def _remove_if_nobodys(path: Path) -> None:
    with path.open("rb") as file:
        # Whoever adds to it holds a lock; so does who replays it.
        if datadir.try_lock(file.fileno(), fcntl.LOCK_EX) and not os.fstat(file.fileno()).st_size:
            path.unlink()


def since(path: Path) -> float:
    """When a file was begun, in seconds since 1970: what its name says, unless it was added to before that, by a clock
    that has been set back."""
    named = int(path.name.partition("-")[0]) / 1e6
    try:
        return min(named, path.stat().st_mtime)
    except FileNotFoundError:
        return named


def server(path: Path) -> int | None:
    """Which server a file waits for, by its place; None where its name tells of none."""
    place = path.stem.split("-")[2:]
    return int(place[0]) if place else None


def lines(path: Path) -> int:
    """How many whole lines a file has; 0 of one that is gone."""
    try:
        return path.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0
