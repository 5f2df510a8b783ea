"""Evidence that is there gets its new key and index while recipients answer, each day by itself."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from sample_release import Writer

from feedback_buttons.base.ids import first_id, time_of
from feedback_buttons.ratings import rating_rows
from feedback_buttons.ratings.subject import Subject
from feedback_buttons.storage import db, migrate, migration_files, migration_steps
from feedback_buttons.verdicts.evidence import Visit
from feedback_buttons.verdicts.policy import POLICIES

NOW = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
AGES = [timedelta(days=days) for days in (0, 1, 400)]
PART = "visit_other"
SUBJECT = {"campaign": "wave", "recipient": 1, "occasion": 0, "bucket": 1}
# By part: which indexes it has, each with its file.
INDEXES = """
select inhrelid::regclass::text, array_agg(i.relname::text order by i.relname),
       array_agg(i.relfilenode order by i.relname)
from pg_inherits join pg_index on indrelid = inhrelid join pg_class as i on i.oid = indexrelid
where inhparent = 'visit'::regclass and indisvalid
group by 1 order by 1
"""
# What no process writes: the same of the same person once more.
TWICE = """
insert into visit (campaign, recipient, occasion, bucket, id, at, did, score, client, network, flags)
select 'other', recipient, occasion, bucket, id, at, did, score, client, network, flags from visit
"""


class Upgrade:
    """A database of before, and this code's migrations, of which so many are there as it is asked for."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._folder, self._code = url, folder, migration_files.all_()

    def until(self, name: str) -> None:
        """Apply those whose names come before this one."""
        for file in self._code:
            if file.name < name:
                (self._folder / f"{file.name}.sql").write_bytes(file.text)
        migrate.migrate(self.url)


@pytest.fixture
def upgrade(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Upgrade]:
    name = f"{urlsplit(database).path[1:]}_before"
    with psycopg.connect(database, autocommit=True) as admin:
        admin.execute(f"create database {name}".encode())
        upgrade = Upgrade(urlsplit(database)._replace(path=f"/{name}").geturl(), tmp_path)
        monkeypatch.setattr(migration_files, "FOLDER", tmp_path)
        upgrade.until("0150")
        yield upgrade
        admin.execute(f"drop database {name} with (force)".encode())


def _fetch(url: str, recipient: int, at: datetime, score: int) -> list[Any]:
    """Record a fetch as one of the collector's processes does; what it brings back."""
    subject = Subject("wave", recipient, 0, POLICIES["balanced"])
    id = first_id(at) + score
    visit = Visit(id, time_of(id), "get", score, 1, "unknown")
    event = {
        **subject.key,
        **rating_rows.visit_columns(visit),
        **rating_rows.slot_columns(subject, visit),
    }
    values = rating_rows.of_batch([event]) | {"since": (at - timedelta(days=1)).isoformat()}
    with db.write_connection(url, db.COLLECTOR, durable=True) as connection:
        return list(connection.run("record_visit", values))


def _indexes(url: str) -> dict[str, tuple[list[str], list[int]]]:
    with psycopg.connect(url) as connection:
        return {part: (names, files) for part, names, files in connection.execute(INDEXES.encode())}


def _names(url: str) -> dict[str, list[str]]:
    return {part: names for part, (names, _) in _indexes(url).items()}


def _wanted(part: str) -> list[str]:
    return [f"{part}_at_recipient_id_bucket_idx", f"{part}_recipient_occasion_idx"]


def test_each_day_gets_its_key_while_recipients_answer(upgrade: Upgrade) -> None:
    with psycopg.connect(upgrade.url) as connection:
        connection.execute("select make_visit_partition(%s::date)", [NOW - AGES[-1]])
    for number, age in enumerate(AGES):
        assert len(_fetch(upgrade.url, number, NOW - age, 1)) == 1
    writer = Writer(upgrade.url)
    thread = threading.Thread(target=upgrade.until, args=("0152",))
    thread.start()
    while thread.is_alive():
        writer.write()
    built = {part: files for part, (_, files) in _indexes(upgrade.url).items()}
    assert {len(files) for files in built.values()} == {3}
    thread = threading.Thread(target=upgrade.until, args=("9",))
    thread.start()
    while thread.is_alive():
        writer.write()
    writer.close()
    indexes = _indexes(upgrade.url)
    assert len(indexes) > 8
    for part, (names, files) in indexes.items():
        assert names == _wanted(part)
        assert set(files) < set(built[part])  # put together of what was built, and nothing anew
    for number, age in enumerate(AGES):
        assert len(_fetch(upgrade.url, number, NOW - age, 2)) == 1  # joins the row of before
    with psycopg.connect(upgrade.url) as connection:
        connection.execute("select make_visit_partition('2001-02-03')")
        connection.commit()
        counts = "select campaign, count(*), max(cardinality(more_ids)) from visit group by 1"
        assert set(connection.execute(counts.encode())) == {
            ("delay", writer.written, None),
            ("wave", len(AGES), 1),
        }
    assert _names(upgrade.url)["visit_20010203"] == _wanted("visit_20010203")


