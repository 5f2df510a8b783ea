"""How long answers of the dashboard take, what each request is called in the log, and the report at /metrics."""

import time

from flask import Flask, Request, Response, g, request

from feedback_buttons.base import request_ids
from feedback_buttons.base.metrics import Metrics, may_read, outcome
from feedback_buttons.outbox.outbox_gauges import OutboxGauges
from feedback_buttons.storage import db

ROUTES = ("page", "callback", "stream", "api", "asset")
_BEGINNINGS = {
    "/_dash-update-component": "callback",
    "/api/": "api",
    "/_dash-": "asset",
    "/assets/": "asset",
    "/static/": "asset",
}


def install(server: Flask, metrics: Metrics, pool: db.Pool, token: str) -> None:
    """Time every request, from before all other hooks until after them; of a stream the time until it begins. The token
    opens the report."""
    timer = metrics.request_timers("dashboard", ROUTES)
    messages = OutboxGauges(pool.connection)

    @server.before_request
    def begin() -> Response | None:
        g.began = time.perf_counter()
        g.name = request_ids.begin()
        if request.path == "/metrics" and may_read(request.environ, token):
            return Response(metrics.report(messages), mimetype="text/plain")
        return None

    @server.after_request
    def note(response: Response) -> Response:
        if began := g.pop("began", None):
            seconds = time.perf_counter() - began
            timer("dashboard", _route(request, response), outcome(response.status_code)).observe(
                seconds
            )
        if "name" in g:
            response.headers[request_ids.HEADER] = g.name  # its lines in the log bear it
        return response

    @server.teardown_request
    def end(_: BaseException | None) -> None:
        request_ids.end()


def _route(request: Request, response: Response) -> str:
    """One of ROUTES."""
    if response.mimetype == "text/event-stream":
        return "stream"
    begins = (name for start, name in _BEGINNINGS.items() if request.path.startswith(start))
    return next(begins, "page")
