"""Whether a process is ready to work, for /readyz; cached, so that it may be asked as often as anybody likes."""

import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

FRESH = 1.0  # seconds for which an answer stands: nobody can keep a database busy with the question


class Readiness:
    """The answer to "is it ready?".

    Args:
        checks: each answers what is missing, in a word for the operator; "" where nothing is.
    """

    def __init__(self, *checks: Callable[[], str]) -> None:
        self._checks = checks
        self._lock = threading.Lock()
        self._at, self._missing = -FRESH, [""]

    def answer(self) -> tuple[int, str]:
        """The HTTP status, 200 or 503, and the text: "ready", or a line for each thing that is missing."""
        with self._lock:
            if time.monotonic() - self._at >= FRESH:
                self._missing = [word for word in (check() for check in self._checks) if word]
                self._at = time.monotonic()
            missing = list(self._missing)
        return (503, "".join(f"{word}\n" for word in missing)) if missing else (200, "ready\n")


def unwritable(folder: Path, name: str) -> str:
    """What is missing where nothing can be written into a folder, which is made where it lacks; "" where it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
            file.write(b"ready?")
    except OSError as error:
        return f"{name}: {error.strerror}"
    return ""
