"""What is asked in another way where nodes of Citus hold the rows says and does the same; tried on one plain server."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import full_campaigns
import psycopg
import pytest

from feedback_buttons.backups import backing_up, restoring
from feedback_buttons.backups.backup_files import BackupError
from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.processes.checks import parts_check
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.storage import db, engine, migration_steps, unused_tags, upkeep
from feedback_buttons.storage.migration_files import Migration

NOW = ids.utc_now()
FORGOTTEN = """
delete from case_look; delete from segmented; delete from rated_look; delete from ranked_words; delete from topic_seen;
insert into topic_seen (campaign, zone, changed, recipient, occasion)
    select campaign, 'UTC', percentile_disc(0.5) within group (order by changed), 0, 0
    from rating_change group by campaign;
update rated_feed set since = 0
"""
LOOKED = {"horizon": 2**62, "limit": 3, "here": "UTC", "now": NOW, "channel": 1}
WORDS = {"languages": ["en", "nl", "xx"], "before": NOW, "long_before": NOW - timedelta(days=9)}
DAYS = [(NOW - timedelta(days=day)).isoformat() for day in range(60, -1, -2)]
LISTED = (full_campaigns.FLOW, full_campaigns.BARE, full_campaigns.FROM_0, "nobody")
SUMS = {
    "zones": json.dumps([{"name": "UTC", "edges": DAYS}]),
    "known": json.dumps([{"slug": slug, "zone": "UTC", "folded_at": None} for slug in LISTED]),
}
STEPS = {"slugs": list(LISTED), "begin": None, "now": NOW, "steps": 12}
SENDINGS = {
    "campaigns": list(LISTED) * 2,
    "begins": [NOW - timedelta(days=900)] * 8,
    "ends": [NOW - timedelta(days=5)] * 4 + [NOW + timedelta(days=1)] * 4,
}
TABLES = (
    "rating",
    "rating_change",
    "comment",
    "rollup",
    "forgotten_rating",
    "topic_text",
    "ticket",
)
PASSES = {
    "forget_changes": None,
    "forget_unanswered": NOW + timedelta(days=300),
    "forget_comments": NOW + timedelta(days=300),
    "forget_names": NOW + timedelta(days=300),
}


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        yield connection


@pytest.fixture
def by_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the database were Citus' coordinator."""
    monkeypatch.setattr(engine, "of_nodes", lambda _: True)


def _rows(conn: db.Connection, name: str, values: dict[str, Any]) -> list[str]:
    return sorted(repr(row) for row in conn.execute(db.query(name), values).fetchall())


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("case_bounds", LOOKED),
        ("rated_bounds", LOOKED),
        ("topics_due", LOOKED),
        ("segments_due", LOOKED),
        ("words_due", WORDS),
        ("arrivals", STEPS),
        ("arrivals", STEPS | {"begin": NOW - timedelta(days=40)}),
        ("sending_answers", SENDINGS),
    ],
)
def test_both_say_the_same(conn: db.Connection, name: str, values: dict[str, Any]) -> None:
    assert engine.which(conn, name, f"{name}_of_nodes") == name
    some = 0
    conn.execute(FORGOTTEN.encode())
    for channel in (conn.execute("select channel from rated_feed").fetchall() or [(0,)])[:4]:
        asked = values | {"channel": channel[0]}
        rows = _rows(conn, name, asked)
        assert _rows(conn, f"{name}_of_nodes", asked) == rows
        some += len(rows)
    assert some


@pytest.mark.parametrize("folds", [False, True])
def test_both_sum_the_same_for_the_overview(conn: db.Connection, *, folds: bool) -> None:
    """Places stand in no order."""
    while folds and rollup_folds.fold(conn):
        pass
    read = []
    for name in ("overview_sums", "overview_sums_of_nodes"):
        rows = conn.execute(db.query(name), SUMS).fetchall()
        read.append(
            sorted(
                (*row, sorted(zip(places or (), sums or (), strict=True)))
                for *row, places, sums in rows
            )
        )
    assert read[0] == read[1]
    summed = {folded for _, folded, *_, places in read[0] if places}
    assert summed >= ({False, True} if folds else {False})


