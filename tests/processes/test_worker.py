"""Housekeeping: what it makes, throws away and folds."""

import threading
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from answers import START, Answer, put
from sums import unequal

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.base.metrics import Metrics
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.processes import trusted_clock, worker
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.reports.scores import campaign_reports, time_line
from feedback_buttons.storage import db, migrate


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", created_at=START))
        yield connection


def wave(conn: db.Connection, length: timedelta, answers: int = 400) -> None:
    """Answers spread evenly over a time."""
    put(
        conn,
        "delay",
        *(Answer(n, n % 10 + 1, at=START + length * n / answers) for n in range(answers + 1)),
    )


@pytest.mark.parametrize("hours", [1, 5, 30, 200, 2000])
def test_folding_changes_no_number_and_no_point_of_the_time_line(
    conn: db.Connection, database: str, hours: int
) -> None:
    wave(conn, timedelta(hours=hours))
    before, line = campaign_reports.summary(conn, "delay"), time_line.timeline(conn, "delay")
    folded = rollup_folds.fold(conn)
    assert (folded > 0) == (hours > 2)
    after = campaign_reports.summary(conn, "delay")
    assert before
    assert after
    assert (after.counts, after.comments) == (before.counts, before.comments)
    now = time_line.timeline(conn, "delay")
    assert now["total"].tolist()[1:] == line["total"].tolist()[-len(now) + 1 :]
    assert not unequal(database)
    assert rollup_folds.fold(conn) == 0


def test_sums_equal_ratings_while_folding_among_writers(conn: db.Connection, database: str) -> None:
    wave(conn, timedelta(days=3))
    over = threading.Event()
    found: list[object] = []

    def write() -> None:
        with db.connect(database, autocommit=True) as connection:
            number = 100_000
            while not over.is_set():
                put_whole(connection, number)
                number += 1

    def fold() -> None:
        with db.connect(database, autocommit=True) as connection:
            while not over.is_set():
                rollup_folds.fold(connection)

    threads = [threading.Thread(target=target) for target in (write, fold)]
    for thread in threads:
        thread.start()
    for _ in range(50):
        found.extend(unequal(database))
    over.set()
    for thread in threads:
        thread.join()
    assert not found
    assert not unequal(database)


def put_whole(connection: db.Connection, number: int) -> None:
    """An answer among the old ones, in one transaction as the collector writes it."""
    with connection.transaction():
        put(connection, "delay", Answer(number, 7, at=START + timedelta(minutes=number % 3000)))


def test_one_round_makes_days_ahead_and_drops_what_is_past(conn: db.Connection) -> None:
    now = ids.utc_now()
    conn.execute(
        "insert into client_key values (%s, 'x'), (%s, 'y')", [date(2026, 1, 1), now.date()]
    )
    erased = "insert into erasure values (1, %s), (2, %s)"
    conn.execute(erased, [now - timedelta(days=366), now - timedelta(days=364)])
    worker.keep_house(conn, now - timedelta(days=40), worker.Retention())
    worker.keep_house(conn, now, worker.Retention(evidence=30))
    assert conn.execute("select recipient from erasure").fetchall() == [(2,)]
    assert conn.execute("select key from client_key").fetchall() == [(b"y",)]
    days = [
        name[-8:]
        for (name,) in conn.execute("select relname from pg_class where relname ~ '^visit_[0-9]+$'")
    ]
    assert min(days) >= f"{now - timedelta(days=30):%Y%m%d}"
    assert max(days) >= f"{now + timedelta(days=6):%Y%m%d}"


VISIT = (
    "insert into visit (campaign, recipient, occasion, bucket, id, at, did, client, network, flags) "
    "values ('delay', %s, 0, 0, %s, %s, 'get', 0, '', '{}')"
)


def strand(conn: db.Connection, now: datetime) -> list[int]:
    """Visits of days that have no partition, as after ten days without a worker; return the days' places."""
    places = [-12, -3, 0, 3]
    for place in places:
        day = now + timedelta(days=place)
        conn.execute(f"drop table if exists visit_{day:%Y%m%d}".encode())
        conn.execute(VISIT, [place, place, day])
    return places


def test_a_visit_of_a_day_without_partition_stops_nothing(conn: db.Connection) -> None:
    now = ids.utc_now()
    places = strand(conn, now)
    conn.execute("insert into client_key values ('2026-01-01', 'x')")
    assert worker.keep_house(conn, now, worker.Retention()) == []
    found = conn.execute("select tableoid::regclass::text, recipient from visit order by 2")
    assert found.fetchall() == [
        (f"visit_{now + timedelta(days=place):%Y%m%d}", place) for place in places
    ]
    assert not conn.execute("select from client_key").fetchall()
    conn.execute(VISIT, [99, 99, now + timedelta(days=99)])  # the default is one again


def test_nothing_starts_later_for_a_stranded_day(conn: db.Connection, database: str) -> None:
    strand(conn, ids.utc_now())
    assert migrate.migrate(database) == []
    assert not conn.execute("select from visit_other").fetchall()


