"""Requests that no page of ours sends, made by chance, and a client that sends them as they are."""

import json
import random
import socket
from collections.abc import Sequence
from typing import IO
from urllib.parse import quote, urlencode

TIMEOUT = 20  # seconds for one answer
_METHODS = (
    *["GET"] * 6,
    *["POST"] * 6,
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "PATCH",
    "TRACE",
    "get",
)
_WORDS = (
    *(
        "",
        "/",
        "//",
        "..",
        ".",
        "%2e%2e",
        "%00",
        "%",
        "%zz",
        "%ff%fe",
        "%F0%9F%98%80",
        "{{token}}",
        "*|T|*",
    ),
    *("1", "01", "10", "7.", "99999999999999999999", "-1", "0x7", "NaN", "null", "[]", "a" * 300),
    *(
        "'; drop table rating; --",
        "<script>alert(1)</script>",
        "${jndi:ldap://x}",
        "\u202e",
        "\ud7ff",
        "é",
    ),
)
_HEADERS = (
    *(
        "Accept-Language: " + "nl," * 500,
        "Accept-Language: \xff\xfe",
        "Accept-Encoding: gzip, \x80",
    ),
    *("Cookie: feedback_dashboard=eyJ.x.y", "Cookie: " + "a=b; " * 600, "Range: bytes=0-1,5-,-9"),
    *(
        "Content-Encoding: gzip",
        "If-Modified-Since: yesterday",
        "Origin: null",
        "Referer: http://[",
    ),
    *(
        "Host: [::1",
        "Host: ",
        "Host: a b",
        "X-Forwarded-Host: \xe9.example",
        "X-Forwarded-Proto: gopher",
    ),
    *(
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked",
        "Expect: 100-continue",
        "Upgrade: h2c",
    ),
    *(
        "Connection: close",
        "Content-Length: 5, 5",
        "Content-Length: -1",
        "A : b",
        "no colon",
        "X-A: \x00",
    ),
    *("Authorization: Bearer \xff", "Authorization: Basic x", "Sec-Fetch-Site: cross-site"),
)
_TYPES = (
    *("application/x-www-form-urlencoded", "application/json", "multipart/form-data", "text/plain"),
    *(
        "multipart/form-data; boundary=b",
        "application/x-www-form-urlencoded; charset=utf-7",
        "\xff",
        "",
    ),
)


class Hostile:
    """Makes requests from real addresses of a server, whole or spoiled.

    Args:
        chance: decides everything.
        paths: addresses that the server knows.
        marks: what is to be found nowhere later: mail addresses, network addresses, tokens.
        fields: the names of a form's fields.
    """

    def __init__(
        self,
        chance: random.Random,
        paths: Sequence[str],
        marks: Sequence[str],
        fields: Sequence[str],
    ) -> None:
        self._chance, self._paths, self._marks, self._fields = chance, paths, marks, fields

    def request(self) -> bytes:
        """One request, as it goes over the wire."""
        chance = self._chance
        method, body = chance.choice(_METHODS), b""
        lines = [f"X-Forwarded-For: {chance.choice(self._marks)}", f"User-Agent: {self._text()}"]
        lines += [chance.choice(_HEADERS) for _ in range(chance.choice((0, 0, 1, 2)))]
        if method not in ("GET", "HEAD", "get") or chance.random() < 0.05:
            body = self._body()
            lines.append(f"Content-Type: {chance.choice(_TYPES)}")
            lines.append(f"Content-Length: {len(body)}")
        if not any(line.startswith("Host:") for line in lines):
            lines.append("Host: here")
        version = (
            "HTTP/1.1" if chance.random() < 0.98 else chance.choice(("HTTP/1.0", "HTTP/9", ""))
        )
        head = "\r\n".join([f"{method} {self._path()} {version}", *lines, "", ""])
        return head.encode("latin-1", "replace") + body

    def _path(self) -> str:
        chance, path = self._chance, self._chance.choice(self._paths)
        kind = chance.randrange(6)
        if kind == 0:
            path = f"{path}?{urlencode({self._text(): self._text(), 'next': self._text()})}"
        elif kind == 1:
            place = chance.randrange(len(path) + 1)
            path = path[:place] + quote(self._text()) + path[place + chance.randrange(4) :]
        elif kind == 2:
            path = "/" + "/".join(quote(self._text(), safe="%") for _ in range(chance.randrange(5)))
        elif kind == 3:
            path = f"{path}/{chance.choice(self._marks)}"
        return path.replace(" ", "%20")

    def _text(self) -> str:
        chance = self._chance
        if chance.random() < 0.3:
            return chance.choice(self._marks)
        return "".join(chance.choice(_WORDS) for _ in range(chance.randrange(3)))

    def _body(self) -> bytes:
        chance = self._chance
        kind = chance.randrange(6)
        if kind == 0:
            return chance.randbytes(chance.choice((0, 1, 100, 5000)))
        if kind == 1:
            depth = chance.choice((10, 900, 20_000))
            return chance.choice((b"[" * depth, b'{"a":' * depth, b"[" * depth + b"]" * depth))
        if kind == 2:
            return json.dumps({name: self._text() for name in self._fields}).encode()
        if kind == 3:
            parts = [
                f'--b\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{self._text()}'
                for n in self._fields
            ]
            return "\r\n".join([*parts, "--b--"][chance.randrange(2) :]).encode("utf-8", "replace")
        count = chance.choice((0, 1, 5, 25, 400))
        names = [chance.choice([*self._fields, self._text()]) for _ in range(count)]
        pairs = [(name, self._text()) for name in names]
        return urlencode(pairs, errors="replace").encode()


class RawClient:
    """Sends bytes to a server and reads its answer's status, on one connection as long as it is kept."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, data: bytes) -> int | None:
        """The status of the answer; None if the connection was closed without one."""
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=TIMEOUT)
        try:
            self._socket.sendall(data)
            ends = b"\r\nTransfer-Encoding" in data or b"\r\nExpect" in data
            if ends:  # or it would be waited for what does not come
                self._socket.shutdown(socket.SHUT_WR)
            status = self._read(self._socket, head_only=data.startswith(b"HEAD "))
            if ends:
                self.close()
            return status
        except ConnectionError:
            self.close()
            return None

    def close(self) -> None:
        """Close the connection, if there is one."""
        if self._socket:
            self._socket.close()
            self._socket = None

    def _read(self, connection: socket.socket, *, head_only: bool) -> int | None:
        status = None
        with connection.makefile("rb") as answer:
            line = answer.readline()
            if line.split()[1:2] == [b"100"]:
                answer.readline()
                line = answer.readline()
            headers = {}
            while line and (header := answer.readline().strip()):
                name, _, value = header.partition(b":")
                headers[name.lower()] = value.strip()
            if line:
                status = int(line.split()[1])
                if not head_only:
                    _skip_body(answer, headers)
        if not line or headers.get(b"connection") == b"close":
            self.close()
        return status


def _skip_body(answer: IO[bytes], headers: dict[bytes, bytes]) -> None:
    if headers.get(b"transfer-encoding") == b"chunked":
        while size := int(answer.readline(), 16):
            answer.read(size + 2)
        answer.read(2)
    elif b"content-length" in headers:
        answer.read(int(headers[b"content-length"]))
