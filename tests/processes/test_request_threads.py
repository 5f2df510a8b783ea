"""What answered requests leave behind is limited by their bytes, whatever the application does with them."""

import gc
import socket
import tracemalloc
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from gunicorn.config import Config

from feedback_buttons.processes import request_threads
from feedback_buttons.processes.clients import Client
from feedback_buttons.processes.request_threads import RequestThreads
from feedback_buttons.processes.web_worker import DashboardWorker, WebWorker

SIZE = 2_000_000
REQUEST = b"POST /x HTTP/1.1\r\nHost: here\r\nContent-Length: %d\r\n\r\n" % SIZE + b"x" * SIZE


class Circle:
    """Holds a body, and itself: only the collector of garbage frees it."""

    def __init__(self, body: bytes) -> None:
        self.body, self.itself = body, self


def test_a_few_large_requests_are_garbage_enough_to_be_collected() -> None:
    left: weakref.WeakSet[Circle] = weakref.WeakSet()
    most = 0

    def application(
        environ: dict[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes]:
        left.add(Circle(environ["wsgi.input"].read()))
        start_response("200 OK", [("Content-Length", "0")])
        return []

    ours, theirs = socket.socketpair()
    threads = RequestThreads(Config(), application, lambda *_: None)
    client = Client(ours, ("127.0.0.1", 1), ("127.0.0.1", 2), DashboardWorker.bounds)
    gc.collect()
    gc.disable()  # as it does not come by itself: these are few objects
    try:
        for _ in range(20):
            client.received += REQUEST
            threads._serve(client, client.whole())
            most = max(most, len(left))
    finally:
        gc.enable()
        threads.stop()
        client.close()
        theirs.close()
    assert 1 < most <= request_threads.LEFT // SIZE + 1


def test_reading_takes_no_more_memory_than_what_came() -> None:
    """What is cut down after it was read leaves holes, see clients.py."""
    ours, theirs = socket.socketpair()
    client = Client(ours, ("127.0.0.1", 1), ("127.0.0.1", 2), WebWorker.bounds)
    theirs.sendall(b"GET / HTTP/1.1\r\n")
    client.hear()
    tracemalloc.start()
    try:
        theirs.sendall(b"Host: here\r\n\r\n")
        assert client.hear() == len(client.received)
        theirs.sendall(b"more")
        assert client.drain()
        assert tracemalloc.get_traced_memory()[1] < 10_000
    finally:
        tracemalloc.stop()
        client.close()
        theirs.close()
