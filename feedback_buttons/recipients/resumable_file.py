"""A file that is written over minutes: it takes its place when it is whole, and an interrupted run goes on.

Beside the target `signed.csv` lie, until then, `.signed.csv.part` with what is written so far,
`.signed.csv.seen` with who stood where, and `.signed.csv.state` with how far all are in step.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.recipients.csv_signing import Progress
from feedback_buttons.recipients.spreadsheets import Place

PAUSE = 2.0  # seconds between the moments that an interrupted run can go on from


class DraftError(FeedbackError):
    """The file cannot be written now; the message says why."""

    code = "file-in-use"


class Draft:
    """The unfinished form of one target.

    Args:
        target: the file to be.
        job: what is being done, of which source; the state of another job is of no use.
        beside: another file that is written along.
    """

    def __init__(self, target: Path, job: str, beside: Path | None) -> None:
        self._target, self._job, self._beside = target, job, beside
        self._part, self._seen, self._state = (
            target.with_name(f".{target.name}.{end}") for end in ("part", "seen", "state")
        )
        self._next = time.monotonic() + PAUSE

    @contextmanager
    def open(self) -> Iterator[Progress | None]:
        """Take the files, as far as an earlier run had them in step: they are ``files`` then. The target
        takes its place when the block ends without an error."""
        paths = [self._part, self._seen, *([self._beside] if self._beside else [])]
        with ExitStack() as held:
            try:
                fcntl.flock(
                    held.enter_context(self._part.open("ab")), fcntl.LOCK_EX | fcntl.LOCK_NB
                )
            except BlockingIOError as error:
                raise DraftError(f"{self._target} is being written by another run.") from error
            held.callback(self._forget_unless_resumable)
            progress, sizes = self._read(paths)
            opened = [_open(path, size) for path, size in zip(paths, sizes, strict=True)]
            self.files = [held.enter_context(file) for file in opened]
            yield progress
            self._flush()
            self._part.replace(self._target)
            self._state.unlink(missing_ok=True)

    @property
    def resumable(self) -> bool:
        """Whether a run was interrupted that can go on."""
        return self._state.exists()

    def progress(self, progress: Progress) -> None:
        """All is written so far; now and then this is remembered."""
        if time.monotonic() >= self._next:
            self._flush()
            sizes = [file.tell() for file in self.files]
            state = {"job": self._job, "sizes": sizes, **asdict(progress)}
            fresh = self._state.with_suffix(".new")
            fresh.write_text(json.dumps(state), "utf-8")
            fresh.replace(self._state)
            self._next = time.monotonic() + PAUSE

    def _flush(self) -> None:
        for file in self.files:
            file.flush()
            os.fsync(file.fileno())

    def _read(self, paths: list[Path]) -> tuple[Progress | None, list[int]]:
        """How far an earlier run of this job came, if its files are there."""
        try:
            state = json.loads(self._state.read_text("utf-8"))
            sizes: list[int] = state["sizes"]
            whole = all(p.stat().st_size >= size for p, size in zip(paths, sizes, strict=True))
            if whole and state["job"] == self._job:
                return Progress(Place(**state["place"]), state["rows"], state["left_out"]), sizes
        except (OSError, ValueError, KeyError, TypeError):
            pass
        self._state.unlink(missing_ok=True)
        return None, [0] * len(paths)

    def _forget_unless_resumable(self) -> None:
        if not self.resumable:
            self._part.unlink(missing_ok=True)
            self._seen.unlink(missing_ok=True)


def _open(path: Path, size: int) -> IO[bytes]:
    """A file to go on writing behind so many bytes of it."""
    file = path.open("r+b" if path.exists() else "w+b")
    file.truncate(size)
    file.seek(size)
    return file
