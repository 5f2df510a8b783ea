"""The queue of cases: who waits, in which order; what is beside it."""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta

import pytest
from answers import Answer, put

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, touchpoints
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_list, case_opening, case_period
from feedback_buttons.cases.case_filters import CaseFilter, Sort
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_handling import HandlingError
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.comments.filter_values import FilterError
from feedback_buttons.recipients import references
from feedback_buttons.storage import db

NOW = ids.utc_now()


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", touchpoint="Delivery"))
        campaigns.add(connection, Campaign(slug="order", name="Order"))
        for number, score in enumerate((3, 1, 6, 9, 2)):
            at = NOW - timedelta(hours=9 - number)
            put(connection, "delay", Answer(number, score, at, "Late" if number == 0 else None))
        put(connection, "order", Answer(1, 8, NOW, "Nice"), Answer(9, 5, NOW))
        _log(connection)
        case_opening.look(connection, NOW)
        yield connection


def _log(connection: db.Connection) -> None:
    """The log of changes, as the writer keeps it."""
    connection.execute(
        "with new as (update rating set changed = current_change() returning *) "
        "insert into rating_change select campaign, changed, recipient, occasion, bucket from new"
    )


def key(recipient: int, campaign: str = "delay") -> CommentKey:
    return CommentKey(campaign, recipient, 0)


def recipients(conn: db.Connection, wanted: CaseFilter) -> list[int]:
    page = case_list.find(conn, wanted, "anna")
    assert page.total == len(page.cases)
    return [case.key.recipient for case in page.cases]


def test_every_filter_leaves_what_is_wanted(conn: db.Connection) -> None:
    comment_handling.change(conn, key(0), "anna", "handler", "anna")
    comment_handling.change(conn, key(1), "anna", "tag", "late")
    until = (ids.utc_now() + timedelta(days=1)).isoformat()
    comment_handling.change(conn, key(4), "anna", "snooze", until)
    comment_handling.change(conn, key(2), "anna", "reason", "solved")
    wanted = {
        CaseFilter(): [1, 0, 9],
        CaseFilter(state="all"): [1, 4, 0, 9, 2],
        CaseFilter(state="asleep"): [4],
        CaseFilter(state="closed"): [2],
        CaseFilter(handler="me"): [0],
        CaseFilter(handler="nobody"): [1, 9],
        CaseFilter(tag="late"): [1],
        CaseFilter(scores=(3, 5)): [0, 9],
        CaseFilter(touchpoint="Delivery"): [1, 0],
        CaseFilter(campaign="order"): [9],
        CaseFilter(rule="Unhappy", state="closed"): [2],
        CaseFilter(rule="Other"): [],
        CaseFilter(page=2): [],
    }
    assert {each: recipients(conn, each) for each in wanted} == wanted


def test_a_period_is_of_the_time_of_the_answer(conn: db.Connection) -> None:
    # Whatever day it is now: what was answered three days ago is in none of the last 24 hours.
    conn.execute(
        "update rating set at = %s where campaign = 'delay' and recipient in (0, 4)",
        (NOW - timedelta(days=3),),
    )
    assert recipients(conn, CaseFilter(period="24h")) == [1, 9, 2]
    assert recipients(conn, CaseFilter(period="7d")) == [1, 4, 0, 9, 2]
    assert recipients(conn, CaseFilter(period="7d", campaign="order")) == [9]
    day = NOW - timedelta(days=20)
    assert recipients(conn, CaseFilter(period=f"{day:%Y-%m-%d}..{day:%Y-%m-%d}")) == []
    arrived = case_list.arrivals(conn, CaseFilter(period="24h"))
    assert len(arrived) == 3
    # Nobody has said when the campaign was sent: none are of that.
    assert recipients(conn, CaseFilter(period="sent", campaign="delay")) == []
    with pytest.raises(FilterError, match="nobody has said so"):
        case_period.of(conn, CaseFilter(period="sent", campaign="delay"), NOW)
    for wrong in ({"period": "sent"}, {"period": "wave:2"}, {"period": "soon"}):
        with pytest.raises(FilterError):
            CaseFilter.parse(wrong)
    assert CaseFilter.parse({"period": "all"}) == CaseFilter()
    wanted = CaseFilter(period="7d")
    assert CaseFilter.parse(wanted.parameters()) == wanted


