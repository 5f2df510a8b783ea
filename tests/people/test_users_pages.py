"""The pages about people, from the outside: the door and its brake, users, one's own account, the trail."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from postbox import PASSWORD
from werkzeug.test import TestResponse

from feedback_buttons.accounts import attempt_limiter, audit, passwords, users
from feedback_buttons.base.rate_limiter import Limit
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.dashboard.kit.requests import auth
from feedback_buttons.storage import db

OTHER = "another horse battery"
HTML = {  # what Chrome sends for a page
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
}


@pytest.fixture
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        users.add(connection, "anna", PASSWORD, "admin")
        users.add(connection, "bob", PASSWORD, "viewer")
        connection.execute("delete from audit")  # of what was just made
        yield connection


@pytest.fixture
def app(config: Config, conn: db.Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    assert conn.info.dbname in str(config.database_url)
    monkeypatch.setattr(auth, "FRESH", 0)
    app = create_app(config)
    yield app
    app.extensions["feedback_buttons"].close()


@pytest.fixture
def anna(app: Flask) -> FlaskClient:
    return signed_in(app, "anna")


@pytest.fixture
def bob(app: Flask) -> FlaskClient:
    return signed_in(app, "bob")


def knock(client: FlaskClient, name: str, password: str = PASSWORD) -> TestResponse:
    return client.post("/sign-in", data={"name": name, "password": password})


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    assert knock(client, name).status_code == 303
    return client


def lives(client: FlaskClient) -> bool:
    return client.get("/session").status_code == 204


def do(client: FlaskClient, name: str, what: str, **more: str) -> TestResponse:
    return client.post("/people/user", query_string={"name": name}, data={"do": what, **more})


def link_in(page: TestResponse) -> str:
    found = re.search(r'value="http://127.0.0.1:8050(/sign-in/[^"]+)"', page.text)
    assert found, page.text
    return found[1]


def trail(conn: db.Connection) -> list[tuple[str, str, str]]:
    return [(each.account, each.did, each.subject) for each in audit.page(conn).entries]


# ---- the door ----


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three tries in an hour instead of ten, since each takes its time."""
    for attempts in (attempt_limiter.NAME, attempt_limiter.BROWSER):
        fewer = replace(attempts, limit=Limit(burst=3, pause=3600))
        monkeypatch.setattr(attempt_limiter, attempts.kind.upper(), fewer)


def test_a_name_that_nobody_can_have_is_refused_as_no_guess(app: Flask) -> None:
    for _ in range(30):
        answer = app.test_client().post("/sign-in", data={"name": "\0", "password": "x"})
        assert answer.status_code == 400


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("name", ["anna", "nobody", "\1"])
def test_guessing_is_braked_alike_for_every_name(app: Flask, name: str) -> None:
    client = app.test_client()
    tries = [knock(client, name, "wrong").status_code for _ in range(3)]
    assert set(tries) == {403}
    answer = knock(client, name, PASSWORD)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    assert "Too many tries" in answer.text


@pytest.mark.usefixtures("three")
def test_a_known_browser_is_not_kept_out_by_somebody_s_guessing(
    app: Flask, anna: FlaskClient
) -> None:
    stranger = app.test_client()
    while knock(stranger, "anna", "wrong").status_code != 429:
        pass
    anna.post("/sign-out")
    assert knock(app.test_client(), "anna").status_code == 429
    assert knock(anna, "anna").status_code == 303
    assert knock(anna, "bob", "wrong").status_code == 403  # for others it is any browser


def test_an_unknown_name_takes_as_much_work_as_a_known_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_at: list[str] = []
    real = passwords.match
    monkeypatch.setattr(
        passwords, "match", lambda stored, given: looked_at.append(given) or real(stored, given)
    )
    for name in ("anna", "nobody", ""):
        assert knock(app.test_client(), name, "wrong").status_code == 403
    assert looked_at == ["wrong"] * 3


def test_what_was_typed_for_a_name_is_kept_only_if_it_is_one(
    app: Flask, conn: db.Connection
) -> None:
    knock(app.test_client(), "my secret password", "")
    knock(app.test_client(), "Anna", "wrong")
    assert trail(conn) == [("anna", "sign-in failed", ""), ("", "sign-in failed", "")]


