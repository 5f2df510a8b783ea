"""Threads that stay with their connection keep no other connection waiting."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from feedback_buttons import serving

THREADS = 4


def app(environ: dict[str, object], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Says what it was asked for."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(environ["PATH_INFO"]).encode()]


@pytest.fixture
def port() -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", *serving.GUNICORN, serving.WEB[0], f"--bind=127.0.0.1:{port}"]
    command += ["--workers=1", f"--threads={THREADS}", "test_lingering:app"]
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
            connection.request("GET", f"/{turn}/{number}")
        for number, connection in enumerate(connections):
            assert connection.getresponse().read() == f"/{turn}/{number}".encode()
    for connection in connections:
        connection.close()


def test_two_requests_sent_at_once_get_two_answers(port: int) -> None:
    connection = connected(port)
    assert connection.sock
    ask = "GET /{} HTTP/1.1\r\nHost: here\r\n{}\r\n"
    connection.sock.sendall((ask.format(1, "") + ask.format(2, "Connection: close\r\n")).encode())
    said = connection.sock.makefile("rb").read()
    assert said.count(b"200 OK") == 2
    assert said.index(b"/1") < said.index(b"/2")
    connection.close()
