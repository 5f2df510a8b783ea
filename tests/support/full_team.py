"""The team and the programs of the well-filled database: users, keys, links, webhooks; and what they do."""

import json
from datetime import datetime, timedelta
from typing import get_args

import mailproviders
from full_campaigns import CLOSED, FULL
from person import LAPTOP
from postbox import PASSWORD
from psycopg.types.json import Jsonb

from feedback_buttons.accounts import (
    api_keys,
    attempt_limiter,
    audit,
    sessions,
    shared_pages,
    users,
    wall_links,
)
from feedback_buttons.accounts.roles import ROLES
from feedback_buttons.base import ids
from feedback_buttons.comments import comment_handling, comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.delivery_events import deliveries, webhooks
from feedback_buttons.digests import subscriptions
from feedback_buttons.mail import snippet, tool_keys
from feedback_buttons.mail_lint import lint, lint_results
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.topics import corrections, tagging, topic_list

_PROOFS = {
    "sendgrid": mailproviders.public_key(),
    "mailgun": mailproviders.MAILGUN_KEY,
    "ses": mailproviders.TOPIC,
}


def add_team(connection: db.Connection, now: datetime) -> None:
    """A user of each role, named after it, in each language; one from single sign-on; an entry of each kind."""
    for role in ROLES:
        users.add(connection, role, PASSWORD, role)
    users.set_language(connection, "editor", "nl")
    users.set_language(connection, "viewer", "en")
    users.vouched(connection, "https://sso.example.com|17", "zoë@example.com", "agent")
    users.make_signin_link(connection, "new@example.com")
    for way in ("password", "link", "sso"):
        admin = users.get(connection, "admin")
        assert admin
        sessions.begin(connection, admin, way, LAPTOP, now)
    users.signed_in(connection, "admin", "password")
    attempt_limiter.spend(connection, attempt_limiter.NAME, "somebody", now)
    for did in get_args(audit.Did):
        audit.record(
            connection, "admin", did, FULL, name=["old", "<new>"], rows=3, scopes=["a", "b"]
        )
    audit.record(connection, audit.COMMAND_LINE, "user added", "x")


def connect_programs(connection: db.Connection, config: Config) -> None:
    """Keys, revoked ones too; shared screens; a webhook of each form; mails that came to be tested."""
    subscriptions.subscribe(
        connection,
        "viewer",
        "viewer@example.com",
        "en",
        config.session_keys,
        weekly=True,
        waves=True,
    )
    subscriptions.subscribe(
        connection,
        "editor",
        "editor@example.com",
        "nl",
        config.session_keys,
        weekly=True,
        waves=False,
    )
    subscriptions.subscribe(
        connection,
        "agent",
        "agent@example.com",
        "en",
        config.session_keys,
        weekly=False,
        waves=True,
    )
    for scope in api_keys.SCOPES:
        api_keys.add(connection, f"key {scope}", [scope], "admin")
    api_keys.add(connection, "lost <key>", api_keys.SCOPES, "admin")
    api_keys.revoke(connection, "lost <key>", "admin")
    for tool in tool_keys.TOOLS:
        tool_keys.add(connection, FULL, tool, "editor")
    old = tool_keys.add(connection, CLOSED, next(iter(tool_keys.TOOLS)), "editor")
    tool_keys.revoke(connection, CLOSED, old.id, "editor")
    wall_links.make(connection, "admin", "hall")
    wall_links.make(connection, "admin", 'canteen "2"', FULL, comments=False)
    wall_links.make(connection, "admin", "index", index_of="")
    wall_links.make(connection, "admin", "index of one", index_of="after-care")
    wall_links.make(connection, "admin", "gone", FULL)
    wall_links.revoke(connection, "gone")
    for number, shows in enumerate(shared_pages.SHOWS):
        shared_pages.make(connection, "admin", f"for <{shows}>", FULL, shows=shows)
        shared_pages.make(connection, "admin", f"old {number}", FULL, shows=shows, days=7)
        shared_pages.revoke(connection, f"old {number}", by="admin")
    shared_pages.make(connection, "admin", "the board")
    shared_pages.make(connection, "admin", "gains", address="/gains?period=30d")
    _connect_providers(connection, config)
    _test_mails(connection, config)


