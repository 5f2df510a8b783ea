"""Slack's incoming webhooks. Form and limits: docs.slack.dev (Sending messages using incoming webhooks, Formatting
message text, Block Kit: section, context, actions). What was sent cannot be changed or taken back there."""

import json
from typing import Any

from feedback_buttons.channels.guarded_http import HttpClient
from feedback_buttons.channels.notices import Notice, Quote
from feedback_buttons.outbox.outcomes import AttemptOutcome

_TITLE, _TEXT, _FACTS, _BLOCKS = 150, 2900, 10, 50
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def escaped(text: str) -> str:
    """A text without anything that Slack reads as a mention, a link or a date.

    >>> escaped("<!channel> & <https://evil.example|bank>")
    '&lt;!channel&gt; &amp; &lt;https://evil.example|bank&gt;'
    """
    return text.translate(_ESCAPED)


def message(notice: Notice) -> dict[str, Any]:
    """A notice in Slack's form. All texts are plain ones, which have no markup: a stranger's words are not bold, name
    nobody and link nowhere. ``text`` is what a notification shows: of our words alone."""
    blocks: list[dict[str, Any]] = [{"type": "header", "text": _plain(notice.title, _TITLE)}]
    if notice.text:
        blocks.append(_section(notice.text))
    if notice.facts:
        lines = "\n".join(f"{label}: {value}" for label, value in notice.facts[:_FACTS])
        blocks.append(_section(lines))
    for quote in notice.quotes:
        blocks += _quoted(quote)
    blocks = blocks[: _BLOCKS - 1]
    if notice.link:
        button = {"type": "button", "text": _plain(notice.link_text or notice.link, 75)}
        blocks.append({"type": "actions", "elements": [button | {"url": notice.link}]})
    return {
        "text": escaped(notice.title), "blocks": blocks, "link_names": False,
        "unfurl_links": False, "unfurl_media": False,
    }  # fmt: skip


def _quoted(quote: Quote) -> list[dict[str, Any]]:
    about = {"type": "context", "elements": [_plain(quote.about, _TEXT)]}
    return [
        _section(f"\N{LEFT DOUBLE QUOTATION MARK}{quote.text}\N{RIGHT DOUBLE QUOTATION MARK}"),
        about,
    ]


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": _plain(text, _TEXT)}


def _plain(text: str, limit: int) -> dict[str, Any]:
    """A text object. It is escaped, which takes up to five letters for one, within Slack's limit of characters."""
    short = text if len(text) <= limit else text[: limit - 1] + "…"
    while len(escaped(short)) > limit:
        short = short[: len(short) * 3 // 4] + "…"
    return {"type": "plain_text", "text": escaped(short) or " ", "emoji": False}


def send(client: HttpClient, secrets: dict[str, Any], notice: Notice) -> AttemptOutcome:
    """Say a notice in Slack, and what Slack says."""
    body = json.dumps(message(notice)).encode()
    return client.outcome("POST", secrets["url"], body, {"Content-Type": "application/json"})
