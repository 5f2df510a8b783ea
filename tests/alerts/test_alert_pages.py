"""The pages of channels and messages: added, tested, paused, unsubscribed from; secrets are shown once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskClient
from other_side import LOCAL, OtherSide, other_side
from postbox import PASSWORD, Mailbox, mailbox, signed_in

from feedback_buttons.accounts import users
from feedback_buttons.alerts import alert_rules
from feedback_buttons.channels import channel_list, unsubscribing
from feedback_buttons.channels.notices import Notice
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.digests import subscriptions
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.processes import sending
from feedback_buttons.rated import rated_feeds
from feedback_buttons.signing import signed_values
from feedback_buttons.storage import db


@pytest.fixture
def box() -> Iterator[tuple[Mailbox, Smtp]]:
    with mailbox() as box:
        yield box


@pytest.fixture
def settings(config: Config, box: tuple[Mailbox, Smtp]) -> Config:
    return replace(config, smtp=box[1], local_networks=LOCAL)


@pytest.fixture
def app(settings: Config) -> Iterator[Flask]:
    with db.connect(str(settings.database_url)) as connection:
        users.add(connection, "anna", PASSWORD, "admin")
    app = create_app(settings)
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def anna(app: Flask) -> FlaskClient:
    return signed_in(app, "anna")


@pytest.fixture
def conn(settings: Config) -> Iterator[db.Connection]:
    with db.connect(str(settings.database_url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as side:
        yield side


def test_a_webhooks_key_is_shown_once_and_its_address_never(
    anna: FlaskClient, conn: db.Connection, side: OtherSide, caplog: pytest.LogCaptureFixture
) -> None:
    url = f"{side.url}?key=s3cret"
    page = anna.post("/alerts/channels", data={"name": "CRM", "kind": "webhook", "url": url})
    (key,) = set(re.findall(r"whsec_[\w+/=]+", page.text))
    pages = page.text.replace(key, "") + anna.get("/alerts").text + anna.get("/audit").text
    assert key not in pages
    assert "s3cret" not in pages + caplog.text
    stored = conn.execute("select row::text from channel as row").fetchone()
    assert "s3cret" not in str(stored)
    assert key not in str(stored)
    new = anna.post("/alerts/channels/rotate", data={"name": "CRM"}).text
    anna.post("/alerts/channels/test", data={"name": "CRM"})
    assert len(side.requests[0].headers["webhook-signature"].split()) == 2
    assert key not in new
    anna.post("/alerts/channels/rotate", data={"name": "CRM", "drop": "yes"})
    anna.post("/alerts/channels/test", data={"name": "CRM"})
    assert len(side.requests[1].headers["webhook-signature"].split()) == 1


def test_a_test_says_what_the_other_side_said(anna: FlaskClient, side: OtherSide) -> None:
    anna.post("/alerts/channels", data={"name": "chat", "kind": "slack", "url": side.url})
    side.answers, side.reply = [404, 200], b"no_<b>team</b>"
    wrong = anna.post("/alerts/channels/test", data={"name": "chat"}).text
    assert "did not accept the test message: 404 no_&lt;b&gt;team" in wrong
    side.reply = b"ok"
    assert "and replied: ok" in anna.post("/alerts/channels/test", data={"name": "chat"}).text


@pytest.mark.parametrize(
    "form",
    [
        {"name": "", "kind": "mail", "to": "a@example.com"},
        {"name": "x", "kind": "mail", "to": "a@example.com, b@example.com"},
        {"name": "x", "kind": "fax", "to": "1"},
        {"name": "x", "kind": "slack", "url": "ftp://hooks.example.com/"},
        {"name": "x", "kind": "teams", "url": "https://10.0.0.1/"},
        {"name": "x", "kind": "webhook", "url": "https://example.com/", "language": "tlh"},
    ],
)
def test_what_is_no_channel_is_refused(
    anna: FlaskClient, conn: db.Connection, form: dict[str, str]
) -> None:
    assert anna.post("/alerts/channels", data=form).status_code == 400
    assert channel_list.list_(conn) == []


def test_a_mail_is_unsubscribed_from_in_one_click(
    app: Flask, anna: FlaskClient, conn: db.Connection, settings: Config, box: tuple[Mailbox, Smtp]
) -> None:
    anna.post(
        "/alerts/channels",
        data={"name": "team", "kind": "mail", "to": "team@example.com", "language": "nl"},
    )
    anna.post("/alerts/channels/test", data={"name": "team"})
    to, mail = box[0].mails[0]
    assert (to, mail["Subject"]) == (["team@example.com"], "Een testbericht van Feedback Buttons")
    path = str(mail["List-Unsubscribe"]).strip("<>").removeprefix(settings.dashboard_url)
    stranger = app.test_client()
    for _ in range(3):  # mail scanners follow links
        assert stranger.get(path).status_code == 200
    channel = channel_list.named(conn, "team")
    assert channel.paused is None
    webmail = {"Origin": "https://webmail.example", "Sec-Fetch-Site": "cross-site"}
    form = {"List-Unsubscribe": "One-Click"}
    assert stranger.post(path, data=form, headers=webmail).status_code == 200
    assert channel_list.named(conn, "team").paused == channel_list.UNSUBSCRIBED
    outbox_messages.add(conn, channel.id, "notice", Notice("test", "x").payload())
    assert sending.deliver_all(conn, settings) == 0
    anna.post("/alerts/channels/pause", data={"name": "team", "pause": "no"})
    assert sending.deliver_all(conn, settings) == 1
    assert len(box[0].mails) == 2
    assert stranger.get(path[:-3] + "abc").status_code == 404


def unsubscribes(mail: EmailMessage, settings: Config) -> str:
    """The path by which a mail's reader unsubscribes."""
    return str(mail["List-Unsubscribe"]).strip("<>").removeprefix(settings.dashboard_url)


