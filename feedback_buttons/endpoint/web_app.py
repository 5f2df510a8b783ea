"""The recipients' endpoint as a Flask application."""

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from feedback_buttons.base.ids import Clock, utc_now
from feedback_buttons.config.settings import PSEUDONYM, SIGNING, Config
from feedback_buttons.endpoint.button_route import Endpoint
from feedback_buttons.endpoint.collector import Collector


def create_app(config: Config | None = None, clock: Clock = utc_now) -> Flask:
    """The application that gunicorn serves.

    Args:
        config: the settings; read from the environment if not given.
        clock: tells the time; replayed traffic brings its own.

    Raises:
        ConfigError: a setting is missing or wrong.
    """
    config = config or Config.from_env(needs=(SIGNING, PSEUDONYM))
    collector = Collector(config, clock)
    app = Endpoint(collector)

    @app.get("/healthz")
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @app.get("/robots.txt")
    def robots() -> Response:
        return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")

    @app.get("/metrics")
    def metrics() -> Response:
        # For a Prometheus on this machine; whoever came through a proxy is somewhere else.
        forwarded = request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded")
        if forwarded or request.remote_addr not in ("127.0.0.1", "::1"):
            abort(404)
        return Response(collector.report(), mimetype="text/plain")

    if config.proxies:
        # Only so many proxies are believed; whoever stands further left can write what they like.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    return app
