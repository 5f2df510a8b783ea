"""Zoho Desk as its documentation has it: one access token for all, an organisation in each request, a search that lags
behind, and yet one ticket for a case."""

import threading
from collections.abc import Iterator

import pytest
from helpdesks import Desk, helpdesk, round_
from person import Person
from zoho_side import MOST_TOKENS, ORG, ZohoSide, zoho_side

from feedback_buttons.channels import channel_list, helpdesk_kinds
from feedback_buttons.channels.channel_fields import ChannelFieldError
from feedback_buttons.config.settings import Config
from feedback_buttons.recipients import erasure
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list
from feedback_buttons.tickets.zoho import zoho_tokens

FIELDS = {
    "client": "1000.A",
    "client_secret": "s3cret",
    "key": "refresh-0",
    "org": ORG,
    "department": "1892000000006907",
    "number_field": "cf_number",
    "score_field": "cf_score",
    "comments": "yes",
    "by_number": "yes",
}


@pytest.fixture
def side() -> Iterator[ZohoSide]:
    with zoho_side() as side:
        yield side
        assert side.wrong == []


@pytest.fixture
def desk(config: Config, side: ZohoSide) -> Iterator[Desk]:
    with helpdesk(config, "zoho", FIELDS | {"url": side.url}) as desk:
        yield desk


def test_a_case_is_one_ticket_and_a_changed_answer_a_note(
    desk: Desk, side: ZohoSide, zoe: Person
) -> None:
    zoe.press(2, "Kapot <b>mail</b> ${ticket.x} zoe@example.com")
    round_(desk)
    ((id, ticket),) = side.tickets.items()
    assert (ticket["cf"]["cf_score"], ticket["departmentId"]) == ("2", FIELDS["department"])
    assert not [text for text in ("<b>mail", "zoe@", "${ticket") if text in ticket["description"]]
    zoe.press(1, "worse", had_comment="1")
    round_(desk)
    assert [comment["isPublic"] for comment in side.comments[id]] == [False]
    assert "worse" in side.comments[id][0]["plainText"]
    assert (ticket["cf"]["cf_score"], desk.states()) == ("1", [("open", id)])
    assert side.access == ["access-0"]


@pytest.mark.parametrize(
    "fault", [500, (429, {"Retry-After": "40"}), "store then drop", "hang"], ids=str
)
@pytest.mark.parametrize("searched", [True, False])
def test_nothing_that_goes_wrong_makes_two_tickets(
    desk: Desk, side: ZohoSide, zoe: Person, fault: object, searched: bool
) -> None:
    side.faults, side.searched = [("POST /api/v1/tickets", fault)], searched
    zoe.press(2)
    round_(desk)
    zoe.press(1)
    round_(desk)
    round_(desk)
    assert (len(side.tickets), len(desk.states())) == (1, 1)


def test_an_answer_to_a_support_mail_belongs_on_its_ticket(
    desk: Desk, side: ZohoSide, person: Person
) -> None:
    id = side.add("35", "Closed")
    desk.answer(person, 8, "35", 2)
    side.faults = [(f"POST /api/v1/tickets/{id}/comments", "store then drop")]
    round_(desk)
    round_(desk)
    assert (len(side.tickets), len(side.comments[id]), side.tickets[id]["status"]) == (1, 1, "Open")
    assert side.tickets[id]["cf"]["cf_score"] == "2"
    side.tickets[id]["statusType"] = "Closed"
    desk.look()
    assert (desk.states(), desk.cases()) == ([("solved", id)], [("closed", "solved")])
    erasure.erase(desk.conn, 8)
    round_(desk)
    assert side.tickets[id]["description"] == "Where is it?"
    assert [comment["plainText"].count("erased") for comment in side.comments[id]] == [1]


def test_an_erased_answer_is_taken_out_there(desk: Desk, side: ZohoSide, zoe: Person) -> None:
    zoe.press(2, "zoemark kapot")
    round_(desk)
    zoe.press(1, "zoemark weer", had_comment="1")
    round_(desk)
    erasure.erase(desk.conn, 7)
    side.faults = [("DELETE", "store then drop"), ("PATCH", 500)]
    for _ in range(3):
        round_(desk)
    assert "zoemark" not in f"{side.tickets} {side.comments}"
    assert [ticket["cf"]["cf_score"] for ticket in side.tickets.values()] == [None]


def test_one_token_is_got_for_all_and_no_more_than_zoho_gives(
    desk: Desk, side: ZohoSide, config: Config
) -> None:
    def ask() -> None:
        with db.connect(str(config.database_url), autocommit=True) as connection:
            helpdesk_list.opened(
                connection, desk.out, desk.channel.id, "zoho", desk.channel.settings
            ).by_name("35")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert side.access == ["access-0"]
    assert zoho_tokens.APART * MOST_TOKENS > 600
    side.access[0] = "revoked"
    with pytest.raises(Exception, match="later"):
        ask()
    assert len(side.names("POST /oauth")) == 1


@pytest.mark.parametrize(("lost", "paused"), [(True, helpdesk_list.SIGNED_OUT), (False, None)])
def test_a_lost_token_stops_the_channel_and_too_many_wait(
    desk: Desk, side: ZohoSide, zoe: Person, lost: bool, paused: str | None
) -> None:
    side.refresh = "another" if lost else side.refresh
    side.access = [] if lost else ["x"] * MOST_TOKENS
    zoe.press(2)
    round_(desk)
    assert (channel_list.named(desk.conn, "desk").paused, desk.dead()) == (paused, 0)
    free = desk.conn.execute("select free_at > now() + '9 min' from channel").fetchone()
    assert free == (not lost,)


@pytest.mark.parametrize(
    ("typed", "url", "accounts"),
    [
        ("eu", "https://desk.zoho.eu", "https://accounts.zoho.eu"),
        ("com.au", "https://desk.zoho.com.au", "https://accounts.zoho.com.au"),
        ("ca", "https://desk.zohocloud.ca", "https://accounts.zohocloud.ca"),
        ("https://desk.zoho.jp/agent/acme", "https://desk.zoho.jp", "https://accounts.zoho.jp"),
    ],
)
def test_a_region_is_known_by_its_name_or_address(typed: str, url: str, accounts: str) -> None:
    secrets = helpdesk_kinds.zoho(FIELDS | {"url": typed}, ()).secrets
    assert (secrets["url"], secrets["accounts"]) == (url, accounts)
    with pytest.raises(ChannelFieldError):
        helpdesk_kinds.zoho(FIELDS | {"url": typed, "org": "acme"}, ())
