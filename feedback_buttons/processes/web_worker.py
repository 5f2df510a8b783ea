"""gunicorn's threads as the recipients' endpoint needs them: each stays with its connection for a moment after
a request, none waits for a slow client, and an answer takes few calls of the system.

A proxy keeps its connections and sends the next request on one of them at once. gunicorn hands a
connection back to its main thread after each, which wakes another thread for the next: these hand-overs cost
a third of the processor time of a small request. Every call of the system hands over as well, from one thread
to another that waits for the interpreter.

A thread takes a request that has come whole. Until then it waits in the kernel, where the main thread looks at it
now and then: a thousand clients that send a letter a second keep nobody from being served.

What each part buys, measured against gunicorn 27.0.1's own gthread in turns within one run, two runs on two busy cores,
medians of processor time for a request (GET, confirmation):

- Requests that are waited for. With 500 connections that sent half a request and 200 idle ones gthread answers nobody:
  each half request holds a thread for good, and no setting ends that. Here others are answered 580 to 820 times a
  second (the machine had other work; p99 40 and 800 ms). It costs
  time: 0.93 to 1.05 of gthread's for a GET, 1.11 to 1.23 for a confirmation.
- Threads that stay pay for that: both together take 0.84 to 0.89, and 0.81 to 0.90.
- Answers that are sent at once: all together take 0.73 to 0.77, and 0.83 to 1.00. This is the part that pays least, for
  confirmations nothing that could be measured; it goes first if a new gunicorn should break it.
"""

import re
import select
import socket
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING

from gunicorn.http import wsgi  # type: ignore[import-untyped]
from gunicorn.http.body import LengthReader  # type: ignore[import-untyped]
from gunicorn.workers.gthread import _DEFER, ThreadWorker  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from gunicorn.http.message import Request  # type: ignore[import-untyped]
    from gunicorn.workers.gthread import TConn

MOMENT = 50  # milliseconds
PATIENCE = 15.0  # seconds for one request, the client's part included; ours takes two at most
GLANCE = 0.1  # seconds from one look at what slow clients have sent so far to the next
# So much of a request is waited for. Ours are smaller; what is larger is read by a thread that waits for it.
MOST = 32_768
_LENGTH = re.compile(rb"\ncontent-length:[ \t]*(\d{1,9})", re.IGNORECASE)
_CONTINUE = re.compile(rb"\nexpect:", re.IGNORECASE)  # it sends no more before it is told to


class Sent(Enum):
    """How much of a request has come; a WHOLE one may also be over, or too large to wait for."""

    NOTHING = 0
    PART = 1
    WHOLE = 2


class WebWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Three of four threads may linger while nobody waits, so that there are always others for new connections."""

    patience = PATIENCE

    def init_process(self) -> None:
        """Start to serve, in the worker's own process."""
        self._places = threading.Semaphore(self.cfg.threads * 3 // 4)
        self._since: dict[TConn, float] = {}
        self._slow: dict[TConn, float] = {}  # by connection, when its request began
        self._glanced = 0.0
        # Two dozen of them are asked for with every request; as plain attributes they are found at once.
        self.cfg.__dict__.update(
            {name: setting.get() for name, setting in self.cfg.settings.items()}
        )
        super().init_process()

    def get_thread_pool(self) -> "Pool":
        """The threads; whoever stays with a connection must know whether others wait."""
        return Pool(max_workers=self.cfg.threads)

    def handle(self, conn: "TConn") -> object:
        """Serve a request of a connection, and those that follow at once; True if it is to be kept."""
        if not _buffered(conn) and (sent := _sent(conn.sock, MOMENT)) is not Sent.WHOLE:
            return _DEFER if sent is Sent.NOTHING else sent
        conn.data_ready = True
        self._since[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._since[conn]

    def finish_request(self, conn: "TConn", done: "Future[object]") -> None:
        """What the main thread does with a connection that a thread is done with."""
        if not done.cancelled() and not done.exception() and done.result() is Sent.PART:
            self._slow[conn] = time.monotonic()
        else:
            super().finish_request(conn, done)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """The main thread's waiting; not for long while there are slow clients to be looked after."""
        super().wait_for_and_dispatch_events(min(timeout, GLANCE) if self._slow else timeout)

    def _keepalive_after(self, conn: "TConn", keepalive: bool) -> bool:
        # What gunicorn asks after a request: whether its connection can be used for another.
        while keepalive and self.alive and _read_up(conn) and self._follows(conn):
            self._since[conn] = time.monotonic()
            keepalive = self.handle_request(next(conn.parser), conn)
        return bool(super()._keepalive_after(conn, keepalive))

    def _follows(self, conn: "TConn") -> bool:
        # What was read already no longer shows on the socket; gunicorn looks after that.
        if _buffered(conn) or self.tpool.backlog() or not self._places.acquire(blocking=False):
            return False
        try:
            return _sent(conn.sock, MOMENT) is Sent.WHOLE
        finally:
            self._places.release()

    def handle_request(self, req: "Request", conn: "TConn") -> bool:
        """Answer a request; False if its connection is to be closed."""
        if not req.path.startswith("/r/") or self.cfg.accesslog or self.cfg.max_requests:
            return bool(super().handle_request(req, conn))
        answer, environ = wsgi.create(
            req, conn.sock, conn.client, conn.server, self.cfg, response_class=WrittenAnswer
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
        now = time.monotonic()
        last = now - self.patience
        if self._slow and now - self._glanced >= GLANCE:
            self._glanced = now
            for conn, since in tuple(self._slow.items()):
                whole = _sent(conn.sock, 0) is Sent.WHOLE
                if whole or since < last or not self.alive:
                    del self._slow[conn]
                    if whole:
                        self.enqueue_req(conn)
                    else:
                        self.nr_conns -= 1
                        conn.close()
        for conn, since in tuple(self._since.items()):
            if since < last:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RDWR)


class Pool(ThreadPoolExecutor):
    """Threads that know how many wait for one."""

    def backlog(self) -> int:
        """How many wait."""
        return self._work_queue.qsize()


def _buffered(conn: "TConn") -> bool:
    """Whether something of the next request was read already with the last one."""
    return bool(conn.initialized and conn.parser.unreader.buf.getvalue())


def _sent(sock: socket.socket, milliseconds: int) -> Sent:
    """How much of a request has come, after waiting so long at most for all of it; it stays unread."""
    end = time.monotonic() + milliseconds / 1000
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    if not poll.poll(milliseconds):
        return Sent.NOTHING
    while True:
        try:
            data = sock.recv(MOST, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except OSError:  # whoever reads it will be told what is wrong
            return Sent.WHOLE
        if not data or _is_whole(data):
            return Sent.WHOLE
        if time.monotonic() >= end:
            return Sent.PART
        time.sleep(0.005)  # there is something, so a poll would return at once


def _is_whole(data: bytes) -> bool:
    head, ends, body = data.partition(b"\r\n\r\n")
    if not ends:
        return len(data) == MOST
    length = _LENGTH.search(head)
    if not length or _CONTINUE.search(head):
        return True
    return len(body) >= min(int(length[1]), MOST - len(head) - len(ends))


def _read_up(conn: "TConn") -> bool:
    """Whether a request's body was read to its end, as all of ours are; if so the parser needn't look."""
    body = conn.parser.mesg.body
    if not isinstance(body.reader, LengthReader) or body.reader.length or body.buf.tell():
        return False
    conn.parser.mesg = None
    return True


class WrittenAnswer(wsgi.Response):  # type: ignore[misc]  # gunicorn has no types
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
