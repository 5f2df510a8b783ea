"""Cases are opened from settled answers alone, kept up with them, told of in order; an erasure reaches all of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from person import Clock, Person

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns, deletion
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_events, case_opening, case_rule_list
from feedback_buttons.cases.case_events import EventPlace
from feedback_buttons.cases.case_rule_list import CaseRuleError
from feedback_buttons.comments import comment_handling, comment_list
from feedback_buttons.comments.comment_filters import Filter
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.recipients import erasure
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

KEY = CommentKey("delay", 7, 0)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay"))
        yield connection


@pytest.fixture
def clock() -> Clock:
    return Clock(ids.utc_now() - timedelta(hours=1))


@pytest.fixture
def zoe(config: Config, conn: db.Connection, clock: Clock) -> Iterator[Person]:
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config, clock)
    person = Person(app.test_client(), clock)
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", 7, 0)
    person.open(f"/r/delay/{token}/02")
    yield person
    app.close()


def told(conn: db.Connection) -> list[str]:
    return [event.did for event in case_events.since(conn, EventPlace())]


def test_an_unhappy_answer_without_a_word_is_a_case_once(conn: db.Connection, zoe: Person) -> None:
    zoe.press(2)
    assert [case_opening.look(conn, ids.utc_now()) for _ in range(3)] == [1, 0, 0]
    (event,) = case_events.since(conn, EventPlace())
    assert (event.did, event.campaign, event.recipient, event.score, event.rule) == (
        "opened", "delay", 7, 2, "Unhappy",
    )  # fmt: skip
    assert case_events.since(conn, event.place) == []
    assert comment_list.find(conn, Filter()).comments == ()  # there are no words to list


def test_an_answer_that_may_be_a_scanners_opens_nothing_until_it_has_settled(
    conn: db.Connection, zoe: Person, clock: Clock
) -> None:
    zoe.see()
    assert case_opening.look(conn, clock()) == 0
    assert case_opening.look(conn, clock() + timedelta(hours=7)) == 1
    assert told(conn) == ["opened"]


def test_a_closed_case_is_open_again_when_the_recipient_answers_anew(
    conn: db.Connection, zoe: Person
) -> None:
    zoe.press(2)
    case_opening.look(conn, ids.utc_now())
    assert comment_handling.change(conn, KEY, "anna", "reason", "solved")
    zoe.press(3)
    case_opening.look(conn, ids.utc_now())
    assert comment_handling.change(conn, KEY, "anna", "status", "closed")
    zoe.press(9, "Toch goed")
    case_opening.look(conn, ids.utc_now())
    assert told(conn) == ["opened", "closed", "reopened", "closed", "changed"]
    (comment,) = comment_list.find(conn, Filter()).comments
    assert (comment.closed, comment.score) == (True, 9)


def test_what_the_team_did_with_a_comment_stands_in_its_case(
    conn: db.Connection, zoe: Person
) -> None:
    zoe.press(2, "Veel te laat")
    comment_handling.change(conn, KEY, "anna", "note", "Gebeld")
    case_opening.look(conn, ids.utc_now())
    comment_handling.change(conn, KEY, "anna", "tag", "laat")
    (comment,) = comment_list.find(conn, Filter()).comments
    assert (comment.note, comment.tags, comment.closed) == ("Gebeld", ("laat",), False)


@pytest.mark.parametrize("by_herself", [True, False])
def test_an_erasure_leaves_no_case_and_says_so_once(
    conn: db.Connection, zoe: Person, by_herself: bool
) -> None:
    zoe.press(2)
    case_opening.look(conn, ids.utc_now())
    comment_handling.change(conn, KEY, "anna", "note", "Zoe")
    if by_herself:
        zoe.press(2, do="erase")
        zoe.press(2, do="erase-now")
    else:
        erasure.erase_all(conn, [7], by="anna")
    case_opening.look(conn, ids.utc_now())
    (event,) = case_events.since(conn, EventPlace())
    assert (event.did, event.score, event.rule, event.answer) == ("erased", None, None, None)
    assert not comment_handling.change(conn, KEY, "anna", "note", "Zoe again")
    assert conn.execute("select count(*) from comment").fetchone() == (0,)


def test_a_deleted_campaign_takes_its_cases_along(conn: db.Connection, zoe: Person) -> None:
    zoe.press(2)
    case_opening.look(conn, ids.utc_now())
    deletion.delete(conn, "delay", typed="delay", by="anna")
    assert told(conn) == []


def test_rules_are_added_and_removed_on_record(conn: db.Connection, zoe: Person) -> None:
    (usual,) = case_rule_list.list_(conn)
    case_rule_list.remove(conn, usual.id, by="anna")
    zoe.press(2)
    assert case_opening.look(conn, ids.utc_now()) == 0
    rule = case_rule_list.add(conn, " Very   low ", campaign="delay", score_to=1, by="anna")
    assert case_rule_list.list_(conn) == [rule]
    assert [entry.did for entry in audit.page(conn).entries[:2]] == [
        "case rule added",
        "case rule removed",
    ]


@pytest.mark.parametrize(
    "asks",
    [
        {}, {"score_to": 11}, {"score_to": -1}, {"chosen": (1, 1)}, {"score_to": 3, "campaign": "nowhere"},
        {"topic": 32000},
        {"name": "", "score_to": 3}, {"name": "x" * 61, "score_to": 3}, {"name": "Unhappy", "score_to": 3},
        {"chosen": (1, 1), "campaign": "delay", "second_low": True},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(conn: db.Connection, asks: dict[str, Any]) -> None:
    wanted = {"name": "New"} | asks
    with pytest.raises(CaseRuleError):
        case_rule_list.add(conn, **wanted)
    assert len(case_rule_list.list_(conn)) == 1