def _connect_providers(connection: db.Connection, config: Config) -> None:
    """Webhooks: one for each provider, of one campaign or of those that events name; one that heard of mails."""
    now = ids.utc_now()
    for number, provider in enumerate(webhooks.NAMES):
        made, password = webhooks.add(
            connection, f"mails <{provider}>", provider, "admin", config.session_keys,
            proof=_PROOFS.get(provider, ""), campaign=FULL if number % 2 else None,
        )  # fmt: skip
        told = mailproviders.FORMS[provider](number, now, FULL)
        if provider != "ses":  # whose certificate would be fetched to be checked
            told = json.loads(mailproviders.SENDS[provider](made, password, told)[1])
        webhooks.count(connection, made, webhooks.provider_events.read(provider, told), now)
    webhooks.add(connection, "no key yet", "sendgrid", "admin", config.session_keys)
    hour = now.replace(minute=0, second=0, microsecond=0)
    mails = {hour - timedelta(hours=3): 90, hour - timedelta(hours=2): 0}
    deliveries.put(connection, FULL, mails, by="admin")


def _test_mails(connection: db.Connection, config: Config) -> None:
    """What was found in four mails: a good one, one to somebody else with its token, one whose tag was never
    merged, and what is no mail."""
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    good = snippet.html(FULL, config.url, tokens.sign(FULL, tokens.recipient("x")))
    for label, mail in (
        ("good", good),
        ("other", good),
        ("", snippet.html(FULL, config.url)),
        ("<b>", "no mail"),
    ):
        checked = tokens if label == "good" else None
        report = lint.lint(mail, url=config.url, campaign=FULL, tokens=checked)
        lint_results.add(connection, label, len(mail), report)


def handle_comments(connection: db.Connection) -> None:
    """Every kind of change to comments: closed, starred, tagged and untagged, noted, taken by somebody."""
    first, second, third, *_ = comment_list.find(connection, Filter(), limit=9).comments
    changes: list[tuple[comment_list.Comment, comment_handling.Field, str]] = [
        (first, "status", "closed"), (first, "tag", "te laat"), (first, "tag", "#Späť 🎁"),
        (first, "note", "Gebeld <b>& gemaild</b>"), (first, "handler", "agent"),
        (second, "starred", "yes"), (second, "tag", "weg"), (second, "untag", "weg"),
        (third, "starred", "yes"), (third, "starred", "no"), (third, "handler", "editor"),
        (third, "handler", ""),
    ]  # fmt: skip
    for comment, field, value in changes:
        comment_handling.change(connection, comment.key, "agent", field, value)


def correct_topics(connection: db.Connection) -> None:
    """Somebody of the team says of two comments what they are about; a topic's new words are not tagged yet."""
    first, second, *_ = comment_list.find(connection, Filter(), limit=9).comments
    corrections.correct(connection, first.key, "delivery", "about", by="agent")
    corrections.correct(connection, second.key, "delivery", "not about", by="agent")
    topic_list.add(connection, "Räder & <Reifen>", {"de": "rad, reifen*"}, by="editor")
    with tagging.tagging(connection):
        tagging.again(connection, *second.key)
    ranked = {"words": Jsonb([{"word": "<kettle>", "low": 9, "high": 1}]), "all_low": 90}
    now = {"all_high": 80, "newest_at": ids.utc_now(), "now": ids.utc_now()}
    connection.execute(db.query("put_ranked_words"), {"language": "en", **ranked, **now})
    now["newest_at"] = None
    connection.execute(db.query("put_ranked_words"), {"language": "fr", **ranked, **now})


def call_api(config: Config) -> None:
    """A program makes a campaign, in a way that it may send again."""
    app = create_app(config)
    with db.connect(str(config.database_url), autocommit=True) as connection:
        _, secret = api_keys.add(connection, "maker", ["campaigns:write"], "admin")
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}
    body = {"slug": "by-api", "name": "By the API", "language": "de"}
    made = app.test_client().post("/api/v1/campaigns", json=body, headers=headers)
    assert made.status_code == 201, made.text
    app.extensions["feedback_buttons"].close()
