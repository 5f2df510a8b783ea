"""Limits of a request that is being received: how much of it has come, and whether a page of ours could send it.

The bytes are looked at as they come, by whoever waits for all clients at once: no thread is given before the whole
request is there. What is said of it here is only where it ends. gunicorn's parser reads it then, and refuses what is
not clear; a request that both read differently never leaves its connection open.
"""

import re
import sys
from dataclasses import dataclass
from http import HTTPStatus

_HEAD_ENDS = b"\r\n\r\n"
_LENGTHS = re.compile(rb"\ncontent-length:[ \t]*([^\r\n]*)", re.IGNORECASE)
_NUMBER = re.compile(rb"0*(\d{1,12})[ \t]*")
_EXPECT = re.compile(rb"\nexpect:", re.IGNORECASE)
_ENCODING = re.compile(rb"\ntransfer-encoding:", re.IGNORECASE)
_CHUNK = re.compile(rb"([0-9a-f]{1,8})[^\r\n]*\r\n", re.IGNORECASE)
_LONGEST_CHUNK_LINE = 1024  # bytes; gunicorn refuses what it doesn't know in one


class Refused(Exception):
    """A request that is not waited for any longer; the status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest request that a server takes.

    Attributes:
        head: bytes of the request's line and headers.
        body: bytes behind them.
        programs: whether programs send requests too, which may ask before they send a body, or send it in chunks.
            Browsers and proxies that wait for the whole request do neither.
    """

    head: int
    body: int
    programs: bool


class Arrival:
    """One request that comes in pieces."""

    __slots__ = ("_bounds", "_chunk_at", "_head", "_searched", "_whole", "asks")

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._searched = 0  # in so many bytes the head's end was looked for
        self._head = 0  # its length, once it is here
        self._whole = 0  # the request's length, once that is known
        self._chunk_at = 0  # where the next chunk begins, if its body comes in chunks
        self.asks = False  # whether the client waits until it is told to send the body

    def length(self, data: bytearray) -> int:
        """The length of the request that the data begins with; 0 while a part of it is missing.

        Args:
            data: all that has come since the request's first byte.

        Raises:
            Refused: it is too large, or comes in a way that is not taken.
        """
        if not self._head and not self._read_head(data):
            return 0
        if self._chunk_at:
            self._pass_chunks(data)
        return self._whole if 0 < self._whole <= len(data) else 0

    def _read_head(self, data: bytearray) -> bool:
        end = data.find(_HEAD_ENDS, max(0, self._searched - len(_HEAD_ENDS)))
        if (len(data) if end < 0 else end) > self._bounds.head:
            line_ends = b"\r\n" in data[2 : self._bounds.head]
            raise Refused(
                HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
                if line_ends
                else HTTPStatus.REQUEST_URI_TOO_LONG
            )
        if end < 0:
            self._searched = len(data)
            return False
        self._read_framing(bytes(data[: end + len(_HEAD_ENDS)]))
        return True

    def _read_framing(self, head: bytes) -> None:
        expects, chunked = _EXPECT.search(head), _ENCODING.search(head)
        if chunked and not self._bounds.programs:
            raise Refused(HTTPStatus.LENGTH_REQUIRED)
        if expects and not self._bounds.programs:
            raise Refused(HTTPStatus.EXPECTATION_FAILED)
        body = _body_length(head)
        if body > self._bounds.body:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        self.asks, self._head = bool(expects), len(head)
        if chunked:
            self._chunk_at = self._head
        else:
            self._whole = self._head + body

    def _pass_chunks(self, data: bytearray) -> None:
        """Go over the chunks that are here, up to the last one and the empty line behind it."""
        while not self._whole:
            line = _CHUNK.match(data, self._chunk_at)
            if not line:
                rest = len(data) - self._chunk_at
                if rest > _LONGEST_CHUNK_LINE or data.find(b"\n", self._chunk_at) >= 0:
                    raise Refused(HTTPStatus.BAD_REQUEST)
                return
            size = int(line[1], 16)
            if line.end() + size - self._head > self._bounds.body:
                raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            if not size:
                self._pass_trailer(data, line.end())
                return
            if len(data) < line.end() + size + 2:
                return
            self._chunk_at = line.end() + size + 2

    def _pass_trailer(self, data: bytearray, start: int) -> None:
        end = data.find(b"\r\n", start)
        if end > start:
            end = data.find(_HEAD_ENDS, start)
            end = end + 2 if end >= 0 else end
        if end >= 0:
            self._whole = end + 2
        elif len(data) - start > self._bounds.head:
            raise Refused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def _body_length(head: bytes) -> int:
    """The bytes that stand behind a head, as it says; so many that they are too many where the number has no end."""
    lengths = _LENGTHS.findall(head)
    if not lengths:
        return 0
    number = _NUMBER.fullmatch(lengths[0])
    if len(lengths) > 1 or not lengths[0].strip(b" \t").isdigit():
        raise Refused(HTTPStatus.BAD_REQUEST)
    return int(number[1]) if number else sys.maxsize