def test_coming_and_going_leaves_a_trail(anna: FlaskClient, conn: db.Connection) -> None:
    anna.post("/sign-out")
    assert trail(conn) == [("anna", "signed out", ""), ("anna", "signed in", "")]
    assert users.list_(conn)[0].signed_in_at is not None


def test_a_stranger_s_browser_is_led_to_the_door(app: Flask) -> None:
    answer = app.test_client().get("/audit?who=anna", headers=HTML)
    assert answer.headers["Location"] == "/sign-in?next=/audit%3Fwho%3Danna"
    assert app.test_client().get("/audit", headers={"Accept": "*/*"}).status_code == 401


# ---- users ----


def test_a_new_user_comes_by_a_link_and_sets_a_password(
    app: Flask, anna: FlaskClient, conn: db.Connection
) -> None:
    page = anna.post("/people", data={"name": " Zoë ", "role": "agent"})
    assert "shown only now" in page.text
    zoe, address = app.test_client(), link_in(page)
    assert zoe.post(address).headers["Location"] == "/account"
    assert "Current password" not in zoe.get("/account").text
    assert zoe.post("/account", data={"new": OTHER, "again": OTHER}).status_code == 200
    assert lives(zoe)
    assert knock(app.test_client(), "zoë", OTHER).status_code == 303
    assert app.test_client().post(address).status_code == 403
    assert [each[1] for each in trail(conn)[:5]] == [
        "signed in",
        "password changed",
        "signed in",
        "sign-in link made",
        "user added",
    ]


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"name": "anna", "role": "viewer"}, "already a user"),
        ({"name": "", "role": "viewer"}, "1 to 64 printable"),
        ({"name": "zoe", "role": "boss"}, "A role is one of"),
        ({"name": "command line", "role": "viewer"}, "audit trail"),
        ({}, "1 to 64 printable"),
    ],
)
def test_a_user_that_cannot_be_made_is_told_why(
    anna: FlaskClient, conn: db.Connection, form: dict[str, str], told: str
) -> None:
    answer = anna.post("/people", data=form)
    assert answer.status_code == 400
    assert told in answer.text
    assert len(users.list_(conn)) == 2
    assert [each[1] for each in trail(conn)] == ["signed in"]


def test_a_role_changes_at_once(anna: FlaskClient, bob: FlaskClient, conn: db.Connection) -> None:
    assert bob.get("/people").status_code == 403
    assert "bob is admin now" in do(anna, "bob", "role", role="admin").text
    assert bob.get("/people").status_code == 200
    assert trail(conn)[0] == ("anna", "role changed", "bob")


@pytest.mark.parametrize(("what", "more"), [("role", {"role": "viewer"}), ("remove", {})])
def test_the_last_admin_stays(
    anna: FlaskClient, conn: db.Connection, what: str, more: dict[str, str]
) -> None:
    answer = do(anna, "anna", what, **more)
    assert answer.status_code == 400
    assert "Nobody else is an admin" in answer.text
    assert users.list_(conn)[0].role == "admin"


def test_signing_somebody_out_everywhere_ends_sessions_and_links(
    app: Flask, anna: FlaskClient, bob: FlaskClient
) -> None:
    address = link_in(do(anna, "bob", "link"))
    assert "signed out everywhere" in do(anna, "bob", "sign-out").text
    assert not lives(bob)
    assert app.test_client().post(address).status_code == 403
    assert lives(anna)


def test_a_removed_user_is_gone(anna: FlaskClient, bob: FlaskClient, conn: db.Connection) -> None:
    assert do(anna, "bob", "remove").headers["Location"] == "/people?removed=bob"
    assert not lives(bob)
    assert anna.get("/people/user?name=bob").status_code == 404
    assert trail(conn)[0] == ("anna", "user removed", "bob")


def test_what_nobody_offers_is_refused(anna: FlaskClient) -> None:
    assert do(anna, "bob", "fly").status_code == 400
    assert do(anna, "bob", "role", role="boss").status_code == 400
    assert do(anna, "nobody", "remove").status_code == 404


def test_who_may_not_is_told_so_kindly(bob: FlaskClient) -> None:
    answer = bob.get("/people", headers=HTML)
    assert answer.status_code == 403
    assert "You are viewer here" in answer.text
    assert 'href="/audit"' not in answer.text


