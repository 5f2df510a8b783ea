"""A call of one event is written by plain statements, one of many by a single statement: the same comes of both."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, LiteralString

import psycopg
import pytest
from psycopg import sql

from feedback_buttons.base.ids import first_id, time_of
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.ratings import rating_rows, write_refusals
from feedback_buttons.ratings.rating_rows import Event
from feedback_buttons.ratings.statements import Statements
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.storage import db
from feedback_buttons.storage.parts import Parting
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

START = datetime(2026, 12, 3, 14, tzinfo=UTC)
SINCE = START - timedelta(days=1)
CALLS = {
    "visit": "select * from record_{}_visit{}(%s::smallint, %s::json, %s)",
    "seen": "select record_{}_seen(%s::smallint, %s::json)",
    "verdict": "select occasion, written from record_{}_verdict{}(%s::smallint, %s::json)",
}
FIRST = {"one": 0, "many": 100}  # recipients of a campaign are counted from
# All that a click writes, without whose campaign it is.
TABLES: dict[str, LiteralString] = {
    "visit": "to_jsonb(t) - array['campaign', 'recipient'] || jsonb_build_object('whose', recipient % 100)",
    "rating": "to_jsonb(t) - array['campaign', 'recipient', 'changed'] || jsonb_build_object('whose', recipient % 100)",
    "comment": "to_jsonb(t) - array['campaign', 'recipient'] || jsonb_build_object('whose', recipient % 100)",
    "rating_change": "jsonb_build_object('whose', recipient % 100, 'occasion', occasion, 'bucket', bucket)",
    "rollup": "to_jsonb(t) - 'campaign'",
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug in ("one", "many"):
            campaigns.add(connection, Campaign(slug=slug, name=slug))
        yield connection


class Recipients:
    """Makes events of a few recipients by chance, many of which meet what is there already."""

    def __init__(self, conn: db.Connection, seed: int) -> None:
        self.conn = conn
        self.chance = random.Random(seed)
        self.at = START
        self.visits: list[tuple[int, Visit]] = []

    def events(self) -> Iterator[tuple[str, Event]]:
        """Which function is called, and its event without a campaign."""
        for _ in range(60):
            kind = self.chance.choice(["visit", "visit", "seen", "verdict"])
            yield kind, getattr(self, f"_{kind}")()

    def _visited(self, did: str) -> tuple[int, Visit]:
        if self.visits and self.chance.random() < 0.1:
            return self.chance.choice(self.visits)  # sent again
        self.at += timedelta(seconds=self.chance.choice([0.1, 1, 4, 70]))
        id = first_id(self.at) + self.chance.getrandbits(11)
        score = self.chance.choice([*range(1, 11), None])
        flags = frozenset(self.chance.sample(["bot", "late"], self.chance.randrange(3)))
        visit = Visit(id, time_of(id), did, score, self.chance.randrange(2), "eyeball", flags)
        self.visits.append((self.chance.randrange(1, 4), visit))
        return self.visits[-1]

    def _expected(self, recipient: int) -> int:
        """As many events as there are of a recipient, or not quite."""
        rows = self.conn.execute(
            "select events from rating where campaign = 'one' and recipient = %s", [recipient]
        ).fetchall()
        return sum(events for (events,) in rows) + self.chance.choice([0, 0, 1])

    def _of(self, recipient: int, visit: Visit) -> Event:
        return {
            **{"recipient": recipient, "occasion": 0, "bucket": recipient},
            **rating_rows.visit_columns(visit),
            "language": self.chance.choice([None, "nl"]),
        }

    def _visit(self) -> Event:
        recipient, visit = self._visited(
            self.chance.choice(["get", "get", "get", "head", "bare", "press"])
        )
        subject = Subject("one", recipient, 0, POLICIES["balanced"])
        slot = rating_rows.slot_columns(subject, visit)
        later = [
            replace(visit, id=visit.id + n, score=n)
            for n in range(1, self.chance.choice([1, 1, 3, 11]))
        ]
        return {
            **self._of(recipient, visit),
            **slot,
            **(rating_rows.more_columns(later) if slot and later else {}),
            "sent_at": self.chance.choice([None, START]),
        }

    def _seen(self) -> Event:
        recipient, visit = self._visited("seen")
        score = visit.score or 1
        about = {"expected": self._expected(recipient), "settles_at": visit.at, "score": score}
        return {**self._of(recipient, visit), "client_class": "iphone", **about}

    def _verdict(self) -> Event:
        recipient, visit = self._visited("press")
        event = self._of(recipient, visit)
        if self.chance.random() < 0.5:
            event["did"] = None
        counts = self.chance.choice([None, visit.score])
        aside = (
            None
            if counts is not None
            else self.chance.choice([None, "unconfirmed", "scanned", "withdrawn"])
        )
        return event | {
            **{"expected": self._expected(recipient), "counts": counts, "aside": aside},
            **{
                "state": self.chance.choice(["settling", "counted", "withdrawn"]),
                "proof": "pressed",
                "reason": "pressed",
            },
            **{
                "settles_at": None,
                "answer_id": visit.id,
                "answer_at": visit.at,
                "answer_client": visit.client,
            },
        }


def _called(conn: db.Connection, count: str, kind: str, event: Event) -> list[Any]:
    call = CALLS[kind].format(count, "s" * (count == "many"))
    whose = {"campaign": count, "recipient": event["recipient"] + FIRST[count]}
    values: list[Any] = [event["bucket"], rating_rows.encode([{**event, **whose}])]
    if kind == "visit":
        values.append(SINCE)
    rows = conn.execute(call.encode(), values).fetchall()
    return sorted(rows, key=str)


def _commented(conn: db.Connection, slug: str) -> None:
    """Everybody writes something, so that what a comment is listed by follows what comes later."""
    conn.execute(
        "select record_comment(campaign, recipient, occasion, bucket, id, at, 'nl', 'Jammer') from rating"
        " where campaign = %s and score is not null",
        [slug],
    )


def _rows(conn: db.Connection, slug: str, table: str) -> list[str]:
    read = sql.SQL("select {} from {} as t where campaign = {}").format(
        sql.SQL(TABLES[table]), sql.Identifier(table), slug
    )
    return sorted(map(str, conn.execute(read)))


@pytest.mark.parametrize("seed", range(12))
def test_one_event_leaves_what_it_leaves_among_many(conn: db.Connection, seed: int) -> None:
    for number, (kind, event) in enumerate(Recipients(conn, seed).events()):
        assert _called(conn, "one", kind, event) == _called(conn, "many", kind, event), (
            kind,
            event,
        )
        if number % 10 == 9:
            _commented(conn, "one")
            _commented(conn, "many")
    for table in TABLES:
        assert _rows(conn, "one", table) == _rows(conn, "many", table)
        assert _rows(conn, "one", table), table


def test_on_citus_a_probe_calls_nothing_that_takes_many(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("visits", "seen", "verdicts"):
        arguments = "smallint, json" + ", timestamptz" * (name == "visits")
        conn.execute(f"drop function record_many_{name}({arguments})".encode())
    with pytest.raises(psycopg.errors.UndefinedFunction):
        write_refusals.try_writing(conn)
    monkeypatch.setattr(write_refusals, "parting", lambda _: Parting(32, single=True))
    write_refusals.try_writing(conn)
    conn.execute("drop function record_seen")
    with pytest.raises(psycopg.errors.UndefinedFunction):
        write_refusals.try_writing(conn)


def test_on_citus_a_probe_lets_each_node_number_a_change(
    database: str, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write_refusals, "parting", lambda _: Parting(2, single=True))
    for role in (None, db.COLLECTOR):
        write_refusals.try_writing(conn, role)
        assert conn.autocommit
        assert db.first_value(conn, "select current_user = session_user")
    written = "select count(*) from rating, visit, rating_change"
    assert db.first_value(conn, written) == 0
    conn.execute(
        "create or replace function change_base() returns bigint language plpgsql as $$"
        " begin raise exception 'this node does not number changes yet'; end $$"
    )
    with db.connect(
        database
    ) as later:  # a session of its own: another's plans may hold the function as it was
        with pytest.raises(psycopg.errors.RaiseException, match="does not number"):
            write_refusals.try_writing(later, db.COLLECTOR)
        assert not later.autocommit
        assert db.first_value(later, "select current_user = session_user")


@pytest.mark.parametrize("parts", [1, 32])  # also before the rows are distributed
def test_on_citus_each_call_is_of_one_event(database: str, conn: db.Connection, parts: int) -> None:
    pool = Database(database)
    try:
        statements = Statements(pool)
        pool._parting = Parting(parts, single=True)
        calls: list[int] = []

        def write(events: Sequence[Event]) -> list[list[tuple[Any, ...]]]:
            calls.append(len(events))
            return statements._write_visits(events)

        recipients = Recipients(conn, 0)
        events = []
        for recipient in (1, 2, 3):
            _, visit = recipients._visited("get")
            events.append({**recipients._of(recipient, visit), "campaign": "one"})
        rows = statements._call(write, events)
    finally:
        pool.close()
    assert calls == [1, 1, 1]
    assert [row[0][6] for row in rows] == [event["id"] for event in events]
    assert conn.execute("select count(*) from rating").fetchall() == [(3,)]
