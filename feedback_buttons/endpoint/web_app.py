"""The recipients' endpoint: a WSGI application of Werkzeug's parts.

It is no Flask: a button's page needs no session, context, signal or routing rule, and Flask's dispatching takes longer
than all that is done with a click (measured in turns: the same views behind Flask's routes take 1.6 times the processor
time for a page, 1.2 times for an answer). All that Flask would offer to hook into is therefore not there. What
is to happen with every request stands in `Endpoint.answer`.
"""

import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Request, Response

from feedback_buttons.base import request_ids
from feedback_buttons.base.ids import Clock, utc_now
from feedback_buttons.base.metrics import may_read
from feedback_buttons.config.settings import PSEUDONYM, SIGNING, Config
from feedback_buttons.endpoint import first_request, mangled_addresses, views
from feedback_buttons.endpoint.button_requests import FIELDS, FORM_BYTES
from feedback_buttons.endpoint.collector import Collector
from feedback_buttons.recipient_page import privacy_page
from feedback_buttons.recipient_page.privacy_page import KeptDays

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_GET = ("GET", "HEAD")


class ButtonRequest(Request):
    """A request whose body may be no larger than a page's form."""

    max_content_length = FORM_BYTES
    max_form_memory_size = FORM_BYTES
    max_form_parts = FIELDS


class Endpoint:
    """What gunicorn serves to recipients.

    Args:
        collector: everything that the routes use.
        proxies: how many proxies are believed; whoever stands further left can write what they like.
    """

    def __init__(self, collector: Collector, proxies: int = 0) -> None:
        self.collector = collector
        self._others: dict[str, Callable[[Request], Response]] = {
            "/healthz": lambda _: _text("ok\n"),
            "/readyz": self._ready,
            "/robots.txt": lambda _: _text("User-agent: *\nDisallow: /\n"),
            "/metrics": self._metrics,
            **dict.fromkeys(privacy_page.PATHS, self._privacy),
        }
        prefix = unquote(urlsplit(collector.config.url).path)
        self._wsgi: WSGIApplication = self._below(prefix) if prefix else self._serve
        if proxies:
            self._wsgi = ProxyFix(self._wsgi, x_for=proxies, x_proto=proxies, x_host=proxies)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, as WSGI has it."""
        return self._wsgi(environ, start_response)

    def close(self) -> None:
        """Give everything back."""
        self.collector.close()

    def test_client(self) -> "LocalClient":
        """A client that asks this application without a network; it keeps no cookies."""
        return LocalClient(self, use_cookies=False)

    def answer(self, request: Request) -> Response:
        """The answer to any request; an error becomes a page."""
        began, name = time.perf_counter(), request_ids.begin()
        route, view = self._route(request)
        try:
            response = view(request)
        except Exception as error:
            response = views.error_page(request, error)
            # Its frames hold the error and the request with all that was sent; only the collector of garbage
            # would find them, after hundreds of others.
            error.__traceback__ = None
        seconds = time.perf_counter() - began
        self.collector.metrics.answered(route, response.status_code, seconds)
        if response.status_code >= 500:
            response.headers[request_ids.HEADER] = name  # its lines in the log bear it
        request_ids.end()
        return response

    def refused(self, status: HTTPStatus, languages: str, path: str) -> Response:  # noqa: ARG002 (the API's clients need it)
        """The answer to a request that the server does not take: too large, or in a way that no page of ours sends.

        Args:
            status: why.
            languages: the request's Accept-Language.
            path: what was asked for, as far as it came.
        """
        self.collector.metrics.answered("other", status, 0.0)
        return views.refused_page(status, languages)

    def _below(self, prefix: str) -> "WSGIApplication":
        """Serves what stands below a path of FEEDBACK_URL, whether or not the proxy has taken that away."""

        def serve(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            rest = environ["PATH_INFO"].removeprefix(prefix)
            if rest.lstrip("/").startswith("r/") or rest in self._others:
                environ["PATH_INFO"] = rest
            environ["SCRIPT_NAME"] = prefix  # pages send their forms below it
            return self._serve(environ, start_response)

        return serve

    def _serve(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        # The environment would hold the request, which holds it: work for the collector of garbage.
        request = ButtonRequest(environ, populate_request=False)
        return self.answer(request)(environ, start_response)

    def _route(self, request: Request) -> tuple[str, Callable[[Request], Response]]:
        """The name that a request's time is noted under, and what answers it."""
        path: str = request.environ["PATH_INFO"]
        # A base address that ends with a slash makes two of them in the mail.
        other = self._others.get(path)
        if other is None and (
            path.lstrip("/").startswith("r/") or mangled_addresses.is_button(path)
        ):
            route = "answer" if request.method == "POST" else "page"
            view = views.METHODS.get(request.method)
            return route, self._button(view) if view else _raises(MethodNotAllowed(views.METHODS))
        if other is None:
            return "other", _raises(NotFound())
        allowed = request.method in _GET
        return "other", other if allowed else _raises(MethodNotAllowed(_GET))

    def _button(
        self, view: Callable[[Collector, Request], Response]
    ) -> Callable[[Request], Response]:
        return lambda request: view(self.collector, request)

    def _privacy(self, request: Request) -> Response:
        config = self.collector.config
        days = KeptDays(
            config.retention_days,
            config.reference_days,
            config.audit_days,
            config.comment_days,
            config.answer_days,
        )
        return privacy_page.show(days, request)

    def _ready(self, _: Request) -> Response:
        status, text = self.collector.readiness.answer()
        return _text(text, status)

    def _metrics(self, request: Request) -> Response:
        if not may_read(request.environ, self.collector.config.metrics_token):
            raise NotFound
        return Response(self.collector.report(), mimetype="text/plain")


class LocalClient(Client):
    """Werkzeug's client, on this machine."""

    def open(self, *parts: Any, **named: Any) -> TestResponse:  # noqa: ANN401 (as Werkzeug has it)
        """Ask, from this machine if the request doesn't say otherwise."""
        named.setdefault("environ_base", {"REMOTE_ADDR": "127.0.0.1"})
        return super().open(*parts, **named)


def create_app(config: Config | None = None, clock: Clock = utc_now) -> Endpoint:
    """The application that gunicorn serves.

    Args:
        config: the settings; read from the environment if not given.
        clock: tells the time; replayed traffic brings its own.

    Raises:
        ConfigError: a setting is missing or wrong.
    """
    config = config or Config.from_env(needs=(SIGNING, PSEUDONYM))
    first_request.prepare()
    return Endpoint(Collector(config, clock), config.proxies)


def _text(text: str, status: int = 200) -> Response:
    return Response(text, status, mimetype="text/plain")


def _raises(error: Exception) -> Callable[[Request], Response]:
    def view(_: Request) -> Response:
        raise error

    return view
