from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import START, Answer, crowd, put, put_scores
from shell import Shell

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.dashboard.campaign import campaign_page
from feedback_buttons.dashboard.wall import wall_screen
from feedback_buttons.reports.answers import answer_export
from feedback_buttons.reports.scores import campaign_reports, time_line
from feedback_buttons.reports.scores.latest_change import LatestChange
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", mails=10, created_at=START))
        yield connection


def found(conn: db.Connection, slug: str = "delay") -> campaign_reports.CampaignSummary:
    summary = campaign_reports.summary(conn, slug)
    assert summary
    return summary


def test_an_unknown_campaign_has_no_summary(conn: db.Connection) -> None:
    assert campaign_reports.summary(conn, "unknown") is None


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
    put_scores(conn, "delay", *[1, 7, 7, 10] * 10)
    campaigns.edit(conn, "delay", {"mails": 100})
    summary = found(conn)
    assert summary.counts == (10, 0, 0, 0, 0, 0, 20, 0, 0, 10)
    assert summary.score
    assert summary.score.mean == 6.25
    assert summary.response_rate == 0.4
    assert summary.nps == 0


def test_more_answers_than_mails_are_no_share_and_say_what_is_missing(
    conn: db.Connection, shell: Shell
) -> None:
    campaigns.add(conn, Campaign(slug="late", name="Late", mails=20))
    put_scores(conn, "late", *[8] * 45)
    summary = found(conn, "late")
    assert summary.response_rate is None
    props = campaign_page.counted(summary, LatestChange((0,) * 10, (0,) * 10))
    said = "more answers than the 20 mails known of: enter how many were sent"
    assert (props["rate"]["children"], props["rate-note"]["children"]) == ("\N{EN DASH}", said)
    assert wall_screen.slide(summary, [])["rate"] == ""
    assert "more answers than the 20 mails" in shell.run("report", "late").stdout
    campaigns.edit(conn, "late", {"mails": 45})
    assert found(conn, "late").response_rate == 1


def test_without_mails_there_is_no_response_rate(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="flow", name="Flow"))
    put_scores(conn, "flow", 5)
    assert found(conn, "flow").response_rate is None


def test_what_is_excluded_stays_out_of_the_score_but_is_told(conn: db.Connection) -> None:
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
    assert [each.campaign.slug for each in campaign_reports.overview(conn)] == ["delay", "b"]
    put(conn, "b", Answer(1, 5, at=START + timedelta(hours=1)))
    assert [each.campaign.slug for each in campaign_reports.overview(conn)] == ["b", "delay"]


def test_campaigns_do_not_mix(conn: db.Connection) -> None:
    campaigns.add(conn, Campaign(slug="b", name="B"))
    put_scores(conn, "delay", 1)
    put_scores(conn, "b", 10, 10)
    assert {each.campaign.slug: each.answers for each in campaign_reports.overview(conn)} == {
        "delay": 1,
        "b": 2,
    }


def test_an_empty_timeline_has_no_rows(conn: db.Connection) -> None:
    frame = time_line.timeline(conn, "delay")
    assert frame.empty
    assert list(frame.columns) == ["answers", "total", "score", "digits"]


def test_one_answer_is_a_timeline_of_one_row(conn: db.Connection) -> None:
    put_scores(conn, "delay", 8)
    frame = time_line.timeline(conn, "delay")
    assert frame.index.tolist() == [START]
    assert frame[["answers", "total"]].iloc[0].to_dict() == {"answers": 1, "total": 1}


def test_the_timeline_has_no_score_while_it_is_too_early_to_tell(conn: db.Connection) -> None:
    put(conn, "delay", Answer(0, 8), *crowd(1, 8, START + timedelta(minutes=1)))
    score = time_line.timeline(conn, "delay")["score"]
    assert score.isna().tolist() == [True, False]
    assert score.iloc[1] == 8


def test_a_step_of_the_timeline_has_the_decimals_of_its_margin(conn: db.Connection) -> None:
    put(conn, "delay", *crowd(0, 8), *crowd(100, 8, START + timedelta(minutes=1), 400))
    assert time_line.timeline(conn, "delay")["digits"].tolist() == [1, 2]


def test_the_timeline_runs_through_quiet_steps(conn: db.Connection) -> None:
    put(conn, "delay", *crowd(0, 4), *crowd(100, 8, START + timedelta(minutes=3)))
    frame = time_line.timeline(conn, "delay")
    assert frame["answers"].tolist() == [20, 0, 0, 20]
    assert frame["score"].tolist() == [4, 4, 4, 6]


def test_a_bad_day_after_a_good_year_is_a_point_of_its_own(conn: db.Connection) -> None:
    for day in range(200):
        put(conn, "delay", *crowd(100 * day, 9, START + timedelta(days=day)))
    put(conn, "delay", *crowd(100_000, 3, START + timedelta(days=200)))
    frame = time_line.timeline(conn, "delay")
    *good, bad = frame.attrs["spans"]
    assert {score.mean for score in good} == {9}
    assert (bad.mean, bad.answers) == (3, 20)
    assert frame["score"].iloc[-1] == pytest.approx(8.97, abs=0.01)


def test_a_span_of_few_answers_has_no_score(conn: db.Connection) -> None:
    put(conn, "delay", *crowd(0, 9), *crowd(100, 9, START + timedelta(minutes=3), 3))
    spans = time_line.timeline(conn, "delay").attrs["spans"]
    assert [score and score.mean for score in spans] == [9, None, None, None]


@pytest.mark.parametrize("days", [1, 9, 60, 800])
def test_however_long_a_campaign_its_timeline_stays_short(conn: db.Connection, days: int) -> None:
    put(conn, "delay", *crowd(0, 4), *crowd(100, 6, START + timedelta(days=days)))
    frame = time_line.timeline(conn, "delay")
    assert len(frame) <= 302
    assert (frame["answers"].sum(), frame["score"].iloc[-1]) == (40, 5)


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
    rows = list(answer_export.ratings(conn, "delay"))
    assert [row.recipient for row in rows[:2]] == ["fzzzzzzzzzzzz", "0000000000000"]
    assert [row.score for row in rows] == [9, None, 3, 3]
    assert [row.state for row in rows] == ["counted", "withdrawn", "counted", "settling"]
    assert rows[0].comment == "x"
