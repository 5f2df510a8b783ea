"""Zendesk as its documentation has it: one ticket for a case whatever goes wrong, on the ticket that it is about, one
refresher of its tokens, solved there closes the case."""

import threading
from collections.abc import Iterator

import pytest
from helpdesks import Desk, helpdesk, round_
from person import Person
from zendesk_side import ZendeskSide, zendesk_side

from feedback_buttons.channels import channel_list
from feedback_buttons.config.settings import Config
from feedback_buttons.recipients import erasure
from feedback_buttons.storage import db
from feedback_buttons.tickets import helpdesk_list, helpdesk_sending

FIELDS = {
    "client": "fb",
    "client_secret": "s3cret",
    "key": "refresh-0",
    "score_field": "360001",
    "comments": "yes",
}


@pytest.fixture
def side() -> Iterator[ZendeskSide]:
    with zendesk_side() as side:
        yield side
        assert side.wrong == []


@pytest.fixture
def desk(config: Config, side: ZendeskSide) -> Iterator[Desk]:
    with helpdesk(config, "zendesk", FIELDS | {"url": side.url}) as desk:
        yield desk


def test_a_case_is_one_ticket_and_a_changed_answer_a_note(
    desk: Desk, side: ZendeskSide, zoe: Person
) -> None:
    zoe.press(2, "Kapot {{ticket.url}} <b>mail</b> zoe@example.com")
    round_(desk)
    (number,) = side.tickets
    ticket, (first,) = side.tickets[number], side.comments[number]
    assert (ticket["subject"], ticket["custom_fields"]) == (
        "Delay: an answer that needs somebody", [{"id": 360001, "value": "2"}],
    )  # fmt: skip
    assert not first["public"]
    assert "{\u2060{ticket.url}}" in first["plain_body"]
    assert "[mail]" in first["plain_body"]
    assert "<b>" not in first["html_body"]
    zoe.press(1, "worse", had_comment="1")
    round_(desk)
    assert "worse" in side.comments[number][-1]["plain_body"]
    assert side.tickets[number]["custom_fields"] == [{"id": 360001, "value": "1"}]
    assert desk.states() == [("open", str(number))]


@pytest.mark.parametrize(
    "fault",
    [500, (429, {"Retry-After": "30"}), (503, {"Retry-After": "30"}), "store then drop", "hang"],
    ids=str,
)
def test_nothing_that_goes_wrong_makes_two_tickets(
    desk: Desk, side: ZendeskSide, zoe: Person, fault: object
) -> None:
    side.faults = [("POST /api/v2/tickets", fault)]
    zoe.press(2)
    round_(desk)
    free = desk.conn.execute("select free_at > now() + '25 s' from channel").fetchone()
    assert free == (isinstance(fault, tuple),)
    zoe.press(1, "the words are others by now")
    round_(desk)
    round_(desk)
    assert len(side.tickets) == 1
    assert len(desk.states()) == 1


def test_a_note_that_may_have_arrived_is_looked_for(
    desk: Desk, side: ZendeskSide, zoe: Person
) -> None:
    zoe.press(2)
    round_(desk)
    zoe.press(1)
    side.faults = [("PUT", "store then drop")]
    round_(desk)
    round_(desk)
    assert [len(comments) for comments in side.comments.values()] == [2]


def test_a_worker_that_was_killed_after_the_call_makes_no_second_ticket(
    desk: Desk, side: ZendeskSide, zoe: Person
) -> None:
    zoe.press(2)
    round_(desk)
    desk.conn.execute(
        "update outbox_message set state = 'sending', lease_until = now() - interval '1 s', remote_id = null"
    )
    desk.conn.execute("update ticket set remote_id = null")
    side.created_by_key.clear()  # the key has run out there
    round_(desk)
    assert (len(side.tickets), len(side.comments[4711])) == (1, 1)
    assert desk.states() == [("open", "4711")]


def test_an_answer_to_a_support_mail_belongs_on_its_ticket(
    config: Config, side: ZendeskSide, person: Person
) -> None:
    side.add(35, "solved")
    with helpdesk(config, "zendesk", FIELDS | {"url": side.url, "by_number": "yes"}) as desk:
        for message, recipient in (("#35", 8), ("99", 9), ("order 35", 10)):
            desk.answer(person, recipient, message, 2)
        round_(desk)
        assert side.tickets[35]["custom_fields"] == [{"id": 360001, "value": "2"}]
        assert side.tickets[35]["status"] == "open"
        assert [comment["public"] for comment in side.comments[35]] == [True, False]
        assert len(side.tickets) == 3
        side.tickets[35]["status"] = "closed"
        desk.answer(person, 11, "35", 2)
        round_(desk)
        assert [ticket.get("via_followup_source_id") for ticket in side.tickets.values()].count(
            35
        ) == 1


def test_solved_there_closes_the_case_unless_it_was_opened_again(
    desk: Desk, side: ZendeskSide, zoe: Person
) -> None:
    zoe.press(2)
    round_(desk)
    side.tickets[4711]["status"] = "solved"
    zoe.press(9)
    zoe.press(3)
    desk.look()
    round_(desk)
    side.tickets[4711]["status"] = "solved"
    desk.look()
    assert desk.states() == [("solved", "4711")]
    assert desk.cases() == [("closed", "solved")]
    zoe.press(1)
    round_(desk)
    desk.look()
    assert (desk.states(), side.tickets[4711]["status"]) == ([("open", "4711")], "open")


