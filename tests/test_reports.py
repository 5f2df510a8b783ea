from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import START, Answer, put, put_scores

from feedback_buttons import campaigns, db, reports
from feedback_buttons.campaigns import Campaign


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", mails=10, created_at=START))
        yield connection


def found(conn: db.Connection, slug: str = "delay") -> reports.CampaignSummary:
    summary = reports.summary(conn, slug)
    assert summary
    return summary


def test_an_unknown_campaign_has_no_summary(conn: db.Connection) -> None:
    assert reports.summary(conn, "unknown") is None


def test_a_campaign_without_answers_is_all_zeros(conn: db.Connection) -> None:
    summary = found(conn)
    assert summary.counts == (0,) * 10
    assert (summary.answers, summary.score, summary.nps, summary.response_rate) == (
        0,
        None,
        None,
        0,
    )
    assert summary.last_at is None


def test_the_summary_counts_each_score(conn: db.Connection) -> None:
    put_scores(conn, "delay", 1, 7, 7, 10)
    summary = found(conn)
    assert summary.counts == (1, 0, 0, 0, 0, 0, 2, 0, 0, 1)
    assert summary.score
    assert summary.score.mean == 6.25
    assert summary.response_rate == 0.4
    assert summary.nps == 0


def test_without_mails_there_is_no_response_rate(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="flow", name="Flow"))
    put_scores(conn, "flow", 5)
    assert found(conn, "flow").response_rate is None


def test_what_is_set_aside_stays_out_of_the_score_but_is_told(conn: db.Connection) -> None:
    put(
        conn,
        "delay",
        Answer(1, 9),
        Answer(2, 1, aside="scanned"),
        Answer(3, 1, aside="withdrawn"),
        Answer(4, 1, aside="unconfirmed", comment="a machine's"),
    )
    summary = found(conn)
    assert (summary.unconfirmed, summary.scanned, summary.withdrawn) == (1, 1, 1)
    assert (summary.answers, summary.set_aside, summary.comments) == (1, 3, 0)
    assert summary.clicked_score
    assert summary.clicked_score.mean == 3


def test_a_summary_knows_its_first_answer_and_its_last(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 5), Answer(2, 5), Answer(3, 5, at=START + timedelta(days=9)))
    assert (found(conn).first_at, found(conn).last_at) == (START, START + timedelta(days=9))


def test_the_campaign_that_moved_last_stands_first(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="b", name="B", created_at=START - timedelta(days=1)))
    assert [each.campaign.slug for each in reports.overview(conn)] == ["delay", "b"]
    put(conn, "b", Answer(1, 5, at=START + timedelta(hours=1)))
    assert [each.campaign.slug for each in reports.overview(conn)] == ["b", "delay"]


def test_campaigns_do_not_mix(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="b", name="B"))
    put_scores(conn, "delay", 1)
    put_scores(conn, "b", 10, 10)
    assert {each.campaign.slug: each.answers for each in reports.overview(conn)} == {
        "delay": 1,
        "b": 2,
    }


def test_an_empty_timeline_has_no_rows(conn: db.Connection) -> None:
    frame = reports.timeline(conn, "delay")
    assert frame.empty
    assert list(frame.columns) == ["answers", "total", "score"]


def test_one_answer_is_a_timeline_of_one_row(conn: db.Connection) -> None:
    put_scores(conn, "delay", 8)
    frame = reports.timeline(conn, "delay")
    assert frame.index.tolist() == [START]
    assert frame.iloc[0].to_dict() == {"answers": 1, "total": 1, "score": 8}


def test_the_timeline_runs_through_quiet_steps(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 4), Answer(2, 10, at=START + timedelta(minutes=3)))
    frame = reports.timeline(conn, "delay")
    assert frame["answers"].tolist() == [1, 0, 0, 1]
    assert frame["score"].tolist() == [4, 4, 4, 7]


@pytest.mark.parametrize("days", [1, 9, 60, 800])
def test_however_long_a_campaign_its_timeline_stays_short(conn: db.Connection, days: int) -> None:
    put(conn, "delay", Answer(1, 4), Answer(2, 6, at=START + timedelta(days=days)))
    frame = reports.timeline(conn, "delay")
    assert len(frame) <= 302
    assert (frame["answers"].sum(), frame["score"].iloc[-1]) == (2, 5)


def test_ratings_stream_with_what_does_not_count(conn: db.Connection) -> None:
    soon = START + timedelta(days=9999)
    put(
        conn,
        "delay",
        Answer(-1, 9, comment="x"),
        Answer(0, 2, aside="scanned"),
        Answer(1, 3, state="settling", settles_at=START - timedelta(days=99)),
        Answer(2, 3, state="settling", settles_at=soon),
    )
    rows = list(reports.ratings(conn, "delay"))
    assert [row.recipient for row in rows[:2]] == ["fzzzzzzzzzzzz", "0000000000000"]
    assert [row.score for row in rows] == [9, None, 3, 3]
    assert [row.state for row in rows] == ["counted", "withdrawn", "counted", "settling"]
    assert rows[0].comment == "x"
