"""One client's connection: the received part of its next request, and the unsent part of the last response.

Nobody waits on it for long. Whoever has it reads what is there and goes on; what its network does not take at once is
kept, and sent when it does.
"""

import select
import socket
import time
from collections import deque
from http import HTTPStatus

from feedback_buttons.processes.request_bounds import Arrival, Bounds, Refused

_READ = 65_536  # bytes read at once
# What is read goes through one of these. A buffer made anew for each read, and cut down to the little that came, leaves
# a hole in the heap, which the next thing to stay makes too small for the next buffer: so the heap grows on and on.
_buffers: deque[memoryview] = deque(maxlen=8)
_KEPT = 262_144  # bytes of answers that wait for a client; a thread that has more to send waits too
_PATIENCE = 15.0  # seconds that it then waits for the client to take something


class Gone(Exception):
    """The client has closed its connection, or cannot be reached any more."""


class Client:
    """A connection. It belongs to the main thread, or to the thread that answers its request; never to both."""

    def __init__(
        self, sock: socket.socket, address: object, server: object, bounds: Bounds
    ) -> None:
        sock.setblocking(False)
        self.sock, self.address, self.server = sock, address, server
        self._bounds = bounds
        self._arrival = Arrival(bounds)
        self.received = bytearray()
        self.unsent = bytearray()
        self.closing = False  # once everything is sent
        # What the main thread keeps of it: the events that it waits for, and the bytes that it has counted.
        self.events = 0
        self.counted = 0

    def hear(self) -> int:
        """Read what has come; the length of the next request if it is whole now, else 0.

        Raises:
            Gone: nothing will come any more.
            Refused: a request like this is not waited for, or it ends before it is whole.
        """
        buffer = _buffer()
        try:
            length = self.sock.recv_into(buffer)
            self.received += buffer[:length]
        except BlockingIOError:
            return 0
        except OSError as error:
            raise Gone from error
        finally:
            _buffers.append(buffer)
        if not length and self.received:
            raise Refused(HTTPStatus.BAD_REQUEST)  # who closed one way can still be told
        if not length:
            raise Gone
        return self.whole()

    def hear_for(self, seconds: float) -> int:
        """Wait so long at most for the next request, see `hear`."""
        end = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self.sock, select.POLLIN)
        while (left := end - time.monotonic()) > 0:
            if poll.poll(left * 1000) and (length := self.hear()):
                return length
        return 0

    def whole(self) -> int:
        """The length of the request that was read up to its end, else 0; tells a client to go on that asks for it.

        Raises:
            Refused: a request like this is not waited for.
        """
        if not self.received:
            return 0
        length = self._arrival.length(self.received)
        if self._arrival.asks and not length:
            self._arrival.asks = False
            self.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        return length

    def take(self, length: int) -> bytes:
        """The request, which is over then; what came behind it begins the next one."""
        request = bytes(self.received[:length])
        del self.received[:length]
        self._arrival = Arrival(self._bounds)
        return request

    def sendall(self, data: bytes) -> None:
        """Send what the network takes at once, and keep the rest. Answers of gunicorn write to this as to a socket.

        Raises:
            OSError: the client is gone, or takes nothing while there is too much for it to be kept.
        """
        self.unsent += data
        self.flush()
        if len(self.unsent) > _KEPT:
            self._send_waiting()

    def flush(self) -> None:
        """Send what the network takes of what was kept.

        Raises:
            OSError: the client is gone.
        """
        if self.unsent:
            try:
                sent = self.sock.send(self.unsent)
            except BlockingIOError:
                return
            del self.unsent[:sent]

    def _send_waiting(self) -> None:
        poll = select.poll()
        poll.register(self.sock, select.POLLOUT)
        while self.unsent:
            if not poll.poll(_PATIENCE * 1000):
                raise TimeoutError("the client takes nothing")
            self.flush()

    def drain(self) -> bool:
        """Throw away what a client that was refused goes on sending; whether more may come."""
        buffer = _buffer()
        try:
            return bool(self.sock.recv_into(buffer))
        except BlockingIOError:
            return True
        except OSError:
            return False
        finally:
            _buffers.append(buffer)

    def close(self) -> None:
        """Close the connection; what was sent still arrives."""
        self.sock.close()


def _buffer() -> memoryview:
    """One that nobody else has in hand."""
    try:
        return _buffers.pop()
    except IndexError:
        return memoryview(bytearray(_READ))
