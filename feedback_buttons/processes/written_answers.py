"""Sends gunicorn's responses in few system calls, each of which may hand the interpreter to another thread."""

from collections.abc import Sequence
from functools import lru_cache

from gunicorn.http import wsgi


class WrittenAnswer(wsgi.Response):
    """An answer whose head and body are sent at once, and whose headers are checked once for all that are
    the same."""

    _head = b""
    headers_sent: bool

    def process_headers(self, headers: Sequence[tuple[str, str]]) -> None:
        """Check the headers that the application gave."""
        self.headers, self.response_length = _checked(tuple(headers))

    def send_headers(self) -> None:
        """Keep the head for the first part of the body."""
        if not self.headers_sent:
            lines = [
                *self.default_headers(),
                *(f"{name}: {value}\r\n" for name, value in self.headers),
            ]
            self._head = f"{''.join(lines)}\r\n".encode("latin-1")
            self.headers_sent = True

    def _emit_body(self, data: bytes) -> None:
        if self.chunked:
            self._flush()
            super()._emit_body(data)
        else:
            self._flush(data)

    def close(self) -> None:
        """End the answer."""
        super().close()
        self._flush()

    def _flush(self, data: bytes = b"") -> None:
        head, self._head = self._head, b""
        if head or data:
            self.sock.sendall(head + data)


@lru_cache(maxsize=1024)
def _checked(headers: tuple[tuple[str, str], ...]) -> tuple[list[tuple[str, str]], int | None]:
    answer = wsgi.Response(None, None, None)
    answer.process_headers(headers)
    return answer.headers, answer.response_length
