"""What a Dash callback is called with, checked: its own page sends nothing else, but anybody who is signed in may.

Each function returns the argument as its callback needs it, or answers 400.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from dash import ctx
from flask import abort

_INTEGERS = {2: 2**15, 4: 2**31, 8: 2**63}  # by bytes, as Postgres has them
LONGEST = 20_000  # characters of anything that a page sends


def text(value: object) -> str:
    """A text, which Postgres can keep; "" for none."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > LONGEST or "\0" in value:
        refuse()
    try:
        value.encode()
    except UnicodeEncodeError:  # half a character
        refuse()
    return value


def whole(value: object, size: int = 8) -> int:
    """A whole number of so many bytes, or the digits of one."""
    digits = text(value) if isinstance(value, str) else value
    if isinstance(digits, str) and digits.lstrip("-").isascii() and len(digits) <= 20:
        digits = int(digits) if digits.lstrip("-").isdigit() and "--" not in digits else None
    if not isinstance(digits, int) or isinstance(digits, bool):
        refuse()
    if not -_INTEGERS[size] <= digits < _INTEGERS[size]:
        refuse()
    return digits


def scores(value: object) -> list[int]:
    """Scores, each once, in order."""
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > 11:
        refuse()
    numbers = sorted({whole(number) for number in value})
    if any(number not in range(11) for number in numbers):
        refuse()
    return numbers


def texts(value: object, most: int) -> list[str]:
    """At most so many texts."""
    if not isinstance(value, list) or len(value) > most:
        refuse()
    return [text(part) for part in value if part is not None or refuse()]


def fields(value: object, names: Iterable[str]) -> dict[str, Any]:
    """What stands by these names, all of which are there."""
    if not isinstance(value, dict):
        refuse()
    if not all(name in value for name in names):
        refuse()
    return {name: value[name] for name in names}


def pressed(*names: str) -> dict[str, str] | None:
    """The id of the button that was pressed, one of many, by these names; None where none was."""
    if not any(trigger.get("value") for trigger in ctx.triggered):
        return None
    try:
        button = ctx.triggered_id
    except ValueError:  # the id of a button is JSON
        refuse()
    return {name: text(part) for name, part in fields(button, names).items()}


def refuse() -> NoReturn:
    """Answer 400."""
    abort(400)
