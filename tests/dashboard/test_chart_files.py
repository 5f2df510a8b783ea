"""The charts' numbers as files."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pyarrow.parquet as pq
import pytest
import workbooks
from answers import START, Answer, put
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import audit, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, markers
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        for slug, name in (("delay", "=Delay"), ("welcome", "Welcome")):
            campaigns.add(connection, Campaign(slug=slug, name=name, sent_at=START))
        given = (Answer(n, 8, ids.utc_now(), language="nl") for n in range(12))
        put(connection, "delay", *given, Answer(20, 3, ids.utc_now(), language="de"))
        put(connection, "welcome", Answer(1, 10, ids.utc_now()))
        users.add(connection, "viewer", PASSWORD, "viewer")
        connection.execute("delete from audit")  # of what was just made
        yield connection


@pytest.fixture
def viewer(app: Flask) -> FlaskClient:
    return signed_in(app, "viewer")


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_distribution_has_a_row_a_score(viewer: FlaskClient) -> None:
    found = rows(viewer, "/campaign/delay/distribution.csv")
    assert [each["answers"] for each in found] == [*"0010000", "12", "0", "0"]


def test_the_time_line_has_every_step_and_what_was_marked_in_it(
    viewer: FlaskClient, conn: db.Connection
) -> None:
    markers.add(conn, "delay", "anna", "Site down", ids.utc_now() - timedelta(hours=2))
    found = rows(viewer, "/campaign/delay/timeline.csv")
    assert sum(int(each["answers"]) for each in found) == 13
    assert found[-1]["total"] == "13"
    assert found[0]["markers"] == "Site down"
    assert found[0]["seconds_since_sending"]


def test_small_groups_have_no_score_in_the_file_either(
    viewer: FlaskClient, conn: db.Connection
) -> None:
    segments.renew(conn, ids.utc_now())
    dutch, rest = rows(viewer, "/campaign/delay/segments.csv")
    assert (dutch["value"], dutch["score"], dutch["answers"]) == ("Dutch", "8.0", "12")
    assert (rest["score"], rest["low"], rest["high"], rest["answers"]) == ("", "", "", "1")


def test_what_is_compared_is_in_its_files(viewer: FlaskClient, conn: db.Connection) -> None:
    campaigns.edit(conn, "delay", {"mails": 130})
    scores = rows(viewer, "/compare/scores.csv?c=delay&c=welcome")
    assert [(each["campaign"], each["answers"]) for each in scores] == [
        ("delay", "13"),
        ("welcome", "1"),
    ]
    assert {(row["period"], row["scale"]) for row in scores} == {("all", "1-10")}
    delay, welcome = ((row["mails"], row["response_rate"], row["comments"]) for row in scores)
    assert (delay, welcome) == (("130", "0.1", "0"), ("", "", "0"))
    of_week = rows(viewer, "/compare/scores.csv?c=delay@7d&c=welcome@7d")
    assert [(row["period"], bool(row["period_begin"])) for row in of_week] == [("7d", True)] * 2
    shares = rows(viewer, "/compare/shares.csv?c=delay&c=welcome")
    assert shares[9] == {"score": "10", "delay": "0", "welcome": "1"}


def test_the_file_of_all_campaigns_is_what_was_chosen_and_no_formula(viewer: FlaskClient) -> None:
    assert {each["name"] for each in rows(viewer, "/campaigns.csv")} == {"'=Delay", "Welcome"}
    (found,) = rows(viewer, "/campaigns.csv?find=welc&period=all")
    assert (found["campaign"], found["score"], found["answers"]) == ("welcome", "", "1")
    assert (found["period"], found["period_begin"], found["scale"]) == ("all", "", "1-10")
    assert {row["period"] for row in rows(viewer, "/campaigns.csv")} == {"30d"}


def test_the_file_of_all_campaigns_says_what_the_change_is_held_against(
    viewer: FlaskClient,
) -> None:
    def held(query: str) -> tuple[str, bool, bool]:
        row = rows(viewer, f"/campaigns.csv{query}")[0]
        return row["against"], bool(row["against_begin"]), bool(row["against_end"])

    assert held("?period=7d") == ("before", True, True)
    assert held("?period=7d&against=30d") == ("30d", True, False)
    assert held("?period=7d&against=none") == held("?period=all") == ("none", False, False)
    row = rows(viewer, "/campaigns.csv?period=2026-03-08..2026-03-14")[0]
    assert row["against_end"] == row["period_begin"] > row["against_begin"]


def test_an_unknown_campaign_has_no_files(viewer: FlaskClient) -> None:
    assert viewer.get("/campaign/unknown/timeline.csv").status_code == 404


def test_sums_leave_no_entry_among_the_exports(viewer: FlaskClient, conn: db.Connection) -> None:
    rows(viewer, "/campaign/delay/timeline.csv")
    assert [each.did for each in audit.page(conn).entries] == ["signed in"]


@pytest.mark.parametrize(
    ("languages", "delimiter"),
    [
        ("nl-NL,nl;q=0.9,en;q=0.8", ";"),
        ("de-DE", ";"),
        ("fr", ";"),
        ("en-GB,nl;q=0.5", ","),
        ("x1", ","),
    ],
)
def test_a_csv_is_as_the_readers_spreadsheet_reads_it(
    viewer: FlaskClient, languages: str, delimiter: str
) -> None:
    headers = {"Accept-Language": languages}
    answer = viewer.get("/campaign/delay/distribution.csv", headers=headers)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert f"score{delimiter}answers{delimiter}period{delimiter}" in answer.data.decode()


@pytest.mark.parametrize("chart", ["distribution", "timeline", "segments", "chosen"])
def test_every_table_is_a_workbook_too(viewer: FlaskClient, chart: str) -> None:
    answer = viewer.get(f"/campaign/delay/{chart}.xlsx")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="delay-{chart}.xlsx"'
    (rows,) = workbooks.sheets(answer.data)
    csv_rows = viewer.get(f"/campaign/delay/{chart}.csv").data.decode("utf-8-sig").splitlines()
    assert len(rows) == len(csv_rows)


@pytest.mark.parametrize("chart", ["distribution", "timeline", "segments", "chosen", "why"])
def test_every_chart_is_parquet_too(viewer: FlaskClient, chart: str) -> None:
    answer = viewer.get(f"/campaign/delay/{chart}.parquet")
    assert answer.mimetype == "application/vnd.apache.parquet"
    table = pq.read_table(io.BytesIO(answer.data))
    text = viewer.get(f"/campaign/delay/{chart}.csv").data.decode("utf-8-sig")
    heads, *rows = csv.reader(io.StringIO(text))
    assert table.column_names == heads
    assert table.num_rows == len(rows)


def test_a_file_is_of_the_period_of_its_page_and_says_so(
    viewer: FlaskClient, conn: db.Connection
) -> None:
    put(conn, "delay", Answer(60, 1, ids.utc_now() - timedelta(days=3)))
    segments.renew(conn, ids.utc_now() + timedelta(days=1))
    for chart in ("distribution", "timeline", "segments"):
        of_day = rows(viewer, f"/campaign/delay/{chart}.csv?period=24h&against=none")
        assert {(row["period"], row["time_zone"], row["scale"]) for row in of_day} == {
            ("24h", "UTC", "1-10")
        }
        assert of_day[0]["period_begin"]
        assert {row["period"] for row in rows(viewer, f"/campaign/delay/{chart}.csv")} == {"all"}
    answers = [row["answers"] for row in rows(viewer, "/campaign/delay/distribution.csv?period=7d")]
    assert answers == [*"1010000", "12", "0", "0"]
    refused = viewer.get("/campaign/delay/distribution.csv?period=8d")
    assert refused.status_code == 400
    assert "'period' is 24h, 7d" in refused.data.decode()
    assert viewer.get("/campaign/delay/segments.csv?period=wave:4").status_code == 400
