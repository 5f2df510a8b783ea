"""A help desk of the tests' own, without the tickets: it checks each request against a form (pydantic, no field more),
keeps what came, and does as it is told: refuses, fails, hangs, stores and then hangs up. What it knows of tickets
stands in a module for each help desk, written from its public documentation."""

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, ValidationError


class Form(BaseModel):
    """What a request may hold, and nothing else; a number is no text."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass
class Call:
    """One request as it came: its query with one value a name, its body as JSON or as a form."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None

    @property
    def name(self) -> str:
        """Such as "POST /api/v2/tickets"."""
        return f"{self.method} {self.path}"


@dataclass
class Answer:
    """What is answered."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


Act = Callable[..., Answer]


@dataclass
class HelpdeskSide:
    """What came, in order. ``faults`` are what happens to the next request whose "METHOD path" begins so: a status, a
    status with headers, "hang", "store then drop" or "store then hang", of which ``stored`` tells. ``wrong`` lists
    what no documentation allows."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    faults: list[tuple[str, object]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    acts: list[tuple[str, re.Pattern[str], type[Form] | None, Act]] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    stored: threading.Event = field(default_factory=threading.Event)
    refuse: Callable[[Call], Answer | None] = lambda _: None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def on(self, method: str, path: str, act: Act, form: type[Form] | None = None) -> None:
        """What a request does; the groups of its path are passed on behind the call."""
        self.acts.append((method, re.compile(path), form, act))

    def names(self, begin: str = "") -> list[str]:
        """What was asked so far, of what begins so."""
        return [call.name for call in self.calls if call.name.startswith(begin)]

    def fault(self, call: Call) -> object:
        """What is to go wrong with a call; None for nothing."""
        for number, (begin, fault) in enumerate(self.faults):
            if call.name.startswith(begin):
                del self.faults[number]
                return fault
        return None

    def answer(self, call: Call) -> Answer:
        """What a call comes to."""
        if refusal := self.refuse(call):
            return refusal
        for method, path, form, act in self.acts:
            if method == call.method and (match := path.fullmatch(call.path)):
                if form is not None:
                    try:
                        form.model_validate(call.body)
                    except ValidationError as error:
                        self.wrong.append(f"{call.name}: {error}")
                        return Answer(422, {"error": "RecordInvalid", "description": str(error)})
                return act(call, *match.groups())
        self.wrong.append(f"no such address: {call.name}")
        return Answer(404, {"error": "InvalidEndpoint", "description": "Not found"})


@contextmanager
def serving(side: HelpdeskSide) -> Iterator[None]:
    """The server, while it is open."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            call = self.read()
            with lock:
                side.calls.append(call)
                fault = side.fault(call)
                if fault is None or str(fault).startswith("store"):
                    answer = side.answer(call)
                else:
                    status, headers = fault if isinstance(fault, tuple) else (fault, {})
                    answer = Answer(status, {"error": "made up"}, headers)
            if fault == "store then hang":
                side.stored.set()
            if str(fault).endswith("hang"):
                side.ending.wait(60)
            if str(fault).endswith(("hang", "drop")):
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            self.write(answer)

        do_GET = do_PUT = do_PATCH = do_DELETE = do_POST

        def read(self) -> Call:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            if self.headers.get_content_type() == "application/x-www-form-urlencoded":
                body = {name: values[0] for name, values in parse_qs(raw).items()}
            else:
                body = json.loads(raw) if raw else None
            return Call(self.command, address.path, query, dict(self.headers), body)

        def write(self, answer: Answer) -> None:
            content = b"" if answer.body is None else json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """Who hangs up is no matter here."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    side.port = server.server_address[1]
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        side.ending.set()
        server.shutdown()
        server.server_close()
