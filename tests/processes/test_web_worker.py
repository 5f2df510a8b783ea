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
from ports import free_port
from slow_requests import BEGUN, HEAD

from feedback_buttons.processes import serving

HERE = Path(__file__).parent
THREADS = 4
CONNECTIONS = 200
WEB = "feedback_buttons.processes.web_worker.WebWorker"
DASHBOARD = "feedback_buttons.processes.web_worker.DashboardWorker"


def app(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Says what it was asked for, when it has read all; with how much that was, or as much as is asked for."""
    sent = environ["wsgi.input"].read()
    body = str(environ["PATH_INFO"]).encode()
    if "many" in environ["QUERY_STRING"]:
        body *= 20_000
    if "counted" in environ["QUERY_STRING"]:
        body = str(len(sent)).encode()
    sized = [("Content-Length", str(len(body)))] if "sized" in environ["QUERY_STRING"] else []
    start_response("200 OK", [("Content-Type", "text/plain"), *sized])
    return [body]


@pytest.fixture(scope="module", params=[WEB, DASHBOARD], ids=["web", "dashboard"])
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", *serving.GUNICORN, f"--bind=127.0.0.1:{port}", "--workers=1"]
    command += [f"--worker-class={request.param}", f"--threads={THREADS}"]
    command += [f"--worker-connections={CONNECTIONS}", "test_web_worker:app"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (HERE, HERE.parent / "support")))}
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


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN)
@pytest.mark.parametrize("drips", [False, True], ids=["silent", "a letter now and then"])
def test_slow_clients_hold_no_thread(port: int, begun: bytes, *, drips: bool) -> None:
    slow = [connected(port) for _ in range(THREADS * 8)]
    for client in slow:
        client.sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            client.sock.send(begun)
    over = threading.Event()

    def drip() -> None:
        while not over.wait(0.05):
            for client in slow:
                with contextlib.suppress(OSError):
                    client.sock.send(b"x")

    dripping = threading.Thread(target=drip if drips else over.wait)
    dripping.start()
    for _ in range(3):
        person = connected(port)
        person.request("GET", "/quick")
        assert person.getresponse().read() == b"/quick"
        person.close()
    over.set()
    dripping.join()
    for connection in slow:
        connection.close()


@pytest.mark.parametrize("port", [WEB], indirect=True, ids=["web"])
@pytest.mark.parametrize(
    ("begun", "status"),
    [
        ("a head without end", 431),
        ("a line without end", 414),
        ("many headers", 431),
        ("a body too large", 413),
        ("asks first", 417),
        ("chunks without any", 411),
        ("half a chunk", 411),
        ("no HTTP", 400),
    ],
)
def test_what_no_page_sends_is_refused_before_it_is_whole(
    port: int, begun: str, status: int
) -> None:
    client = connected(port)
    client.sock.sendall(BEGUN[begun] + b"\r\n\r\n" * (begun == "no HTTP"))
    said = client.sock.makefile("rb").read()  # up to its end: the connection is closed
    assert int(said.split()[1]) == status
    client.close()


@pytest.mark.parametrize("port", [DASHBOARD], indirect=True, ids=["dashboard"])
def test_programs_may_ask_first_and_send_chunks(port: int) -> None:
    client = connected(port)
    client.putrequest("POST", "/api?counted")
    client.putheader("Transfer-Encoding", "chunked")
    client.putheader("Expect", "100-continue")
    client.endheaders()
    assert client.sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    for chunk in (b"5;name=value\r\nabcde\r\n", b"1", b"0\r\n", b"x" * 16, b"\r\n0\r\n", b"\r\n"):
        client.sock.sendall(chunk)
        time.sleep(0.01)
    answer = http.client.HTTPResponse(client.sock)
    answer.begin()
    assert (answer.status, answer.read()) == (200, b"21")
    client.close()


@pytest.mark.parametrize("port", [DASHBOARD], indirect=True, ids=["dashboard"])
@pytest.mark.parametrize(
    "body",
    [
        b"zz\r\n",
        b"-1\r\nx\r\n",
        b"5\r\nabcdeXX0\r\n\r\n",
        b"1;\x01\r\nx\r\n0\r\n\r\n",
        b"fffffff\r\n",
    ],
)
def test_chunks_that_are_none_are_refused(port: int, body: bytes) -> None:
    client = connected(port)
    client.sock.sendall(BEGUN["chunks without any"] + body)
    assert client.sock.makefile("rb").read().split()[1] in (b"400", b"413")
    client.close()


@pytest.mark.parametrize("port", [WEB], indirect=True, ids=["web"])
def test_a_large_answer_arrives_whole_at_who_reads_late(port: int) -> None:
    client = connected(port)
    client.request("GET", "/late?many")
    time.sleep(0.3)
    assert client.getresponse().read() == b"/late" * 20_000
    client.request("GET", "/next")
    assert client.getresponse().read() == b"/next"
    client.close()


@pytest.mark.parametrize("port", [WEB], indirect=True, ids=["web"])
def test_who_closes_one_way_after_asking_is_answered(port: int) -> None:
    client = connected(port)
    client.sock.sendall(b"GET /r/1 HTTP/1.1\r\nHost: here\r\n\r\n")
    client.sock.shutdown(socket.SHUT_WR)
    assert client.sock.makefile("rb").read().endswith(b"/r/1\r\n0\r\n\r\n")
    client.close()


@pytest.mark.parametrize(
    "begun",
    [
        b"GET /r/1",
        b"GET /r/1 HTTP/1.1\r\nHost: he",
        b"POST /r/1 HTTP/1.1\r\nHost: here\r\nContent-Length: 9\r\n\r\nhalf",
        b"GET /r/1 HTTP/1.1\r\nHost: here\r\n\r\nGET /r/2",
    ],
    ids=["half a line", "half a head", "half a body", "another before"],
)
def test_who_closes_one_way_in_the_middle_is_told(port: int, begun: bytes) -> None:
    client = connected(port)
    client.sock.sendall(begun)
    client.sock.shutdown(socket.SHUT_WR)
    answers = client.sock.makefile("rb").read()
    assert answers.count(b"HTTP/1.1 400") == 1
    assert answers.count(b"HTTP/1.1 200") == begun.count(b"\r\n\r\nGET")
    client.close()


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


@pytest.mark.parametrize("port", [WEB], indirect=True, ids=["web"])
@pytest.mark.parametrize("begun", [b"", HEAD[:30]], ids=["idle", "half a head"])
def test_more_connections_than_there_is_room_for_push_out_the_oldest(
    port: int, begun: bytes
) -> None:
    slow = [connected(port) for _ in range(CONNECTIONS * 2)]
    for client in slow:
        with contextlib.suppress(OSError):
            client.sock.sendall(begun)
    person = connected(port)
    person.request("GET", "/quick")
    assert person.getresponse().read() == b"/quick"
    for connection in (*slow, person):
        connection.close()
