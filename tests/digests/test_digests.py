"""Digests: when they are due, who gets them, once each, and what they say."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from answers import Answer, put
from postbox import PASSWORD, mailbox, signed_in
from written import write

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.waves import Wave
from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.digests import digest_queue, due_digests, subscriptions
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.processes import sending
from feedback_buttons.recipients import erasure
from feedback_buttons.storage import db

DAY = timedelta(days=1)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)  # 8:30 in Amsterdam


@pytest.fixture
def conn(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[db.Connection]:
    """A database with a campaign and a user; now is a Monday, and Amsterdam's clock counts."""
    monkeypatch.setattr(digest_queue.time_zones, "here", lambda: AMSTERDAM)
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay & co"))
        users.add(connection, "anna", PASSWORD, "viewer")
        yield connection


def subscribe(
    conn: db.Connection, config: Config, *, weekly: bool = True, waves: bool = True
) -> None:
    """Let anna get digests, as if since long ago."""
    subscriptions.subscribe(
        conn, "anna", "anna@example.com", "en", config.session_keys, weekly=weekly, waves=waves
    )
    conn.execute("update digest_subscription set begun_at = 'epoch'")


def test_a_week_is_due_on_mondays_at_eight_for_a_day() -> None:
    assert due_digests.weekly(MONDAY - timedelta(minutes=31), AMSTERDAM) is None
    due = due_digests.weekly(MONDAY, AMSTERDAM)
    assert due
    assert (due.key, due.at.hour) == (("week", "2026-11-30"), 7)
    assert due_digests.weekly(MONDAY + timedelta(days=1), AMSTERDAM) is None
    summer = datetime(2026, 10, 19, 6, 0, tzinfo=UTC)  # 8:00 in summer
    assert due_digests.weekly(summer, AMSTERDAM)


def test_a_wave_is_due_three_mornings_later_by_the_campaigns_clock() -> None:
    sent = datetime(2026, 11, 27, 20, 0, tzinfo=UTC)  # Saturday in Kolkata
    campaign = Campaign(
        slug="a", name="A", sent_at=sent - timedelta(days=30), time_zone="Asia/Kolkata",
        waves=[Wave(name="", sent_at=sent.isoformat(), mails=None)],
    )  # fmt: skip
    at = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
    due = [*due_digests.of_waves([campaign], at)]
    assert [(digest.key, digest.at) for digest in due] == [(("wave", "a", 2), at)]
    assert [*due_digests.of_waves([campaign], at - timedelta(seconds=1))] == []
    assert [*due_digests.of_waves([replace(campaign, demo=True)], at)] == []


def test_each_reader_gets_a_digest_once(conn: db.Connection, config: Config) -> None:
    assert digest_queue.fill(conn, MONDAY) == 0  # nobody has asked for any
    subscribe(conn, config)
    assert [digest_queue.fill(conn, MONDAY + timedelta(hours=hours)) for hours in (0, 1, 2)] == [
        1,
        0,
        0,
    ]
    assert digest_queue.fill(conn, MONDAY + timedelta(days=7)) == 1
    # Who asks for it when it was due already waits for the next.
    conn.execute("update digest_subscription set begun_at = %s", [MONDAY + timedelta(days=14)])
    assert digest_queue.fill(conn, MONDAY + timedelta(days=14)) == 0


def test_who_has_stopped_them_or_left_gets_none(conn: db.Connection, config: Config) -> None:
    subscribe(conn, config)
    (channel,) = channel_list.list_(conn)
    channel_list.pause(conn, channel, channel_list.UNSUBSCRIBED)
    assert digest_queue.fill(conn, MONDAY) == 0
    subscribe(conn, config, waves=False)  # asks for it again
    assert digest_queue.fill(conn, MONDAY) == 1
    conn.execute("delete from account where name = 'anna'")
    assert digest_queue.fill(conn, MONDAY) == 0
    assert channel_list.list_(conn) == []  # nor is the address left
    assert outbox_messages.list_(conn) == []


def test_nothing_asked_for_is_nothing_kept(conn: db.Connection, config: Config) -> None:
    subscribe(conn, config)
    assert (
        subscriptions.subscribe(
            conn, "anna", "", "en", config.session_keys, weekly=False, waves=False
        )
        is None
    )
    assert (subscriptions.of(conn, "anna"), channel_list.list_(conn)) == (None, [])
    with pytest.raises(FeedbackError, match="mail address"):
        subscriptions.subscribe(
            conn, "anna", "no", "en", config.session_keys, weekly=True, waves=False
        )


def sent(conn: db.Connection, config: Config) -> list[EmailMessage]:
    """The mails that arrive when all that is due is sent."""
    with mailbox() as (box, server):
        sending.deliver_all(conn, replace(config, smtp=server))
        return [mail for _, mail in box.mails]


def text(mail: EmailMessage, kind: str) -> str:
    """The plain or HTML part of a mail."""
    body = mail.get_body((kind,))
    assert body
    content = body.get_content()
    assert isinstance(content, str)
    return content.replace("\r\n", "\n")


