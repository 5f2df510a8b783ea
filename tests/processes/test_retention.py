"""What is thrown away once nobody needs it: unanswered ratings with their evidence, past changes."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

import pytest
from psycopg import sql
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


# What stands beside an answer, by its recipient; the other tables that know one are kept for an age of their own.
OF_ANSWERS = (
    *(
        "rating",
        "rating_change",
        "comment",
        "comment_change",
        "overrule",
        "topic_tag",
        "topic_text",
    ),
    *("topic_correction", "case_due", "case_event", "contact_request", "alert_event", "ticket"),
)
# What an old answer still says.
SAID = """
select r.campaign, r.bucket, r.score, r.state, r.comment, r.at, r.changed, c.status, c.tags, c.words,
       t.language, o.score, o.account
from rating as r
left join comment as c using (campaign, recipient, occasion, bucket)
left join topic_text as t using (campaign, recipient, occasion, bucket)
left join overrule as o using (campaign, recipient, occasion, bucket)
order by r.campaign, r.bucket, r.id, r.changed, o.at
"""


@pytest.fixture
def conn(full_config: Config) -> Iterator[db.Connection]:
    with db.connect(str(full_config.database_url), autocommit=True) as connection:
        connection.execute("delete from upkeep")  # as if no pass had been made today
        yield connection


def step(conn: db.Connection, name: str, now: datetime) -> Callable[[], object]:
    return deleting_steps(conn, now, Retention(comments=100, answers=150))[name]


def recipients(conn: db.Connection, table: str) -> set[int]:
    statement = sql.SQL("select recipient from {} where recipient is not null")
    rows = conn.execute(statement.format(sql.Identifier(table)))
    return {recipient for (recipient,) in rows}


def newest(conn: db.Connection) -> list[object]:
    """Who follows changes has read up to here."""
    return conn.execute("select count(*), max(changed) from rating_change").fetchall()


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


def test_old_comments_go_from_the_day_on_which_they_came(
    conn: db.Connection, full_config: Config
) -> None:
    now = ids.utc_now()
    counted = [(row.campaign.slug, row.counts) for row in campaign_reports.overview(conn)]
    cursor, newest_sums = newest(conn), db.first_value(conn, "select max(minute) from rollup")
    written = db.first_value(conn, "select count(*) from rating where commented_at is not null")
    assert step(conn, "comments", now)() == 0
    conn.execute("update upkeep set passed_at = null")
    unsigned = db.first_value(conn, "select count(comment) from unsigned_answer")
    assert step(conn, "comments", now + LATER)() == written + unsigned > 20
    for left in (
        "select count(*) from rating where comment is not null or commented_at is not null",
        "select count(*) from comment where at is not null or note <> '' or words <> ''",
        "select count(comment) from unsigned_answer",
        "select count(*) from topic_text",
        "select count(*) from topic_tag",
        "select count(*) from comment_change where field = 'note'",
        "select sum(comments) from rollup",
    ):
        assert db.first_value(conn, left) == 0, left
    assert not unequal(str(full_config.database_url))
    now_counted = [(row.campaign.slug, row.counts) for row in campaign_reports.overview(conn)]
    assert now_counted == counted
    assert newest(conn) == cursor  # it is no change that somebody is told of
    assert (
        db.first_value(conn, "select max(minute) from rollup") == newest_sums
    )  # and none of today


def test_old_answers_no_longer_tell_whose_they_are(
    conn: db.Connection, full_config: Config
) -> None:
    now = ids.utc_now()
    step(conn, "names", now + LATER)()
    # Who has evidence left is known.
    kept = (
        "from rating join visit using (campaign, recipient, occasion) where nameless_at is not null"
    )
    assert conn.execute(f"select count(*) {kept}".encode()).fetchone() == (0,)
    step(conn, "evidence", now + LATER)()
    step(conn, "unanswered", now + LATER)()
    conn.execute("update upkeep set passed_at = null")
    said, end = conn.execute(SAID.encode()).fetchall(), newest(conn)
    summaries = campaign_reports.overview(conn)
    rows = conn.execute("select recipient from rating where nameless_at is null").fetchall()
    people = {recipient for (recipient,) in rows}
    assert all(people & recipients(conn, table) for table in OF_ANSWERS)
    number = db.first_value(conn, "select count(*) from rating where nameless_at is null")
    assert step(conn, "names", now + LATER)() == number
    assert [table for table in OF_ANSWERS if people & recipients(conn, table)] == []
    everybody = db.first_value(conn, "select count(*) from rating")
    assert db.first_value(conn, "select count(distinct recipient) from rating") == everybody
    assert db.first_value(conn, "select count(*) from rating where recipient & 31 <> bucket") == 0
    assert conn.execute(SAID.encode()).fetchall() == said
    assert (newest(conn), campaign_reports.overview(conn)) == (end, summaries)
    assert not unequal(str(full_config.database_url))
    conn.execute("update upkeep set passed_at = null")
    assert step(conn, "names", now + LATER)() == 0


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
