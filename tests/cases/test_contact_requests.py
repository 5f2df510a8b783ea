"""Who asks for contact on their page leaves an address there, once, and is a case; nothing else of them is kept."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from person import Clock, Person

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.cases import case_list, case_opening, case_rules
from feedback_buttons.cases.case_filters import CaseFilter
from feedback_buttons.comments import comment_handling
from feedback_buttons.comments.comment_list import CommentKey
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.spool import Spool
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.processes.retention import Retention, deleting_steps
from feedback_buttons.ratings.write_pool import Away
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.recipients import erasure, person_export
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

KEY = CommentKey("delay", 7, 0)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", offer_contact=True))
        yield connection


@pytest.fixture
def endpoint(config: Config, conn: db.Connection) -> Iterator[Endpoint]:
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config, Clock(ids.utc_now() - timedelta(hours=1)))
    yield app
    app.close()


@pytest.fixture
def zoe(config: Config, endpoint: Endpoint) -> Person:
    person = Person(endpoint.test_client(), endpoint.collector.clock)
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("delay", 7, 0)
    assert 'name="contact"' in person.open(f"/r/delay/{token}/09").text
    return person


def left(conn: db.Connection) -> list[str]:
    return [address for (address,) in conn.execute("select address from contact_request")]


def test_a_happy_recipient_who_leaves_an_address_is_a_case(
    conn: db.Connection, zoe: Person
) -> None:
    page = zoe.press(9, "Mooi", contact=" zoe@\x00example.com\r\n ").text
    assert 'value="zoe@example.com"' in page
    assert "How to reach you is saved too." in page
    assert "if you leave it, how to reach you, under a code" in page
    assert "or mail address" not in page.partition("<footer>")[2]
    assert case_opening.look(conn, ids.utc_now()) == 1
    case = case_list.get(conn, KEY)
    assert case is not None
    assert (case.rule, case.contact, case.mail) == (case_rules.CONTACT, *["zoe@example.com"] * 2)


def test_nothing_is_kept_where_nothing_is_left_or_offered(
    config: Config, conn: db.Connection, zoe: Person
) -> None:
    zoe.press(9, contact="")
    campaigns.add(conn, Campaign(slug="plain", name="Plain"))
    token = Tokens(config.signing_keys, config.pseudonym_key).sign("plain", 7, 0)
    assert 'name="contact"' not in zoe.open(f"/r/plain/{token}/09").text
    zoe.press(9, contact="zoe@example.com")
    assert (left(conn), case_opening.look(conn, ids.utc_now())) == ([], 0)


def test_an_address_is_changed_and_removed_where_its_page_showed_it(
    conn: db.Connection, zoe: Person
) -> None:
    zoe.press(3, contact="06-1234 5678")
    zoe.press(4, had_contact="")  # another page, which said nothing of it
    assert left(conn) == ["06-1234 5678"]
    zoe.press(4, contact="zoe@example.com", had_contact="1")
    assert left(conn) == ["zoe@example.com"]
    zoe.press(4, contact="", had_contact="1")
    assert left(conn) == []


def test_a_machines_press_leaves_none(conn: db.Connection, zoe: Person) -> None:
    zoe.headers["Origin"] = "https://elsewhere.example"
    zoe.press(9, contact="zoe@example.com")
    assert left(conn) == []


def test_it_waits_on_the_disk_while_the_database_is_away(
    config: Config, conn: db.Connection, zoe: Person, endpoint: Endpoint
) -> None:
    with patch.object(Ratings, "press", side_effect=Away):
        zoe.press(9, contact="+31 6 1234 5678")
        assert left(conn) == []
        (segment,) = Spool(config.data_dir)._paths()
        assert "+31 6 1234 5678" in segment.read_text()
    while Spool(config.data_dir).waiting().entries:  # the recorder's own thread does the same
        endpoint.collector.recorder.replay.drain()
    assert left(conn) == ["+31 6 1234 5678"]


def test_a_closed_case_is_open_again_when_they_ask(conn: db.Connection, zoe: Person) -> None:
    zoe.press(2)
    case_opening.look(conn, ids.utc_now())
    comment_handling.change(conn, KEY, "Anna", "reason", "solved")
    zoe.press(8, contact="zoe@example.com")
    assert case_opening.look(conn, ids.utc_now()) == 1
    (case,) = case_list.find(conn, CaseFilter()).cases
    assert (case.status, case.contact) == ("open", "zoe@example.com")


@pytest.mark.parametrize("by", ["the recipient", "the team"])
def test_an_erasure_takes_it_along(conn: db.Connection, zoe: Person, by: str) -> None:
    zoe.press(2, contact="zoe@example.com")
    case_opening.look(conn, ids.utc_now())
    assert "zoe@example.com" in str(person_export.read(conn, [7]))
    if by == "the team":
        erasure.erase(conn, 7)
    else:
        zoe.press(2, do="erase")
        zoe.press(2, do="erase-now")
    assert left(conn) == []
    assert "zoe@" not in str(person_export.read(conn, [7]))


def test_it_is_not_kept_for_longer_than_anybody_waits(conn: db.Connection, zoe: Person) -> None:
    zoe.press(2, contact="zoe@example.com")
    for days, count in ((89, 1), (91, 0)):
        now = ids.utc_now() + timedelta(days=days)
        deleting_steps(conn, now, Retention())["contacts"]()
        assert len(left(conn)) == count
