"""The response to a request that is not accepted: the application's own if it has one, else plain text."""

import re
from http import HTTPStatus

from gunicorn.http import errors
from werkzeug.wrappers import Response

_LANGUAGES = re.compile(rb"\naccept-language:[ \t]*([^\r\n]{0,200})", re.IGNORECASE)
_LINE = re.compile(rb"[A-Z]+ ([^ \r\n]{0,200})")
_STATUS = {
    errors.LimitRequestLine: HTTPStatus.REQUEST_URI_TOO_LONG,
    errors.LimitRequestHeaders: HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    errors.ExpectationFailed: HTTPStatus.EXPECTATION_FAILED,
    errors.ForbiddenProxyRequest: HTTPStatus.FORBIDDEN,
}


def status_of(error: Exception) -> HTTPStatus:
    """The status for a request that gunicorn's parser does not take."""
    return _STATUS.get(type(error), HTTPStatus.BAD_REQUEST)


def answer(application: object, status: HTTPStatus, data: bytes) -> bytes:
    """The whole answer, after which the connection is closed.

    Args:
        application: may have a method `refused(status, languages, path)` that gives a Response.
        status: why the request is not taken.
        data: what has come of it, to find the client's languages in.
    """
    refused = getattr(application, "refused", None)
    if refused is None:
        return _bytes(Response(f"{status.phrase}\n", status, mimetype="text/plain"))
    languages, line = _LANGUAGES.search(data), _LINE.match(data)
    texts = (part[1].decode("latin-1") if part else "" for part in (languages, line))
    return _bytes(refused(status, *texts))


def _bytes(response: Response) -> bytes:
    body = response.get_data()
    head = [f"HTTP/1.1 {response.status}", "Connection: close", f"Content-Length: {len(body)}"]
    head += [
        f"{name}: {value}" for name, value in response.headers if name.lower() != "content-length"
    ]
    return "\r\n".join([*head, "", ""]).encode("latin-1") + body
