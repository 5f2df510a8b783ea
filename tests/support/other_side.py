"""A server of the tests' own, as the other side of messages: it keeps what comes, knows what came twice by its key, and
does as it is told: answers slowly, fails, redirects, stores and then hangs up."""

import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network

LOCAL = (ip_network("127.0.0.0/8"),)


@dataclass
class Request:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class OtherSide:
    """What came, in order; ``keys`` counts how often each key was acted upon. ``answers`` are what is answered
    next, one after another: a status, a status with headers, or a word of what to do; when there are none left, 200."""

    port: int = 0
    requests: list[Request] = field(default_factory=list)
    keys: Counter[str] = field(default_factory=Counter)
    answers: list[object] = field(default_factory=list)
    reply: bytes = b"ok"
    pause: float = 0.0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def other_side() -> Iterator[OtherSide]:
    """The server, while it is open."""
    side = OtherSide()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            key = self.headers.get("webhook-id") or self.headers.get("Idempotency-Key") or ""
            with lock:
                side.requests.append(Request(self.command, self.path, dict(self.headers), body))
                told = side.answers.pop(0) if side.answers else 200
                if told == 200 or told == "store then drop":
                    side.keys[key] += 1
            time.sleep(side.pause)
            self.answer(told)

        do_GET = do_PUT = do_POST

        def answer(self, told: object) -> None:
            status, headers = told if isinstance(told, tuple) else (told, {})
            if told == "store then drop" or told == "drop":
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            if told == "drip":
                self.drip()
                return
            if told in ("torn", "busy, torn"):
                self.tear(200 if told == "torn" else 429)
                return
            if told == "hints":
                self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" * 2)
                status = 200
            content = b"x" * 4_000_000 if told == "huge" else side.reply
            self.send_response(200 if told == "huge" else int(str(status)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            try:
                self.wfile.write(content)
            except OSError:
                self.close_connection = True

        def drip(self) -> None:
            self.close_connection = True
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            try:
                for _ in range(1000):
                    self.wfile.write(b"x")
                    time.sleep(0.02)
            except OSError:
                return

        def tear(self, status: int) -> None:
            """A chunked answer that ends within its second chunk."""
            self.close_connection = True
            self.send_response(status)
            self.send_header("Retry-After", "30")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"3\r\nyes\r\nfff\r\n, but")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Who hangs up is no matter here."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    side.port = server.server_address[1]
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield side
    finally:
        server.shutdown()
        server.server_close()
