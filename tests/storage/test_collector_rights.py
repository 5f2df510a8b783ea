"""What the role of the recipients' endpoint may do, read from Postgres; and what it may not, tried."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest
from answers import START, Answer, put

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.embedded_postgres import cluster
from feedback_buttons.storage import db

# By table: what of whole rows, and what of some columns only.
RIGHTS = {
    "campaign": ("SELECT", ""),
    "visit": ("SELECT", ""),
    "rating": ("", "SELECT"),
    "overrule": ("", "SELECT"),
    "erasure": ("SELECT", ""),
    "tool_key": ("SELECT", ""),
    "learned_scanner": ("SELECT", ""),
}
# What it writes it writes through these, and reads of a recipient; and what they call, and it may not.
FUNCTIONS = {"record_visit", "record_seen", "record_verdict", "record_answer", "record_unsigned", "erase_answer",
             "add_broken_clicks", "learn_scanners", "share_client_key", "standby_progress",
             "recorded_evidence", "last_occasion"}  # fmt: skip
INNER = {"record_comment", "record_choice", "record_contact", "forget_comment_topics",
         "record_many_seen", "record_many_verdicts"}  # fmt: skip
# Columns that it can never read.
UNREAD = {"rating": {"comment", "commented_at", "question", "choice"}, "overrule": {"account", "note"},
          "tool_key": {"hash", "secret"}}  # fmt: skip
FORBIDDEN = (
    "delete from visit",
    "insert into visit (campaign, recipient, occasion, bucket, id, at, did, client, network, flags)"
    " values ('delay', 1, 0, 0, 1, now(), 'get', 1, 'unknown', '{}')",
    "update rating set score = 10",
    "insert into rollup (campaign, minute, bucket, n10) values ('delay', now(), 0, 1000)",
    "update rollup set n10 = 1000",
    "insert into rating_change values ('delay', 1, 1, 0, 0)",
    "select score from unsigned_answer",
    "update unsigned_answer set score = 10",
    "update learned_scanner set mails = 0",
    "insert into broken_click values ('delay', 'empty', '2026-12-05 00:00Z', now(), 1)",
    "select record_comment('delay', 1, 0, 1::smallint, 1, now(), 'en', 'x')",
    "select record_choice('delay', 1, 0, 1::smallint, 1, 1, 1)",
    "update visit set score = 10",
    "truncate visit",
    "delete from overrule",
    "insert into overrule (campaign, recipient, occasion, bucket, at, account) values ('a', 1, 0, 1, now(), 'x')",
    "delete from rating",
    "update rating set comment = 'x'",
    "select comment from rating",
    "select * from rating",
    "select words from comment",
    "delete from comment",
    "select * from comment_change",
    "select * from client_key",
    "delete from client_key",
    "insert into client_key values (now(), 'x')",
    "select * from recipient",
    "select * from occasion_attribute",
    "select * from account",
    "select * from account_session",
    "select * from api_key",
    "select * from audit",
    "delete from erasure",
    "insert into erasure values (1, now())",
    "update campaign set name = 'x'",
    "delete from rollup",
    "delete from rating_change",
    "select comment from unsigned_answer",
    "select keep_visit_partitions(now()::date, 1, now()::date)",
    "set role feedback",
    "set session authorization feedback",
    "create table x (a int)",
    "create function x() returns int language sql return 1",
    "alter table visit add column x int",
    "drop table visit",
    "select pg_read_file('/etc/passwd')",
    "copy visit to program 'id'",
    "grant select on account to feedback_collector",
    "select pg_sleep(0) from pg_authid",
)


@pytest.fixture
def owner(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        put(connection, "delay", Answer(1, 3, comment="secret"))
        yield connection


@pytest.fixture
def collector(database: str, owner: db.Connection) -> Iterator[db.Connection]:
    """A connection of the role's own, as the embedded Postgres' web process has it."""
    assert owner
    with db.connect(cluster.url_of(database, db.COLLECTOR), autocommit=True) as connection:
        yield connection


def test_the_grants_are_those_that_are_written_down(owner: db.Connection) -> None:
    whole: dict[str, set[str]] = {}
    of_columns: dict[str, set[str]] = {}
    grants = "select table_name, privilege_type from information_schema.role_table_grants where grantee = %s"
    for table, right in owner.execute(grants, [db.COLLECTOR]):
        whole.setdefault(table, set()).add(right)
    columns = "select table_name, privilege_type from information_schema.role_column_grants where grantee = %s"
    for table, right in owner.execute(columns, [db.COLLECTOR]):
        if right not in whole.get(table, set()):
            of_columns.setdefault(table, set()).add(right)
    assert {
        table: (" ".join(sorted(whole.get(table, ()))), " ".join(sorted(of_columns.get(table, ()))))
        for table in whole.keys() | of_columns.keys()
    } == RIGHTS


def test_no_grant_is_for_a_column_that_it_must_not_read(owner: db.Connection) -> None:
    for table, columns in UNREAD.items():
        granted = {
            column
            for (column,) in owner.execute(
                "select column_name from information_schema.role_column_grants"
                " where grantee = %s and table_name = %s",
                [db.COLLECTOR, table],
            )
        }
        assert not granted & columns, table


def test_its_functions_have_a_fixed_search_path_and_are_nobody_elses(owner: db.Connection) -> None:
    functions = owner.execute(
        "select proname, array_to_string(proconfig, ';'), proacl::text,"
        " case when prorettype = 'trigger'::regtype then 'by triggers'"
        " when has_function_privilege(%s, oid, 'execute') then 'by it' else 'by functions' end"
        " from pg_proc where prosecdef",
        [db.COLLECTOR],
    ).fetchall()
    assert {name for name, *_, called in functions if called == "by it"} == FUNCTIONS
    assert {name for name, *_, called in functions if called == "by functions"} == INNER
    for name, settings, rights, _ in functions:
        assert settings == "search_path=pg_catalog, public, pg_temp", name
        assert "{=X" not in rights, f"everybody may run {name}"
        assert ",=X" not in rights, f"everybody may run {name}"


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_what_it_may_not_is_refused(collector: db.Connection, statement: str) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        collector.execute(statement.encode())
    assert refusal.value.sqlstate in ("42501", "0A000"), refusal.value


def test_giving_up_its_role_gives_it_nothing(collector: db.Connection) -> None:
    collector.execute("reset role")
    collector.execute("reset session authorization")
    (name,) = collector.execute("select current_user").fetchone() or ("",)
    assert name == db.COLLECTOR
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        collector.execute("delete from visit")


def test_a_planted_table_catches_nothing_of_its_functions(
    collector: db.Connection, owner: db.Connection
) -> None:
    collector.execute("create temporary table client_key (day date primary key, key bytea)")
    collector.execute("create temporary table comment (like visit)")
    values = {"day": "2026-12-05", "key": b"k" * 16}
    assert collector.execute(db.query("client_key"), values).fetchone() == (values["key"],)
    assert owner.execute("select day::text from client_key").fetchall() == [("2026-12-05",)]
    assert collector.execute("select * from pg_temp.client_key").fetchall() == []


def test_an_erasure_that_it_makes_leaves_its_mark(
    collector: db.Connection, owner: db.Connection
) -> None:
    row = {"campaign": "delay", "recipient": 1, "occasion": 0, "bucket": ids.bucket(1)}
    at = START + timedelta(days=1)
    row |= {"at": at, "id": ids.first_id(at), "client": 1}
    collector.execute(db.query("erase_answer"), row)
    assert owner.execute("select state, comment from rating").fetchall() == [("erased", None)]
    assert owner.execute("select did from visit").fetchall() == [("erase",)]
    assert owner.execute("select campaign, recipient from erasure").fetchall() == [("delay", 1)]
