"""Refuses requests with the one character that no text in Postgres can hold, before any page reads them."""

from collections.abc import Iterable
from typing import IO

from flask import Flask, Request, abort, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.formparser import FormDataParser

NUL = "\0"


class _Parser(FormDataParser):
    """Reads a form's body, as late and with the limits that its page asks for."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], "MultiDict[str, str]", "MultiDict[str, FileStorage]"]:
        """The body's fields and files. Answers 400 where a field or its name holds NUL."""
        parsed = super().parse(stream, mimetype, content_length, options)
        if _holds(parsed[1]):
            for upload in parsed[2].values():
                upload.close()
            abort(400)
        return parsed


class StorableRequest(Request):
    """A request whose form holds nothing that cannot be stored."""

    form_data_parser_class = _Parser


def install(server: Flask) -> None:
    """Answer 404 to an address with NUL in its path, which names nothing, and 400 to one with NUL in its query."""
    server.request_class = StorableRequest

    @server.before_request
    def check() -> None:
        if NUL in request.path:
            abort(404)
        if _holds(request.args):
            abort(400)


def _holds(fields: "MultiDict[str, str] | ImmutableMultiDict[str, str]") -> bool:
    pairs: Iterable[tuple[str, str]] = fields.items(multi=True)
    return any(NUL in name or NUL in value for name, value in pairs)