def test_a_link_in_a_mail_to_an_address_that_was_left_ends_nothing_of_the_new_one(
    app: Flask, anna: FlaskClient, conn: db.Connection, settings: Config, box: tuple[Mailbox, Smtp]
) -> None:
    anna.post("/alerts/channels", data={"name": "team", "kind": "mail", "to": "old@example.com"})
    anna.post("/alerts/channels/test", data={"name": "team"})
    moved = {"name": "team", "address": "new@example.com"}
    assert anna.post("/alerts/channels/move", data=moved).status_code == 200
    anna.post("/alerts/channels/test", data={"name": "team"})
    old, new = (unsubscribes(mail, settings) for _, mail in box[0].mails)
    id = channel_list.named(conn, "team").id
    earlier = signed_values.sign(settings.session_keys, "feedback-buttons.unsubscribe", id)
    stranger = app.test_client()
    for path in (old, f"/unsubscribe/{earlier}"):  # the second as mails had it before
        for answer in (stranger.get(path), stranger.post(path)):
            assert answer.status_code == 200
            assert "goes to another address now" in answer.text
            assert channel_list.named(conn, "team").paused is None
    assert stranger.post(new).status_code == 200
    assert channel_list.named(conn, "team").paused == channel_list.UNSUBSCRIBED


def test_a_digests_link_works_when_its_reader_has_chosen_others_since(
    app: Flask, conn: db.Connection, settings: Config
) -> None:
    keys, to = settings.session_keys, "anna@example.com"
    first = subscriptions.subscribe(conn, "anna", to, "en", keys, weekly=True, waves=False)
    assert first
    path = unsubscribing.address("", keys, first.channel, to)
    second = subscriptions.subscribe(conn, "anna", to, "en", keys, weekly=True, waves=True)
    assert second
    assert second.channel != first.channel
    assert app.test_client().post(path).status_code == 200
    assert channel_list.get(conn, second.channel).paused == channel_list.UNSUBSCRIBED