def test_what_was_broken_off_goes_on_where_it_was(upgrade: Upgrade) -> None:
    _fetch(upgrade.url, 1, NOW - AGES[-1], 1)  # a day without a part of its own
    key, _ = _wanted("visit_other")
    build = f"create unique index concurrently {key} on visit_other (at, recipient, id, bucket)"
    with psycopg.connect(upgrade.url, autocommit=True) as connection:
        connection.execute(TWICE.encode())
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(build.encode())
        with pytest.raises(migrate.MigrationError, match="Run it again: it goes on"):
            upgrade.until("9")
        before = _indexes(upgrade.url)
        connection.execute("delete from visit where campaign = 'other'")
    upgrade.until("9")
    after = _indexes(upgrade.url)
    assert all(names == _wanted(part) for part, (names, _) in after.items())
    done = [part for part, (_, files) in before.items() if len(files) > 1]
    assert done
    assert all(after[part][1][0] in before[part][1] for part in done)


def test_a_day_that_is_dropped_meanwhile_is_passed_over(upgrade: Upgrade) -> None:
    with psycopg.connect(upgrade.url) as connection:
        connection.execute("select make_visit_partition('2001-02-03')")
    listed = db.column

    def listing(connection: db.Connection, query: str, *values: dict[str, str]) -> list[str]:
        parts = listed(connection, query, *values)
        if query == "parts_of_table":
            assert "visit_20010203" in parts
            connection.execute(b"drop table visit_20010203")
        return parts

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(migration_steps.db, "column", listing)
        upgrade.until("0151")
    assert "visit_20010203" not in _names(upgrade.url)


def test_a_database_whose_evidence_is_on_other_servers_has_no_key(upgrade: Upgrade) -> None:
    with psycopg.connect(upgrade.url) as connection:
        for part in _names(upgrade.url):
            connection.execute(f"drop table {part}".encode())
        for statement in (
            "alter table visit drop constraint visit_pkey",
            "create foreign data wrapper away",
            "create server away foreign data wrapper away",
            "create foreign table visit_away partition of visit default server away",
            "create or replace function keep_visit_partitions(first date, days integer, drop_before date)"
            " returns void language sql as ''",
        ):
            connection.execute(statement.encode())
    upgrade.until("9")
    assert _indexes(upgrade.url) == {}


QUESTIONS: dict[str, dict[str, Any]] = {
    "history_visits": {**SUBJECT, "limit": 9},
    "erase_recipient": {"recipient": 1, "bucket": 1, "now": NOW},
    "delete_answers": {"slug": "wave"},
    "note_shared_tokens": {"least": 9, "since": NOW, "networks": [], "flags": []},
    "forget_unanswered": {"block": 0, "end_block": 1, "before": NOW, "bucket": None},
    "forget_names": {"block": 0, "end_block": 1, "before": NOW, "bucket": None},
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_evidence_is_found_without_reading_all_of_it(database: str, name: str) -> None:
    """Where that is the cheaper way: here the others are forbidden."""
    with db.connect(database) as connection:
        for other in ("seqscan", "hashjoin", "mergejoin"):
            connection.execute(f"set enable_{other} = off".encode())
        explained = b"explain (format json) " + db.query(name)
        ((((plan,)),),) = connection.execute(explained, QUESTIONS[name]).fetchall()
    scans = [node for node in _nodes(plan["Plan"]) if node.get("Relation Name") == PART]
    assert scans
    for scan in scans:
        ways = [node.get("Index Cond", "") for node in _nodes(scan)]
        assert any("recipient = " in way or "at >= " in way for way in ways), scan


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for below in plan.get("Plans", []):
        yield from _nodes(below)