def test_a_case_has_its_answer_and_what_was_done(conn: db.Connection) -> None:
    comment_handling.change(conn, key(0), "anna", "handler", "ben")
    comment_handling.change(conn, key(0), "ben", "reason", "unreachable")
    case = case_list.get(conn, key(0))
    assert case is not None
    assert (case.comment, case.score, case.rule, case.name) == ("Late", 3, "Unhappy", "Delay")
    assert (case.handler, case.reason, case.closed, case.reacted_by) == (
        "ben", "unreachable", True, "anna",
    )  # fmt: skip
    assert [change.field for change in case.changes] == ["reason", "handler", "case"]
    assert case.closed_at
    assert case.reacted_at
    assert case.opened_at <= case.reacted_at < case.closed_at
    assert [each.key.recipient for each in case_list.handled(conn)] == [0]


def test_other_answers_and_a_way_to_write_are_there_only_where_a_reference_is_kept(
    conn: db.Connection,
) -> None:
    silent = case_list.get(conn, key(1))
    assert silent is not None
    assert (silent.others, silent.mail) == ((), "")
    references.keep(conn, [1], ["zoe@example.com"], [{}], NOW)
    case = case_list.get(conn, key(1))
    assert case is not None
    assert [(other.campaign, other.score, other.comment) for other in case.others] == [
        ("Order", 8, "Nice")
    ]
    assert case.mail == "zoe@example.com"
    assert (silent.course, case.course) == ((), ())  # one touchpoint alone is no course
    campaigns.edit(conn, "order", {"touchpoint": "Order"})
    walked = case_list.get(conn, key(1))
    assert walked is not None
    assert [(step.touchpoint, step.written) for step in walked.course] == [
        ("Order", "8"), ("Delivery", "1"),
    ]  # fmt: skip
    touchpoints.place(conn, ["Delivery"])
    walked = case_list.get(conn, key(1))
    assert walked is not None
    assert [step.touchpoint for step in walked.course] == ["Delivery", "Order"]


def test_who_was_a_moment_later_does_not_take_a_case_away(conn: db.Connection) -> None:
    assert comment_handling.take(conn, key(0), "anna")
    assert not comment_handling.take(conn, key(0), "anna")
    with pytest.raises(HandlingError, match="anna has just taken it"):
        comment_handling.take(conn, key(0), "ben")
    conn.execute("update comment set handled_at = handled_at - interval '1 minute'")
    assert comment_handling.take(conn, key(0), "ben")


def test_batches_have_all_of_them(conn: db.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_list, "_BATCH", 2)
    whole = [
        each
        for batch in case_list.batches(lambda: nullcontext(conn), CaseFilter())
        for each in batch
    ]
    assert [case.key.recipient for case in whole] == [1, 4, 0, 9, 2]


@pytest.mark.parametrize(
    "address",
    [{"state": "x"}, {"sort": "best"}, {"page": "0"}, {"scores": "12"}, {"colour": "red"}],
)
def test_an_address_that_cannot_be_says_so(address: dict[str, str]) -> None:
    with pytest.raises(FilterError):
        CaseFilter.parse(address)


def test_an_address_reads_as_it_was_written() -> None:
    wanted = CaseFilter(
        "closed", "delay", "Delivery", (1, 2, 3), "me", "Unhappy", "late", "30d", "oldest", 3
    )
    assert CaseFilter.parse(wanted.parameters()) == wanted
    assert str(CaseFilter()) == ""


@pytest.mark.parametrize(
    ("sort", "index"),
    [("newest", "case_closed"), ("oldest", "case_closed"), ("lowest", "case_closed_lowest")],
)
def test_closed_cases_are_read_in_the_order_of_an_index(
    conn: db.Connection, monkeypatch: pytest.MonkeyPatch, sort: Sort, index: str
) -> None:
    """There are ever more of them: none is sorted for a page."""
    plans: list[str] = []

    def explain(
        _: object, __: object, name: str, values: dict[str, object], **___: object
    ) -> list[object]:
        query = b"explain (costs off) " + db.query(name)
        plans.extend(line for (line,) in conn.execute(query, values, prepare=False).fetchall())
        return []

    for off in ("seqscan", "bitmapscan", "sort"):
        conn.execute(f"set enable_{off} = off".encode())
    monkeypatch.setattr(case_list.db, "rows", explain)
    case_list.find(conn, CaseFilter(state="closed", sort=sort))
    scans = [line.split(" using ")[1] for line in plans if " using case_" in line]
    assert f"{index} on comment" in scans
