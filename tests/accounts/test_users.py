from collections.abc import Iterator
from datetime import timedelta
from typing import cast

import pytest
from argon2 import PasswordHasher
from postbox import PASSWORD

from feedback_buttons.accounts import passwords, users
from feedback_buttons.accounts.roles import Role
from feedback_buttons.storage import db


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        yield connection


def test_a_user_signs_in_with_the_right_password_only(conn: db.Connection) -> None:
    users.add(conn, "Anna", PASSWORD)
    account = users.verify(conn, "anna", PASSWORD)
    assert account
    assert (account.name, account.role, account.has_password) == ("anna", "admin", True)
    assert users.verify(conn, "anna", PASSWORD + "x") is None
    assert users.verify(conn, "bob", PASSWORD) is None
    assert users.verify(conn, "", PASSWORD) is None


def test_passwords_are_kept_as_costly_argon2_hashes(
    conn: db.Connection, real_hasher: PasswordHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "hasher", real_hasher)
    users.add(conn, "anna", PASSWORD)
    row = conn.execute("select password_hash from account").fetchone()
    assert row
    assert row[0].startswith("$argon2id$v=19$m=65536,t=3,p=4$")  # RFC 9106's second choice


@pytest.mark.parametrize("password", ["short", "x" * 1025], ids=["short", "long"])
def test_an_unfit_password_is_refused(conn: db.Connection, password: str) -> None:
    with pytest.raises(passwords.PasswordError, match="12 to 1,024 characters"):
        users.add(conn, "anna", password)


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 65, "Command line"])
def test_an_unfit_name_is_refused(conn: db.Connection, name: str) -> None:
    with pytest.raises(users.UserError, match=r"1 to 64|audit trail"):
        users.add(conn, name, PASSWORD)


def test_a_name_is_taken_in_any_spelling(conn: db.Connection) -> None:
    users.add(conn, "Zoë", PASSWORD)
    with pytest.raises(users.UserError, match="already"):
        users.add(conn, " ZOE\u0308 ", PASSWORD)


def test_users_are_listed_by_name_and_removed(conn: db.Connection) -> None:
    users.add(conn, "b", PASSWORD)
    users.add(conn, "a", PASSWORD)
    assert [account.name for account in users.list_(conn)] == ["a", "b"]
    assert users.remove(conn, "A")
    assert not users.remove(conn, "a")
    assert users.get(conn, "a") is None
    assert users.get(conn, "b")


def test_a_sign_in_link_works_once(conn: db.Connection) -> None:
    token = users.make_signin_link(conn)
    assert users.use_signin_link(conn, "another") is None
    account = users.use_signin_link(conn, token)
    assert account
    assert account.name == "admin"
    assert users.use_signin_link(conn, token) is None


def test_an_old_sign_in_link_does_not_work(conn: db.Connection) -> None:
    token = users.make_signin_link(conn, ttl=timedelta(seconds=-1))
    assert users.use_signin_link(conn, token) is None


def test_a_user_made_by_a_link_has_no_password_until_one_is_set(conn: db.Connection) -> None:
    users.make_signin_link(conn, "anna")
    assert users.verify(conn, "anna", "") is None
    users.add(conn, "anna", PASSWORD)
    assert users.verify(conn, "anna", PASSWORD)


def test_the_link_s_secret_is_not_in_the_database(conn: db.Connection) -> None:
    token = users.make_signin_link(conn)
    row = conn.execute("select hash from signin_link").fetchone()
    assert row
    assert token.encode() not in row[0]
    assert len(row[0]) == 32


def test_a_new_password_ends_the_other_sessions_and_links(conn: db.Connection) -> None:
    before = users.add(conn, "anna", PASSWORD)
    token = users.make_signin_link(conn, "anna")
    after = users.set_password(conn, "Anna", PASSWORD + "!")
    assert after.session_version == before.session_version + 1
    assert users.use_signin_link(conn, token) is None
    assert users.verify(conn, "anna", PASSWORD) is None
    assert users.verify(conn, "anna", PASSWORD + "!") == after


def test_signing_out_everywhere_ends_sessions_and_links(conn: db.Connection) -> None:
    before = users.add(conn, "anna", PASSWORD)
    token = users.make_signin_link(conn, "anna")
    assert users.end_sessions(conn, "anna").session_version != before.session_version
    assert users.use_signin_link(conn, token) is None


def test_a_user_made_anew_does_not_inherit_sessions(conn: db.Connection) -> None:
    before = users.add(conn, "anna", PASSWORD)
    users.remove(conn, "anna")
    assert users.add(conn, "anna", PASSWORD).session_version != before.session_version


def test_a_user_s_role_changes_to_one_that_exists(conn: db.Connection) -> None:
    users.add(conn, "anna", PASSWORD, "viewer")
    assert users.set_role(conn, "anna", "agent").role == "agent"
    with pytest.raises(users.UserError, match="one of admin, editor, viewer, agent"):
        users.set_role(conn, "anna", cast(Role, "boss"))
    with pytest.raises(users.UserError, match="no user 'bob'"):
        users.set_role(conn, "bob", "agent")


def test_the_last_admin_is_known(conn: db.Connection) -> None:
    users.add(conn, "anna", PASSWORD)
    assert users.is_last_admin(conn, "anna")
    assert not users.is_last_admin(conn, "bob")
    users.add(conn, "bob", PASSWORD)
    assert not users.is_last_admin(conn, "anna")


def test_a_provider_s_user_is_known_by_its_subject_and_not_by_its_name(
    conn: db.Connection,
) -> None:
    made = users.vouched(conn, "https://idp 1", "anna", "viewer")
    again = users.vouched(conn, "https://idp 1", "renamed", "editor")
    assert (made.sso, again.name, again.role) == (True, "anna", "editor")
    assert users.verify(conn, "anna", "") is None
    with pytest.raises(users.UserError, match="another user 'anna'"):
        users.vouched(conn, "https://idp 2", "Anna", "admin")
    with pytest.raises(users.UserError, match="already"):
        users.add(conn, "anna", PASSWORD)
