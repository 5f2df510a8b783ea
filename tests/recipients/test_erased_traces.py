"""After an erasure nothing tells of the person: marks are put into every field that one can reach and looked for in
every table, statistic, log, spool file, upload and backup."""

import logging
import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from outages import collector
from person import Clock, Person
from postbox import PASSWORD

from feedback_buttons.accounts import users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_opening
from feedback_buttons.channels import channel_list
from feedback_buttons.comments import comment_handling, comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app as create_dashboard
from feedback_buttons.embedded_postgres import postgres_binaries
from feedback_buttons.endpoint.spool import SpoolEntry
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.outbox import delivery_loop, outbox_messages
from feedback_buttons.outbox.delivery_loop import Sender
from feedback_buttons.outbox.outbox_messages import AnswerKey
from feedback_buttons.outbox.outcomes import AttemptOutcome
from feedback_buttons.processes import worker
from feedback_buttons.ratings import overrules
from feedback_buttons.ratings.overrules import Decision
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.recipients import erasure, later_outcomes, references
from feedback_buttons.recipients.later_outcomes import LaterOutcome
from feedback_buttons.recipients.references import KeptMessage
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db
from feedback_buttons.topics import housekeeping
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

MARK = "zoemark"
ZOE = 4711
TABLES = """select relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = 'public' and relkind = 'r'"""


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        users.add(connection, "editor", PASSWORD, "editor")
        yield connection


@pytest.fixture
def web(config: Config, clock: Clock, conn: db.Connection) -> Iterator[Endpoint]:
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config, clock)
    yield app
    app.close()


@pytest.fixture
def clock() -> Clock:
    return Clock(ids.utc_now() - timedelta(hours=1))


@pytest.fixture
def dashboard(config: Config, conn: db.Connection) -> Iterator[Flask]:
    assert conn.info.dbname in str(config.database_url)
    app = create_dashboard(config)
    yield app
    app.extensions["feedback_buttons"].close()


def answered(web: Endpoint, config: Config, clock: Clock) -> Person:
    """Zoe answers, with her name in every field, header and parameter that she can reach."""
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", ZOE, 0)
    person = Person(web.test_client(), clock)
    person.headers |= {
        "User-Agent": person.headers["User-Agent"] + f" {MARK}", "Referer": f"https://{MARK}.example",
        "Cookie": f"name={MARK}", "X-Forwarded-For": MARK, "Accept-Language": f"nl,{MARK}",
        "X-Requested-With": MARK, MARK: MARK,
    }  # fmt: skip
    person.open(f"/r/delay/{token}/03?utm_term={MARK}")
    person.address = f"/r/delay/{token}/03"
    person.press(3, f"I am {MARK}", question=MARK, choice=MARK, extra=MARK)
    person.press(4, f"I am still {MARK}", had_comment="1", language=MARK)
    return person


def handled(conn: db.Connection, client: FlaskClient) -> None:
    """The team writes her name wherever it can in what it does with her answer, and takes it away."""
    key = CommentKey("delay", ZOE, 0)
    case_opening.look(conn, ids.utc_now())
    fields: tuple[comment_handling.Field, ...] = ("tag", "note")
    for field in fields:
        comment_handling.change(conn, key, "editor", field, MARK)
    references.keep(conn, [ZOE], [MARK], [{"name": MARK}], ids.utc_now())
    now = ids.utc_now()
    later_outcomes.put(conn, [LaterOutcome(ZOE, MARK, now.date(), 1.0)], now)
    kept = KeptMessage(ZOE, 0, MARK, {"name": MARK})
    references.keep_messages(conn, "delay", [kept], ids.utc_now())
    told_of(conn)
    overrules.decide(conn, ("delay", ZOE, 0), Decision(score=5), account="editor", note=MARK)
    for form in ("csv", "parquet", "xlsx"):
        for view in (f"search={MARK}", f"tag={MARK}", f"campaign=delay&attribute=name%3D{MARK}"):
            client.get(f"/comments.{form}?{view}")
    client.post("/sign-in", data={"name": "editor", "password": "wrong"})


def told_of(conn: db.Connection) -> None:
    """Messages about her answer, one that waits and one that went out, with her name in them and in the reply."""
    hook, key = {"url": "https://example.com/"}, ("a key",)
    channel, _ = channel_list.add(conn, "ops", "webhook", hook, key)
    answer = AnswerKey("delay", ZOE, 0)
    for _ in range(2):
        outbox_messages.add(conn, channel.id, "notice", {"title": MARK}, answer=answer)
    reply = AttemptOutcome("delivered", 200, MARK)
    assert delivery_loop.deliver_one(conn, {"webhook": Sender(lambda *_: reply)})


