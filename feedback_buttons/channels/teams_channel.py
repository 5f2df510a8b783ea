"""Microsoft Teams, by the address of a Workflow ("When a Teams webhook request is received"). Form and limits:
learn.microsoft.com (Create incoming webhooks with Workflows; 28 KB a message) and adaptivecards.io 1.4."""

import json
import re
from typing import Any

from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.notices import Notice
from feedback_buttons.outbox.outcomes import AttemptOutcome

LARGEST = 27_000  # bytes of a message; Teams refuses more than 28 KB
_MARKED = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&])")
_TEXT = 2000


def escaped(text: str) -> str:
    r"""A text of ours without what a TextBlock reads as Markdown.

    >>> escaped("[bank](https://evil.example)")
    '\\[bank\\]\\(https://evil\\.example\\)'
    """
    return _MARKED.sub(r"\\\1", " ".join(text.split()))


def message(notice: Notice) -> dict[str, Any]:
    """A notice as an Adaptive Card below LARGEST bytes; quotes that have no room are left out, last ones first."""
    quotes = len(notice.quotes)
    while True:
        card = _card(notice, quotes)
        if quotes == 0 or len(json.dumps(card).encode()) <= LARGEST:
            return card
        quotes -= 1


def _card(notice: Notice, quotes: int) -> dict[str, Any]:
    """A stranger's words stand in TextRuns, which have no Markdown; so do our own, but for the title."""
    body: list[dict[str, Any]] = [
        {"type": "TextBlock", "size": "Large", "weight": "Bolder", "wrap": True,
         "text": escaped(notice.title[:200])},
    ]  # fmt: skip
    if notice.text:
        body.append(_run(notice.text))
    body += [_run(f"{label}: {value}") for label, value in notice.facts[:10]]
    for quote in notice.quotes[:quotes]:
        body.append(
            _run(
                f"\N{LEFT DOUBLE QUOTATION MARK}{quote.text}\N{RIGHT DOUBLE QUOTATION MARK}",
                italic=True,
            )
        )
        body.append(_run(quote.about, isSubtle=True))
    card = {"$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "type": "AdaptiveCard",
            "version": "1.4", "body": body}  # fmt: skip
    if notice.link:
        title = notice.link_text or notice.link
        card["actions"] = [{"type": "Action.OpenUrl", "title": title, "url": notice.link}]
    attachment = {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": card,
    }
    return {"type": "message", "attachments": [attachment]}


def _run(text: str, **looks: bool) -> dict[str, Any]:
    short = text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": short, **looks}]}


def send(client: HttpClient, secrets: dict[str, Any], notice: Notice) -> AttemptOutcome:
    """Say a notice in Teams, and what Teams says."""
    body = json.dumps(message(notice)).encode()
    return client.outcome("POST", secrets["url"], body, {"Content-Type": "application/json"})