# ---- one's own account ----


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"current": "wrong", "new": OTHER, "again": OTHER}, "current password is not right"),
        ({"new": OTHER, "again": OTHER}, "current password is not right"),
        ({"current": PASSWORD, "new": OTHER, "again": "x"}, "two different ways"),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "12 to 1,024 characters"),
    ],
)
def test_a_password_that_cannot_be_changed_stays(
    app: Flask, bob: FlaskClient, form: dict[str, str], told: str
) -> None:
    answer = bob.post("/account", data=form)
    assert answer.status_code == 400
    assert told in answer.text
    assert knock(app.test_client(), "bob").status_code == 303


def test_a_new_password_ends_all_other_sessions(app: Flask, bob: FlaskClient) -> None:
    other = signed_in(app, "bob")
    answer = bob.post("/account", data={"current": PASSWORD, "new": OTHER, "again": OTHER})
    assert "counts from now on" in answer.text
    assert (lives(bob), lives(other)) == (True, False)
    assert knock(app.test_client(), "bob", PASSWORD).status_code == 403


@pytest.mark.usefixtures("three")
def test_an_unlocked_screen_is_no_place_to_guess(bob: FlaskClient) -> None:
    form = {"current": "wrong", "new": OTHER, "again": OTHER}
    told = [bob.post("/account", data=form).text for _ in range(4)]
    assert "Too many tries" in told[-1]


def test_signing_out_everywhere_ends_one_s_own_sessions(app: Flask, bob: FlaskClient) -> None:
    other = signed_in(app, "bob")
    assert bob.post("/account/sign-out").headers["Location"] == "/sign-in"
    assert not lives(bob)
    assert not lives(other)


# ---- the trail ----


def test_the_trail_is_shown_newest_first_a_page_at_a_time(
    anna: FlaskClient, conn: db.Connection
) -> None:
    for number in range(audit.PAGE + 5):
        audit.record(conn, "bob", "campaign added", f"slug-{number:03}")
    page = anna.get("/audit?did=campaign+added").text
    shown = re.findall(r"slug-\d{3}", page)
    assert shown == [f"slug-{number:03}" for number in reversed(range(5, audit.PAGE + 5))]
    (older,) = re.findall(r'href="(/audit\?did=[^"]*before=\d+)"', page)
    rest = anna.get(older.replace("&amp;", "&")).text
    assert re.findall(r"slug-\d{3}", rest) == [f"slug-{number:03}" for number in reversed(range(5))]
    assert "Older" not in rest


def test_the_trail_is_shown_of_one_user(anna: FlaskClient, conn: db.Connection) -> None:
    audit.record(conn, audit.COMMAND_LINE, "campaign changed", "delay", changes={"mails": [8, 9]})
    page = anna.get("/audit?who=Command+line").text
    assert "mails: 8 → 9" in page
    assert ">anna</td>" not in page
    assert "Nothing of this kind" in anna.get("/audit?who=carol").text
    assert 'href="/audit.csv?who=command+line"' in page
    file = anna.get("/audit.csv?who=command+line").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(file, newline=""))
    assert (row["did"], row["subject"], row["detail"]) == (
        "campaign changed", "delay", '{"changes": {"mails": [8, 9]}}',
    )  # fmt: skip
    entry = audit.page(conn).entries[0]
    assert (entry.account, entry.did) == ("anna", "trail exported")
    assert entry.detail == {"form": "csv", "view": "account=command line"}
    assert anna.get("/audit.csv?did=none").status_code == 400


def test_what_the_trail_tells_is_text_and_nothing_else(
    anna: FlaskClient, conn: db.Connection
) -> None:
    evil = "<script>alert(1)</script>"
    audit.record(conn, evil, "key made", evil, name=evil, changes={"name": [evil, None]})
    page = anna.get("/audit").text
    assert page.count("&lt;script&gt;") == 4
    assert evil not in page


@pytest.mark.parametrize("arguments", ["before=x", f"before={'9' * 30}", "did=none", "before=-1"])
def test_a_nonsensical_address_of_the_trail_shows_all_of_it(
    anna: FlaskClient, arguments: str
) -> None:
    page = anna.get(f"/audit?{arguments}")
    assert page.status_code == 200
    assert "signed in</td>" in page.text
