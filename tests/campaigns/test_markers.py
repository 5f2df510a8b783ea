"""Markers on the time line: who may set them, where they show, what is refused."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import pytest
from answers import Answer, put
from callback import ask
from plotly.graph_objects import Figure
from postbox import PASSWORD

from feedback_buttons.accounts import audit, users
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, markers
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.markers import Marker, MarkerError
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.campaign import campaign_page, timeline
from feedback_buttons.dashboard.campaign.campaign_course import Course
from feedback_buttons.storage import db

NOON = datetime(2026, 12, 3, 12, tzinfo=UTC)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        for role in ("editor", "viewer"):
            users.add(connection, role, PASSWORD, role)
        connection.execute("delete from audit")  # of what was just made
        yield connection


def course(hours: int, *marked: tuple[float, str], sent: float | None = None) -> Course:
    """A course of so many hours from noon on; markers and sending by hours after noon."""
    index = pd.date_range(NOON, periods=hours + 1, freq="h")
    columns = {"answers": 1, "total": range(1, hours + 2), "score": 8.0, "digits": 1}
    found = [
        Marker(n, NOON + timedelta(hours=at), words, "anna") for n, (at, words) in enumerate(marked)
    ]
    sent_at = NOON + timedelta(hours=sent) if sent is not None else None
    return Course(pd.DataFrame(columns, index=index), sent_at, found)


def words(figure: Any) -> list[str]:  # noqa: ANN401 (plotly's)
    return [each.text for each in figure.layout.annotations]


def test_a_marker_is_a_line_and_its_words() -> None:
    figure = Figure(timeline.figure(course(4, (2, "Second wave sent"))))
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1) == ("2026-12-03 14:00",) * 2
    assert "Second wave sent" in words(figure)


def test_long_words_are_cut_in_the_chart_and_whole_in_its_table() -> None:
    long = "Site <down> & slow for an hour"
    found = course(4, (2, long))
    assert "Site &lt;down&gt; &amp; slow for an…" in words(Figure(timeline.figure(found)))
    (row,) = [each for each in timeline.rows(found) if long in each]
    assert timeline.heads(found)[-1] == "Marker"
    assert len(row) == len(timeline.heads(found))
    assert {len(each) for each in timeline.rows(found)} == {len(row)}


def test_a_marker_shortly_before_the_first_answer_widens_the_axis() -> None:
    first, _ = Figure(timeline.figure(course(4, (-2, "Mail written")))).layout.xaxis.range
    assert first < "2026-12-03 10:00"


def test_a_marker_from_long_before_stands_in_the_table_alone() -> None:
    found = course(4, (-48, "Mail written"))
    figure = Figure(timeline.figure(found))
    assert figure.layout.xaxis.range is None
    assert not figure.layout.shapes
    assert any("Mail written" in row for row in timeline.rows(found))


def test_the_chart_counts_from_sending_too() -> None:
    figure = Figure(timeline.figure(course(4, sent=-1)))
    assert [each for each in words(figure) if each[0] == "+"] == [
        "+1 h",
        "+2 h",
        "+3 h",
        "+4 h",
        "+5 h",
    ]
    assert timeline.heads(course(4, sent=-1))[1] == "Since sending"
    assert [row[1] for row in timeline.rows(course(2, sent=-1))] == ["+3 h", "+2 h", "+1 h"]


def test_without_a_time_of_sending_nothing_is_counted_from_it() -> None:
    assert words(Figure(timeline.figure(course(4)))) == ["score so far", "new answers"]


def test_a_marker_is_kept_and_told_in_the_trail(conn: db.Connection) -> None:
    markers.add(conn, "delay", "anna", "  Site   down ")
    (found,) = markers.list_(conn, "delay")
    assert (found.words, found.account) == ("Site down", "anna")
    markers.remove(conn, "delay", "bob", found.id)
    assert markers.list_(conn, "delay") == []
    removed, added = audit.page(conn).entries
    assert (added.account, added.did, added.detail["words"]) == (
        "anna",
        "marker added",
        "Site down",
    )
    assert (removed.account, removed.did, removed.subject) == ("bob", "marker removed", "delay")


@pytest.mark.parametrize(
    ("said", "days", "why"),
    [
        (" ", 0, "Say in a few words"),
        ("x" * 61, 0, "at most 60 characters"),
        ("Site down", 1, "within the last year"),
        ("Site down", -400, "within the last year"),
    ],
)
def test_a_bad_marker_is_refused_with_what_to_do(
    conn: db.Connection, said: str, days: int, why: str
) -> None:
    with pytest.raises(MarkerError, match=why):
        markers.add(conn, "delay", "anna", said, ids.utc_now() + timedelta(days=days))
    assert markers.list_(conn, "delay") == []
    assert audit.page(conn).entries == ()


def test_there_are_no_more_markers_than_a_chart_can_show(conn: db.Connection) -> None:
    for number in range(markers.MOST):
        markers.add(conn, "delay", "anna", f"Wave {number}")
    with pytest.raises(MarkerError, match="remove one first"):
        markers.add(conn, "delay", "anna", "One more")


def test_what_is_not_there_can_be_neither_marked_nor_removed(conn: db.Connection) -> None:
    with pytest.raises(MarkerError, match="no campaign"):
        markers.add(conn, "unknown", "anna", "Site down")
    with pytest.raises(MarkerError, match="gone already"):
        markers.remove(conn, "delay", "anna", 1)


def test_only_editors_find_the_form_and_get_through(config: Config, conn: db.Connection) -> None:
    app = create_app(config)
    try:
        for role, status in (("viewer", 403), ("editor", 200)):
            client = app.test_client()
            client.post("/sign-in", data={"name": role, "password": PASSWORD})
            assert ("marker-add" in page(client)) is (status == 200)
            new = {"words": "Site down", "at": ids.utc_now().isoformat()}
            assert mark(client, new).status_code == status
    finally:
        app.extensions["feedback_buttons"].close()
    assert [each.account for each in markers.list_(conn, "delay")] == ["editor"]


def test_screens_learn_of_a_marker_with_the_rest_of_the_time_line(conn: db.Connection) -> None:
    put(conn, "delay", Answer(1, 8, ids.utc_now()))
    markers.add(conn, "delay", "anna", "Site down")
    props = campaign_page.over_time(
        campaign_page.course(conn, campaigns.get(conn, "delay")), "delay"
    )
    drawn = props["timeline-data"]["data"]
    assert "Site down" in str(drawn["layout"])
    assert "Site down" in str(drawn["table"])


def page(client: Any) -> str:  # noqa: ANN401 (Flask's)
    inputs = [
        {"id": "address", "property": name, "value": value}
        for name, value in (("pathname", "/campaign/delay"), ("search", ""))
    ]
    return str(ask(client, "page.children", inputs=inputs).text)


def mark(client: Any, new: dict[str, str]) -> Any:  # noqa: ANN401 (Flask's)
    given = {"id": "marker-new", "property": "data", "value": new}
    return ask(
        client,
        "marker-said.children",
        inputs=[given, []],
        state=[
            {"id": "slug", "property": "data", "value": "delay"},
            *(
                {"id": name, "property": "value", "value": ""}
                for name in ("marker-words", "marker-when")
            ),
        ],
        changedPropIds=["marker-new.data"],
    )
