"""The dashboard's own addresses, which begin with the path of FEEDBACK_DASHBOARD_URL where it has one.

Behind some proxies a request still has that path, others take it away; either is served. Routes are named without it,
and whatever leads to one goes through ``own``; templates and scripts have it as ``root``.
"""

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_prefix = ""


def use(url: str) -> None:
    """From now on the dashboard stands at this public address; its path is what matters."""
    global _prefix
    _prefix = urlsplit(url).path.rstrip("/")


def prefix() -> str:
    """The path that all of the dashboard stands below, as it is written in an address; "" for none."""
    return _prefix


def own(path: str) -> str:
    """The address of a path of the dashboard, from the root of its host.

    >>> use("https://example.com/feedback/team")
    >>> own("/campaign/delay?x")
    '/feedback/team/campaign/delay?x'
    >>> use("https://example.com")
    >>> own("/campaign/delay?x")
    '/campaign/delay?x'
    """
    return _prefix + path


def within(path: str) -> str:
    """The path of the dashboard that an address leads to; one that is none of ours stays as it is.

    >>> use("https://example.com/team")
    >>> within("/team/campaign/delay"), within("/team"), within("/teams"), within("/comments")
    ('/campaign/delay', '/', '/teams', '/comments')
    >>> use("https://example.com")
    """
    if path == _prefix or path.startswith(f"{_prefix}/"):
        return path.removeprefix(_prefix) or "/"
    return path


def below(serve: "WSGIApplication") -> "WSGIApplication":
    """Serves an application below the path, whether or not the proxy has taken it away."""
    if not _prefix:
        return serve
    decoded = unquote(_prefix, "latin-1")  # as WSGI has every path

    def served(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
        path = environ["PATH_INFO"]
        if path == decoded or path.startswith(f"{decoded}/"):
            environ["PATH_INFO"] = path.removeprefix(decoded) or "/"
        environ["SCRIPT_NAME"] = decoded
        return serve(environ, start_response)

    return served
