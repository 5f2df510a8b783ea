"""Microsoft Teams, by the address of a Workflow ("When a Teams webhook request is received"). Form and limits:
learn.microsoft.com (Create incoming webhooks with Workflows; 28 KB a message) and adaptivecards.io 1.4."""

import json
from typing import Any

from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.notices import Notice
from feedback_buttons.outbox.outcomes import AttemptOutcome

LARGEST = 27_000  # bytes of a message; Teams refuses more than 28 KB
_TEXT = 2000


def message(notice: Notice) -> dict[str, Any]:
    """A notice as an Adaptive Card below LARGEST bytes; quotes that have no room are left out, last ones first."""
    quotes = len(notice.quotes)
    while True:
        card = _card(notice, quotes)
        if quotes == 0 or len(json.dumps(card).encode()) <= LARGEST:
            return card
        quotes -= 1


def _card(notice: Notice, quotes: int) -> dict[str, Any]:
    """All words stand in TextRuns, which have no Markdown. In a TextBlock it would have to be escaped, and Teams on
    phones shows the backslashes (github.com/microsoft/AdaptiveCards, issue 5590)."""
    body: list[dict[str, Any]] = [
        _run(" ".join(notice.title.split())[:200], size="Large", weight="Bolder")
    ]
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


def _run(text: str, **looks: bool | str) -> dict[str, Any]:
    short = text if len(text) <= _TEXT else text[: _TEXT - 1] + "…"
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": short, **looks}]}


def send(client: HttpClient, secrets: dict[str, Any], notice: Notice) -> AttemptOutcome:
    """Say a notice in Teams, and what Teams says."""
    body = json.dumps(message(notice)).encode()
    return client.outcome("POST", secrets["url"], body, {"Content-Type": "application/json"})
