"""The comments' page over HTTP: what a view shows, as a page, as a file, as a stream; and to whom."""

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pyarrow.parquet as pq
import pytest
from answers import START, Answer, put
from flask import Flask
from postbox import PASSWORD, signed_in

from feedback_buttons.accounts import audit, users
from feedback_buttons.accounts.roles import ROLES, may
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.comments import comment_handling, comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.dashboard import callbacks
from feedback_buttons.dashboard.comments import comment_form
from feedback_buttons.dashboard.comments.filter_offers import Offered
from feedback_buttons.storage import db

TEXTS = ("=1+1", "too late", "late, too", "fine", "مرحبا")


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        for number, text in enumerate(TEXTS, 1):
            put(connection, "delay", Answer(number, number, START, text, language="en"))
        for role in ROLES:
            users.add(connection, role, PASSWORD, role)
        yield connection


def shown(conn: db.Connection, search: str, role: str = "admin") -> str:
    page = callbacks.page(conn, "/comments", search, lambda each: may(role, each), role)
    return " ".join(str(each.to_plotly_json()) for each in page)


def test_a_chosen_name_too_long_for_its_field_stands_whole_below_it(conn: db.Connection) -> None:
    long = "Your parcel comes tomorrow between nine and noon"
    campaigns.add(conn, Campaign(slug="tomorrow", name=long))
    whole = f"Span(children='{long}', aria-hidden='true')"
    assert whole in shown(conn, "?campaign=tomorrow")
    assert whole not in shown(conn, "?campaign=delay")
    assert "aria-hidden" not in str(
        comment_form.form(Filter(), Offered((("d", long),), (), ()), ZoneInfo("UTC"))
    )


def test_a_file_holds_exactly_what_the_view_shows(app: Flask, conn: db.Connection) -> None:
    comment_handling.change(conn, CommentKey("delay", 2, 0), "agent", "tag", "slow")
    comment_handling.change(conn, CommentKey("delay", 2, 0), "agent", "tag", "gift")
    query = "search=late&scores=1-6&sort=lowest"
    client = signed_in(app, "editor")
    answer = client.get(f"/comments.csv?{query}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="comments.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    assert [(row["comment"], row["tags"]) for row in rows] == [
        ("too late", "gift, slow"),
        ("late, too", ""),
    ]
    parquet = pq.read_table(io.BytesIO(client.get(f"/comments.parquet?{query}").data)).to_pylist()
    assert [(row["score"], row["comment"]) for row in parquet] == [
        (2, "too late"),
        (3, "late, too"),
    ]
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did) == ("editor", "comments exported")
    assert entry.detail == {"form": "parquet", "view": "search=%2A&scores=1-6&sort=lowest"}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_long_file_is_read_in_steps(
    app: Flask, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(comment_list, "_BATCH", 2)
    data = signed_in(app, "admin").get(f"/comments.{form}?sort=oldest").data
    if form == "csv":
        texts = [
            row["comment"]
            for row in csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        ]
        assert texts == ["'=1+1", *TEXTS[1:]]
    else:
        assert [row["comment"] for row in pq.read_table(io.BytesIO(data)).to_pylist()] == list(
            TEXTS
        )


@pytest.mark.parametrize(
    ("role", "allowed"), [("viewer", False), ("agent", False), ("editor", True)]
)
def test_only_who_may_take_away_is_offered_to(
    conn: db.Connection, app: Flask, role: str, allowed: bool
) -> None:
    assert ("/comments.csv" in shown(conn, "", role)) is allowed
    assert (signed_in(app, role).get("/comments.csv").status_code == 200) is allowed


def test_a_viewer_reads_and_an_agent_handles(conn: db.Connection) -> None:
    comment_handling.change(conn, CommentKey("delay", 2, 0), "agent", "note", "called her")
    assert "called her" in shown(conn, "", "viewer")
    assert "'Assign to me'" not in shown(conn, "", "viewer")
    assert "'Assign to me'" in shown(conn, "", "agent")


@pytest.mark.parametrize("query", ["scores=11", "sort=up", "since=soon", "at=nowhere"])
def test_an_address_that_is_wrong_says_why(app: Flask, conn: db.Connection, query: str) -> None:
    assert "This view does not exist" in shown(conn, f"?{query}")
    answer = signed_in(app, "admin").get(f"/comments.csv?{query}")
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"


def test_an_empty_list_of_things_to_do_is_good_news(conn: db.Connection) -> None:
    assert "Nothing to do" not in shown(conn, "?scores=0-6&status=open&sort=oldest")
    for number in range(1, 6):
        comment_handling.change(conn, CommentKey("delay", number, 0), "agent", "status", "closed")
    assert "Nothing to do" in shown(conn, "?scores=0-6&status=open&sort=oldest")
    assert "No comment matches" in shown(conn, f"?search={quote('نعم')}")


def test_a_stream_tells_of_new_comments_and_of_deeds(app: Flask, conn: db.Connection) -> None:
    lines = (
        line
        for chunk in signed_in(app, "admin").get("/comments/live?scores=9", buffered=False).response
        for line in (chunk if isinstance(chunk, str) else chunk.decode()).splitlines()
        if line.startswith("data: {")
    )
    first = json.loads(next(lines)[6:])
    assert (first["arrived"], first["handled"]) == ({"data": []}, {"data": []})
    put(
        conn, "delay", Answer(77, 9, ids.utc_now(), "new"), Answer(78, 1, ids.utc_now(), "unwanted")
    )
    comment_handling.change(conn, CommentKey("delay", 2, 0), "ben", "status", "closed")
    news: dict[str, dict[str, list[object]]] = {}
    while not all(news.get(place, {}).get("data") for place in ("arrived", "handled")):
        news |= json.loads(next(lines)[6:])
    assert len(news["arrived"]["data"]) == 1
    assert "Closed by ben" in json.dumps(news["handled"])


def test_a_period_stands_among_the_filters_where_a_link_brought_one(conn: db.Connection) -> None:
    assert "'period=2026-11-01..2026-11-08'" in shown(conn, "?period=2026-11-01..2026-11-08")
    assert "'period=7d'" in shown(conn, "?period=7d")
    assert "period=" not in shown(conn, "")
