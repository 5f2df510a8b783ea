"""The audit trail: what the command line leaves in it, and how it is read and forgotten."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from shell import Shell

from feedback_buttons.accounts import audit
from feedback_buttons.base import ids
from feedback_buttons.storage import db

PASSWORD = "correct horse battery\n"  # noqa: S105 (a test's)


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("words", "did", "subject", "detail"),
    [
        ("campaign add new", "campaign added", "new", {}),
        (
            "campaign edit delay --mails 9",
            "campaign changed",
            "delay",
            {"changes": {"mails": [None, 9]}},
        ),
        ("campaign close delay", "campaign closed", "delay", {}),
        ("campaign close delay --reopen", "campaign opened", "delay", {}),
        (
            "campaign delete delay --confirm delay",
            "campaign deleted",
            "delay",
            {"ratings": 0, "comments": 0, "visits": 0},
        ),
        ("export delay", "answers exported", "delay", {"rows": 0}),
        ("user add bob --role agent", "user added", "bob", {"role": "agent"}),
        ("user role anna viewer", "role changed", "anna", {"role": "viewer"}),
        ("user link anna", "sign-in link made", "anna", {"hours": 24}),
        ("user sign-out anna", "signed out everywhere", "anna", {}),
        ("user remove anna", "user removed", "anna", {}),
    ],
)
def test_the_command_line_leaves_a_trail(
    shell: Shell, conn: db.Connection, words: str, did: str, subject: str, detail: dict[str, object]
) -> None:
    shell.run("campaign", "add", "delay")
    shell.run("user", "add", "anna", stdin=PASSWORD)
    shell.run(*words.split(), stdin=PASSWORD)
    entry = audit.page(conn).entries[0]
    assert entry.account == "command line"
    assert (entry.did, entry.subject, entry.detail) == (did, subject, detail)


def test_an_erasure_is_told_without_saying_whose(shell: Shell, conn: db.Connection) -> None:
    shell.run("erase", "--yes", "zoe@example.com")
    (entry,) = audit.page(conn).entries
    assert entry.did == "recipient erased"
    assert entry.detail["ratings"] == 0
    assert "zoe" not in str(entry)


def test_what_fails_leaves_no_trail(shell: Shell, conn: db.Connection) -> None:
    shell.run("user", "role", "nobody", "admin", code=1)
    shell.run("campaign", "edit", "none", "--mails", "1", code=1)
    assert audit.page(conn).entries == ()


def test_the_trail_is_read_in_pages_newest_first(conn: db.Connection) -> None:
    for number in range(2 * audit.PAGE + 1):
        audit.record(conn, "anna", "signed in", str(number))
    first = audit.page(conn)
    second = audit.page(conn, before=first.next)
    third = audit.page(conn, before=second.next)
    read = [entry.subject for page in (first, second, third) for entry in page.entries]
    assert read == [str(number) for number in reversed(range(2 * audit.PAGE + 1))]
    assert third.next is None


def test_the_trail_is_read_by_user_and_by_kind(conn: db.Connection) -> None:
    audit.record(conn, "anna", "signed in")
    audit.record(conn, "bob", "signed in")
    audit.record(conn, "bob", "answers exported", "delay", rows=7)
    assert {each.account for each in audit.page(conn, account="bob").entries} == {"bob"}
    (entry,) = audit.page(conn, account="bob", did="answers exported").entries
    assert entry.detail == {"rows": 7}
    assert audit.page(conn, account="carol").entries == ()


def test_entries_go_after_their_retention(conn: db.Connection) -> None:
    audit.record(conn, "anna", "signed in")
    audit.forget(conn, ids.utc_now() + timedelta(days=364), 365)
    assert len(audit.page(conn).entries) == 1
    audit.forget(conn, ids.utc_now() + timedelta(days=366), 365)
    assert audit.page(conn).entries == ()
