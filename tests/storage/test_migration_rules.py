"""No migration keeps recipients waiting: what newer ones may do to tables that grow."""

import pytest
from migration_rules import LAST_WITHOUT, broken_rules

from feedback_buttons.storage import migration_files
from feedback_buttons.storage.migration_files import Migration

FINE = {
    "a column": "alter table rating add column mood smallint;",
    "a column with a constant": "alter table rating add column mood smallint not null default 0;",
    "a check for later": "alter table rating add constraint low check (score < 9) not valid;",
    "a table of its own": "create table mood (id bigint primary key); create index on mood (id);",
    "a column that is gone": "alter table rating drop column mood;",
    "a function that writes": "create function f() returns void language sql as $$ update rating set at = null $$;",
    "in steps": "-- Manner: in steps through rating.\nupdate rating set mood = 1\n"
    "where mood is null and ctid >= %(first)s and ctid < %(end)s",
    "part by part": "-- Manner: beside writers, part by part of visit.\n"
    "create index concurrently if not exists %(part)s_at on %(part)s (at);",
    "beside writers": "-- Manner: beside writers.\ncreate index concurrently if not exists moods on rating (mood);",
}
BROKEN = {
    "create index moods on rating (mood);": "while nobody can write",
    "create unique index on visit (id, at);": "while nobody can write",
    "create index concurrently moods on rating (mood);": "not in the manner beside writers",
    "-- Manner: beside writers.\ncreate index concurrently moods on rating (mood);": "if not exists",
    "alter table rating alter column score type integer;": "changes a column's type",
    "alter table only rating\n  alter column mood set not null;": "reads all rows",
    "alter table visit add column seen timestamptz default now();": "differs from row to row",
    "alter table rollup add column all_of_them integer generated always as (n1 + n2) stored;": "writes all rows",
    "alter table rating add constraint low check (score < 9);": "checks all rows",
    "alter table rating add unique (id);": "checks all rows",
    "alter table comment add column by bigint references account;": "foreign key",
    "update rating set mood = 1;": "writes rows of rating in one transaction",
    "with old as (delete from visit returning *) select count(*) from old;": "writes rows of visit",
    "lock table rating;": "locks rating",
    "-- Manner: at night.\nselect 1;": "a manner that there is not",
    "-- Manner: in steps through rating.\nupdate rating set mood = 1;": "does not say from where to where",
    "-- Manner: beside writers, part by part of visit.\ncreate index concurrently on %(part)s (at)": "if there is none",
    "-- Manner: beside writers.\nselect 1; select 2;": "not one statement",
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_what_holds_up_nobody_is_fine(text: str) -> None:
    assert broken_rules(Migration("9000_more", text.encode())) == []


@pytest.mark.parametrize(("text", "rule"), BROKEN.items())
def test_what_holds_up_recipients_is_named(text: str, rule: str) -> None:
    assert any(rule in sentence for sentence in broken_rules(Migration("9000_more", text.encode())))


def test_newer_migrations_keep_the_rules() -> None:
    newer = [migration for migration in migration_files.all_() if migration.name > LAST_WITHOUT]
    assert {
        migration.name: rules for migration in newer if (rules := broken_rules(migration))
    } == {}


def test_the_rules_would_have_found_what_locked_for_minutes() -> None:
    old = {migration.name: broken_rules(migration) for migration in migration_files.all_()}
    assert any("while nobody can write" in rule for rule in old["0009_api"])
    assert any("in one transaction" in rule for rule in old["0009_api"])
