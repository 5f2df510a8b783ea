"""The data directory: who may enter it, and the locks kept in it."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feedback_buttons.base.errors import FeedbackError


class DataDirError(FeedbackError):
    """The data directory cannot be used; the message says why and what to do."""

    code = "data-directory-unusable"


def prepare(data_dir: Path) -> Path:
    """Make the data directory if it is missing; return its absolute path.

    A new one is 0700. Root's is 0711: the embedded Postgres runs as another
    user, who must be able to pass through it but not to list it.
    """
    path = data_dir.expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
        if not any(path.iterdir()):
            path.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise DataDirError(
            f"cannot use the data directory {path}: {error.strerror}.", hint=HINT
        ) from error
    if not os.access(path, os.W_OK | os.X_OK):
        raise DataDirError(f"cannot write in the data directory {path}.", hint=HINT)
    return path


def replace_file(path: Path, text: str) -> None:
    """Write a small file, readable by its owner alone, that others see as it was or as a whole.

    Raises:
        OSError: it is as it was; nothing else is left behind.
    """
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(text, "utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def sync(folder: Path) -> None:
    """Put a folder's list of files on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


ALONE = fcntl.LOCK_EX
HINT = "Run this as the directory's owner, or choose another with --data-dir or FEEDBACK_DATA_DIR."


def open_lock(path: Path) -> int:
    """A descriptor to flock; each call's is independent of all others."""
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise DataDirError(f"cannot lock {path}: {error.strerror}.", hint=HINT) from error


def try_lock(descriptor: int, how: int) -> bool:
    """Take the lock (`fcntl.LOCK_EX` or `LOCK_SH`) unless somebody is in the way."""
    try:
        fcntl.flock(descriptor, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file alone, waiting for it first."""
    descriptor = open_lock(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
