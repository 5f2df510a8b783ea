"""What a form showed when it was opened, so that two people who edit one thing undo nothing of each other's."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

FIELD = "shown"  # the hidden field of a form that has this


def stamp(values: Mapping[str, object]) -> str:
    """For a form's hidden field: what each value was, as JSON of digests."""
    return json.dumps({name: _digest(value) for name, value in values.items()})


def merged(
    shown: str, current: Mapping[str, object], typed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What a form changes, and the names of what somebody else has changed to something else meanwhile.

    Args:
        shown: the form's hidden field; "" where a program sent it, which means all that it sends.
        current: what is stored now, by the same names.
        typed: what the form sends.
    """
    try:
        before = json.loads(shown)
    except ValueError:
        before = {}
    if not isinstance(before, dict):
        before = {}
    changes = {name: value for name, value in typed.items() if before.get(name) != _digest(value)}
    rivals = [
        name
        for name in changes
        if name in before and _digest(current[name]) not in (before[name], _digest(changes[name]))
    ]
    return changes, rivals


def _digest(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:12]
