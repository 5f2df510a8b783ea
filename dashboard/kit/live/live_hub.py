"""From the database's notifications to the open screens.

One thread listens. After a notification it reads, once for all viewers, the pages that are looked
at, and every viewer's stream sends what has changed since it last sent something: a slow viewer
skips states, it never queues them.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import psycopg
from flask import Response
from plotly.io.json import to_json_plotly
from psycopg_pool import PoolTimeout

from feedback_buttons.dashboard.kit.live.feed import Feed, Reader, Slugs
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.i18n.team_language import speaking, spoken
from feedback_buttons.storage import db, notify

COALESCE = 0.025  # seconds; a burst of answers becomes one redraw
BEAT = 5.0  # seconds; a viewer that hears nothing for two beats knows that it is stale
QUIET = 5.0  # seconds without a notification after which the listening connection is tried

ALL = "/"  # pages whose name begins so are changed by every campaign; the others have a slug for a name, and
# behind a question mark what of the campaign they show

# Reads what stands on every page beside its own, by component id; it changes whatever the campaigns do.
Notice = Callable[[], dict[str, Props]]

log = logging.getLogger(__name__)


class Hub:
    """All pages that somebody looks at in this process."""

    def __init__(self, url: str, pool: db.Pool) -> None:
        self._url, self._pool = url, pool
        self._feeds: dict[tuple[str, str], Feed] = {}  # by name and language
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._state = "stale"

    def close(self) -> None:
        """Stop listening, and end all streams."""
        self._closed = True
        if self._thread:
            with suppress(psycopg.Error, PoolTimeout), self._pool.connection() as connection:
                notify.rouse(connection)  # it waits for one
            self._thread.join()
        self._tell("over")

    @contextmanager
    def _watching(self, key: tuple[str, str], read: Reader) -> Iterator[Feed]:
        """The feed of a page in a language, kept up to date meanwhile."""
        with self._lock:
            if self._thread is None:  # not sooner: a server may fork after it has made the app
                self._thread = threading.Thread(target=self._run, name="listen", daemon=True)
                self._thread.start()
            feed = self._feeds.setdefault(key, Feed(read, self._state, key[1]))
            feed.viewers += 1
        try:
            if not feed.version:
                self._begin(feed)
            yield feed
        finally:
            with self._lock:
                feed.viewers -= 1
                if not feed.viewers:
                    self._feeds.pop(key, None)

    def stream(
        self, name: str, read: Reader, valid: Callable[[], bool], notice: Notice = dict
    ) -> Iterator[str]:
        """Server-sent events: "show" with changes; "beat" with "live" or "stale" all BEAT seconds, and behind a beat
        what the ``notice`` holds, where it is another than before.

        Ends with "over" once the viewer's session is not ``valid`` any more. The language is the one
        spoken now: the events are made when the request is over.
        """
        return self._stream((name, spoken()), read, valid, notice)

    def _stream(
        self, key: tuple[str, str], read: Reader, valid: Callable[[], bool], notice: Notice
    ) -> Iterator[str]:
        with self._watching(key, read) as feed:
            yield "retry: 1000\n\n"
            yield from self._events(feed, valid, _worded(notice, key[1]))

    def _events(
        self, feed: Feed, valid: Callable[[], bool], noticed: Callable[[], str]
    ) -> Iterator[str]:
        seen, sent_state, state, beat_at = 0, "", feed.state, 0.0
        sent_notice, due_notice = "{}", ""
        while state != "over":
            if state != sent_state or time.monotonic() >= beat_at:
                if not valid():
                    yield "event: over\ndata: over\n\n"
                    return
                yield f"event: beat\ndata: {state}\n\n"
                sent_state, beat_at = state, time.monotonic() + BEAT
                if (notice := noticed()) != sent_notice:
                    sent_notice = due_notice = notice
            patience = 0.0 if due_notice else max(0.0, beat_at - time.monotonic())
            seen, frame, state = feed.wait(seen, sent_state, patience)
            if frame := _joined(frame, due_notice):
                due_notice = ""
                yield f"event: show\ndata: {frame}\n\n"

    def _run(self) -> None:
        while not self._closed:
            try:
                with db.connect(self._url, autocommit=True) as connection:
                    notify.listen(connection)
                    self._refresh(self._feeds_now().values(), None)
                    self._tell("live")
                    while not self._closed:
                        self._turn(connection)
                    return
            except (psycopg.Error, PoolTimeout) as error:
                log.warning("not live: %s", error)
            except Exception:  # whatever it is, the screens must not go on saying "live"
                log.exception("not live")
            self._tell("stale")
            time.sleep(1)

    def _turn(self, connection: db.Connection) -> None:
        slugs = self._gather(connection)
        feeds = self._feeds_now()
        if slugs:
            self._refresh(
                [f for (name, _), f in feeds.items() if _concerns(name, slugs)],
                slugs,
            )
        now = time.monotonic()
        for feed in feeds.values():
            if feed.slow_due and now >= feed.slow_at:
                self._refresh([feed], frozenset(feed.slow_due))

    def _gather(self, connection: db.Connection) -> frozenset[str]:
        """The slugs notified within a moment; none when something large is due or all is quiet."""
        due = [feed.slow_at for feed in self._feeds_now().values() if feed.slow_due]
        patience = max(0.0, min([*due, time.monotonic() + QUIET]) - time.monotonic())
        slugs = {
            notification.payload
            for notification in connection.notifies(timeout=patience, stop_after=1)
        }
        if slugs:
            slugs |= {
                notification.payload for notification in connection.notifies(timeout=COALESCE)
            }
        elif not due:
            notify.probe(connection)
        return frozenset(slugs)

    def _refresh(self, feeds: Iterable[Feed], slugs: Slugs) -> None:
        for feed in feeds:
            slow = slugs is None or time.monotonic() >= feed.slow_at
            with self._pool.connection() as connection:
                feed.refresh(connection, slugs, slow=slow)

    def _begin(self, feed: Feed) -> None:
        try:
            self._refresh([feed], None)
        except (psycopg.Error, PoolTimeout) as error:
            log.warning("cannot read yet: %s", error)  # it will be read once the thread can listen

    def _feeds_now(self) -> dict[tuple[str, str], Feed]:
        with self._lock:
            return dict(self._feeds)

    def _tell(self, state: str) -> None:
        with self._lock:  # a feed that is made later begins with this state
            self._state = state
            for feed in self._feeds.values():
                feed.tell(state)


def _joined(frame: str, notice: str) -> str:
    """One JSON object of two, of which either may be "".

    >>> _joined('{"a":1}', '{"b":2}'), _joined("", '{"b":2}'), _joined("", "")
    ('{"a":1,"b":2}', '{"b":2}', '')
    """
    return f"{frame[:-1]},{notice[1:]}" if frame and notice else frame or notice


def _worded(notice: Notice, language: str) -> Callable[[], str]:
    """Reads a notice as JSON, in this language."""

    def read() -> str:
        with speaking(language):
            return str(to_json_plotly(notice()))

    return read


def _concerns(name: str, slugs: frozenset[str]) -> bool:
    return name.startswith(ALL) or name.partition("?")[0] in slugs


def response(events: Iterator[str]) -> Response:
    """A stream of events; buffering proxies must pass each on at once."""
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return Response(events, mimetype="text/event-stream", headers=headers)
