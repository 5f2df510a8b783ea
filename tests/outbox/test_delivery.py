"""Messages in the outbox: claimed by one, retried, held up by nobody else, replayed; what killed workers leave."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from other_side import LOCAL, OtherSide, other_side

from feedback_buttons.accounts import audit
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.channels import channel_list
from feedback_buttons.channels.channel_list import Channel
from feedback_buttons.channels.notices import Notice
from feedback_buttons.config.settings import Config
from feedback_buttons.outbox import delivery_loop, outbox_messages
from feedback_buttons.outbox.delivery_loop import Claimed, Sender
from feedback_buttons.outbox.outbox_messages import AnswerKey
from feedback_buttons.outbox.outcomes import NOTHING_LEFT, AttemptOutcome
from feedback_buttons.recipients import erasure
from feedback_buttons.storage import db

KEYS = ("a key",)
NOTICE = Notice("test", "A test", data={"n": 1}).payload()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


@pytest.fixture
def side() -> Iterator[OtherSide]:
    with other_side() as side:
        yield side


def channel(conn: db.Connection, name: str = "ops", url: str = "https://example.com/") -> Channel:
    return channel_list.add(conn, name, "webhook", {"url": url}, KEYS, local=LOCAL)[0]


def answering(*outcomes: AttemptOutcome) -> tuple[list[Claimed], dict[str, Sender]]:
    """What was sent, and senders that answer these one after another, then that it was delivered."""
    calls: list[Claimed] = []
    left = list(outcomes)

    def send(_: db.Connection, message: Claimed) -> AttemptOutcome:
        calls.append(message)
        return left.pop(0) if left else AttemptOutcome("delivered", 200)

    return calls, {"webhook": Sender(send)}


def hurry(conn: db.Connection) -> None:
    """Let every wait and lease be over."""
    conn.execute(
        "update outbox_message set due_at = now() - interval '1 s', lease_until = now() - interval '1 s'"
    )
    conn.execute("update channel set free_at = now() - interval '1 s'")


def test_a_message_is_sent_once_and_says_so(conn: db.Connection) -> None:
    calls, senders = answering(AttemptOutcome("delivered", 202, "thank\nyou", remote_id="77"))
    outbox_messages.add(conn, channel(conn).id, "notice", NOTICE)
    assert delivery_loop.deliver_one(conn, senders)
    assert not delivery_loop.deliver_one(conn, senders)
    (message,) = outbox_messages.list_(conn)
    assert (message.state, message.attempts, message.remote_id) == ("sent", 1, "77")
    assert (message.outcome, message.status, message.reply) == ("delivered", 202, "thank you")
    assert not calls[0].unknown


def test_one_key_is_one_message(conn: db.Connection) -> None:
    ops, key = channel(conn).id, outbox_messages.key_of("alert", 7)
    assert outbox_messages.add(conn, ops, "notice", NOTICE, key=key) is not None
    assert outbox_messages.add(conn, ops, "notice", NOTICE, key=key) is None


def test_a_failure_is_tried_again_later_and_later_then_is_dead_and_can_be_replayed(
    conn: db.Connection,
) -> None:
    calls, senders = answering(*[AttemptOutcome("later", 503)] * 10)
    outbox_messages.add(conn, channel(conn).id, "notice", NOTICE)
    waits = []
    for _ in range(10):
        assert delivery_loop.deliver_one(conn, senders)
        assert not delivery_loop.deliver_one(conn, senders)
        waits.append(db.first_value(conn, "select due_at - now() from outbox_message"))
        hurry(conn)
    assert waits[:9] == sorted(waits[:9])
    assert outbox_messages.counts(conn)["dead"] == 1
    assert len({call.key for call in calls}) == 1
    assert not delivery_loop.deliver_one(conn, senders)
    assert outbox_messages.replay(conn, channel="ops", by="admin") == 1
    assert delivery_loop.deliver_one(conn, senders)
    (message,) = outbox_messages.list_(conn)
    assert message.state == "sent"
    assert [attempt.number for attempt in outbox_messages.attempts(conn, message.id)] == [
        *range(1, 12)
    ]
    assert audit.page(conn).entries[0].did == "messages replayed"


def test_what_is_refused_is_dead_at_once(conn: db.Connection) -> None:
    _, senders = answering(AttemptOutcome("refused", 404, "no_team"))
    outbox_messages.add(conn, channel(conn).id, "notice", NOTICE)
    delivery_loop.deliver_one(conn, senders)
    assert outbox_messages.list_(conn, state="dead")[0].reply == "no_team"


def test_a_side_that_asks_for_time_gets_it_for_all_of_its_messages(conn: db.Connection) -> None:
    _, senders = answering(AttemptOutcome("later", 429, after=90))
    ops = channel(conn)
    for _ in range(2):
        outbox_messages.add(conn, ops.id, "notice", NOTICE)
    assert delivery_loop.deliver_one(conn, senders)
    assert not delivery_loop.deliver_one(conn, senders)
    free = db.first_value(conn, "select free_at - now() from channel")
    assert timedelta(seconds=80) < free <= timedelta(seconds=90)


def test_a_channel_that_is_busy_or_paused_holds_up_no_other(
    conn: db.Connection, database: str
) -> None:
    slow, quick, off = channel(conn, "slow"), channel(conn, "quick"), channel(conn, "off")
    channel_list.pause(conn, off, "paused")
    for place in (slow, slow, quick, off):
        outbox_messages.add(conn, place.id, "notice", NOTICE)
    order: list[str] = []

    def send(_: db.Connection, message: Claimed) -> AttemptOutcome:
        order.append(message.channel_name)
        if message.channel_name == "slow" and len(order) == 1:
            with db.connect(database, autocommit=True) as other:
                assert delivery_loop.deliver_one(other, senders)
                assert not delivery_loop.deliver_one(other, senders)
        return AttemptOutcome("delivered", 200)

    senders = {"webhook": Sender(send)}
    assert delivery_loop.deliver_one(conn, senders)
    assert order == ["slow", "quick"]
    assert delivery_loop.deliver_one(conn, senders)
    assert not delivery_loop.deliver_one(conn, senders)
    assert outbox_messages.list_(conn, channel="off")[0].state == "waiting"


def test_a_fault_of_our_own_keeps_no_other_message_from_being_sent(
    conn: db.Connection, caplog: pytest.LogCaptureFixture
) -> None:
    def send(_: db.Connection, message: Claimed) -> AttemptOutcome:
        raise ValueError(f"secret {message.settings}")

    outbox_messages.add(conn, channel(conn).id, "notice", NOTICE)
    assert delivery_loop.deliver_one(conn, {"webhook": Sender(send)})
    (message,) = outbox_messages.list_(conn)
    assert (message.state, message.outcome) == ("waiting", "later")
    assert "secret" not in caplog.text + message.reply


def test_what_has_nothing_left_to_say_is_gone(conn: db.Connection) -> None:
    _, senders = answering(NOTHING_LEFT)
    outbox_messages.add(conn, channel(conn).id, "notice", NOTICE)
    assert delivery_loop.deliver_one(conn, senders)
    assert outbox_messages.list_(conn) == []


def test_who_dies_with_a_message_in_hand_leaves_it_to_the_next_who_knows_it(
    conn: db.Connection,
) -> None:
    calls, senders = answering()
    outbox_messages.add(conn, channel(conn).id, "notice", NOTICE)
    first = db.row(conn, Claimed, "claim_message", {"lease": timedelta(seconds=90)})
    assert not delivery_loop.deliver_one(conn, senders)
    hurry(conn)
    assert delivery_loop.deliver_one(conn, senders)
    assert calls[0].unknown
    assert first
    assert (calls[0].key, calls[0].attempts) == (first.key, 2)
    delivery_loop._settle(
        conn, first, AttemptOutcome("refused", 400), 0
    )  # the first one comes back to life
    assert outbox_messages.list_(conn)[0].state == "sent"
    assert [
        attempt.ended_at is None for attempt in outbox_messages.attempts(conn, calls[0].id)
    ] == [False, False]


@pytest.mark.parametrize("state", ["waiting", "sent"])
def test_an_erasure_reaches_the_messages_about_an_answer(conn: db.Connection, state: str) -> None:
    _, senders = answering(*[AttemptOutcome("delivered", 200, "echo")] * 2)
    ops = channel(conn).id
    for recipient in (5, 6):
        outbox_messages.add(conn, ops, "notice", NOTICE, answer=AnswerKey("delay", recipient, 0))
        if state == "sent":
            delivery_loop.deliver_one(conn, senders)
    erasure.erase(conn, 5)
    rows = conn.execute(
        "select recipient, payload <> '{}', erased_at is null from outbox_message order by id"
    ).fetchall()
    left = [(6, True, True)]
    assert rows == (left if state == "waiting" else [(None, False, False), *left])
    messages = outbox_messages.list_(conn)
    replies = [
        reply.reply for message in messages for reply in outbox_messages.attempts(conn, message.id)
    ]
    assert replies == ([] if state == "waiting" else ["echo", ""])


KILLS = 3
MESSAGES = 30


def test_killed_workers_lose_nothing_and_double_nothing_that_has_a_key(
    conn: db.Connection, config: Config, side: OtherSide
) -> None:
    """The real worker's loop in a process of its own, killed again and again with calls on their way. The lease is
    short here, so that nobody waits; a side that knows keys sees each as one message."""
    places = [
        channel_list.add(
            conn, f"side {number}", "webhook", {"url": side.url}, config.session_keys, local=LOCAL
        )[0]
        for number in range(3)
    ]
    for number in range(MESSAGES):
        outbox_messages.add(conn, places[number % 3].id, "notice", NOTICE)
    side.pause = 0.02
    for kill in range(KILLS):
        worker = start(config)
        arrived, patience = len(side.requests), time.monotonic() + 30
        while (
            len(side.requests) < min(arrived + 2 + kill % 3, MESSAGES)
            and time.monotonic() < patience
        ):
            time.sleep(0.005)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    side.pause, worker = 0.0, start(config)
    patience = time.monotonic() + 60
    while outbox_messages.counts(conn)["sent"] < MESSAGES and time.monotonic() < patience:
        time.sleep(0.02)
    worker.kill()
    worker.wait()
    assert outbox_messages.counts(conn) == {"waiting": 0, "sending": 0, "sent": MESSAGES, "dead": 0}
    wanted = {str(message.key) for message in outbox_messages.list_(conn, limit=MESSAGES)}
    assert set(side.keys) == wanted
    unsettled = db.first_value(conn, "select count(*) from outbox_attempt where ended_at is null")
    assert sum(side.keys.values()) - MESSAGES <= unsettled  # each such doubling is of one key


SCRIPT = """
import sys, threading
from datetime import timedelta
from ipaddress import ip_network
from feedback_buttons.channels import senders
from feedback_buttons.outbox import delivery_loop
delivery_loop.LEASE = delivery_loop.deliver_one.__defaults__[0]
delivery_loop.deliver_one.__defaults__ = (timedelta(seconds=1.5),)
delivery_loop.IDLE = 0.02
way = senders.way((sys.argv[2],), "http://localhost", None, (ip_network("127.0.0.0/8"),))
threads = [threading.Thread(target=delivery_loop.run, args=(sys.argv[1], senders.senders(way, {}), threading.Event()))
           for _ in range(3)]
[thread.start() for thread in threads]
"""


def start(config: Config) -> subprocess.Popen[bytes]:
    """The sending threads of a worker, in a process of their own."""
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(config.database_url), config.session_keys[0]]
    )