def test_a_link_says_so_where_the_channel_is_gone_or_paused(
    app: Flask, anna: FlaskClient, conn: db.Connection, settings: Config, box: tuple[Mailbox, Smtp]
) -> None:
    anna.post("/alerts/channels", data={"name": "team", "kind": "mail", "to": "a@example.com"})
    anna.post("/alerts/channels/test", data={"name": "team"})
    path, stranger = unsubscribes(box[0].mails[0][1], settings), app.test_client()
    anna.post("/alerts/channels/pause", data={"name": "team", "pause": "yes"})
    assert "<form" in stranger.get(path).text
    assert stranger.post(path).status_code == 200
    assert channel_list.named(conn, "team").paused == channel_list.UNSUBSCRIBED
    anna.post("/alerts/channels/remove", data={"name": "team"})
    for answer in (stranger.get(path), stranger.post(path)):
        assert (answer.status_code, "You get no more messages" in answer.text) == (200, True)


def test_dead_messages_are_listed_with_their_attempts_and_sent_again(
    anna: FlaskClient, conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    anna.post("/alerts/channels", data={"name": "chat", "kind": "teams", "url": side.url})
    side.answers, side.reply = [400], b"<script>forbidden"
    outbox_messages.add(
        conn, channel_list.named(conn, "chat").id, "notice", Notice("test", "x").payload()
    )
    assert sending.deliver_all(conn, settings) == 1
    page = anna.get("/messages?state=dead").text
    assert "&lt;script&gt;forbidden" in page
    assert "1 dead" in anna.get("/alerts").text
    assert "1 message is sent again" in anna.post("/messages/replay", data={"channel": "chat"}).text
    conn.execute("update channel set free_at = now()")
    assert sending.deliver_all(conn, settings) == 1
    assert outbox_messages.counts(conn)["sent"] == 1


def test_a_rule_is_made_and_removed_on_the_page(anna: FlaskClient, conn: db.Connection) -> None:
    assert "A rule needs a channel" in anna.get("/alerts").text
    anna.post("/alerts/channels", data={"name": "team", "kind": "mail", "to": "team@example.com"})
    form = {"name": "Unhappy <3", "kinds": ["case", "fell"], "channels": ["team"], "pace": "daily", "quiet_from": "22",
            "quiet_to": "7", "zone": "Europe/Amsterdam", "score_to": "6", "comments": "yes"}  # fmt: skip
    page = anna.post("/alerts/rules", data=form).text
    assert "Unhappy &lt;3" in page
    assert "quiet from 22:00 to 07:00 (Europe/Amsterdam)" in page
    (rule,) = alert_rules.list_(conn)
    assert (rule.kinds, rule.channels, rule.pace) == (["case", "fell"], ["team"], "daily")
    assert (rule.quiet, rule.score_to, rule.comments) == ((22, 7), 6, True)
    wrong = anna.post("/alerts/rules", data=form | {"kinds": [], "name": "other"})
    assert wrong.status_code == 400
    assert 'value="other"' in wrong.text
    anna.post("/alerts/rules/remove", data={"name": "Unhappy <3"})
    assert alert_rules.list_(conn) == []


def test_a_channel_gets_every_answer_until_it_does_not(
    anna: FlaskClient, conn: db.Connection
) -> None:
    form = {
        "name": "mails",
        "kind": "klaviyo",
        "key": "pk_s3cret",
        "url": "https://a.klaviyo.com/api/events",
    }
    page = anna.post("/alerts/channels", data=form).text
    assert "pk_s3cret" not in page
    rule = {"name": "x", "kinds": "case", "channels": "mails", "pace": "at once"}
    assert anna.post("/alerts/rules", data=rule).status_code == 400
    page = anna.post("/alerts/answers", data={"name": "mails", "campaign": ""}).text
    assert "gets every settled answer" in page
    assert [feed.campaign for feed in rated_feeds.list_(conn)] == [None]
    anna.post("/alerts/answers", data={"name": "mails", "off": "yes"})
    assert rated_feeds.list_(conn) == []


@pytest.mark.parametrize("role", ["viewer", "agent", "editor"])
def test_only_admins_see_channels(app: Flask, conn: db.Connection, role: str) -> None:
    users.add(conn, role, PASSWORD, role)
    for path in ("/alerts", "/messages"):
        assert signed_in(app, role).get(path).status_code == 403