@pytest.mark.parametrize("workspace", [True, False])
def test_an_erased_answer_is_taken_out_there(
    desk: Desk, side: ZendeskSide, zoe: Person, workspace: bool
) -> None:
    side.workspace = workspace
    zoe.press(2, "zoemark <kapot> & zoemark")
    round_(desk)
    assert "href=" in side.comments[4711][0]["html_body"]
    side.comments[4711].append(
        {**side.comments[4711][0], "id": 5, "plain_body": "An agent's own words"}
    )
    erasure.erase(desk.conn, 7)
    redacting = "comment_redactions" if workspace else "tickets/4711/comments"
    side.faults = [
        (f"PUT /api/v2/{redacting}", "store then drop"),
        ("PUT /api/v2/tickets/4711", 500),
    ]
    for _ in range(3):
        round_(desk)
    texts = [comment["plain_body"] for comment in side.comments[4711]]
    assert "zoemark" not in str(texts)
    assert "An agent's own words" in texts
    assert sum("erased" in text for text in texts) == 1
    assert side.tickets[4711]["custom_fields"] == [{"id": 360001, "value": None}]
    assert desk.states() == []


def test_a_ticket_that_is_closed_for_good_forgets_an_erased_answer_too(
    config: Config, side: ZendeskSide, zoe: Person
) -> None:
    """Zendesk closes what was solved some days ago by itself: most erasures come behind that."""
    fields = {name: value for name, value in FIELDS.items() if name != "score_field"}
    with helpdesk(config, "zendesk", fields | {"url": side.url}) as desk:
        zoe.press(2, "zoemark kapot")
        round_(desk)
        side.tickets[4711]["status"] = "closed"
        erasure.erase(desk.conn, 7)
        round_(desk)
        assert (desk.states(), desk.dead()) == ([], 0)
    ((comment),) = side.comments[4711]
    assert set("".join(comment["plain_body"].split())) == {"▇"}
    assert "fb.example.com" not in comment["html_body"]


def test_one_refreshes_the_pair_for_all_and_it_is_kept_at_once(
    desk: Desk, side: ZendeskSide, config: Config
) -> None:
    side.refreshed, out = 0, desk.out
    numbers: list[str] = []

    def ask() -> None:
        with db.connect(str(config.database_url), autocommit=True) as connection:
            helpdesk_list.opened(
                connection, out, desk.channel.id, "zendesk", desk.channel.settings
            ).by_number("1", "", again=False)
            numbers.append("1")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(numbers), side.refreshed) == (4, 1)
    kept = channel_list.opened_of(desk.conn, desk.channel.id, config.session_keys)
    assert (kept["access"], kept["refresh"]) == (side.access, side.refresh)
    side.access = "revoked"
    ask()
    assert side.refreshed == 2


def test_a_lost_pair_stops_the_channel_until_somebody_signs_in(
    desk: Desk, side: ZendeskSide, zoe: Person
) -> None:
    side.refresh = "another"
    zoe.press(2)
    round_(desk)
    assert channel_list.named(desk.conn, "desk").paused == helpdesk_list.SIGNED_OUT
    assert (side.tickets, desk.dead()) == ({}, 0)
    helpdesk_list.sign_in(
        desk.conn,
        channel_list.named(desk.conn, "desk"),
        "another",
        desk.config.session_keys,
        by="admin",
    )
    round_(desk)
    assert len(side.tickets) == 1


def test_a_test_ticket_says_what_the_other_side_said(desk: Desk, side: ZendeskSide) -> None:
    outcome = helpdesk_sending.test(desk.conn, desk.out, desk.channel, by="admin")
    assert (outcome.result, outcome.reply) == ("delivered", "ticket 4711")
    side.faults = [("POST /api/v2/tickets", 422)]
    outcome = helpdesk_sending.test(desk.conn, desk.out, desk.channel, by="admin")
    assert (outcome.result, outcome.status, outcome.reply) == (
        "refused",
        422,
        '{"error": "made up"}',
    )


def test_a_look_that_fails_says_so_and_waits_as_long_as_it_is_told(
    desk: Desk, side: ZendeskSide, zoe: Person
) -> None:
    zoe.press(2)
    round_(desk)
    side.faults = [("GET /api/v2/tickets/show_many", (429, {"Retry-After": "600"}))]
    desk.look()
    row = desk.conn.execute(
        "select look_reply, look_at > now() + '9 min', free_at > now() + '9 min' "
        "from ticket_feed join channel on id = channel"
    ).fetchone()
    assert row == ('429 {"error": "made up"}', True, True)


def test_secrets_are_told_nowhere(desk: Desk, config: Config) -> None:
    account = helpdesk_list.opened(
        desk.conn, desk.out, desk.channel.id, "zendesk", desk.channel.settings
    )
    words = f"{account!r} {desk.out!r} {channel_list.list_(desk.conn)} {vars(account)}"
    assert not [word for word in ("s3cret", "refresh-0", *config.session_keys) if word in words]
