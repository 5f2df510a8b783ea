"""gunicorn's worker as our servers need it: no thread waits for a client, and an answer takes few calls of the system.

The main thread alone waits, for all clients at once: it reads what they send, and gives a request to a thread when it
has come whole. What is too large, or comes in a way that pages of ours don't use, it refuses itself (411, 413, 414,
417, 431). What the network does not take of an answer is left to it as well. So neither a thousand clients that send a
letter a second nor as many that read none keep anybody from being served; `python -m tests.benchmarks slow-clients`
measures it.

gunicorn's own gthread gives each connection a thread before its request is there, and waits up to two seconds in its
main thread for a client to close a connection.
"""

import os
import queue
import resource
import selectors
import socket
import time
from contextlib import suppress
from http import HTTPStatus

from gunicorn.config import Config
from gunicorn.errors import ConfigError
from gunicorn.workers.base import Worker

from feedback_buttons.processes import refusals
from feedback_buttons.processes.clients import Client, Gone
from feedback_buttons.processes.request_bounds import Bounds, Refused
from feedback_buttons.processes.request_threads import RequestThreads
from feedback_buttons.processes.waiting_clients import Kind, WaitingClients

ACCEPTED_AT_ONCE = 64  # connections, before those that are there already are looked after again
HELD = 64_000_000  # bytes of requests that have come in part, in one process
LAST_WORDS = 1.0  # seconds that a worker which stops waits for requests that are on their way
_SPARE_FILES = 100  # of a process, for all that is no client
_READ, _WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class WebWorker(Worker):
    """Serves recipients.

    Attributes:
        bounds: the largest request that is taken: gunicorn takes no longer lines either, and a page's form has 64 KB.
    """

    bounds = Bounds(head=32_768, body=65_536, programs=False)
    held = HELD

    @classmethod
    def check_config(cls, cfg: Config, _: object) -> None:
        """Refuse what this worker does not do."""
        if cfg.is_ssl:
            raise ConfigError(
                "Encryption is the proxy's: leave gunicorn's certfile and keyfile unset."
            )

    def init_process(self) -> None:
        """Start to serve, in the worker's own process."""
        self._poller = selectors.DefaultSelector()
        self._done: queue.SimpleQueue[tuple[Client, bool]] = queue.SimpleQueue()
        self._busy = 0  # clients whose request a thread has
        self._waiting = WaitingClients(self.cfg.keepalive, self.held)
        self._most = min(self.cfg.worker_connections, _files() - _SPARE_FILES)
        # Two dozen of them are asked for with every request; as plain attributes they are found at once.
        self.cfg.__dict__.update(
            {name: setting.get() for name, setting in self.cfg.settings.items()}
        )
        super().init_process()

    def run(self) -> None:
        """Serve until told to stop; then for a moment those whose requests are on their way."""
        self._threads = RequestThreads(self.cfg, self.wsgi, self._tell_done)
        self._poller.register(self.PIPE[0], _READ, self._wake)
        for listener in self.sockets:
            self._poller.register(listener, _READ, self._accept)
        while (
            self.alive and self.ppid == os.getppid() and self._threads.answered < self.max_requests
        ):
            self._turn(1.0)
        self._threads.stopping = True
        for listener in self.sockets:
            self._poller.unregister(listener)
            listener.close()
        stopped = time.monotonic()
        end = stopped + self.cfg.graceful_timeout
        while time.monotonic() < end and (self._busy or self._unanswered(stopped)):
            self._turn(0.1)
        self._threads.stop()

    def _unanswered(self, stopped: float) -> bool:
        """Whether somebody is to be waited for who has no thread."""
        if self._waiting.any("begun", "sending"):
            return True
        return self._waiting.any("idle") and time.monotonic() - stopped < LAST_WORDS

    def _turn(self, timeout: float) -> None:
        """Wait for whatever comes first, and see to it."""
        self.notify()
        for key, events in self._poller.select(timeout):
            if isinstance(key.data, Client):
                self._see_to(key.data, events)
            else:
                key.data(key.fileobj)
        while True:
            try:
                client, keep = self._done.get_nowait()
            except queue.Empty:
                break
            self._busy -= 1
            client.closing = client.closing or not keep
            self._settle(client)
        for client in self._waiting.overdue(time.monotonic()):
            self._close(client)

    def _wake(self, pipe: int) -> None:
        with suppress(BlockingIOError):
            os.read(pipe, 4096)

    def _tell_done(self, client: Client, keep: bool) -> None:
        """A thread is done with a client; told by that thread."""
        self._done.put((client, keep))
        with suppress(BlockingIOError):  # then the main thread is awake
            os.write(self.PIPE[1], b".")

    def _accept(self, listener: socket.socket) -> None:
        for _ in range(ACCEPTED_AT_ONCE):
            self._make_room()
            try:
                sock, address = listener.accept()
            except BlockingIOError:
                return
            except OSError:  # the client is gone again, or there are no more files
                self._let_go()
                time.sleep(0.01)
                return
            self._settle(Client(sock, address, listener.getsockname(), self.bounds), fresh=True)

    def _make_room(self) -> None:
        if self._busy + len(self._waiting) >= self._most:
            self._let_go()

    def _let_go(self) -> None:
        """Close the connection that has waited for longest, of the kind that is most frequent."""
        for client in self._waiting.least_needed():
            self._close(client)

    def _see_to(self, client: Client, events: int) -> None:
        """Read from a client, or send to it, as it was waited for."""
        kind = self._waiting.kind(client)
        if kind is None:  # closed a moment ago, to make room
            return
        if kind == "leaving":
            if not client.drain():
                self._close(client)
            return
        try:
            if events & _WRITE:
                client.flush()
                self._settle(client)
            elif length := client.hear():
                self._dispatch(client, length)
            else:
                self._wait_for(client)
        except (Gone, OSError):
            self._close(client)
        except Refused as refused:
            self._refuse(client, refused.status)

    def _settle(self, client: Client, *, fresh: bool = False) -> None:
        """Give a client that no thread has what it needs next: a thread, the rest of its answer, or time."""
        if client.closing and not client.unsent:
            self._close(client)
            return
        try:
            length = 0 if client.unsent else client.hear() if fresh else client.whole()
        except Gone:
            self._close(client)
        except Refused as refused:
            self._refuse(client, refused.status)
        else:
            if length:
                self._dispatch(client, length)
            else:
                self._wait_for(client)

    def _wait_for(self, client: Client) -> None:
        kind: Kind = "sending" if client.unsent else "begun" if client.received else "idle"
        self._listen_to(client, _WRITE if client.unsent else _READ)
        for other in self._waiting.add(client, kind, time.monotonic()):
            self._close(other)

    def _listen_to(self, client: Client, events: int) -> None:
        if not client.events:
            self._poller.register(client.sock, events, client)
        elif client.events != events:
            self._poller.modify(client.sock, events, client)
        client.events = events

    def _forget(self, client: Client) -> None:
        self._waiting.discard(client)
        if client.events:
            self._poller.unregister(client.sock)
            client.events = 0

    def _dispatch(self, client: Client, length: int) -> None:
        self._forget(client)
        self._busy += 1
        self._threads.submit(client, length)

    def _close(self, client: Client) -> None:
        self._forget(client)
        client.close()

    def _refuse(self, client: Client, status: HTTPStatus) -> None:
        """Say so, and let what was sent meanwhile run out: a connection closed over it would take our words along."""
        try:
            client.sendall(refusals.answer(self.wsgi, status, bytes(client.received)))
            client.received.clear()
            client.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._close(client)
            return
        self._listen_to(client, _READ)
        for other in self._waiting.add(client, "leaving", time.monotonic()):
            self._close(other)


class DashboardWorker(WebWorker):
    """Serves the team, and programs: a call of the API has 8 MB at most."""

    bounds = Bounds(head=32_768, body=8_500_000, programs=True)
    held = 4 * HELD


def _files() -> int:
    """How many files this process may have open; as many as it may give itself."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        wanted = 65_536 if hard == resource.RLIM_INFINITY else min(hard, 65_536)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
            soft = max(soft, wanted)
    return soft if soft != resource.RLIM_INFINITY else 65_536
