"""gunicorn's threads as the recipients' endpoint needs them: each stays with its connection for a moment after
a request, none waits for a slow client for long, and an answer takes few calls of the system.

A proxy keeps its connections and sends the next request on one of them at once. gunicorn hands a
connection back to its main thread after each, which wakes another thread for the next: these hand-overs cost
a third of the processor time of a small request. Every call of the system hands over as well, from one thread
to another that waits for the interpreter.
"""

import select
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING

from gunicorn.http import wsgi  # type: ignore[import-untyped]
from gunicorn.http.body import LengthReader  # type: ignore[import-untyped]
from gunicorn.workers.gthread import ThreadWorker  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from gunicorn.http.message import Request  # type: ignore[import-untyped]
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
        # Two dozen of them are asked for with every request; as plain attributes they are found at once.
        self.cfg.__dict__.update({name: each.get() for name, each in self.cfg.settings.items()})
        super().init_process()

    def handle(self, conn: "TConn") -> object:
        """Serve a request of a connection, and those that follow at once; True if it is to be kept."""
        self._since[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._since[conn]

    def _keepalive_after(self, conn: "TConn", keepalive: bool) -> bool:
        # What gunicorn asks after a request: whether its connection can be used for another.
        while keepalive and self.alive and _read_up(conn) and self._follows(conn):
            self._since[conn] = time.monotonic()
            keepalive = self.handle_request(next(conn.parser), conn)
        return bool(super()._keepalive_after(conn, keepalive))

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

    def handle_request(self, req: "Request", conn: "TConn") -> bool:
        """Answer a request; False if its connection is to be closed."""
        if not req.path.startswith("/r/") or self.cfg.accesslog or self.cfg.max_requests:
            return bool(super().handle_request(req, conn))
        answer, environ = wsgi.create(
            req, conn.sock, conn.client, conn.server, self.cfg, response_class=Answer
        )
        environ["wsgi.multithread"] = True
        if not self.alive or len(self.keepalived_conns) >= self.max_keepalived:
            answer.force_close()
        parts = self.wsgi(environ, answer.start_response)
        try:
            for part in parts:
                answer.write(part)
            answer.close()
        finally:
            if hasattr(parts, "close"):
                parts.close()
        return not answer.should_close()

    def murder_pending(self) -> None:
        """What the main thread does about clients that are too slow, every second at least."""
        super().murder_pending()
        last = time.monotonic() - self.patience
        for conn, since in tuple(self._since.items()):
            if since < last:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)


def _read_up(conn: "TConn") -> bool:
    """Whether a request's body was read to its end, as all of ours are; if so the parser needn't look."""
    body = conn.parser.mesg.body
    if not isinstance(body.reader, LengthReader) or body.reader.length or body.buf.tell():
        return False
    conn.parser.mesg = None
    return True


class Answer(wsgi.Response):  # type: ignore[misc]  # gunicorn has no types
    """An answer whose head and body are sent at once, and whose headers are checked once for all that are
    the same."""

    _head = b""
    headers_sent: bool

    def process_headers(self, headers: Sequence[tuple[str, str]]) -> None:
        """Check the headers that the application gave."""
        self.headers, self.response_length = _checked(tuple(headers))

    def send_headers(self) -> None:
        """Keep the head for the first part of the body."""
        if not self.headers_sent:
            lines = [
                *self.default_headers(),
                *(f"{name}: {value}\r\n" for name, value in self.headers),
            ]
            self._head = f"{''.join(lines)}\r\n".encode("latin-1")
            self.headers_sent = True

    def _emit_body(self, data: bytes) -> None:
        if self.chunked:
            self._flush()
            super()._emit_body(data)
        else:
            self._flush(data)

    def close(self) -> None:
        """End the answer."""
        super().close()
        self._flush()

    def _flush(self, data: bytes = b"") -> None:
        head, self._head = self._head, b""
        if head or data:
            self.sock.sendall(head + data)


@lru_cache(maxsize=1024)
def _checked(headers: tuple[tuple[str, str], ...]) -> tuple[list[tuple[str, str]], int | None]:
    answer = wsgi.Response(None, None, None)
    answer.process_headers(headers)
    return answer.headers, answer.response_length
