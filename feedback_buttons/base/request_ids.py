"""A short id for each request, in its log lines and in responses that failed.

We make it ourselves: what a client or a proxy sends in a header could be anybody's address or token.
"""

import itertools
import os
import secrets
from contextvars import ContextVar

HEADER = "X-Request-Id"
_current: ContextVar[str] = ContextVar("request", default="")
_numbers = itertools.count(1)
_process = (0, "")


def begin() -> str:
    """Name the request that this thread takes up; unlike any other's, of whatever process.

    >>> first, second = begin(), begin()
    >>> first != second == current()
    True
    """
    global _process
    if _process[0] != os.getpid():  # another one after a fork
        _process = os.getpid(), secrets.token_hex(3)
    name = f"{_process[1]}-{next(_numbers):x}"
    _current.set(name)
    return name


def end() -> None:
    """What this thread does now is part of no request."""
    _current.set("")


def current() -> str:
    """The id of the current request; "" outside of one."""
    return _current.get()
