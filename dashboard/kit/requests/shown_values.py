"""What a form showed when it was opened, so that two people who edit one thing undo nothing of each other's.

Every form that shows what is stored and saves it has the hidden field of :func:`field`, and saves through :func:`mine`
(tests/dashboard/test_shown_values.py finds those that do not).
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import g, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from feedback_buttons.base.errors import FeedbackError, wording

FIELD = "shown"  # the hidden field of a form that has this
_OF = "="  # in what it holds: which of a page's forms it is; no value is called so
LONGEST = 300  # characters of a value that somebody is told of


class ChangedMeanwhile(FeedbackError):
    """Somebody else has changed what a form changes, since it was opened."""

    code = "changed-meanwhile"


def stamp(values: Mapping[str, object], of: str = "") -> str:
    """For a form's hidden field: what each value was, as JSON of digests."""
    return json.dumps({_OF: of} | {name: _digest(value) for name, value in values.items()})


@pass_context
def field(context: Context, values: Mapping[str, object], of: str = "") -> Markup:
    """The hidden field, for templates.

    Args:
        context: where ``wrong`` says why a form was not saved: then it still is as it was when it was opened, unless it
            was refused since somebody else has changed something, who is replaced when it is saved again.
        values: as they are stored.
        of: which form this is, where a page has several of the same fields.
    """
    sent = request.form.get(FIELD, "") if context.get("wrong") and "rivals" not in g else ""
    text = sent if sent and _read(sent).get(_OF, "") == of else stamp(values, of)
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, text)


def mine(
    current: Mapping[str, object], typed: Mapping[str, Any], labels: Mapping[str, object]
) -> dict[str, Any]:
    """What was changed in the form that was sent.

    Args:
        current: what is stored now.
        typed: what the form sends, by the same names.
        labels: what people call these.

    Raises:
        ChangedMeanwhile: somebody else has changed one of them since the form was opened.
    """
    changes, rivals = merged(request.form.get(FIELD, ""), current, typed)
    if rivals:
        g.rivals = True
        raise meanwhile({name: labels.get(name, name) for name in rivals}, current, typed)
    return changes


def merged(
    shown: str, current: Mapping[str, object], typed: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """What a form changes, and the names of what somebody else has changed to something else meanwhile.

    Args:
        shown: the form's hidden field; "" where a program sent it, which means all that it sends.
        current: what is stored now, by the same names.
        typed: what the form sends.
    """
    before = _read(shown)
    changes = {name: value for name, value in typed.items() if before.get(name) != _digest(value)}
    rivals = [
        name
        for name in changes
        if name in before
        and _digest(current.get(name)) not in (before[name], _digest(changes[name]))
    ]
    return changes, rivals


def meanwhile(
    labels: Mapping[str, object], current: Mapping[str, object], typed: Mapping[str, object]
) -> ChangedMeanwhile:
    """Why a form is not saved: the ``labels`` of what somebody else has changed, each with what stands there now."""
    listed = "; ".join(
        ": ".join(filter(None, [str(label), _now(current.get(name), typed.get(name))]))
        for name, label in labels.items()
    )
    return ChangedMeanwhile(
        wording(
            "Nothing is saved yet: somebody else has changed this meanwhile ({names}). Save again, and what stands "
            "here replaces theirs; or open the page anew to see it."
        ),
        names=listed,
    )


def _now(value: object, typed: object) -> str:
    """What stands there now, where it can be said in a line; of a list what is not in the typed one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if "\n" in text:
        lines = set(str(typed).splitlines())
        text = ", ".join(line for line in text.splitlines() if line not in lines)
    short = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
    return f"“{short}”" if short else ""


def _read(shown: str) -> dict[str, str]:
    """What a hidden field holds; nothing where it is none of ours."""
    try:
        read = json.loads(shown)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _digest(value: object) -> str:
    return sha256(repr(value).encode()).hexdigest()[:12]
