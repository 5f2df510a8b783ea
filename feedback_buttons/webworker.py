"""gunicorn's threads as the recipients' endpoint needs them: each stays with its connection for a moment after
a request, and none waits for a slow client for long.

A proxy keeps its connections and sends the next request on one of them at once. gunicorn hands a
connection back to its main thread after each, which wakes another thread for the next: these hand-overs cost
a third of the processor time of a small request.
"""

import select
import socket
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from gunicorn.workers.gthread import TConn

MOMENT = 50  # milliseconds
PATIENCE = 15.0  # seconds for one request, the client's part included; ours takes two at most


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Three of four threads may linger, so that there are always others for new connections."""

    patience = PATIENCE

    def init_process(self) -> None:
        """Start to serve, in the worker's own process."""
        self._places = threading.Semaphore(self.cfg.threads * 3 // 4)
        self._since: dict[TConn, float] = {}
        super().init_process()

    def handle(self, conn: "TConn") -> object:
        """Serve a request of a connection, and those that follow at once; True if it is to be kept."""
        keep = self._served(conn)
        while keep is True and self.alive and self._follows(conn):
            keep = self._served(conn)
        return keep

    def _served(self, conn: "TConn") -> object:
        self._since[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._since[conn]

    def _follows(self, conn: "TConn") -> bool:
        # What was read already no longer shows on the socket; gunicorn looks after that.
        if conn.parser.unreader.buf.getvalue() or not self._places.acquire(blocking=False):
            return False
        try:
            poll = select.poll()
            poll.register(conn.sock, select.POLLIN)
            return bool(poll.poll(MOMENT))
        finally:
            self._places.release()

    def murder_pending(self) -> None:
        """What the main thread does about clients that are too slow, every second at least."""
        super().murder_pending()
        last = time.monotonic() - self.patience
        for conn, since in tuple(self._since.items()):
            if since < last:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)
