"""The log files in the data directory: one for each process, the one before kept."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROTATE_AT = 10_000_000  # bytes


def path(data_dir: Path, name: str) -> Path:
    """Where the process of this name logs to."""
    return data_dir / "logs" / f"{name}.log"


@contextmanager
def opened(log: Path) -> Iterator[int]:
    """A descriptor that appends to the log, to be given to a child.

    A log grown large is put aside first, in place of the last one put aside.
    """
    log.parent.mkdir(mode=0o700, exist_ok=True)
    if size(log) > ROTATE_AT:
        log.replace(log.with_suffix(".log.1"))
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def keep_small(log: Path) -> None:
    """Put aside what a log holds that has grown large while its process writes it, in place of what was put aside last.

    The process appends, so it goes on at the file's new end. What it writes at this very moment may be lost.
    """
    if size(log) <= ROTATE_AT:
        return
    with suppress(OSError), log.open("rb") as source:  # the disk may be full of it
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC
        with os.fdopen(os.open(log.with_suffix(".log.1"), flags, 0o600), "wb", 0) as aside:
            shutil.copyfileobj(source, aside)  # to its end, however far that is by then
    os.truncate(log, 0)


def size(log: Path) -> int:
    """Its length in bytes; 0 if there is none yet."""
    return log.stat().st_size if log.exists() else 0


def since(log: Path, offset: int, lines: int = 20) -> str:
    """The last lines written behind the offset."""
    with log.open("rb") as file:
        file.seek(offset)
        text = file.read().decode(errors="replace")
    return "\n".join(text.splitlines()[-lines:])
