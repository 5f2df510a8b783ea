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

from feedback_buttons.processes import serving
from feedback_buttons.processes.web_worker import WebWorker

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


@pytest.fixture(params=["feedback_buttons.processes.web_worker.WebWorker"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", *serving.GUNICORN, f"--bind=127.0.0.1:{port}", "--workers=1"]
    command += [f"--worker-class={request.param}", f"--threads={THREADS}"]
    command += ["test_web_worker:app"]
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


HEAD = b"POST /slow HTTP/1.1\r\nHost: here\r\nContent-Length: 40000\r\n\r\n"


@pytest.mark.parametrize("port", ["test_web_worker.Impatient"], indirect=True)
@pytest.mark.parametrize("drips", [False, True], ids=["silent", "a letter now and then"])
@pytest.mark.parametrize(
    "begun",
    [b"", HEAD[:30], HEAD, HEAD + b"x" * 33_000],
    ids=["nothing", "half a head", "a head", "more than is waited for"],
)
def test_slow_clients_hold_no_thread_for_long(port: int, begun: bytes, *, drips: bool) -> None:
    slow = [connected(port) for _ in range(THREADS * 2)]
    for client in slow:
        client.sock.sendall(begun)
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


def test_a_request_that_comes_in_pieces_is_answered(port: int) -> None:
    client = connected(port)
    assert client.sock
    for turn in range(2):
        for piece in (
            b"POST /r/",
            b"7 HTTP/1.1\r\nHost: here\r\n",
            b"Content-Length: 4\r\n\r\nab",
            b"cd",
        ):
            client.sock.sendall(piece)
            time.sleep(0.2)  # longer than a thread waits for the rest
        answer = http.client.HTTPResponse(client.sock)
        answer.begin()
        assert answer.read() == b"/r/7", turn
    client.close()


def test_far_more_slow_clients_than_threads_keep_nobody_waiting(port: int) -> None:
    slow = [connected(port) for _ in range(THREADS * 30)]
    for client in slow:
        client.sock.sendall(HEAD[:30])
    person = connected(port)
    person.request("GET", "/quick")
    assert person.getresponse().read() == b"/quick"
    # Nobody had to be cut off for it: whose request is complete now gets an answer.
    slow[-1].sock.sendall(HEAD[30:].replace(b"40000", b"1") + b"x")
    answer = http.client.HTTPResponse(slow[-1].sock)
    answer.begin()
    assert answer.read() == b"/slow"
    for connection in (*slow, person):
        connection.close()
