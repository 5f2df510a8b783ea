"""Tells the dashboards that a campaign has changed: a NOTIFY from a connection of its own.

Never in a click's own transaction, where it would take a lock that all commits wait for.
"""

import logging
import threading

import psycopg

from feedback_buttons.storage import db

CHANNEL = "feedback"
# At most so many seconds of clicks become one notification.
PAUSE = 0.025
_RETRY = 1.0

log = logging.getLogger(__name__)


def announce(connection: db.Connection, campaign: str) -> None:
    """Tell the dashboards at the end of this transaction; for what people do, never for clicks."""
    connection.execute("select pg_notify(%s, %s)", [CHANNEL, campaign])


def listen(connection: db.Connection) -> None:
    """Be told of changes from now on; the connection's ``notifies()`` names the campaigns."""
    connection.execute("listen feedback")


def probe(connection: db.Connection) -> None:
    """See whether a connection that is told of nothing still stands.

    Raises:
        psycopg.Error: it does not.
    """
    connection.execute("select 1")


def rouse(connection: db.Connection) -> None:
    """Let all who listen see that something is to be done, though no campaign has changed."""
    connection.execute("notify feedback")


class Notifier:
    """Collects the campaigns that changed; a thread of its own announces them."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._changed: set[str] = set()
        self._wake = threading.Event()
        self._started = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def close(self) -> None:
        """Announce nothing more."""
        self._closed = True
        self._wake.set()
        if self._thread:
            self._thread.join(timeout=5)

    def changed(self, campaign: str) -> None:
        """Announce a campaign soon; never waits."""
        if campaign in self._changed:
            return
        self._changed.add(campaign)
        self._wake.set()
        if self._thread is None:
            self._start()

    def _start(self) -> None:
        # Not before the first change: a thread doesn't survive the fork of a server's worker.
        with self._started:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="notifier", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        pause = threading.Event()
        warned = False
        while not self._closed:
            try:
                with db.connect(self._url, autocommit=True) as connection:
                    warned = False
                    # What is announced is read anew after a crash: it needs no wait for the disk.
                    connection.execute("set synchronous_commit to off")
                    while not self._closed:
                        self._wake.wait()
                        self._announce(connection)
                        pause.wait(PAUSE)
            except psycopg.Error as error:
                if not warned:
                    log.warning("dashboards are not told of changes now: %s", error)
                warned = True
                pause.wait(_RETRY)

    def _announce(self, connection: db.Connection) -> None:
        self._wake.clear()
        for campaign in tuple(self._changed):
            # First, so that what changes from now on is announced once more.
            self._changed.discard(campaign)
            try:
                announce(connection, campaign)
            except psycopg.Error:
                self.changed(campaign)
                raise
