"""Recorded or simulated traffic as JSON Lines: what it may say, checked line by line.

docs/replay.md describes the format.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns.scales import SCORES, USUAL

_BEGINNING = 'a trace begins with {"trace": 1, "start": …, "sent_at_known": …}'
_LONG = 10 * 365 * 86_400.0
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
DOES = ("head", "get", "prefetch", "post", "visit")


class TraceError(FeedbackError):
    """A line is not what the format says; the message begins with its number."""

    code = "trace-invalid"


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that a client did, ``at`` seconds after the mail was sent.

    ``press`` holds (seconds, score) pairs; ``visible`` and ``if_asked`` are seconds.
    """

    at: float
    recipient: str
    score: int
    do: str
    ip: str
    headers: dict[str, str]
    js: bool = False
    visible: float = 0.0
    if_asked: float | None = None
    press: tuple[tuple[float, int], ...] = ()
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole trace, of buttons on one of scales.SCORES; ``truth`` has each recipient's own answer, None where
    no person meant to give one."""

    start: datetime
    sent_at_known: bool
    rows: tuple[Row, ...]
    truth: dict[str, int | None] = field(default_factory=dict)
    scale: str = USUAL


def read(lines: Iterable[str | bytes]) -> Trace:
    """Check and read all lines.

    Raises:
        TraceError: a line is malformed, or rows are out of order.
    """
    header: dict[str, Any] | None = None
    rows: list[Row] = []
    truth: dict[str, int | None] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
            _need(isinstance(item, dict), "is not an object")
            if header is None:
                header = _header(item)
            elif "truth" in item:
                truth[_text(item, "recipient")] = _truth(item["truth"], header["scale"])
            else:
                rows.append(_row(item, header["scale"]))
                _need(
                    len(rows) < 2 or rows[-2].at <= rows[-1].at, "is earlier than the row before it"
                )
        except (ValueError, TypeError, KeyError) as error:
            problem = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise TraceError(f"line {number}: {problem}") from error
    if header is None:
        raise TraceError(f"line 1: {_BEGINNING}")
    return Trace(header["start"], header["sent_at_known"], tuple(rows), truth, header["scale"])


def _header(item: dict[str, Any]) -> dict[str, Any]:
    _need(item.get("trace") == 1, _BEGINNING)
    start = datetime.fromisoformat(_text(item, "start"))
    _need(start.tzinfo is not None, "start needs a time zone, such as Z")
    _need(2000 <= start.year < 2200, "start is not of our time")
    scale = item.get("scale", USUAL)
    _need(scale in SCORES, f"scale must be one of {', '.join(SCORES)}, not {scale!r}")
    return {"start": start, "sent_at_known": _flag(item, "sent_at_known"), "scale": scale}


def _row(item: dict[str, Any], scale: str) -> Row:
    do = item["do"]
    _need(do in DOES, f"do must be one of {', '.join(DOES)}, not {do!r}")
    if_asked = item.get("if_asked")
    visit = do == "visit"
    return Row(
        at=_number(item["at"], "at", least=-_LONG),
        recipient=_text(item, "recipient"),
        score=_score(item["score"], scale),
        do=do,
        ip=str(ip_address(_text(item, "ip"))),
        headers=_headers(item["headers"]),
        js=_flag(item, "js") if visit else False,
        visible=_number(item["visible"], "visible") if visit else 0.0,
        if_asked=None if if_asked is None else _number(if_asked, "if_asked"),
        press=tuple(_presses(item.get("press") or [], scale)),
        comment="" if item.get("comment") is None else _text(item, "comment"),
    )


def _headers(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("headers must be an object of texts")
    for name in value:
        _need(_TOKEN.fullmatch(name) is not None, f"{name!r} is no header's name")
        _need(_text(value, name).isprintable(), f"{name} holds a control character")
    return value


def _presses(value: object, scale: str) -> Iterator[tuple[float, int]]:
    for item in value if isinstance(value, list) else (None,):
        if not isinstance(item, list) or len(item) != 2:
            raise ValueError("press must be a list of [seconds, score]")
        yield _number(item[0], "press"), _score(item[1], scale)


def _need(true: bool, otherwise: str) -> None:
    if not true:
        raise ValueError(otherwise)


def _text(item: dict[str, Any], name: str) -> str:
    text = item[name]
    _need(isinstance(text, str), f"{name} must be a text")
    text.encode()  # half of a surrogate pair is no text
    return str(text)


def _flag(item: dict[str, Any], name: str) -> bool:
    _need(isinstance(item[name], bool), f"{name} must be true or false")
    return bool(item[name])


def _number(value: object, name: str, least: float = 0) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number")
    _need(least <= value <= _LONG, f"{name} must be seconds from {least:.0f} to {_LONG:.0f}")
    return float(value)


def _score(value: object, scale: str) -> int:
    scores = SCORES[scale]
    if isinstance(value, bool) or not isinstance(value, int) or value not in scores:
        raise ValueError(f"a score is a whole number from {scores[0]} to 10, not {value!r}")
    return value


def _truth(value: object, scale: str) -> int | None:
    return None if value is None else _score(value, scale)
