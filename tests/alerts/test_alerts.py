"""Alerts: settled cases and falls fire once, ten thousand make one message, what is gone is not told or is recalled."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from answers import Answer, crowd, put
from other_side import LOCAL, OtherSide, other_side
from person import Clock, Person
from postbox import mailbox

from feedback_buttons.alerts import alert_collecting, alert_rules
from feedback_buttons.alerts.alert_rules import AlertRuleError
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_opening
from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.outbox import outbox_messages
from feedback_buttons.processes import sending
from feedback_buttons.recipients import erasure
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.topics import topic_list

NOW = ids.utc_now()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("delay", "other"):
            facts = {"touchpoint": "delivery" if slug == "delay" else "welcome"}
            campaigns.add(connection, Campaign(slug=slug, name=slug.title(), **facts))
        yield connection


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as side:
        yield side


@pytest.fixture
def settings(config: Config, conn: db.Connection, side: OtherSide) -> Config:
    settings = replace(config, local_networks=LOCAL)
    for name, kind in (("hook", "webhook"), ("chat", "slack")):
        fields = {"url": side.url, "comments": "yes"}
        channel_list.add(conn, name, kind, fields, settings.session_keys, local=LOCAL)
    return settings


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW - timedelta(hours=1))


def person(config: Config, clock: Clock, recipient: int) -> Iterator[Person]:
    app = create_app(config, clock)
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", recipient, 0)
    visitor = Person(app.test_client(), clock)
    visitor.open(f"/r/delay/{token}/02")
    yield visitor
    app.close()


@pytest.fixture
def zoe(settings: Config, clock: Clock) -> Iterator[Person]:
    yield from person(settings, clock, 7)


def round_(conn: db.Connection, settings: Config, later: timedelta = timedelta()) -> int:
    """A round of the worker, and what was sent by it."""
    now = ids.utc_now() + later
    case_opening.look(conn, now)
    alert_collecting.round_(conn, now)
    conn.execute("update channel set free_at = 'epoch'")
    sent = 0
    while number := sending.deliver_all(conn, settings):
        sent += number
        conn.execute("update channel set free_at = 'epoch'")
    return sent


def events(side: OtherSide) -> list[dict[str, object]]:
    """What programs were told, in order."""
    bodies = [
        json.loads(request.body) for request in side.requests if "webhook-id" in request.headers
    ]
    return [body | {"data": body["data"]} for body in bodies]


def test_a_case_fires_once_with_its_words_where_they_may_go(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    alert_rules.add(conn, "silent", ["case"], ["chat"])
    alert_rules.add(conn, "loud", ["case"], ["hook", "chat"], comments=True)
    zoe.press(2, "Kapot <!channel>")
    assert [round_(conn, settings) for _ in range(3)] == [3, 0, 0]
    (event,) = events(side)
    assert event["type"] == "alert.fired"
    (case,) = event["data"]["events"]  # type: ignore[index]
    assert (case["campaign"], case["score"], case["comment"]) == ("delay", 2, "Kapot <!channel>")
    texts = [
        request.body.decode() for request in side.requests if "webhook-id" not in request.headers
    ]
    assert sorted("Kapot" in text for text in texts) == [False, True]
    assert not any("<!channel>" in text for text in texts)
    assert all("1 answer needs somebody (Delay)" in text for text in texts)


def test_what_has_not_settled_fires_nothing(
    conn: db.Connection, settings: Config, zoe: Person, clock: Clock
) -> None:
    alert_rules.add(conn, "loud", ["case"], ["hook"])
    zoe.see()
    clock.now = ids.utc_now() - timedelta(seconds=1)
    assert round_(conn, settings, clock() - ids.utc_now()) == 0
    assert round_(conn, settings, timedelta(hours=7)) == 1


def test_a_rule_is_about_its_campaign_touchpoint_and_scores_and_of_what_comes_after_it(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    for name, about in (
        ("other", {"campaign": "other"}), ("welcome", {"touchpoint": "welcome"}), ("ones", {"score_to": 1}),
    ):  # fmt: skip
        alert_rules.add(conn, name, ["case"], ["hook"], **about)  # type: ignore[arg-type]
    zoe.press(2)
    case_opening.look(conn, ids.utc_now())
    alert_rules.add(conn, "too late", ["case"], ["hook"])
    assert round_(conn, settings) == 0
    alert_rules.add(conn, "mine", ["case"], ["hook"], touchpoint="delivery", score_to=2)
    zoe.press(1)
    zoe.press(2)
    round_(conn, settings)
    assert all(event["data"]["rule"] in ("ones", "mine") for event in events(side))  # type: ignore[index]


def test_an_answer_that_changed_before_the_message_is_told_of_as_it_is(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    alert_rules.add(conn, "loud", ["case"], ["hook"], comments=True)
    zoe.press(2, "first")
    case_opening.look(conn, ids.utc_now())
    alert_collecting.round_(conn, ids.utc_now())
    zoe.press(1, "second", had_comment="1")
    assert sending.deliver_all(conn, settings) == 1
    (event,) = events(side)
    assert event["data"]["events"][0]["comment"] == "second"  # type: ignore[index]


@pytest.mark.parametrize("when", ["before it is put together", "before it is sent", "behind it"])
@pytest.mark.parametrize("who", ["staff", "herself"])
def test_an_erasure_takes_back_what_was_not_sent_and_recalls_what_was(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person, when: str, who: str
) -> None:
    alert_rules.add(conn, "loud", ["case"], ["hook"], comments=True)
    zoe.press(2, "zoemark")
    side.reply = b"zoemark"
    case_opening.look(conn, ids.utc_now())
    if when != "before it is put together":
        alert_collecting.round_(conn, ids.utc_now())
    if when == "behind it":
        assert sending.deliver_all(conn, settings) == 1
    if who == "staff":
        erasure.erase(conn, 7)
    else:
        zoe.press(2, do="erase")
        zoe.press(2, do="erase-now")
    side.reply = b"ok"
    round_(conn, settings)
    told = events(side)
    if when != "behind it":
        assert told == []
        return
    assert [event["type"] for event in told] == ["alert.fired", "event.recalled"]
    event_id = told[0]["data"]["events"][0]["id"]  # type: ignore[index]
    assert told[1]["data"] == {"event": event_id, "became": "erased"}
    for table in ("alert_event", "outbox_message", "outbox_attempt"):
        rows = str(conn.execute(f"select row::text from {table} as row".encode()).fetchall())  # noqa: S608
        assert "zoemark" not in rows
    assert db.first_value(conn, "select count(*) from alert_event where recipient is not null") == 0


def test_an_answer_that_became_a_good_one_is_recalled(
    conn: db.Connection, settings: Config, side: OtherSide, zoe: Person
) -> None:
    alert_rules.add(conn, "loud", ["case"], ["hook", "chat"])
    zoe.press(2)
    assert round_(conn, settings) == 2
    zoe.press(9)
    assert round_(conn, settings) == 2
    assert events(side)[-1]["data"]["became"] in ("changed", "withdrawn")  # type: ignore[index]
    chat = side.requests[-1].body.decode()
    assert "1 answer that you were told of is no longer as it was" in chat
    assert "Delay, " in chat
    assert "is 9/10 now" in chat
    assert round_(conn, settings) == 0


def test_a_mail_is_corrected_in_its_thread_and_not_more_often_than_a_rule_sends(
    conn: db.Connection, settings: Config, zoe: Person
) -> None:
    with mailbox() as (box, smtp):
        by_mail = replace(settings, smtp=smtp)
        fields = {"to": "team@example.com", "comments": "yes"}
        channel_list.add(conn, "mail", "mail", fields, by_mail.session_keys)
        alert_rules.add(conn, "loud", ["case"], ["mail"], comments=True)
        zoe.press(2, "zoemark")
        assert round_(conn, by_mail) == 1
        zoe.press(1, "zoemark", had_comment="1")
        assert round_(conn, by_mail) == 1
        zoe.press(1, do="erase")
        zoe.press(1, do="erase-now")
        assert round_(conn, by_mail) == 0
        assert round_(conn, by_mail, timedelta(minutes=16)) == 1
        first, changed, erased = (mail for _, mail in box.mails)
    for mail, state in (
        (changed, "is 1/10 now"),
        (erased, "was erased: delete what you were sent"),
    ):
        assert mail["In-Reply-To"] == mail["References"] == first["Message-ID"]
        assert mail["Message-ID"] != first["Message-ID"]
        text = mail.get_body(("plain",)).get_content()
        assert state in text
        assert "zoemark" not in text


def test_what_changed_before_a_message_left_is_not_corrected(
    conn: db.Connection, settings: Config, zoe: Person
) -> None:
    alert_rules.add(conn, "loud", ["case"], ["chat"])
    zoe.press(2)
    case_opening.look(conn, ids.utc_now())
    alert_collecting.round_(conn, ids.utc_now())
    zoe.press(1)
    case_opening.look(conn, ids.utc_now())
    alert_collecting.round_(conn, ids.utc_now())
    assert [round_(conn, settings) for _ in range(2)] == [1, 0]


def test_ten_thousand_unhappy_answers_make_one_message(
    conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    alert_rules.add(conn, "loud", ["case"], ["hook"])
    fire(conn, 10_000)
    assert round_(conn, settings) == 1
    (event,) = events(side)
    assert (len(event["data"]["events"]), event["data"]["left_out"]) == (100, 9_900)  # type: ignore[arg-type, index]
    fire(conn, 5, first=20_000)
    assert round_(conn, settings, timedelta(minutes=14)) == 0
    assert round_(conn, settings, timedelta(minutes=16)) == 1


def fire(conn: db.Connection, number: int, first: int = 1) -> None:
    """Let so many answers need somebody, as the cases' log would say."""
    put(
        conn,
        "delay",
        *(Answer(recipient, 2, at=NOW) for recipient in range(first, first + min(number, 200))),
    )
    conn.execute(
        "insert into alert_event (id, rule, kind, campaign, recipient, occasion, answer, score, at, last_at) "
        "select n, (select id from alert_rule), 'case', 'delay', (n - %s::int) %% 200 + %s::int, 0, n, 2, now(), now() "
        "from generate_series(%s::int, %s::int) as n",
        [first, first, first, first + number - 1],
    )


