"""Freshdesk as its documentation has it: no key makes a ticket once and a search lags behind, yet there is one ticket
for a case; refused calls count, so that it is left alone as long as it says."""

from collections.abc import Iterator

import pytest
from freshdesk_side import FreshdeskSide, freshdesk_side
from helpdesks import Desk, helpdesk, round_
from person import Person

from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.recipients import erasure
from feedback_buttons.tickets import helpdesk_list, helpdesk_sending

FIELDS = {
    "key": "key-0",
    "number_field": "cf_number",
    "score_field": "cf_score",
    "comments": "yes",
    "by_number": "yes",
}


@pytest.fixture
def side() -> Iterator[FreshdeskSide]:
    with freshdesk_side() as side:
        yield side
        assert side.wrong == []


@pytest.fixture
def desk(config: Config, side: FreshdeskSide) -> Iterator[Desk]:
    with helpdesk(config, "freshdesk", FIELDS | {"url": side.url}) as desk:
        yield desk


def test_a_case_is_one_ticket_and_a_changed_answer_a_note(
    desk: Desk, side: FreshdeskSide, zoe: Person
) -> None:
    zoe.press(2, "Kapot <b>mail</b> zoe@example.com")
    round_(desk)
    ticket = side.tickets[101]
    assert ticket["custom_fields"]["cf_score"] == "2"
    assert "<b>mail" not in ticket["description"]
    assert "zoe@" not in ticket["description_text"]
    zoe.press(1, "worse", had_comment="1")
    round_(desk)
    assert [note["private"] for note in side.notes[101]] == [True]
    assert "worse" in side.notes[101][0]["body_text"]
    assert (ticket["custom_fields"]["cf_score"], desk.states()) == ("1", [("open", "101")])


@pytest.mark.parametrize(
    "fault", [500, (429, {"Retry-After": "40"}), "store then drop", "hang"], ids=str
)
@pytest.mark.parametrize("searched", [True, False])
def test_nothing_that_goes_wrong_makes_two_tickets(
    desk: Desk, side: FreshdeskSide, zoe: Person, fault: object, searched: bool
) -> None:
    side.faults, side.searched = [("POST /api/v2/tickets", fault)], searched
    zoe.press(2)
    round_(desk)
    zoe.press(1)
    round_(desk)
    round_(desk)
    assert (len(side.tickets), desk.states()) == (1, [("open", "101")])


def test_refused_calls_count_so_it_is_left_alone(
    desk: Desk, side: FreshdeskSide, zoe: Person
) -> None:
    side.left = 1
    zoe.press(2)
    round_(desk)
    assert desk.conn.execute("select free_at > now() + '35 s' from channel").fetchone() == (True,)
    asked = len(side.calls)
    desk.conn.execute("update outbox_message set due_at = 'epoch'")
    desk.deliver()
    assert len(side.calls) == asked == 2


def test_an_answer_to_a_support_mail_belongs_on_its_ticket(
    desk: Desk, side: FreshdeskSide, person: Person
) -> None:
    side.add(35, 5)
    desk.answer(person, 8, "35", 2)
    side.faults = [("POST /api/v2/tickets/35/notes", "store then drop")]
    round_(desk)
    round_(desk)
    assert (len(side.tickets), len(side.notes[35]), side.tickets[35]["status"]) == (1, 1, 2)
    assert side.tickets[35]["custom_fields"]["cf_score"] == "2"
    side.tickets[35]["status"] = 4
    desk.look()
    assert (desk.states(), desk.cases()) == ([("solved", "35")], [("closed", "solved")])
    erasure.erase(desk.conn, 8)
    round_(desk)
    assert "Where is it?" in side.tickets[35]["description"]
    assert [note["body_text"].count("erased") for note in side.notes[35]] == [1]


def test_an_erased_answer_is_taken_out_there(desk: Desk, side: FreshdeskSide, zoe: Person) -> None:
    zoe.press(2, "zoemark kapot")
    round_(desk)
    zoe.press(1, "zoemark weer", had_comment="1")
    round_(desk)
    side.notes[101].append({"id": 5, "body_text": "An agent's own words"})
    erasure.erase(desk.conn, 7)
    side.faults = [("DELETE /api/v2/conversations", "store then drop")]
    round_(desk)
    round_(desk)
    assert "zoemark" not in f"{side.tickets} {side.notes}"
    assert side.tickets[101]["custom_fields"]["cf_score"] is None
    assert [note["body_text"][:8] for note in side.notes[101]] == ["An agent", "This per"]


def test_a_key_that_is_not_good_stops_the_channel(
    desk: Desk, side: FreshdeskSide, zoe: Person
) -> None:
    side.key = "key-1"
    zoe.press(2)
    round_(desk)
    channel = channel_list.named(desk.conn, "desk")
    assert (channel.paused, desk.dead()) == (helpdesk_list.SIGNED_OUT, 0)
    outcome = helpdesk_sending.test(desk.conn, desk.out, channel, by="admin")
    assert (outcome.result, outcome.status) == ("refused", 401)
    helpdesk_list.sign_in(desk.conn, channel, "key-1", desk.config.session_keys, by="admin")
    round_(desk)
    assert len(side.tickets) == 1
