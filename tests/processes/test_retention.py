"""What is thrown away once nobody needs it: unanswered ratings with their evidence, past changes."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from sums import unequal

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.config.settings import Config
from feedback_buttons.processes.retention import Retention, deleting_steps
from feedback_buttons.reports.answers import change_feed
from feedback_buttons.reports.scores import campaign_reports
from feedback_buttons.storage import db, upkeep

LATER = timedelta(days=200)
UNANSWERED = "select count(*) from rating where state = 'unconfirmed' and score is null"
UNDECIDED = (
    "select count(*) from rating where state = 'unconfirmed' and score is null"
    " and commented_at is null and (campaign, recipient) not in (select campaign, recipient from overrule)"
)
ANSWERED = (
    "select * from rating where not (state = 'unconfirmed' and score is null) order by 1, 2, 3, 4"
)


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        connection.execute("delete from upkeep")  # as if no pass had been made today
        yield connection


def step(conn: db.Connection, name: str, now: datetime) -> Callable[[], object]:
    return deleting_steps(conn, now, Retention())[name]


def followed(conn: db.Connection) -> list[object]:
    """What somebody learns who follows all campaigns' answers from the beginning."""
    return [
        change_feed.page(conn, campaign, change_feed.BEGIN, 1000, references=True).answers
        for campaign in campaigns.list_(conn)
    ]


def test_unanswered_ratings_go_with_their_evidence(
    conn: db.Connection, full_config: Config
) -> None:
    now = ids.utc_now()
    summaries, answered = (
        campaign_reports.overview(conn),
        conn.execute(ANSWERED.encode()).fetchall(),
    )
    before = db.first_value(conn, UNDECIDED)
    assert step(conn, "unanswered", now)() == 0  # their evidence is there
    conn.execute("update upkeep set passed_at = null")
    step(conn, "evidence", now + LATER)()
    assert step(conn, "unanswered", now + LATER)() == before > 5
    assert db.first_value(conn, UNDECIDED) == 0
    assert conn.execute(ANSWERED.encode()).fetchall() == answered
    assert campaign_reports.overview(conn) == summaries
    assert not unequal(str(full_config.database_url))


def test_a_late_visit_keeps_its_rating(conn: db.Connection) -> None:
    now = ids.utc_now()
    step(conn, "evidence", now + LATER)()
    conn.execute(
        "insert into visit (campaign, recipient, occasion, bucket, id, at, did, client, network, flags) "
        "select campaign, recipient, occasion, bucket, 1, %s, 'get', 0, '', '{}' from rating "
        "where state = 'unconfirmed' and score is null order by recipient limit 3",
        [now + LATER],
    )
    step(conn, "unanswered", now + LATER)()
    assert db.first_value(conn, UNANSWERED) >= 3


def test_a_visit_under_way_keeps_its_rating(conn: db.Connection, full_config: Config) -> None:
    now = ids.utc_now()
    step(conn, "evidence", now + LATER)()
    with db.connect(str(full_config.database_url)) as visitor:
        visitor.execute("update rating set events = events + 1 where state = 'unconfirmed'")
        thread = threading.Thread(target=step(conn, "unanswered", now + LATER))
        thread.start()
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        with db.connect(str(full_config.database_url), autocommit=True) as watcher:
            while not db.first_value(watcher, waiting):
                assert thread.is_alive()
        before = db.first_value(visitor, UNANSWERED)
        visitor.commit()
        thread.join()
        assert db.first_value(visitor, UNANSWERED) == before


def test_past_changes_go_and_followers_miss_nothing(conn: db.Connection) -> None:
    before = followed(conn)
    conn.execute(
        "insert into rating_change select campaign, n, recipient, occasion, bucket "
        "from rating, generate_series(1, 3) as n where changed is not null"
    )
    past = db.first_value(
        conn,
        "select count(*) from rating_change left join rating using (campaign, recipient, occasion, bucket) "
        "where rating.changed is distinct from rating_change.changed",
    )
    assert step(conn, "past changes", ids.utc_now())() == past > 20
    assert followed(conn) == before
    current = db.first_value(conn, "select count(*) from rating where changed is not null")
    assert db.first_value(conn, "select count(*) from rating_change") == current


def test_a_large_table_is_gone_through_in_rounds(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    conn.execute(
        "insert into rating_change select 'long-gone', n, n, 0, 0 from generate_series(1, 2000) as n"
    )
    monkeypatch.setattr(upkeep, "_BLOCKS", 1)
    ticks = iter(range(100_000))
    monkeypatch.setattr(upkeep.time, "monotonic", lambda: next(ticks) * 6.0)  # one part a round
    now, rounds = ids.utc_now(), 0
    while not db.first_value(conn, "select count(*) from upkeep where passed_at is not null"):
        step(conn, "past changes", now)()
        rounds += 1
    assert rounds > 10
    assert not db.first_value(
        conn, "select count(*) from rating_change where campaign = 'long-gone'"
    )
    conn.execute("insert into rating_change values ('long-gone', 1, 1, 0, 0)")
    assert step(conn, "past changes", now)() == 0  # a pass a day is enough
    tomorrow = now + timedelta(days=1)
    assert sum(int(str(step(conn, "past changes", tomorrow)())) for _ in range(rounds)) == 1


def test_the_days_of_evidence_that_are_past_are_gone(conn: db.Connection) -> None:
    step(conn, "evidence", ids.utc_now() + LATER)()
    last = db.first_value(conn, "select coalesce(max(at)::date, '2000-01-01') from visit")
    assert last == date(2000, 1, 1)
