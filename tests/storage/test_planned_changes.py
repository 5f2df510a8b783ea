"""Changes of rows keep what an engine asks of the functions in them, operators and casts among them."""

from collections.abc import Iterator

import pytest
from parsed_changes import Functions, broken_changes, parsed, planned

from feedback_buttons.storage import db

# What Postgres cannot tell from the statement: psycopg names the types of what it gives.
TYPES = {
    "use_api_key": ["timestamptz", "bigint"],
    "handle_comment": [
        *("text", "text", "timestamptz", "timestamptz", "text", "text", "bigint", "bigint"),
        *("smallint", "text", "timestamptz", "bigint"),
    ],
    "next_try": ["interval", "integer", "bytea"],
    "note_upkeep": ["text", "timestamptz", "float8", "bigint", "text"],
}


@pytest.fixture
def owner(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        connection.prepare_threshold = None
        yield connection


@pytest.fixture
def functions(owner: db.Connection) -> Functions:
    return planned(owner)


def test_each_change_of_a_planned_table_asks_only_what_it_may(
    owner: db.Connection, functions: Functions
) -> None:
    assert {"channel", "rollup_zone", "ticket", "rating"} <= {*functions.tables.values()}
    broken, read = {}, 0
    for path in sorted((db.SQL / "queries").rglob("*.sql")):
        text, _ = db.numbered(path.stem)
        if b"pg_dist_" in text:  # which a plain server has not, and which nobody changes
            continue
        tree = parsed(owner, text.decode(), TYPES.get(path.stem))
        read += 1
        if rules := broken_changes(tree, functions):
            broken[path.stem] = rules
    assert (broken, read > 300) == ({}, True)


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("update channel set free_at = clock_timestamp()", "calls what is volatile"),
        (
            "update rating set at = at + interval '1 day'",
            "asks what is stable of a column",
        ),
        (
            "delete from ticket where changed_at::date = '2026-01-01'",
            "asks what is stable of a column",
        ),
        (
            "update outbox_message set sent_at = case when id = 1 then now() end",
            "asks what is not immutable by cases",
        ),
        (
            "insert into rollup_zone (campaign, zone) values ('a', 'b')"
            " on conflict (campaign) do update set folded_at = now()",
            "on conflict calls what is not immutable",
        ),
        ("delete from rating returning at::date", "returns what is not immutable"),
    ],
)
def test_a_broken_rule_is_seen(
    owner: db.Connection, functions: Functions, statement: str, rule: str
) -> None:
    assert broken_changes(parsed(owner, statement, None), functions) == {rule}


@pytest.mark.parametrize(
    "statement",
    [
        "update upkeep set at = clock_timestamp()",  # which no key connects: the coordinator's own
        "update channel set free_at = now() + $1::interval",
        "insert into rating_change values ($1, current_change(), 1, 0, 1)",
        "delete from rating where at < $1",
    ],
)
def test_what_it_may_ask_is_let_be(
    owner: db.Connection, functions: Functions, statement: str
) -> None:
    assert broken_changes(parsed(owner, statement, None), functions) == set()