def test_quiet_hours_and_digests_hold_messages_back(
    conn: db.Connection, settings: Config, zoe: Person
) -> None:
    hour = ids.utc_now().hour
    quiet = (hour, (hour + 1) % 24)
    alert_rules.add(conn, "sleeps", ["case"], ["hook"], quiet=quiet, zone="UTC")
    alert_rules.add(conn, "digest", ["case"], ["chat"], pace="daily", zone="UTC")
    zoe.press(2)
    assert round_(conn, settings) == 0
    assert [rule.waiting for rule in alert_rules.list_(conn)] == [1, 1]
    assert round_(conn, settings, timedelta(hours=25)) == 2


def test_a_fall_fires_once_and_not_with_each_wobble(
    conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    alert_rules.add(conn, "falls", ["fell"], ["hook", "chat"])
    put(conn, "delay", *crowd(1, 9, at=NOW - timedelta(days=3), people=300))
    assert round_(conn, settings) == 0
    put(conn, "delay", *crowd(1000, 2, at=NOW - timedelta(hours=2), people=60))
    assert [round_(conn, settings) for _ in range(3)] == [2, 0, 0]
    put(
        conn, "delay", *crowd(2000, 10, at=NOW - timedelta(hours=1), people=60)
    )  # for a while it is none
    put(conn, "delay", *crowd(3000, 1, at=NOW - timedelta(hours=1), people=90))
    assert round_(conn, settings, timedelta(minutes=30)) == 0
    figures = events(side)[0]["data"]["events"][0]["figures"]  # type: ignore[index]
    assert figures == {"mean": 2.0, "before": 9.0}
    chat = [
        request.body.decode() for request in side.requests if "webhook-id" not in request.headers
    ]
    assert "The score of Delay fell by more than chance, from 9.0 to 2.0" in chat[0]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kinds": []}, {"kinds": ["love"]}, {"channels": []}, {"channels": ["hook", "none"]}, {"pace": "yearly"},
        {"score_to": 11}, {"quiet": (24, 3)}, {"campaign": "none"}, {"zone": "Mars"}, {"name": " "},
    ],
)  # fmt: skip
def test_a_rule_that_says_nothing_is_refused(
    conn: db.Connection, settings: Config, wrong: dict[str, object]
) -> None:
    assert settings
    asked = {"name": "x", "kinds": ["case"], "channels": ["hook"]} | wrong
    with pytest.raises((AlertRuleError, ValueError)):
        alert_rules.add(conn, **asked)  # type: ignore[arg-type]
    assert alert_rules.list_(conn) == []