def test_both_forget_the_same_tags(conn: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    left = []
    conn.execute("insert into tag (name) values ('of nobody') on conflict do nothing")
    for by_nodes in (False, True):
        monkeypatch.setattr(engine, "of_nodes", lambda _, by_nodes=by_nodes: by_nodes)
        with conn.transaction(force_rollback=True):
            unused_tags.forget(conn)
            left.append(db.first_value(conn, "select array_agg(name order by name) from tag"))
    assert left[0] == left[1]
    assert left[0]
    assert "of nobody" not in left[0]


def _state(conn: db.Connection, table: str, name: str) -> Any:  # noqa: ANN401 (a row of counts)
    exact = ", md5(string_agg(t::text, '' order by t::text))"
    what = "count(*)" + ("" if name == "forget_names" else exact)  # which draws numbers
    return conn.execute(f"select {what} from {table} as t".encode()).fetchall()  # noqa: S608


@pytest.mark.parametrize("name", PASSES)
def test_a_pass_by_buckets_forgets_what_one_by_blocks_does(conn: db.Connection, name: str) -> None:
    conn.execute("truncate visit; delete from overrule")
    conn.execute(  # as if each answer had changed before
        "insert into rating_change select campaign, changed - 1, recipient, occasion, bucket from rating_change"
        " on conflict do nothing"
    )
    before = {"before": PASSES[name]}
    passes = {
        "blocks": [{"block": 0, "end_block": 2**20, "bucket": None}],
        "buckets": [{"block": 0, "end_block": 2**32 - 1, "bucket": bucket} for bucket in range(32)],
    }
    done = {}
    for way, parts in passes.items():
        with conn.transaction(force_rollback=True):
            total = sum(db.value(conn, name, before | part) for part in parts)
            done[way] = (total, [_state(conn, table, name) for table in TABLES])
    assert done["blocks"] == done["buckets"]
    assert done["blocks"][0]


@pytest.mark.usefixtures("by_nodes")
def test_housekeeping_goes_from_bucket_to_bucket(conn: db.Connection) -> None:
    conn.execute("truncate visit; delete from overrule; delete from upkeep")
    later = NOW + timedelta(days=300)
    unanswered = (
        "select count(*) from rating where state = 'unconfirmed' and score is null"
        " and commented_at is null"
    )
    before = db.first_value(conn, unanswered)
    assert (
        upkeep.forget(conn, "unanswered", "rating", "forget_unanswered", NOW, later) == before > 0
    )
    assert db.first_value(conn, unanswered) == 0
    (noted,) = [step for step in upkeep.steps(conn) if step.step == "unanswered"]
    assert (noted.under_way, noted.passed_at) == (False, NOW)


@pytest.mark.usefixtures("by_nodes")
def test_a_migration_in_steps_reaches_all_rows(conn: db.Connection) -> None:
    text = (
        b"-- Manner: in steps through rating.\nupdate rating set events = events + 1"
        b" where ctid >= %(first)s::tid and ctid < %(end)s::tid"
    )
    migration = Migration("0000_for_a_test", text)
    before = db.first_value(conn, "select sum(events) + count(*) from rating")
    migration_steps.apply(conn, migration, lambda _: None)
    assert db.first_value(conn, "select sum(events) from rating") == before


@pytest.mark.usefixtures("by_nodes")
def test_no_dump_of_one_moment_is_feigned(full_config: Config, tmp_path: Path) -> None:
    url = str(full_config.database_url)
    with pytest.raises(BackupError, match="on the nodes of Citus"):
        backing_up.make(url, full_config, tmp_path, NOW)
    assert not [*tmp_path.iterdir()]
    with db.connect(url) as connection, pytest.raises(BackupError, match="on the nodes of Citus"):
        restoring.backup_files.refuse_nodes(connection)


@pytest.mark.usefixtures("by_nodes")
def test_sums_of_a_moment_that_is_over_are_no_alarm(
    conn: db.Connection, full_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the two looks a node commits what another has committed before."""
    wrong = "update rollup set n7 = n7 + %s where campaign = (select max(campaign) from rollup)"

    def over(_: float) -> None:
        with psycopg.connect(str(full_config.database_url)) as other:
            other.execute(wrong, [-1])

    conn.execute(wrong, [1])
    monkeypatch.setattr(parts_check.time, "sleep", lambda _: None)
    assert {sums.campaign for sums in parts_check.unequal_sums(conn)} == {
        db.first_value(conn, "select max(campaign) from rollup")
    }
    monkeypatch.setattr(parts_check.time, "sleep", over)
    assert parts_check.unequal_sums(conn) == []
