"""A pooler that gives each transaction to the session that rested longest, as pgbouncer may."""

import contextlib
import secrets
import socket
import struct
import threading
from collections import deque
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from feedback_buttons.embedded_postgres.postgres import Server

PROTOCOL = 196608  # version 3.0
SERVERS = 4


class Pooler:
    """Takes clients at ``url`` and shares a few sessions of the server among them; a context manager.

    Args:
        folder: where its socket is made.
        faithful: whether the server's own greeting is passed on, so that nothing but its sessions tells of it.
    """

    def __init__(self, server: Server, folder: Path, *, faithful: bool) -> None:
        parts = urlsplit(server.url)
        self._there = f"{parse_qs(parts.query)['host'][0]}/.s.PGSQL.5432"
        folder.mkdir()
        folder.chmod(0o755)
        host = quote(str(folder), safe="")
        self.url = f"postgresql://{parts.netloc}{parts.path}?host={host}"
        self._faithful = faithful
        self._idle: deque[tuple[socket.socket, bytes]] = deque()
        self._some = threading.Semaphore(SERVERS)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.bind(str(folder / ".s.PGSQL.5432"))
        self._socket.listen(64)

    def __enter__(self) -> "Pooler":
        # Its sessions ask for what ours ask for where it passes that on, else for nothing.
        options = "-c feedback.session=own -c timezone=UTC" if self._faithful else ""
        for _ in range(SERVERS):
            self._idle.append(self._connected(options))
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def sessions(self) -> list[tuple[str, str]]:
        """Of each of its sessions the user and whether it waits for the disk, when nobody uses any."""
        query = b"select current_user || ' ' || current_setting('synchronous_commit')\0"
        message = b"Q" + struct.pack("!i", len(query) + 4) + query
        found = []
        for server, _ in tuple(self._idle):
            server.sendall(message)
            rows = [body[6:] for kind, body in _until_ready(server) if kind == b"D"]
            user, _, commit = rows[0].decode().partition(" ")
            found.append((user, commit))
        return found

    def _connected(self, options: str) -> tuple[socket.socket, bytes]:
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._there)
        names = [
            "user",
            "feedback",
            "database",
            "feedback",
            *(["options", options] if options else []),
        ]
        body = struct.pack("!i", PROTOCOL) + b"".join(n.encode() + b"\0" for n in names) + b"\0"
        server.sendall(struct.pack("!i", len(body) + 4) + body)
        return server, b"".join(_packed(*message) for message in _until_ready(server))

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError, EOFError):
            length = struct.unpack("!i", _exactly(client, 4))[0]
            _exactly(
                client, length - 4
            )  # its user, its database and its options, which nobody is told
            client.sendall(self._greeting())
            while True:
                self._transaction(client)

    def _greeting(self) -> bytes:
        if self._faithful:
            return self._idle[0][1]
        key = struct.pack("!ii", secrets.randbelow(2**31), secrets.randbelow(2**31))
        return _packed(b"R", struct.pack("!i", 0)) + _packed(b"K", key) + _packed(b"Z", b"I")

    def _transaction(self, client: socket.socket) -> None:
        """Give a client a session from its next message until its transaction has ended."""
        message = _message(client)
        self._some.acquire()
        server, greeting = self._idle.popleft()
        try:
            while not self._answered(client, server, message):
                message = _message(client)
        finally:
            self._idle.append((server, greeting))
            self._some.release()

    def _answered(
        self, client: socket.socket, server: socket.socket, message: tuple[bytes, bytes]
    ) -> bool:
        """Pass a message on, and what comes back; whether a transaction has ended."""
        kind, body = message
        if kind == b"X":
            raise EOFError
        server.sendall(_packed(kind, body))
        if kind not in (b"Q", b"S"):
            return False  # the server says nothing before it is asked to
        answers = list(_until_ready(server))
        client.sendall(b"".join(_packed(*answer) for answer in answers))
        return answers[-1][1] == b"I"


def _packed(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def _until_ready(server: socket.socket) -> "list[tuple[bytes, bytes]]":
    messages = [_message(server)]
    while messages[-1][0] != b"Z":
        messages.append(_message(server))
    return messages


def _message(stream: socket.socket) -> tuple[bytes, bytes]:
    kind = _exactly(stream, 1)
    length = struct.unpack("!i", _exactly(stream, 4))[0]
    return kind, _exactly(stream, length - 4)


def _exactly(stream: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        data += stream.recv(count - len(data)) or _end()
    return data


def _end() -> bytes:
    raise EOFError
