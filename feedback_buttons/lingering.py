"""gunicorn's threads, but each stays with its connection for a moment after a request.

A proxy keeps its connections and sends the next request on one of them at once. gunicorn hands a
connection back to its main thread after each, which wakes another thread for the next: these hand-overs cost
a third of the processor time of a small request.
"""

import select
import threading
from typing import TYPE_CHECKING

from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from gunicorn.workers.gthread import TConn

MOMENT = 50  # milliseconds


class LingeringWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Three of four threads may linger, so that there are always others for new connections."""

    def init_process(self) -> None:
        """Start to serve, in the worker's own process."""
        self._places = threading.Semaphore(self.cfg.threads * 3 // 4)
        super().init_process()

    def handle(self, conn: "TConn") -> object:
        """Serve a request of a connection, and those that follow at once; True if it is to be kept."""
        keep = super().handle(conn)
        while keep is True and self.alive and self._follows(conn):
            keep = super().handle(conn)
        return keep

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
