"""A stranger's words in every channel: no mention, no link, no markup, no form that a channel would refuse."""

import json
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest
from hostile_comments import COMMENTS
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import (
    channel_kinds,
    klaviyo_channel,
    mail_channel,
    signed_webhook,
    slack_channel,
    teams_channel,
)
from feedback_buttons.channels.notices import Notice, Quote
from feedback_buttons.mail import trial_mail
from feedback_buttons.mail.snippet_options import SnippetOptions
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.tickets import helpdesk_words

TOKENS = Tokens(("a signing key only for these tests",), "a pseudonym key only for these tests")
KEY = UUID("6f0f3a9e-0d6b-4a0e-9c1b-2f4f6b8d7c10")
NOW = datetime(2026, 12, 5, 10, 0, tzinfo=UTC)
every_comment = pytest.mark.parametrize("comment", COMMENTS.values(), ids=COMMENTS)


def notice(*comments: str, title: str = "Three unhappy answers") -> Notice:
    quotes = tuple(Quote(comment, "3 of 10, today") for comment in comments)
    return Notice(
        "alert.answers", title, "Since nine.", (("Score", "3"),), quotes, "https://fb.example.com/x", "Look",
        {"comments": list(comments)},
    )  # fmt: skip


def texts(value: Any) -> list[str]:  # noqa: ANN401 (JSON)
    """All texts in a JSON value."""
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


@every_comment
def test_slack_reads_nothing_in_a_comment(comment: str) -> None:
    message = slack_channel.message(notice(comment, title=f"Of {comment[:90]}"))
    assert not any(sign in text for text in texts(message) for sign in "<>")
    objects = json.dumps(message)
    assert '"mrkdwn"' not in objects
    assert not message["link_names"]
    for block in message["blocks"]:
        for text in [block.get("text"), *block.get("elements", [])]:
            if text and text["type"] == "plain_text":
                limit = 150 if block["type"] == "header" else 3000
                assert 0 < len(text["text"]) <= limit
                assert text["emoji"] is False


def test_slack_takes_no_more_than_fifty_blocks() -> None:
    assert len(slack_channel.message(notice(*COMMENTS.values()))["blocks"]) <= 50


@every_comment
def test_teams_reads_no_markdown_in_a_comment(comment: str) -> None:
    card = teams_channel.message(notice(comment))["attachments"][0]["content"]
    assert {element["type"] for element in card["body"]} == {"RichTextBlock"}
    runs = [run for element in card["body"] for run in element.get("inlines", [])]
    assert {run["type"] for run in runs} == {"TextRun"}
    assert all(len(run["text"]) <= 2000 and "selectAction" not in run for run in runs)


def test_a_title_in_teams_is_no_markdown_either_and_has_no_backslash() -> None:
    title = "[a](https://evil.example) *b* (v2.1)"
    card = teams_channel.message(notice(title=title))["attachments"][0]["content"]
    assert card["body"][0]["inlines"][0]["text"] == title


def test_a_card_stays_below_what_teams_takes() -> None:
    message = teams_channel.message(notice(*["é" * 2000] * 10))
    assert 10_000 < len(json.dumps(message).encode()) < 28 * 1024


