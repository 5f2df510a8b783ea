"""Flask on a shorter way for the one kind of address that everybody asks for.

A button's page needs no session, no context, no signals and no rules of routing, which together take
longer than all that is done with a click. Whatever else is asked for, and every error, goes through
Flask as usual.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask, Request, Response
from werkzeug.exceptions import MethodNotAllowed

from feedback_buttons.endpoint import views
from feedback_buttons.endpoint.button_requests import FORM_BYTES
from feedback_buttons.endpoint.collector import Collector

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class ButtonRequest(Request):
    """A request with limits of its own, where Flask's would look into the application's settings."""

    max_content_length = FORM_BYTES
    max_form_memory_size = FORM_BYTES
    max_form_parts = 20


class Endpoint(Flask):
    """The application of a collector; it reaches the views of buttons without Flask's dispatching."""

    request_class = ButtonRequest

    def __init__(self, collector: Collector) -> None:
        # No static folder: whatever a page needs stands in the page.
        super().__init__("feedback_buttons", static_folder=None)
        self.extensions["feedback_buttons"] = self._collector = collector
        views.translate_errors(self)

    def wsgi_app(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """What gunicorn calls."""
        # A base address that ends with a slash makes two of them in the mail.
        if not environ["PATH_INFO"].lstrip("/").startswith("r/"):
            return super().wsgi_app(environ, start_response)
        return self._pressed(environ)(environ, start_response)

    def _pressed(self, environ: "WSGIEnvironment") -> Response:
        try:
            if view := views.METHODS.get(environ["REQUEST_METHOD"]):
                # The environment would hold the request, which holds it: work for the collector of garbage.
                asked = self.request_class(environ, populate_request=False)
                return view(self._collector, asked)
            raise MethodNotAllowed(list(views.METHODS))
        except Exception as error:
            with self.request_context(environ):
                return self.make_response(self.handle_user_exception(error))
