"""Notices by mail, as they leave: what mail programs read in the headers, and what a server's words come to."""

from dataclasses import replace
from email.message import EmailMessage
from uuid import UUID

import pytest
from postbox import REFUSED, mailbox

from feedback_buttons.channels import mail_channel
from feedback_buttons.channels.notices import Notice
from feedback_buttons.config.mail_server import Smtp

KEY = UUID("01234567-89ab-4cde-8f01-23456789abcd")
FIRST = UUID("89abcdef-0123-4cde-8f01-23456789abcd")
LONG = "feedback-dashboard.customer-experience.wohnungsbaugenossenschaft-beispielstadt.example"
NOTICE = Notice("digest", "Bestellbestätigung: 7.1", "A week", follows=str(FIRST))


def letter(
    sender: str = f"Rückmeldung <buttons@{LONG}>", to: str = "a@example.com"
) -> EmailMessage:
    link = f"https://{LONG}/team/unsubscribe/MTIz.{'x' * 40}"
    return mail_channel.message(NOTICE, to=to, sender=sender, key=KEY, unsubscribe=link)


def head(raw: bytes) -> dict[str, str]:
    """The headers letter by letter, as a program sees them that knows nothing of ours; unfolded, not decoded."""
    lines = raw.partition(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ").split("\r\n")
    return {name: value for name, _, value in (line.partition(": ") for line in lines)}


def test_addresses_in_headers_are_whole_however_long() -> None:
    with mailbox() as (box, server):
        outcome = mail_channel.send(server, letter())
    assert outcome.result == "delivered"
    said = head(box.raw[0])
    assert said["List-Unsubscribe"] == f"<https://{LONG}/team/unsubscribe/MTIz.{'x' * 40}>"
    assert said["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert said["Message-ID"] == f"<{KEY}@{LONG}>"
    assert said["In-Reply-To"] == said["References"] == f"<{FIRST}@{LONG}>"
    assert said["Subject"].startswith("=?utf-8?q?Bestellbest=C3=A4tigung")
    assert max(map(len, box.raw[0].split(b"\r\n"))) < 998


@pytest.mark.parametrize("farewell", ["250 Bye", "421 4.3.2 Closing", "554 Too many mails"])
def test_a_mail_that_was_taken_is_delivered_whatever_is_said_at_the_end(farewell: str) -> None:
    with mailbox() as (box, server):
        box.farewell = farewell
        outcome = mail_channel.send(server, letter())
    assert (outcome.result, len(box.mails)) == ("delivered", 1)


@pytest.mark.parametrize(
    ("to", "answers", "result", "status"),
    [
        (REFUSED, {}, "refused", 550),
        ("a@example.com", {"accepted": "554 5.7.1 Looks like spam"}, "refused", 554),
        ("a@example.com", {"accepted": "451 4.7.1 Greylisted"}, "later", 451),
        ("a@example.com", {"sender": "553 5.7.1 Not your address"}, "later", 553),
    ],
    ids=["no such reader", "not this mail", "not now", "not this sender"],
)
def test_only_what_is_said_of_the_mail_is_the_last_word(
    to: str, answers: dict[str, str], result: str, status: int
) -> None:
    with mailbox() as (box, server):
        box.taken, box.sender = answers.get("accepted", box.taken), answers.get("sender", "")
        outcome = mail_channel.send(server, letter(to=to))
    assert (outcome.result, outcome.status) == (result, status)


def test_a_password_that_is_not_known_any_more_loses_no_mail() -> None:
    """aiosmtpd answers 5.. to a sign-in that it does not offer, as others do to a wrong one."""
    with mailbox() as (box, server):
        box.password = "new"  # noqa: S105 (a test's)
        old: Smtp = replace(server, user="anna", password="old")  # noqa: S106 (a test's)
        assert mail_channel.send(old, letter()).result == "later"
        new: Smtp = replace(server, user="anna", password="new")  # noqa: S106 (a test's)
        assert mail_channel.send(new, letter()).result == "delivered"