def test_no_visit_is_lost_or_refused_while_days_are_moved(
    conn: db.Connection, database: str
) -> None:
    """Others write into the days without partition, as collectors do, while housekeeping moves them again and again."""
    now, stop, written = ids.utc_now(), threading.Event(), [0]

    def write() -> None:
        with db.connect(database, autocommit=True) as mine:
            while not stop.is_set():
                written[0] += 1
                mine.execute(VISIT, [written[0], 0, now + timedelta(days=20 + written[0] % 50)])

    thread = threading.Thread(target=write)
    thread.start()
    for _ in range(20):
        assert worker.keep_house(conn, now, worker.Retention()) == []
        seen = written[0]
        while written[0] < seen + 20:
            assert thread.is_alive()
    stop.set()
    thread.join()
    assert db.first_value(conn, "select count(*) from visit") == written[0]


def test_a_step_that_fails_stops_none_of_the_others(conn: db.Connection, database: str) -> None:
    conn.execute("insert into client_key values ('2026-01-01', 'x')")
    conn.execute("alter function keep_visit_partitions(date, integer, date) rename to none")
    assert worker.keep_house(conn, ids.utc_now(), worker.Retention()) == ["partitions", "evidence"]
    assert not conn.execute("select from client_key").fetchall()
    assert migrate.migrate(database) == []  # so that `up` starts


def keep_for_a_year(conn: db.Connection, now: datetime) -> None:
    """What is kept for less than four hundred days, of all that is thrown away one day."""
    conn.execute(VISIT, [1, 1, now])
    conn.execute("insert into client_key values (%s, 'x')", [now.date()])
    audit.record(conn, "cli", "campaign added", "delay")
    conn.execute("insert into learned_scanner values ('learned_headers', 1, %s, 1, 1, 1)", [now])


def kept(conn: db.Connection) -> list[int]:
    tables = ("visit", "client_key", "audit", "learned_scanner")
    return [db.first_value(conn, f"select count(*) from {table}") for table in tables]  # noqa: S608


@pytest.mark.parametrize("first_round", [True, False], ids=["first", "later"])
def test_a_clock_that_is_wrong_for_seconds_deletes_nothing(
    conn: db.Connection, first_round: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database is on the same machine, and its clock wrong too."""
    now = ids.utc_now()
    keep_for_a_year(conn, now)
    before = kept(conn)
    if not first_round:
        assert worker.keep_house(conn, now, worker.Retention()) == []
    wrong = now + timedelta(days=400)
    monkeypatch.setattr(trusted_clock, "APART", timedelta(days=1000))
    for seconds in range(6):
        at = wrong + timedelta(seconds=seconds)
        assert worker.keep_house(conn, at, worker.Retention()) == ["deleting"]
        assert trusted_clock.held(conn, at)
    assert kept(conn) == before
    assert worker.keep_house(conn, now, worker.Retention()) == []
    assert not trusted_clock.held(conn, now)
    assert kept(conn) == before


def test_a_clock_apart_from_the_databases_deletes_nothing(conn: db.Connection) -> None:
    keep_for_a_year(conn, ids.utc_now())
    before = kept(conn)
    for days in (400, -400):
        wrong = ids.utc_now() + timedelta(days=days)
        assert worker.keep_house(conn, wrong, worker.Retention()) == ["deleting"]
    assert kept(conn) == before


def test_after_weeks_without_a_worker_deleting_goes_on_a_day_later(conn: db.Connection) -> None:
    now = ids.utc_now()
    conn.execute("insert into housekeeping (at) values (%s)", [now - timedelta(days=30)])
    conn.execute("insert into client_key values ('2026-01-01', 'x')")
    rounds = [worker.keep_house(conn, now, worker.Retention()) for _ in range(3)]
    assert rounds == [["deleting"]] * 3
    conn.execute("update housekeeping set held_rounds = %s", [trusted_clock.HELD_ROUNDS])
    assert worker.keep_house(conn, now, worker.Retention()) == []
    assert not conn.execute("select from client_key").fetchall()


def test_of_two_workers_one_works(database: str) -> None:
    with db.connect(database, autocommit=True) as one, db.connect(database, autocommit=True) as two:
        assert worker._mine(one)
        assert worker._mine(one)
        assert not worker._mine(two)
        one.close()
        while not worker._mine(two):
            pass


def test_it_stops_when_told_and_its_rounds_are_timed(database: str, tmp_path: Path) -> None:
    stop = threading.Event()
    told = (database, worker.Retention(), stop, tmp_path)
    thread = threading.Thread(target=worker.run, args=told)
    thread.start()
    reader = Metrics(tmp_path)
    while b'worker_round_seconds_count{outcome="ok"} 1.0' not in reader.report():
        assert thread.is_alive()
    stop.set()
    thread.join(30)
    assert not thread.is_alive()
    reader.close()
