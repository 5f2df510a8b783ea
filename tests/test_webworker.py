"""Threads that stay with their connection, or wait for a slow client, keep nobody else waiting."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from feedback_buttons import serving
from feedback_buttons.webworker import WebWorker

THREADS = 4


class Impatient(WebWorker):
    """The worker, with a second for each request."""

    patience = 1.0


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Says what it was asked for, when it has read all."""
    environ["wsgi.input"].read()
    body = str(environ["PATH_INFO"]).encode()
    sized = [("Content-Length", str(len(body)))] if "sized" in environ["QUERY_STRING"] else []
    start_response("200 OK", [("Content-Type", "text/plain"), *sized])
    return [body]


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", *serving.GUNICORN, f"--bind=127.0.0.1:{port}", "--workers=1"]
    command += ["--worker-class=test_webworker.Impatient", f"--threads={THREADS}"]
    command += ["test_webworker:app"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    with subprocess.Popen(command, env=env) as process:
        yield port
        process.terminate()


def connected(port: int) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    end = time.monotonic() + 60
    while True:
        try:
            connection.connect()
        except ConnectionRefusedError:
            assert time.monotonic() < end, "it does not listen"
            time.sleep(0.05)
        else:
            return connection


def test_more_connections_than_threads_are_all_served(port: int) -> None:
    connections = [connected(port) for _ in range(THREADS * 3)]
    for turn in range(5):
        for number, connection in enumerate(connections):
            connection.request("GET", f"/r/{turn}/{number}")
        for number, connection in enumerate(connections):
            assert connection.getresponse().read() == f"/r/{turn}/{number}".encode()
    for connection in connections:
        connection.close()


def test_two_requests_sent_at_once_get_two_answers(port: int) -> None:
    connection = connected(port)
    assert connection.sock
    ask = "GET /r/{} HTTP/1.1\r\nHost: here\r\n{}\r\n"
    connection.sock.sendall((ask.format(1, "") + ask.format(2, "Connection: close\r\n")).encode())
    said = connection.sock.makefile("rb").read()
    assert said.count(b"200 OK") == 2
    assert said.index(b"/r/1") < said.index(b"/r/2")
    connection.close()


@pytest.mark.parametrize("query", ["", "?sized"])
@pytest.mark.parametrize("path", ["/r/short", "/usual"])
def test_answers_are_whole_on_one_connection(port: int, path: str, query: str) -> None:
    connection = connected(port)
    for method, body in (("GET", None), ("HEAD", None), ("POST", b"x" * 9000), ("GET", None)):
        connection.request(method, path + query, body)
        answer = connection.getresponse()
        assert answer.read() == (b"" if method == "HEAD" else path.encode())
        assert (answer.status, answer.getheader("Content-Type")) == (200, "text/plain")
        assert answer.getheader("Connection") == "keep-alive"
    connection.close()


@pytest.mark.parametrize("drips", [False, True], ids=["silent", "a letter now and then"])
def test_slow_clients_hold_no_thread_for_long(port: int, *, drips: bool) -> None:
    slow = [connected(port) for _ in range(THREADS * 2)]
    for client in slow:
        client.sock.sendall(b"POST /slow HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\n")
    over = threading.Event()

    def drip() -> None:
        while not over.wait(0.1):
            for client in slow:
                with contextlib.suppress(OSError):
                    client.sock.sendall(b"x")

    dripping = threading.Thread(target=drip if drips else over.wait)
    dripping.start()
    person = connected(port)
    person.request("GET", "/quick")
    assert person.getresponse().read() == b"/quick"
    over.set()
    dripping.join()
    for connection in (*slow, person):
        connection.close()