def test_the_week_is_told_with_its_change_pictures_and_comments(
    conn: db.Connection, config: Config
) -> None:
    now = ids.utc_now()
    put(conn, "delay", *(Answer(number, 9, now - timedelta(days=10)) for number in range(200)))
    put(conn, "delay", *(Answer(200 + number, 4, now - timedelta(days=2)) for number in range(200)))
    put(
        conn,
        "delay",
        Answer(500, 2, now - timedelta(days=1), "Too <b>late</b>\nand cold, 06-12345678"),
    )
    put(conn, "delay", Answer(501, 2, now - timedelta(days=1), "of somebody who erased it"))
    write(conn, "delay", [(600 + n, 2, "Late delivery") for n in range(30)], at=now - 3 * DAY)
    subscribe(conn, config)
    digest_queue.fill(conn, MONDAY)
    erasure.erase(conn, 501)
    (mail,) = sent(conn, config)
    assert "Delay & co, the 7 days to" in mail["Subject"]
    assert "lower, more than chance" in mail["Subject"]
    html, plain = text(mail, "html"), text(mail, "plain")
    assert "Too &lt;b&gt;late&lt;/b&gt;<br>and cold, [phone]" in html
    assert "> Too <b>late</b>\n> and cold, [phone]\n2 · Delay & co · " in plain
    assert "Mentioned: Delivery: 94% of comments; 2" in plain, plain
    assert "somebody who erased it" not in html + plain
    assert 'src="cid:scores"' in html
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<scores>", "inline")
    assert picture.get_content().startswith(b"\x89PNG")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_demonstration_is_not_told_of_among_real_campaigns(
    conn: db.Connection, config: Config
) -> None:
    now = ids.utc_now()
    campaigns.add(conn, Campaign(slug="demo", name="Demo", demo=True))
    put(conn, "demo", *(Answer(number, 9, now - 3 * DAY) for number in range(400)))
    put(conn, "demo", *(Answer(400 + number, 2, now, "made up") for number in range(400)))
    put(conn, "delay", Answer(1, 3, now - 2 * DAY, "وصل الطرد متأخرا"))
    subscribe(conn, config)
    digest_queue.fill(conn, MONDAY)
    (mail,) = sent(conn, config)
    assert mail["Subject"].startswith("Delay & co, the 7 days")
    whole = text(mail, "html") + text(mail, "plain")
    assert "made up" not in whole
    assert "Demo" not in whole
    assert '<div dir="auto">وصل الطرد متأخرا</div>' in whole
    assert "because you asked for it" in whole


def test_a_wave_is_told_against_the_one_before(conn: db.Connection, config: Config) -> None:
    now = ids.utc_now()
    second = now - timedelta(days=3)
    waves = [{"sent_at": second, "name": "Reminder", "mails": 400}]
    campaigns.edit(
        conn, "delay", {"sent_at": now - timedelta(days=9), "waves": waves, "time_zone": "UTC"}
    )
    put(conn, "delay", *(Answer(number, 9, now - timedelta(days=8)) for number in range(100)))
    put(
        conn,
        "delay",
        *(Answer(100 + number, 5, now - timedelta(days=2), "Hm") for number in range(100)),
    )
    subscribe(conn, config, weekly=False)
    morning = now.replace(hour=9, minute=0)
    assert digest_queue.fill(conn, morning) == 1
    (mail,) = sent(conn, config)
    assert mail["Subject"].startswith("Delay & co, wave Reminder: 5")
    assert "Response rate: 25%" in text(mail, "plain")
    assert text(mail, "html").count("<blockquote") == 10


def test_a_quiet_week_and_a_wave_that_is_gone(conn: db.Connection, config: Config) -> None:
    subscribe(conn, config)
    digest_queue.fill(conn, MONDAY)
    (reader,) = subscriptions.list_(conn)
    outbox_messages.add(conn, reader.channel, "digest", {"campaign": "delay", "wave": 2})
    (mail,) = sent(conn, config)
    assert mail["Subject"].startswith("Nobody answered in the 7 days to")


def test_who_asks_for_them_on_their_account_gets_them(config: Config, conn: db.Connection) -> None:
    app = create_app(config)
    anna = signed_in(app, "anna")
    assert "No mail server is set here yet" in anna.get("/account").text
    form = {"weekly": "yes", "address": "anna@example.com"}
    assert "Your digests are set." in anna.post("/account/digests", data=form).text
    subscription = subscriptions.of(conn, "anna")
    assert subscription
    assert (subscription.weekly, subscription.waves, subscription.address) == (
        True,
        False,
        "anna@example.com",
    )
    wrong = anna.post("/account/digests", data=form | {"address": "nowhere"})
    assert (wrong.status_code, "Give one mail address" in wrong.text) == (400, True)
    assert subscriptions.of(conn, "anna") == subscription
    assert "You get no digests." in anna.post("/account/digests", data={}).text
    assert subscriptions.of(conn, "anna") is None
    app.extensions["feedback_buttons"].close()
