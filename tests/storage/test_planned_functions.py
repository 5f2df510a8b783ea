"""What functions ask, tried on a database that holds all there is: each statement as Postgres itself reads it, held
against what Citus asks of functions in changes of rows."""

import json
from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from parsed_changes import Parsed, broken_changes, planned, read

from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.storage import db, migrate

NOW = ids.utc_now()


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        connection.prepare_threshold = None
        yield connection


@pytest.fixture
def trees(conn: db.Connection) -> list[Parsed]:
    """The statements that were read since, those within functions too."""
    read_since: list[Parsed] = []

    def note(told: psycopg.errors.Diagnostic) -> None:
        if "rewritten parse tree" in (told.message_primary or ""):
            read_since.extend(read(told.message_detail or ""))

    conn.add_notice_handler(note)
    conn.execute(
        "set debug_pretty_print = off; set debug_print_rewritten = on; set client_min_messages = log"
    )
    return read_since


def _broken(conn: db.Connection, trees: list[Parsed]) -> set[str]:
    conn.execute("set client_min_messages = warning")
    functions = planned(conn)
    assert {"rating", "visit", "visit_other", "channel"} <= {*functions.tables.values()}
    return {rule for tree in trees for rule in broken_changes(tree, functions)}


def test_days_of_evidence_are_made_by_what_can_be_planned(
    conn: db.Connection, trees: list[Parsed]
) -> None:
    migrate.keep_partitions(conn, NOW + timedelta(days=30), 10)
    assert (_broken(conn, trees), len(trees) > 10) == (set(), True)


def test_an_answer_is_erased_by_what_can_be_planned(
    conn: db.Connection, trees: list[Parsed]
) -> None:
    """With all that hangs on it, which triggers take along."""
    answers = conn.execute(
        "select bucket, campaign, recipient, occasion from comment where at is not null"
        " order by cardinality(tags) desc limit 20"
    ).fetchall()
    for bucket, campaign, recipient, occasion in answers:
        row = {"bucket": bucket, "campaign": campaign, "recipient": recipient, "occasion": occasion}
        at = NOW + timedelta(days=400)
        conn.execute(
            db.query("erase_answer"), {**row, "at": at, "id": ids.first_id(at), "client": 1}
        )
    assert (_broken(conn, trees), len(trees) > 40) == (set(), True)


def test_a_click_writes_by_what_can_be_planned(conn: db.Connection, trees: list[Parsed]) -> None:
    """A mail that is fetched twice, seen, and answered twice with words and all."""
    slug = db.first_value(conn, "select min(slug) from campaign")
    event = {
        "campaign": slug,
        "recipient": 7,
        "occasion": 3,
        "score": 7,
        "client": 1,
        "network": "eyeball",
        "flags": [],
    }
    event |= {"state": "settling", "proof": "pressed", "reason": "pressed", "counts": 7, "page": 1}

    def sent(did: str, second: int, expected: int) -> str:
        at = NOW + timedelta(seconds=second)
        id = ids.first_id(at)
        more = {"id": id, "at": at.isoformat(), "did": did, "expected": expected, "answer_id": id}
        return json.dumps([{**event, **more, "answer_at": at.isoformat(), "answer_client": 1}])

    for second in (1, 2):
        conn.execute("select record_visit(7::smallint, %s::json, now())", [sent("get", second, 0)])
    conn.execute("select record_seen(7::smallint, %s::json)", [sent("seen", 3, 2)])
    for second, words in ((4, "Slow"), (5, "Slow and late")):
        conn.execute(
            "select record_answer(7::smallint, %s::json, %s, 1, 2, 'me@example.com')",
            [sent("press", second, second - 1), words],
        )
    conn.execute(
        "insert into topic_text select campaign, recipient, occasion, bucket, now(), 7, 'en', words from comment"
        " where recipient = 7 on conflict do nothing"
    )
    conn.execute(
        "select record_answer(7::smallint, %s::json, 'Late', null, null, '')", [sent("press", 6, 5)]
    )
    written = "select words::text from comment where recipient = 7 and occasion = 3"
    assert "late" in db.first_value(conn, written)
    assert (_broken(conn, trees), len(trees) > 20) == (set(), True)


def test_a_change_that_cannot_be_planned_is_seen_within_a_function(
    conn: db.Connection, trees: list[Parsed]
) -> None:
    conn.execute(
        "do $$ declare day date := now(); begin delete from visit_other where at < day; end $$"
    )
    assert _broken(conn, trees) == {"asks what is stable of a column"}