def test_the_outbox_has_an_alert_once_for_each_channel(
    conn: db.Connection, settings: Config, zoe: Person
) -> None:
    alert_rules.add(conn, "loud", ["case"], ["hook", "chat"], campaign="delay")
    zoe.press(2)
    round_(conn, settings)
    listed = outbox_messages.list_(conn)
    assert [(message.kind, message.campaign, message.state) for message in listed] == [
        ("alert", "delay", "sent")
    ] * 2


def test_a_target_is_told_of_once_and_one_that_was_reached_before_never(
    conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    aims = {"target_score": 8.0, "target_answers": 100}
    for slug in ("delay", "other"):
        campaigns.edit(conn, slug, aims)
    put(conn, "other", *crowd(1, 10, at=NOW - timedelta(hours=2), people=300))
    alert_rules.add(conn, "targets", ["target"], ["hook", "chat"])
    assert round_(conn, settings) == 0
    put(conn, "delay", *crowd(1, 9, at=NOW - timedelta(hours=2), people=120))
    assert [round_(conn, settings) for _ in range(2)] == [2, 0]
    figures = [event["figures"] for event in events(side)[0]["data"]["events"]]  # type: ignore[index]
    assert [entry["about"] for entry in figures] == ["score", "answers"]
    chat = [
        request.body.decode() for request in side.requests if "webhook-id" not in request.headers
    ]
    assert "Delay has reached its target: 9.0, aimed at 8.0" in chat[0]
    assert "120 answers, aimed at 100" in chat[0]


def test_answers_by_buttons_that_name_nobody_are_told_of_from_three_browsers_on(
    conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    alert_rules.add(conn, "unsigned", ["unsigned"], ["hook"])
    for browser, sent in ((1, 0), (2, 0), (3, 1)):
        assert round_(conn, settings) == 0
        conn.execute(
            "insert into unsigned_answer values ('delay', %s, %s, %s, 'empty', %s, 'en', 4)",
            [browser, browser, NOW, browser],
        )
        assert round_(conn, settings) == sent
    assert events(side)[0]["data"]["events"][0]["figures"] == {"answers": 3}  # type: ignore[index]


def test_a_topic_that_rises_is_told_of_by_its_name(
    conn: db.Connection, settings: Config, side: OtherSide
) -> None:
    topic_list.begin(conn)
    alert_rules.add(conn, "topics", ["topic"], ["hook", "chat"])
    topic, name = conn.execute(
        "select id, names ->> 'en' from topic where kind = 'topic' order by id limit 1"
    ).fetchall()[0]
    for days, comments, mentions in ((20, 400, 40), (3, 100, 10)):
        for number, counted in ((0, comments), (topic, mentions)):
            conn.execute(
                "insert into topic_day values ('delay', current_date - %s::int, %s, 3, %s)",
                [days, number, counted],
            )
    assert round_(conn, settings) == 0
    conn.execute(
        "update topic_day set comments = 60 where day > current_date - 7 and topic = %s", [topic]
    )
    assert [round_(conn, settings) for _ in range(2)] == [2, 0]
    figures = events(side)[0]["data"]["events"][0]["figures"]  # type: ignore[index]
    assert (figures["share"], figures["before"]) == (60, 10)
    chat = [
        request.body.decode() for request in side.requests if "webhook-id" not in request.headers
    ]
    assert f"mention {name}: 60%, before 10%" in chat[0]


def test_a_channel_for_digests_alone_takes_no_alerts(conn: db.Connection, settings: Config) -> None:
    conn.execute(
        """update channel set settings = settings || '{"digest": true}' where name = 'chat'"""
    )
    assert not channel_list.named(conn, "chat").takes_alerts
    with pytest.raises(AlertRuleError):
        alert_rules.add(conn, "loud", ["case"], ["chat"])
    assert settings