def put_aside(web: Endpoint, clock: Clock) -> None:
    """An answer of hers that the database would not take lies on the web host's disk."""
    visit = Visit(
        ids.first_id(clock()), clock(), "press", 3, 1, "unknown", frozenset(), None, "ask"
    )
    subject = Subject("delay", ZOE, 0, POLICIES["balanced"], None, "nl", 0)
    spool = collector(web).spool
    spool.write([SpoolEntry(subject, visit, MARK)])
    spool.finish()
    for segment in spool.segments():
        for entry in segment.entries():
            segment.refuse(entry)
        segment.remove()


def by_staff(conn: db.Connection, person: Person) -> None:
    assert person
    erasure.erase_all(conn, [ZOE])


def by_herself(conn: db.Connection, person: Person) -> None:
    person.press(4, do="erase")
    person.press(4, do="erase-now")
    # The sender's own list is the sender's to clear; only what she answered is hers to erase.
    conn.execute("delete from recipient")
    conn.execute("delete from occasion_attribute")
    conn.execute("delete from outcome")


def traces(conn: db.Connection, folder: Path, *, mark: str = MARK) -> set[str]:
    """Where the mark still stands: in which tables, which columns' statistics and which files."""
    where = set()
    for (table,) in conn.execute(TABLES.encode()).fetchall():
        marked = f"select 1 from {table} as row where row::text ilike %s limit 1"  # noqa: S608 (the schema's names)
        if conn.execute(marked.encode(), [f"%{mark}%"]).fetchone():
            where.add(table)
    sampled = "select tablename || '.' || attname from pg_stats where pg_stats::text ilike %s"
    where |= {row[0] for row in conn.execute(sampled, [f"%{mark}%"])}
    for path in folder.rglob("*"):
        if path.is_file() and mark.encode() in path.read_bytes().lower():
            where.add(path.name)
    return where


def backup(url: str, folder: Path) -> None:
    """What pg_dump takes of the database, as text."""
    programs = postgres_binaries.find(folder, {}, None)
    with (folder / "backup.sql").open("wb") as file:
        subprocess.run(
            [str(programs / "pg_dump"), url], stdout=file, check=True, env={"PATH": os.defpath}
        )


@pytest.mark.parametrize("erase", [by_staff, by_herself])
def test_no_mark_of_a_person_is_left_anywhere(
    conn: db.Connection,
    config: Config,
    clock: Clock,
    web: Endpoint,
    dashboard: Flask,
    erase: Callable[[db.Connection, Person], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    client = dashboard.test_client()
    client.post("/sign-in", data={"name": "editor", "password": PASSWORD})
    person = answered(web, config, clock)
    handled(conn, client)
    put_aside(web, clock)
    housekeeping.keep(conn)
    conn.execute("analyze")
    before = traces(conn, config.data_dir)
    assert {
        "rating",
        "comment",
        "comment_change",
        "overrule",
        "recipient",
        "tag",
        "topic_text",
    } <= before
    assert {"outbox_message", "outbox_attempt"} <= before
    assert {"occasion_attribute", "outcome", "refused.jsonl"} <= before

    clock.now = ids.utc_now()
    erase(conn, person)
    collector(web).recorder.replay.forget_erased()
    worker.keep_house(conn, ids.utc_now(), worker.Retention())
    backup(str(config.database_url), config.data_dir)
    (config.data_dir / "test.log").write_text(caplog.text)
    assert traces(conn, config.data_dir) == set()
    assert comment_list.find(conn, Filter(), limit=9).comments == ()


def test_a_tag_stays_while_another_comment_has_it(
    conn: db.Connection, web: Endpoint, config: Config, clock: Clock
) -> None:
    person = answered(web, config, clock)
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", ZOE + 1, 0)
    other = Person(web.test_client(), clock)
    other.open(f"/r/delay/{token}/09")
    other.press(9, "thanks")
    for recipient in (ZOE, ZOE + 1):
        comment_handling.change(conn, CommentKey("delay", recipient, 0), "editor", "tag", "late")
    person.press(4, do="erase")
    person.press(4, do="erase-now")
    assert db.column(conn, "tags") == ["late"]
    erasure.erase(conn, ZOE + 1)
    assert db.column(conn, "tags") == []
