"""The worker's own /metrics and /healthz, where it is given a port: elsewhere web and dashboard report for it, which
share its data directory."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from feedback_buttons.base.metrics import may_read

PATIENCE = 5.0  # seconds that somebody may take to ask


@contextmanager
def served(host: str, port: int | None, report: Callable[[], bytes], token: str) -> Iterator[None]:
    """Answer Prometheus meanwhile, if there is a port; the token opens the report.

    Raises:
        OSError: the port is taken.
    """
    if port is None:
        yield
        return
    with ThreadingHTTPServer((host, port), _handler(report, token)) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def _handler(report: Callable[[], bytes], token: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE

        def do_GET(self) -> None:
            brought = {"HTTP_AUTHORIZATION": self.headers.get("Authorization", "")}
            if self.path == "/healthz":
                self._answer(200, b"ok\n")
            elif self.path == "/metrics" and may_read(brought, token):
                self._answer(200, report())
            else:
                self._answer(404, b"")

        def _answer(self, status: int, body: bytes) -> None:
            self.send_response_only(status)
            self.send_header("Content-Type", "text/plain; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Note nothing of a request."""

    return Handler
