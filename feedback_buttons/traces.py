"""Recorded or simulated traffic as JSON Lines: what it may say, checked line by line.

docs/replay.md describes the format.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

DOES = ("head", "get", "prefetch", "post", "visit")


class TraceError(Exception):
    """A line is not what the format says; the message begins with its number."""


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
    """A whole trace; ``truth`` has each recipient's own answer, None where no person meant to give one."""

    start: datetime
    sent_at_known: bool
    rows: tuple[Row, ...]
    truth: dict[str, int | None] = field(default_factory=dict)


def read(lines: Iterable[str]) -> Trace:
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
                truth[_text(item, "recipient")] = _truth(item["truth"])
            else:
                rows.append(_row(item))
                _need(
                    len(rows) < 2 or rows[-2].at <= rows[-1].at, "is earlier than the row before it"
                )
        except (ValueError, TypeError, KeyError) as error:
            what = f"lacks {error}" if isinstance(error, KeyError) else str(error)
            raise TraceError(f"line {number}: {what}") from error
    if header is None:
        raise TraceError('line 1: a trace begins with {"trace": 1, "start": …, "sent_at_known": …}')
    return Trace(header["start"], header["sent_at_known"], tuple(rows), truth)


def _header(item: dict[str, Any]) -> dict[str, Any]:
    _need(
        item.get("trace") == 1, 'a trace begins with {"trace": 1, "start": …, "sent_at_known": …}'
    )
    start = datetime.fromisoformat(item["start"])
    _need(start.tzinfo is not None, "start needs a time zone, such as Z")
    return {"start": start, "sent_at_known": _flag(item, "sent_at_known")}


def _row(item: dict[str, Any]) -> Row:
    _need(item["do"] in DOES, f"do must be one of {', '.join(DOES)}, not {item['do']!r}")
    headers = item["headers"]
    _need(
        isinstance(headers, dict) and all(isinstance(v, str) for v in headers.values()),
        "headers must be an object of texts",
    )
    asked = item.get("if_asked")
    return Row(
        at=_number(item["at"], "at"),
        recipient=_text(item, "recipient"),
        score=_score(item["score"]),
        do=item["do"],
        ip=_text(item, "ip"),
        headers=headers,
        js=_flag(item, "js") if item["do"] == "visit" else False,
        visible=_number(item["visible"], "visible") if item["do"] == "visit" else 0.0,
        if_asked=None if asked is None else _number(asked, "if_asked"),
        press=tuple((_number(at, "press"), _score(score)) for at, score in item.get("press") or ()),
        comment=item.get("comment") or "",
    )


def _need(true: bool, otherwise: str) -> None:
    if not true:
        raise ValueError(otherwise)


def _text(item: dict[str, Any], name: str) -> str:
    _need(isinstance(item[name], str), f"{name} must be a text")
    return str(item[name])


def _flag(item: dict[str, Any], name: str) -> bool:
    _need(isinstance(item[name], bool), f"{name} must be true or false")
    return bool(item[name])


def _number(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number")
    return float(value)


def _score(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10:
        raise ValueError(f"a score is a whole number from 1 to 10, not {value!r}")
    return value


def _truth(value: object) -> int | None:
    return None if value is None else _score(value)