class Tags(HTMLParser):
    """The tags of an HTML part, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


@every_comment
def test_a_mail_holds_a_comment_as_text_alone(comment: str) -> None:
    title = f"Of {comment[:60]}"
    mail = mail_channel.message(
        notice(comment, title=title), to="team@example.com", sender="Feedback <fb@example.com>", key=KEY,
        unsubscribe="https://fb.example.com/unsubscribe/x",
    )  # fmt: skip
    read = message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert isinstance(read, EmailMessage)
    assert sorted(read.keys()) == [
        *("Auto-Submitted", "Content-Type", "Date", "From", "List-Unsubscribe"),
        *("List-Unsubscribe-Post", "MIME-Version", "Message-ID", "Subject", "To"),
    ]
    assert (read["To"], read["List-Unsubscribe-Post"]) == (
        "team@example.com",
        "List-Unsubscribe=One-Click",
    )
    assert read["List-Unsubscribe"] == "<https://fb.example.com/unsubscribe/x>"
    assert read["Message-ID"] == f"<{KEY}@example.com>"
    html = read.get_body(("html",))
    plain = read.get_body(("plain",))
    assert html
    assert plain
    tags = Tags()
    tags.feed(html.get_content())
    assert set(tags.tags) <= {"html", "head", "meta", "title", "body", "div", "h1", "p", "br", "blockquote", "span",
                              "strong", "a", "style"}  # fmt: skip
    assert (tags.tags.count("a"), tags.tags.count("style")) == (2, 1)
    for word in comment.split()[:3]:
        assert word.replace("\x00", "")[:40] in tags.text.replace("\x00", "")
    quoted = [line for line in plain.get_content().splitlines() if line.startswith("> ")]
    assert len(quoted) == max(len(comment.splitlines()), 1)


@every_comment
def test_a_ticket_holds_a_comment_as_text_alone(comment: str) -> None:
    data = dict.fromkeys(("name", "touchpoint", "reference", "message", "comment", "link"), comment)
    subject = helpdesk_words.subject(data, "nl")
    for did in ("opened", "changed", "reopened", "withdrawn", "closed", "erased"):
        html = helpdesk_words.body(did, {**data, "ticket": "1", "score": 1}, "nl", str(KEY))
        tags = Tags()
        tags.feed(html)
        assert set(tags.tags) <= {"p", "br"}
        assert html.endswith(f"{str(KEY)[:8]}</p>")
        for text in (tags.text, subject):
            assert not [sign for sign in ("{{", "{%", "${", "%{") if sign in text]
            assert not [letter for letter in text if ord(letter) < 32]


@every_comment
def test_klaviyo_gets_a_comment_as_a_property_alone(comment: str) -> None:
    data = {"reference": comment, "comment": comment, "campaign": "delay", "score": 1}
    whole = klaviyo_channel.event(Notice("answer.rated", "", data=data))
    if not comment:
        assert whole is None
        return
    assert whole
    attributes = json.loads(json.dumps(whole))["data"]["attributes"]
    assert attributes["properties"] == {"comment": comment, "campaign": "delay", "score": 1}
    assert attributes["profile"]["data"]["attributes"] == {"external_id": comment}


@every_comment
def test_a_trial_mail_has_no_other_headers_than_its_own(comment: str) -> None:
    name = "".join(filter(str.isprintable, comment))[:80] or "x"
    mail = trial_mail.make(
        Campaign(slug="x", name=name), "https://fb.example.com", TOKENS, SnippetOptions()
    )
    assert set(message_from_bytes(mail.as_bytes()).keys()) == set(mail.keys())


@every_comment
def test_a_webhook_holds_a_comment_as_json_and_is_signed(comment: str) -> None:
    keys = [channel_kinds.new_signing_key() for _ in range(2)]
    now = datetime.now(UTC)
    body = signed_webhook.body(notice(comment), NOW)
    headers = signed_webhook.headers(keys, KEY, body, now)
    for key in keys:  # whoever has the new key or still the old one
        assert Webhook(key).verify(body, headers)["data"]["comments"] == [comment]
    with pytest.raises(WebhookVerificationError):
        Webhook(channel_kinds.new_signing_key()).verify(body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(keys[0]).verify(body + b" ", headers)


def test_a_webhooks_time_is_utc() -> None:
    there = timezone(timedelta(hours=2))
    assert (
        json.loads(signed_webhook.body(notice(), NOW.astimezone(there)))["timestamp"]
        == "2026-12-05T10:00:00Z"
    )
    for wrong in (NOW.astimezone(there), NOW.replace(tzinfo=None)):
        with pytest.raises(ValueError, match="UTC"):
            signed_webhook.headers([channel_kinds.new_signing_key()], KEY, b"{}", wrong)
