"""The text of a ticket: our sentences, and the recipient's words unchanged.

Nothing of these is read as markup, or as a placeholder that the help desk would fill in."""

import html
import re
from collections.abc import Mapping
from typing import Any

from feedback_buttons.i18n.team_language import speaking, tr

_JOINER = "\N{WORD JOINER}"
_PLACEHOLDER = re.compile(r"(?<=[{$%])(?=[{%])")  # {{…}}, {%…%}, ${…}
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_LONGEST = 4000  # characters of a comment
LONGEST_SUBJECT = 150


def mark(number: str, key: str) -> str:
    """By what something of ours is known again, with a ticket's number and the key of its message; the number may be
    left out.

    >>> mark("4711", "6f0f3a9e-0d6b"), mark("", "6f0f3a9e-0d6b")
    ('Feedback Buttons 4711-6f0f3a9e', 'Feedback Buttons 6f0f3a9e')
    """
    return "Feedback Buttons " + "-".join(filter(None, (number, key[:8])))


def plain(text: str) -> str:
    """A text as HTML that shows it as it is.

    >>> plain("<b>{{ticket.url}}</b>")
    '&lt;b&gt;{\\u2060{ticket.url}}&lt;/b&gt;'
    """
    return html.escape(_PLACEHOLDER.sub(_JOINER, _CONTROL.sub("", text[:_LONGEST])))


def subject(data: Mapping[str, Any], language: str) -> str:
    """The line of a new ticket. It stays when the answer is erased: so there is nothing of it in it."""
    with speaking(language):
        line = tr("{campaign}: an answer that needs somebody").format(
            campaign=data.get("name") or ""
        )
    return _PLACEHOLDER.sub(_JOINER, _CONTROL.sub("", " ".join(line.split())))[:LONGEST_SUBJECT]


def body(did: str, data: Mapping[str, Any], language: str, key: str) -> str:
    """What is written, as HTML.

    Args:
        did: what happened: opened, changed, reopened, withdrawn, closed, or erased.
        data: of the event, as webhooks get it.
        key: of the message.
    """
    with speaking(language):
        lines = [_sentence(did)]
        if did not in ("erased", "withdrawn", "closed"):
            lines += [f"{label}: {value}" for label, value in _facts(data)]
        parts = [f"<p>{'<br>'.join(plain(line) for line in lines)}</p>"]
        if did in ("opened", "changed", "reopened") and data.get("comment"):
            words = "<br>".join(plain(line) for line in str(data["comment"]).splitlines())
            wrote = tr("They wrote:")
            parts.append(f"<p>{plain(wrote)}<br>{words}</p>")
        if data.get("link") and did != "erased":
            parts.append(f"<p>{plain(str(data['link']))}</p>")
    number = "" if did == "erased" else str(data.get("ticket", ""))
    return "".join([*parts, f"<p>{plain(mark(number, key))}</p>"])


def _sentence(did: str) -> str:
    """What happened, in words."""
    return {
        "opened": tr("Somebody gave a score that needs an answer."),
        "changed": tr("They changed their answer."),
        "reopened": tr("They changed their answer, and it needs somebody again."),
        "withdrawn": tr("Their answer does not count any more: it needs nobody."),
        "closed": tr("The team closed the case in Feedback Buttons."),
        "erased": tr(
            "This person had their answer erased. What was written of it here was taken out."
        ),
        "test": tr("A test ticket of Feedback Buttons. You can delete it."),
    }.get(did, did)


def _facts(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    facts = [
        (tr("Score"), _score(data)),
        (tr("Campaign"), data.get("name")),
        (tr("Touchpoint"), data.get("touchpoint")),
        (tr("Answered"), data.get("answered_at")),
        (tr("Recipient"), data.get("reference") or data.get("recipient")),
        (tr("Message"), data.get("message")),
    ]
    return [(label, " ".join(str(value).split())) for label, value in facts if value]


def _score(data: Mapping[str, Any]) -> str:
    if data.get("score") is None:
        return tr("no score")
    return tr("{score} on a scale of {scale}").format(score=data["score"], scale=data.get("scale"))
