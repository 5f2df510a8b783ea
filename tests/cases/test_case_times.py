"""How soon a team reacts, whom it reaches, what they answer next; cases as a file."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import Answer, put
from postbox import PASSWORD

from feedback_buttons.accounts import audit, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_opening, case_times
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.storage import db

NOW = ids.utc_now()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="Delivery"))
        campaigns.add(connection, Campaign(slug="order", name="Order"))
        put(
            connection,
            "delay",
            *(Answer(number, 2, NOW - timedelta(hours=5), "=Late") for number in range(4)),
        )
        put(connection, "order", Answer(8, 3, NOW - timedelta(hours=5)))
        connection.execute(
            "with new as (update rating set changed = current_change() returning *) "
            "insert into rating_change select campaign, changed, recipient, occasion, bucket from new"
        )
        case_opening.look(connection, NOW - timedelta(hours=4))
        yield connection


def close(conn: db.Connection, recipient: int, account: str, reason: str, hours: float) -> None:
    """Somebody takes it, and closes it an hour later, so long after it was opened."""
    key = CommentKey("delay", recipient, 0)
    comment_handling.change(conn, key, account, "handler", account)
    comment_handling.change(conn, key, account, "reason", reason)
    conn.execute(
        "update comment set reacted_at = opened_at + %s, closed_at = opened_at + %s where recipient = %s",
        [timedelta(hours=hours - 1), timedelta(hours=hours), recipient],
    )


def read(conn: db.Connection) -> case_times.CaseReport:
    return case_times.read(conn, NOW - timedelta(days=1), NOW + timedelta(hours=1))


def test_medians_are_of_those_that_had_a_reaction(conn: db.Connection) -> None:
    close(conn, 0, "anna", "solved", 2)
    close(conn, 1, "anna", "unreachable", 3)
    close(conn, 2, "ben", "answered", 4)
    report = read(conn)
    assert (report.whole.cases, report.whole.reacted, report.whole.reached) == (5, 3, 2)
    assert (report.whole.reaction, report.whole.closing) == (7200, 10_800)
    assert [(row.name, row.cases, row.closing) for row in report.of("member")] == [
        ("anna", 2, 9000), ("ben", 1, 14_400),
    ]  # fmt: skip
    assert [(row.name, row.cases, row.closed) for row in report.of("touchpoint")] == [
        ("Delivery", 4, 3), ("", 1, 0),
    ]  # fmt: skip
    facts = case_times.facts(report)
    assert (facts["median_closing_seconds"], facts["opened"]) == (10_800, 5)
    assert [(row["name"], row["reached"]) for row in facts["members"]] == [("anna", 1), ("ben", 1)]


def test_what_people_answer_next_is_told_apart_by_whether_they_were_reached(
    conn: db.Connection,
) -> None:
    close(conn, 0, "anna", "solved", 2)
    close(conn, 1, "anna", "not ours", 2)
    put(conn, "order", Answer(0, 9, NOW + timedelta(minutes=1)), Answer(1, 4, NOW))
    assert {row.reached: (row.people, row.mean) for row in read(conn).next_scores} == {
        True: (1, 9), False: (1, 4),
    }  # fmt: skip


def test_no_cases_are_no_error(conn: db.Connection) -> None:
    report = case_times.read(conn, NOW + timedelta(days=1), NOW + timedelta(days=2))
    assert (report.whole.cases, report.whole.reaction, report.next_scores) == (0, None, ())


def test_the_page_has_the_medians_and_a_file_has_the_cases(
    config: Config, conn: db.Connection
) -> None:
    close(conn, 0, "anna", "solved", 2)
    put(conn, "order", Answer(0, 9, NOW + timedelta(minutes=1)))
    for name in ("editor", "agent"):
        users.add(conn, name, PASSWORD, name)
    app = create_app(config)
    editor, agent = app.test_client(), app.test_client()
    for client, name in ((editor, "editor"), (agent, "agent")):
        client.post("/sign-in", data={"name": name, "password": PASSWORD})
    page = agent.get("/cases/times?days=7").text
    assert "60 min" in page
    assert "Delivery" in page
    assert 'href="/cases/times.xlsx?days=7"' in page
    figures = agent.get("/cases/times.csv?days=7").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(figures, newline="")))
    assert [(row["by"], row["name"], row["cases"]) for row in rows] == [
        ("all", "", "5"), ("touchpoint", "Delivery", "4"), ("touchpoint", "", "1"), ("member", "anna", "1"),
    ]  # fmt: skip
    assert (rows[0]["median_closing_seconds"], rows[0]["period"]) == ("7200.0", "7d")
    assert agent.get("/cases/times.csv?days=8").status_code == 400
    assert 'href="/cases/times/next.parquet?days=7"' in page
    answered_next = agent.get("/cases/times/next.csv?days=7").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(answered_next, newline=""))
    assert (row["reached"], row["people"], row["mean"], row["period"]) == ("True", "1", "9.0", "7d")
    assert agent.get("/cases/times/next.csv?days=8").status_code == 400
    assert agent.get("/cases.csv").status_code == 403
    data = editor.get("/cases.csv?state=closed").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(data, newline=""))
    assert (row["comment"], row["reason"], row["reacted_by"]) == ("'=Late", "solved", "anna")
    assert editor.get("/cases.csv?state=wrong").status_code == 400
    data = editor.get("/cases.csv?state=all&period=30d").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(data)))
    assert {(row["period"], bool(row["period_begin"]), row["period_end"]) for row in rows} == {
        ("30d", True, "")
    }
    assert all(row["answered_at"] >= row["period_begin"] for row in rows)
    assert editor.get("/cases.csv?period=sent").status_code == 400
    refused = editor.get("/cases.csv?period=wave:7&campaign=delay")
    assert refused.status_code == 400
    assert audit.page(conn).entries[0].did == "cases exported"
    app.extensions["feedback_buttons"].close()
