"""The one client that calls addresses which somebody has typed in: only public ones, without redirects, bounded in time
and size. No proxy of the environment is used, no cookie kept, nothing decompressed."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from feedback_buttons.channels import network_guard
from feedback_buttons.channels.network_guard import ForbiddenAddress, Resolve, Target
from feedback_buttons.config.local_networks import Network
from feedback_buttons.outbox import outcomes
from feedback_buttons.outbox.outcomes import AttemptOutcome

SECONDS = 20.0  # from the connection to the last byte
CONNECT = 5.0  # seconds for each address
LARGEST_REPLY = 256 * 1024  # bytes; more are not read
LARGEST_BODY = 1024 * 1024  # bytes that we send
_AGENT = "feedback-buttons"


class CallError(Exception):
    """There was no reply, or none in HTTP; the text says what happened, and never to whom.

    ``unsent`` is True where nothing of the request has left us.
    """

    def __init__(self, text: str, *, unsent: bool = False) -> None:
        super().__init__(text)
        self.unsent = unsent


@dataclass(frozen=True, slots=True)
class HttpReply:
    """What was answered; ``body`` is cut where the client reads no more."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, whatever it holds."""
        return self.body.decode("utf-8", "replace")

    @property
    def outcome(self) -> AttemptOutcome:
        """What it comes to for a message."""
        return outcomes.of_status(self.status, self.text, self.headers.get("retry-after"))


@dataclass(frozen=True, slots=True)
class HttpClient:
    """Calls what it is told to, within bounds.

    Attributes:
        local: the operator's own networks, which may be called, and without TLS.
        seconds: the longest that a call may take.
        resolve: asks the DNS; tests put their own in.
        tls: how certificates are checked.
        largest: the most bytes of a reply that are read.
    """

    local: tuple[Network, ...] = ()
    seconds: float = SECONDS
    resolve: Resolve | None = None
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    largest: int = LARGEST_REPLY

    def call(
        self,
        method: str,
        url: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        *,
        whole: bool = True,
    ) -> HttpReply:
        """The answer to one request.

        Args:
            whole: what the body says matters too. Else an answer whose body breaks off counts by its status, with the
                body empty.

        Raises:
            ForbiddenAddress: the address is not called.
            CallError: nobody has answered in time, or not as HTTP is spoken.
        """
        target = network_guard.parse(url, self.local)
        if len(body) > LARGEST_BODY:
            raise CallError("the message is too large", unsent=True)
        deadline = time.monotonic() + self.seconds
        try:
            addresses = network_guard.checked_addresses(target, self.local, self.resolve)
            connected = _connected(addresses, target, self.tls, deadline)
        except (OSError, UnicodeError) as error:
            raise CallError(_why(error), unsent=True) from None
        try:
            wanted = {"User-Agent": _AGENT, **(headers or {}), "Host": target.authority}
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = _TimedSocket(connected, deadline)
            connection.auto_open, connection.response_class = 0, _FinalResponse
            connection.request(method, target.path, body or None, wanted)
            return _answered(connection.getresponse(), self.largest, whole=whole)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise CallError(_why(error)) from None
        finally:
            connected.close()

    def outcome(
        self, method: str, url: str, body: bytes, headers: Mapping[str, str] | None = None
    ) -> AttemptOutcome:
        """What a call comes to for a message: an address that is not called is refused, nobody answering is tried
        again later. Once a status was said, it is that: who has taken a message and is slow with its "ok" is not told
        again."""
        try:
            return self.call(method, url, body, headers, whole=False).outcome
        except ForbiddenAddress as error:
            return AttemptOutcome("refused", reply=error.sentence)
        except CallError as error:
            return AttemptOutcome("later", reply=str(error))


class _FinalResponse(http.client.HTTPResponse):
    """The answer behind those that only say that one will come, such as 103 (RFC 9110, 15.2); the library skips 100."""

    def _read_status(self) -> tuple[str, int, str]:
        status = super()._read_status()  # type: ignore[misc]  # as begin() calls it
        while 100 < status[1] < 200:
            http.client.parse_headers(self.fp)
            status = super()._read_status()  # type: ignore[misc]
        return status  # type: ignore[no-any-return]


class _Timed(io.RawIOBase):
    """What is read from a socket until a deadline, however slowly it drips."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket, self._deadline = connected, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 (a buffer)
        _limit(self._socket, self._deadline)
        return self._socket.recv_into(buffer)


class _TimedSocket:
    """A socket for http.client whose every step ends at the deadline."""

    def __init__(self, connected: socket.socket, deadline: float) -> None:
        self._socket, self._deadline = connected, deadline

    def sendall(self, data: bytes) -> None:
        _limit(self._socket, self._deadline)
        self._socket.sendall(data)

    def makefile(self, *_: object) -> io.BufferedReader:
        return io.BufferedReader(_Timed(self._socket, self._deadline))

    def close(self) -> None:
        """Nothing yet: http.client closes what the other side will not go on with before the body is read."""


def _limit(connected: socket.socket, deadline: float) -> None:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError("it took too long")
    connected.settimeout(left)


def _connected(
    addresses: list[str], target: Target, tls: ssl.SSLContext, deadline: float
) -> socket.socket:
    """A socket to the first of the checked addresses that takes one.

    Raises:
        OSError: none does.
    """
    failure: OSError = OSError("the name leads nowhere")
    for address in addresses:
        left = deadline - time.monotonic()
        try:
            plain = socket.create_connection((address, target.port), max(0.1, min(CONNECT, left)))
        except OSError as error:
            failure = error
            continue
        try:
            _limit(plain, deadline)
            if target.scheme == "https":
                return tls.wrap_socket(plain, server_hostname=target.host)
            return plain
        except BaseException:
            plain.close()
            raise
    raise failure


def _answered(response: http.client.HTTPResponse, largest: int, *, whole: bool) -> HttpReply:
    try:
        content = response.read(largest)
    except (OSError, http.client.HTTPException, ValueError):
        if whole:
            raise
        content = b""
    headers = {name.lower(): value for name, value in response.getheaders()}
    return HttpReply(response.status, headers, content)


def _why(error: Exception) -> str:
    """What happened, without addresses."""
    if isinstance(error, TimeoutError):
        return "nobody answered in time"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not valid: {error.verify_message}"
    if isinstance(error, socket.gaierror):
        return "the name leads nowhere"
    if isinstance(error, ssl.SSLError):
        return "no TLS is spoken there"
    if isinstance(error, OSError):
        return (error.strerror or "the connection failed").lower()
    return f"no HTTP is spoken there ({type(error).__name__})"
