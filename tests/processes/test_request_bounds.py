"""Where a request ends is found as its bytes come, and gunicorn's parser agrees."""

import pytest
from gunicorn.config import Config
from gunicorn.http import RequestParser

from feedback_buttons.processes.request_bounds import Arrival, Bounds, Refused

PAGES = Bounds(head=1000, body=500, programs=False)
PROGRAMS = Bounds(head=1000, body=500, programs=True)
HEAD = b"POST /r/a HTTP/1.1\r\nHost: here\r\n"
CHUNKED = HEAD + b"transfer-ENCODING: chunked\r\n\r\n"

WHOLE = [
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: here\r\n\r\n",
    b"\r\nGET / HTTP/1.1\r\nHost: here\r\n\r\n",
    HEAD + b"Content-Length: 0\r\n\r\n",
    HEAD + b"content-length:5\r\n\r\nabcde",
    HEAD + b"Content-Length: \t5 \r\n\r\nabcde",
    HEAD + b"Content-Length: 0000000000000000005\r\n\r\nabcde",
    HEAD + b"X-Content-Length: 9\r\nContent-Length: 5\r\n\r\nabcde",
    HEAD + b"X: content-length: 9\r\nContent-Length: 5\r\n\r\nabcde",
    CHUNKED + b"0\r\n\r\n",
    CHUNKED + b"5\r\nabcde\r\n0\r\n\r\n",
    CHUNKED + b"5;name=value\r\nabcde\r\nA\r\n0123456789\r\n000\r\nNote: x\r\n\r\n",
    CHUNKED + b"2\r\n\r\n\r\n0\r\n\r\n",
]


@pytest.mark.parametrize("request_", WHOLE)
@pytest.mark.parametrize("piece", [1, 3, 10_000], ids=["letters", "threes", "at once"])
def test_a_request_is_whole_with_its_last_byte(request_: bytes, piece: int) -> None:
    arrival, data = Arrival(PROGRAMS), bytearray()
    for start in range(0, len(request_) - 1, piece):
        data += request_[start : start + piece][: len(request_) - 1 - start]
        assert arrival.length(data) == 0
    data += request_[-1:]
    assert arrival.length(data) == len(request_)
    data += b"GET /next HTTP/1.1\r\n"
    assert arrival.length(data) == len(request_)


@pytest.mark.parametrize("request_", WHOLE)
def test_gunicorn_reads_the_same_request(request_: bytes) -> None:
    following = b"GET /next HTTP/1.1\r\nHost: here\r\n\r\n"
    parser = RequestParser(Config(), (request_ + following,), ("", 0))
    next(parser).body.read()
    assert next(parser).uri == "/next"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"GET /" + b"x" * 1000, 414),
        (HEAD + b"X: " + b"x" * 1000, 431),
        (HEAD + b"X: " + b"x" * 1000 + b"\r\n\r\n", 431),
        (HEAD + b"X: y\r\n" * 200, 431),
        (HEAD + b"Content-Length: 501\r\n\r\n", 413),
        (HEAD + b"Content-Length: " + b"9" * 500 + b"\r\n\r\n", 413),
        (HEAD + b"Content-Length: 5, 5\r\n\r\n", 400),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: \r\n\r\n", 400),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400),
        (HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", 417),
        (HEAD + b"EXPECT:something\r\n\r\n", 417),
        (CHUNKED, 411),
        (HEAD + b"Transfer-Encoding: gzip\r\n\r\n", 411),
    ],
)
def test_what_pages_do_not_send_is_refused(data: bytes, status: int) -> None:
    arrival = Arrival(PAGES)
    for body in (b"", b"x" * 300, b"x" * 300):  # whoever asks again is told the same
        with pytest.raises(Refused) as refused:
            arrival.length(bytearray(data + body))
        assert refused.value.status == status


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (CHUNKED + b"fff\r\n", 413),
        (CHUNKED + b"ffffffff\r\n", 413),
        (CHUNKED + (b"1\r\nx\r\n" * 100), 413),
        (CHUNKED + b"5" + b"; x" * 500, 400),
        (CHUNKED + b"xyz\r\n", 400),
        (CHUNKED + b"-5\r\n", 400),
        (CHUNKED + b"0\r\n" + b"T: x\r\n" * 200, 431),
        (HEAD + b"Content-Length: 501\r\n\r\n", 413),
    ],
)
def test_programs_have_bounds_too(data: bytes, status: int) -> None:
    with pytest.raises(Refused) as refused:
        Arrival(PROGRAMS).length(bytearray(data))
    assert refused.value.status == status


def test_a_program_that_asks_first_is_noticed() -> None:
    arrival = Arrival(PROGRAMS)
    asking = HEAD + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    assert arrival.length(bytearray(asking)) == 0
    assert arrival.asks
    assert arrival.length(bytearray(asking + b"abcde")) == len(asking) + 5
