"""An answer that is erased while the worker writes about it: what it had read before and then writes is gone a round
later."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from answers import Answer, put
from other_side import LOCAL

from feedback_buttons.alerts import alert_collecting, alert_rules
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_events, case_opening, case_rules
from feedback_buttons.channels import channel_list
from feedback_buttons.recipients import erasure
from feedback_buttons.storage import db
from feedback_buttons.tickets import ticket_feeds

NOW = ids.utc_now() - timedelta(minutes=1)
KEPT = {
    "case": "select count(*) from comment where recipient = 7",
    "history": "select count(*) from comment_change where recipient = 7",
    "event": "select count(*) from case_event where recipient = 7 and did <> 'erased'",
    "alert": "select count(*) from alert_event where recipient = 7",
    "ticket": "select count(*) from ticket where recipient = 7",
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    """A database in which recipients 7 and 8 gave a 2, with alerts and tickets for that."""
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        fields = {"url": "http://127.0.0.1:9/"}
        channel_list.add(connection, "desk", "webhook", fields, ("a key",), local=LOCAL)
        ticket_feeds.add(connection, "desk")
        alert_rules.add(connection, "at once", ["case"], ["desk"])
        put(connection, "delay", Answer(7, 2, NOW), Answer(8, 2, NOW))
        connection.execute(
            "with new as (update rating set changed = current_change() returning *) "
            "insert into rating_change select campaign, changed, recipient, occasion, bucket from new"
        )
        yield connection


def left(conn: db.Connection) -> list[str]:
    return [name for name, query in KEPT.items() if db.first_value(conn, query)]


def work(conn: db.Connection) -> None:
    """The worker's steps that write about answers."""
    case_opening.look(conn, NOW)
    alert_collecting.round_(conn, NOW)
    ticket_feeds.queue(conn, NOW)


@pytest.mark.parametrize(
    ("place", "name", "remains"),
    [
        (case_rules, "judge", ["case", "history", "event", "alert", "ticket"]),
        (case_events, "since", ["alert"]),
        (ticket_feeds, "_tell", ["ticket"]),
    ],
    ids=["case", "alert", "ticket"],
)
def test_what_the_worker_had_read_before_is_erased_a_round_later(
    conn: db.Connection, database: str, monkeypatch: pytest.MonkeyPatch,
    place: object, name: str, remains: list[str],
) -> None:  # fmt: skip
    act: Callable[..., object] = getattr(place, name)
    erased: list[int] = []

    def erase_meanwhile(*values: object) -> object:
        result = act(*values) if name == "since" else None
        if not erased and not result:  # where it reads in pages, behind the last of them
            with db.connect(database, autocommit=True) as other:
                erased.append(erasure.erase(other, 7).ratings)
        return act(*values) if result is None else result

    monkeypatch.setattr(place, name, erase_meanwhile)
    work(conn)
    assert erased == [1]
    assert left(conn) == remains  # which is why somebody has to look again
    assert erasure.again(conn, ids.utc_now()) == 1
    ticket_feeds.queue(conn, NOW)
    assert left(conn) == []
    assert erasure.again(conn, ids.utc_now()) == 0
    others = ("comment", "comment_change", "case_event", "alert_event", "ticket")
    counts = [
        db.first_value(conn, f"select count(*) from {table} where recipient = 8")  # noqa: S608
        for table in others
    ]
    assert counts == [1] * 5


def test_who_answers_again_behind_their_erasure_keeps_that(conn: db.Connection) -> None:
    erasure.erase(conn, 7)
    put(conn, "delay", Answer(7, 3, ids.utc_now() + timedelta(seconds=1)))
    conn.execute(
        "with new as (update rating set changed = current_change(), id = %s where recipient = 7 returning *) "
        "insert into rating_change select campaign, changed, recipient, occasion, bucket from new",
        [ids.first_id(ids.utc_now() + timedelta(seconds=1))],
    )
    work(conn)
    assert erasure.again(conn, ids.utc_now()) == 0
    assert left(conn) == ["case", "history", "event", "alert", "ticket"]
