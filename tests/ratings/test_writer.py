"""Ratings and their sums, written by many at once, twice, and in any order."""

import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
import write_functions
from deeds import START, Recipient, Step, Ticking
from sums import mislisted, unequal

from feedback_buttons.base.ids import Ids
from feedback_buttons.embedded_postgres import postgres, postgres_binaries
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.ratings.write_pool import Away, Database
from feedback_buttons.ratings.writer import EvidenceChanged, Ratings
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

# The newest Postgres by the package, and the system's own where it has one: Debian's is 15.
SERVERS = (
    "embedded",
    *(["system"] if list(postgres_binaries.SYSTEM.glob("*/bin/postgres")) else []),
)


@pytest.fixture(scope="module")
def system() -> Iterator[str]:
    """The address of a migrated database on the system's own Postgres."""
    folder = Path(tempfile.mkdtemp(prefix="feedback-buttons-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(postgres_binaries, "wheel", lambda: None)
        with postgres.running(folder, durable=False) as url:
            migrate(url)
            yield url
    shutil.rmtree(folder)


@pytest.fixture(params=SERVERS)
def url(request: pytest.FixtureRequest) -> str:
    """A migrated, empty database on each server."""
    url: str = request.getfixturevalue("database" if request.param == "embedded" else "system")
    with psycopg.connect(url) as connection:
        connection.execute("truncate rating, visit, rollup, comment")
    return url


@pytest.fixture
def ratings(url: str) -> Iterator[Ratings]:
    database = Database(url, role=db.COLLECTOR, size=16)
    yield Ratings(database)
    database.close()


def insist(step: Step, ratings: Ratings) -> None:
    """Do something until it is done, as what waits on a disk is: a busy machine's database is away now and then."""
    while True:
        try:
            step(ratings)
        except (Away, EvidenceChanged):
            time.sleep(0.05)
        else:
            return


def test_sums_equal_ratings_while_many_write_the_same_recipients_in_any_order(
    ratings: Ratings, url: str
) -> None:
    chance = random.Random(17)
    ids = Ids(Ticking())
    recipients = [Recipient(number, ids, chance) for number in range(12)]
    steps = [step for _ in range(3) for recipient in recipients for step in recipient.deeds()]
    steps += chance.choices(steps, k=len(steps) // 2)  # what is sent again
    chance.shuffle(steps)
    over = threading.Event()
    found: list[object] = []

    def watch() -> None:
        while not over.wait(0.01):
            found.extend(unequal(url) + mislisted(url, judged=False))

    watcher = threading.Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(12) as threads:
        list(threads.map(lambda step: insist(step, ratings), steps))
    over.set()
    watcher.join()
    assert not found
    assert not unequal(url)
    assert not mislisted(url)
    assert (
        ratings.statements.batches(0).visits.calls < ratings.statements.batches(0).visits.written
    )  # some were written together


def test_the_outcome_is_what_all_the_evidence_says_whatever_the_order(
    ratings: Ratings, url: str
) -> None:
    chance = random.Random(4)
    outcomes = set()
    recipient = Recipient(7, Ids(Ticking()), chance)
    steps = [step for _ in range(3) for step in recipient.deeds()]
    for _ in range(6):
        chance.shuffle(steps)
        for step in steps:
            step(ratings)
        with psycopg.connect(url) as connection:
            outcome = "select score, proof, state, reason from rating"
            outcomes.add(connection.execute(outcome).fetchone())
            connection.execute("truncate rating, visit, rollup, comment")
    assert len(outcomes) == 1


def pressed(ids: Ids, score: int) -> tuple[Visit, Visit]:
    """A page that is fetched, and the press on it."""
    (page, _), (id, at) = ids.next(), ids.next()
    fetch = Visit(page, at - timedelta(seconds=31), "get", score, 1, "eyeball")
    return fetch, Visit(id, at, "press", score, 1, "eyeball", page=page, mode="ask")


def test_the_short_way_of_a_first_answer_leaves_what_the_long_one_does(
    ratings: Ratings, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for short in (True, False):
        if not short:
            monkeypatch.setattr(ratings.statements, "confirm", lambda *_: False)
        with psycopg.connect(url) as connection:
            connection.execute("truncate rating, visit, rollup")
        recipient = Recipient(7, Ids(lambda: START), random.Random(2))
        recipient.subject = replace(recipient.subject, client_class="android")
        for step in recipient.click():
            step(ratings)
            step(ratings)  # what is sent again changes nothing
        with psycopg.connect(url) as connection:
            rows = (
                "select recipient, events, score, aside, state, proof, reason, settles_at, client, client_class "
                "from rating"
            )
            sums = "select sum(n1 + n2 + n3 + n4 + n5 + n6 + n7 + n8 + n9 + n10), sum(unconfirmed) from rollup"
            seen = "select did, score, client, network, flags, mode from visit order by id"
            found.append([connection.execute(each).fetchall() for each in (rows, sums, seen)])
        assert not unequal(url)
    assert found[0] == found[1]
    assert found[0][0][0][-1] == "android"
    assert found[0][1] == [(1, 0)]


def test_an_erasure_that_comes_late_leaves_what_was_answered_after_it(
    ratings: Ratings, url: str
) -> None:
    ids = Ids(Ticking())
    subject = Subject("wave", 1, 0, POLICIES["balanced"])
    fetch, first = pressed(ids, 3)
    id, at = ids.next()
    erase = Visit(id, at, "erase", None, 1, "eyeball", page=fetch.id, mode="erase")
    again, second = pressed(ids, 9)
    for visit, comment in ((first, "secret"), (second, "public")):
        ratings.visit(subject, fetch if visit is first else again)
        ratings.press(subject, visit, comment)
    ratings.erase(subject, erase)
    ratings.erase(subject, erase)
    with psycopg.connect(url) as connection:
        rows = connection.execute("select score, comment from rating").fetchall()
        kept = connection.execute("select id from single_visit order by id").fetchall()
    assert rows == [(9, "public")]
    assert kept == [(erase.id,), (again.id,), (second.id,)]
    assert not unequal(url)
    assert not mislisted(url)


def test_what_comes_late_from_before_an_erasure_is_forgotten_too(
    ratings: Ratings, url: str
) -> None:
    ids = Ids(Ticking())
    subject = Subject("wave", 1, 0, POLICIES["balanced"])
    fetch, first = pressed(ids, 3)
    id, at = ids.next()
    ratings.erase(subject, Visit(id, at, "erase", None, 1, "eyeball", mode="erase"))
    ratings.visit(subject, fetch)
    ratings.press(subject, first, "secret")
    with psycopg.connect(url) as connection:
        assert connection.execute("select did from visit").fetchall() == [("erase",)]
        rows = connection.execute("select score, state, comment, clicked from rating").fetchall()
    assert rows == [(None, "erased", None, None)]
    assert not unequal(url)
    assert not mislisted(url)


@pytest.mark.parametrize("name", ["record_many_seen", "record_many_visits", "record_many_verdicts"])
def test_a_write_is_planned_by_key_while_the_tables_are_new_and_empty(url: str, name: str) -> None:
    with db.write_connection(url, None, durable=True) as connection:
        call = write_functions.prepare(connection, name)
        rows = connection.execute(f"explain (format json) {call}".encode()).fetchone()
    assert rows
    scans = [
        node
        for node in _nodes(rows[0][0]["Plan"])
        if "Relation Name" in node and "Index Name" in node
    ]
    for scan in scans:
        assert scan["Index Name"].endswith("_pkey"), scan
        assert "recipient = " in scan["Index Cond"], scan
    assert not [node for node in _nodes(rows[0][0]["Plan"]) if node["Node Type"] == "Seq Scan"]
    assert (
        scans or name == "record_many_visits"
    )  # which the index that finds conflicts leads to its row


def test_the_tables_that_grow_can_be_distributed_by_their_bucket(url: str) -> None:
    with psycopg.connect(url) as connection:
        growing = [
            name  # a queue whose messages are of nobody, too, stays on one server
            for (name,) in connection.execute(
                "select attrelid::regclass::text from pg_attribute join pg_class on pg_class.oid = attrelid "
                "where attname = 'bucket' and relkind in ('r', 'p') and not relispartition and attnotnull"
            )
        ]
        assert {"visit", "rating", "rating_change", "rollup", "comment", "recipient"} <= set(
            growing
        )
        for table in growing:
            unique = connection.execute(
                "select indexdef from pg_indexes where tablename = %s and indexdef ~ 'UNIQUE'",
                [table],
            ).fetchall()
            assert unique, table
            assert all("bucket" in definition for (definition,) in unique), unique
            tied = "select conname from pg_constraint where %s::regclass in (conrelid, confrelid) and contype = 'f'"
            assert not connection.execute(tied, [table]).fetchall(), table
            fired = (
                "select tgname from pg_trigger where tgrelid = %s::regclass and not tgisinternal"
            )
            assert not connection.execute(fired, [table]).fetchall(), table
            numbered = (
                "select attname from pg_attribute where attrelid = %s::regclass "
                "and (attidentity <> '' or pg_get_serial_sequence(%s, attname) is not null) and attnum > 0"
            )
            assert not connection.execute(numbered, [table, table]).fetchall(), table


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)


def test_a_poisoned_row_fails_alone(ratings: Ratings, url: str) -> None:
    ids = Ids(Ticking())
    gate, inside = threading.Event(), threading.Event()
    write = ratings.statements.batches(0).visits._write

    def slow(events: object) -> object:
        inside.set()
        gate.wait(10)
        return write(events)  # type: ignore[arg-type]  # passed through

    ratings.statements.batches(0).visits._write = slow  # type: ignore[assignment]  # the same, slower

    def record(recipient: int, did: str) -> object:
        id, at = ids.next()
        subject = Subject("wave", recipient, 0, POLICIES["balanced"])
        return ratings.visit(subject, Visit(id, at, did, 5, 1, "eyeball"))

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(record, 1, "get")
        assert inside.wait(10)
        others = [threads.submit(record, n, "nonsense" if n == 4 else "get") for n in range(2, 7)]
        while len(ratings.statements.batches(0).visits._waiting) < 5:
            pass
        gate.set()
        first.result()
        errors = [type(each.exception()) for each in others]
    assert errors == [type(None)] * 2 + [psycopg.errors.CheckViolation] + [type(None)] * 2
    with psycopg.connect(url) as connection:
        assert connection.execute("select count(*) from rating").fetchone() == (5,)


@pytest.mark.parametrize(
    "column",
    ["comment from rating", "words from comment", "note from comment", "value from comment_change"],
)
def test_the_collectors_role_can_write_a_comment_but_not_read_one(url: str, column: str) -> None:
    with (
        db.write_connection(url, db.COLLECTOR, durable=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(f"select {column}".encode())
