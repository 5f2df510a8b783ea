"""Lines of a log, without anybody's address or token.

What is logged on purpose holds none. But messages of libraries and of the database quote what they could not read, so
every line is looked over before it is written, tracebacks included.
"""

import ipaddress
import json
import logging
import os
import re
import sys
import threading
from datetime import UTC, datetime
from types import TracebackType

from feedback_buttons.base import request_ids

FORMS = ("text", "json")

_MAIL = re.compile(r"[\w.+%'*/=?^`{|}~!#$&-]+(?:@|%40)[\w-]+(?:\.[\w-]+)*")
_BUTTON = re.compile(r"(?i)\br/[a-z0-9-]+/[^\s'\"<>]+")
_NETWORK = re.compile(
    r"(?i)(?<![\w.:])(?:[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*|\d{1,3}(?:\.\d{1,3}){3})(?![\w])"
)
# What signs, opens or names somebody: long, with digits among its letters, as no word or name of ours is.
_OPAQUE = re.compile(r"(?<![\w/-])/?(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}")
_NOBODYS = ("127.0.0.1", "0.0.0.0", "::", "::1")  # noqa: S104 (compared, not bound)
_STANDARD = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def private(text: str) -> str:
    """The text, with a word in place of mail addresses, buttons, network addresses and tokens.

    >>> private("anna@example.com from 203.0.113.9 or 2001:db8::7 at 17:10:22")
    '<mail address> from <address> or <address> at 17:10:22'
    >>> private("GET /r/spring/0g8kq4x1v2n3m4p5q6r7s8t9/07 key 0123456789abcdef0123")
    'GET /<button> key <hidden>'
    """
    text = _MAIL.sub("<mail address>", text)
    text = _BUTTON.sub("<button>", text)
    text = _NETWORK.sub(_hidden_network, text)
    return _OPAQUE.sub("<hidden>", text)


def _hidden_network(match: re.Match[str]) -> str:
    """A word in place of a network address; what only looks like one, such as a time of day, stays."""
    try:
        ipaddress.ip_address(match[0].rstrip(".:") if match[0] != "::" else match[0])
    except ValueError:
        return match[0]
    return match[0] if match[0] in _NOBODYS else "<address>"


class PrivateFormatter(logging.Formatter):
    """Formats a record, and leaves out of it what is private."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line, or lines where there is a traceback; as JSON always one."""
        return _json(self, record) if _form == "json" else private(super().format(record))


_form = "text"


def use(form: str) -> None:
    """From now on lines are one of FORMS in this process."""
    global _form
    _form = form
    logging.captureWarnings(form == "json")


def _json(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    """A record as a JSON object; ``request`` where it is of one, ``trace`` where something was raised."""
    texts = {"message": record.getMessage(), "trace": record.exc_text or ""}
    if record.exc_info and not record.exc_text:
        texts["trace"] = formatter.formatException(record.exc_info)
    values = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "process": os.getpid(),
        "request": request_ids.current(),
        **{name: private(text) for name, text in texts.items()},
    }
    return json.dumps({name: value for name, value in values.items() if value})


def install() -> None:
    """Let this process log like that, with what nobody catches."""
    if logging.lastResort:  # which writes what no other handler takes
        logging.lastResort.setFormatter(PrivateFormatter(_STANDARD))
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger(__name__).critical("the process ends", exc_info=(kind, error, trace))


def _uncaught_in_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and not issubclass(failed.exc_type, SystemExit):
        error = (failed.exc_type, failed.exc_value, failed.exc_traceback)
        logging.getLogger(__name__).error("a thread ends", exc_info=error)
