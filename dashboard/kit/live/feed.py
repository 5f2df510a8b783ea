"""The present state of one page, kept once for all who look at it."""

import threading
import time
from collections.abc import Callable

from plotly.io.json import to_json_plotly

from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.i18n.team_language import speaking
from feedback_buttons.storage import db

SLOW = 1.0  # seconds between two redraws of what is large

# The campaigns that changed; None stands for all of them.
Slugs = frozenset[str] | None
# Reads a page: by component id, what has changed; the last argument asks for what is large as well.
Reader = Callable[[db.Connection, Slugs, bool], dict[str, Props]]


class Feed:
    """The present state of one page, and who waits for it to change."""

    def __init__(self, read: Reader, state: str, language: str = "en") -> None:
        self._read, self._language = read, language
        self.state = state
        self.viewers = 0
        self.version = 0
        self._parts: dict[str, str] = {}
        self._changed_at: dict[str, int] = {}
        self.slow_due: set[str] = set()
        self.slow_at = 0.0
        self._news = threading.Condition()
        self._frames: dict[int, str] = {}
        self._reading = threading.Lock()  # else what was read first might be kept last

    def refresh(self, connection: db.Connection, slugs: Slugs, *, slow: bool) -> None:
        """Read what the campaigns' changes mean for this page; with ``slow``, what is large too."""
        with self._reading, speaking(self._language):
            self._update(self._read(connection, slugs, slow))
        if slow:
            self.slow_due, self.slow_at = set(), time.monotonic() + SLOW
        else:
            self.slow_due = self.slow_due | (slugs or set())

    def tell(self, state: str) -> None:
        """Let the viewers know whether the page is kept up to date: "live", "stale", "over"."""
        with self._news:
            self.state = state
            self._news.notify_all()

    def _update(self, props: dict[str, Props]) -> None:
        texts = {name: to_json_plotly(prop) for name, prop in props.items()}
        with self._news:
            changed = {
                name for name, json_text in texts.items() if self._parts.get(name) != json_text
            }
            if changed:
                self.version += 1
                self._parts.update(texts)
                self._changed_at.update(dict.fromkeys(changed, self.version))
                self._frames.clear()
                self._news.notify_all()

    def wait(self, seen: int, known_state: str, seconds: float) -> tuple[int, str, str]:
        """Wait until there is something else than the version ``seen`` and the state ``said``.

        Returns:
            The version now; as one JSON object all that changed since ``seen``, or ""; the state.
        """
        with self._news:
            self._news.wait_for(lambda: (self.version, self.state) != (seen, known_state), seconds)
            return self.version, self._frame(seen), self.state

    def _frame(self, seen: int) -> str:
        if self.version == seen:
            return ""
        if seen not in self._frames:  # most viewers have seen the same: put together once
            news = sorted((at, name) for name, at in self._changed_at.items() if at > seen)
            parts = [f'"{name}":{self._parts[name]}' for _, name in news]
            self._frames[seen] = "{" + ",".join(parts) + "}"
        return self._frames[seen]
