"""The threads that answer requests. Each gets one that has come whole, and waits for no client.

A thread stays with a connection for a moment after a request. A proxy keeps its connections and sends the next request
on one of them at once: to hand it back to the main thread, which wakes another thread for the next, costs a third of
the processor time of a small request.
"""

import gc
import io
import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from gunicorn.config import Config
from gunicorn.http import RequestParser, errors
from gunicorn.http.body import ChunkedReader
from gunicorn.http.message import Request
from gunicorn.http.wsgi import create

from feedback_buttons.processes import refusals
from feedback_buttons.processes.clients import Client, Gone
from feedback_buttons.processes.request_bounds import Refused
from feedback_buttons.processes.written_answers import WrittenAnswer

MOMENT = 0.05  # seconds that a thread stays with a connection
# Bytes of requests that are answered, before garbage is collected: the collector counts objects and not bytes, and an
# error that is held by its own frames holds a whole request.
LEFT = 16_000_000

log = logging.getLogger(__name__)


class RequestThreads:
    """Three of four threads may linger while nobody waits, so that there are always others for new requests.

    Args:
        config: gunicorn's settings.
        application: answers requests, as WSGI has it.
        done: told of a client whose requests are answered, and whether its connection is to be kept.
    """

    def __init__(
        self,
        config: Config,
        application: Callable[..., Iterable[bytes]],
        done: Callable[[Client, bool], None],
    ) -> None:
        self._config, self._application, self._done = config, application, done
        self._pool = ThreadPoolExecutor(config.threads)
        self._places = threading.Semaphore(max(1, config.threads * 3 // 4))
        self.answered = 0  # requests; not to the last one, since threads count at once
        self.stopping = False  # connections are closed after their request
        self._left = 0  # bytes that were answered since garbage was collected; not to the last one

    def submit(self, client: Client, length: int) -> None:
        """Answer a client's request of this length as soon as a thread is free."""
        self._pool.submit(self._serve, client, length)

    def stop(self) -> None:
        """Take no more requests."""
        self._pool.shutdown(wait=False)

    def _serve(self, client: Client, length: int) -> None:
        """Answer a request of a client and those that follow at once; in a thread."""
        keep = True
        try:
            while length and keep:
                keep = self._answer(client, client.take(length))
                self._tidy(length)
                length = self._next(client) if keep else 0
        except (Gone, OSError):
            keep = False
        except Refused:
            pass  # the main thread will find the same
        except BaseException:
            log.exception("a thread failed")
            keep = False
        self._done(client, keep)

    def _tidy(self, length: int) -> None:
        """Collect garbage when so many bytes were answered that it may be much."""
        self._left += length
        if self._left > LEFT:
            self._left = 0
            gc.collect()

    def _next(self, client: Client) -> int:
        """The length of the next request, if it comes within a moment and nobody else waits for a thread; else 0."""
        if self.stopping or client.unsent or self._pool._work_queue.qsize():
            return 0
        if client.received:
            return client.whole()
        if not self._places.acquire(blocking=False):
            return 0
        try:
            return client.hear_for(MOMENT)
        finally:
            self._places.release()

    def _answer(self, client: Client, data: bytes) -> bool:
        """Answer a whole request; whether its connection can be used for another.

        Raises:
            OSError: the client is gone.
        """
        try:
            request = next(RequestParser(self._config, (data,), client.address))
            chunked = isinstance(request.body.reader, ChunkedReader)
            body = request.body.read() if chunked else None
        except errors.ParseException as error:
            client.sendall(refusals.answer(self._application, refusals.status_of(error), data))
            return False
        except (StopIteration, OSError):
            return False
        return self._respond(client, request, body)

    def _respond(self, client: Client, request: Request, body: bytes | None) -> bool:
        """Let the application answer; the body is that of a request whose length was not said."""
        # What it expects, it was told by the main thread.
        request._expected_100_continue = False
        answer, environ = create(
            request, client, client.address, client.server, self._config, WrittenAnswer
        )
        environ["wsgi.multithread"] = True
        if body is not None:
            environ |= {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        self.answered += 1
        # Two read where the chunks of a body end: should they not agree, nothing more is read from this client.
        if self.stopping or body is not None:
            answer.force_close()
        try:
            self._write(answer, environ)
        except OSError:
            raise
        except Exception:
            # The application makes pages of its own errors, so this is rare; the answer may have begun.
            log.exception("a request failed")
            if not answer.headers_sent:
                client.sendall(refusals.answer(None, HTTPStatus.INTERNAL_SERVER_ERROR, b""))
            return False
        return not answer.should_close()

    def _write(self, answer: WrittenAnswer, environ: dict[str, Any]) -> None:
        parts = self._application(environ, answer.start_response)
        try:
            for part in parts:
                answer.write(part)
            answer.close()
        finally:
            if hasattr(parts, "close"):
                parts.close()
