"""Who gave which scores and who has not answered: by the sender's references, over the command line and the API."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta

import pytest
from answers import Answer, put
from flask.testing import FlaskClient
from shell import Shell

from feedback_buttons.accounts import api_keys
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.recipients import erasure, references
from feedback_buttons.recipients.references import KeptMessage
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

NOW = ids.utc_now()
PEOPLE = ("0017", "+31 6", "zoë@example.com", "=ben")


@pytest.fixture
def tokens(config: Config) -> Tokens:
    return Tokens(config.signing_keys, config.pseudonym_key)


@pytest.fixture
def conn(config: Config, tokens: Tokens) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        for slug, touchpoint in (("delay", "delivery"), ("order", "order"), ("parcel", "delivery")):
            campaigns.add(connection, Campaign(slug=slug, name=slug, touchpoint=touchpoint))
        whom = [tokens.recipient(name) for name in PEOPLE]
        references.keep(connection, whom, PEOPLE, [{}] * len(whom), NOW)
        late = NOW + timedelta(hours=6)
        put(connection, "delay", Answer(whom[0], 2, at=NOW), Answer(whom[1], 9, at=NOW))
        put(connection, "parcel", Answer(whom[2], 6, at=NOW - timedelta(days=40)))
        put(connection, "order", Answer(whom[0], 1, at=NOW))
        put(connection, "parcel", Answer(99, 3, at=NOW))
        put(connection, "parcel", Answer(98, 3, at=NOW, state="settling", settles_at=late))
        yield connection


@pytest.fixture
def app(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    assert conn.info.dbname in str(config.database_url)
    app = create_app(config)
    yield app.test_client()
    app.extensions["feedback_buttons"].close()


def key(app: FlaskClient, conn: db.Connection, *scopes: str) -> FlaskClient:
    _, secret = api_keys.add(conn, f"key {ids.utc_now()}", scopes, "anna")
    app.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    return app


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_segment_has_the_references_letter_by_letter(shell: Shell, conn: db.Connection) -> None:
    assert conn
    listed = rows(shell.run("segment", "--scores", "1-6", "--touchpoint", "delivery").stdout)
    told = [(row["campaign"], row["reference"], row["score"]) for row in listed]
    assert sorted(told) == [
        ("delay", "0017", "2"),
        ("parcel", "", "3"),
        ("parcel", "zoë@example.com", "6"),
    ]
    lately = rows(shell.run("segment", "--touchpoint", "delivery", "--days", "30").stdout)
    assert "zoë@example.com" not in {row["reference"] for row in lately}
    assert rows(shell.run("segment", "--scores", "9", "--campaign", "order").stdout) == []
    for wrong in (
        ["--scores", "7-3"],
        ["--scores", "x"],
        ["--campaign", "delay", "--touchpoint", "x"],
    ):
        shell.run("segment", *wrong, code=2)
    shell.run("segment", "--touchpoint", "nowhere", code=1)


def test_pages_of_an_audience_are_all_of_it_and_tell_references_to_their_keys_alone(
    app: FlaskClient, conn: db.Connection
) -> None:
    program = key(app, conn, "answers", "references")
    told, cursor = [], ""
    for _ in range(5):
        page = program.get(f"/api/v1/audience?limit=1{cursor}").json
        told += [(person["campaign"], person["reference"]) for person in page["people"]]
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    whole = [("delay", "0017"), ("order", "0017"), ("parcel", None), ("parcel", "zoë@example.com")]
    assert sorted(told, key=str) == sorted(whole, key=str)
    strangers = key(app, conn, "answers").get("/api/v1/audience").json["people"]
    assert {person["reference"] for person in strangers} == {None}
    for wrong in (
        "campaign=delay&touchpoint=x",
        "touchpoint=x",
        f"cursor=delay.{9 * 10**18 + 10**18}",
    ):
        assert program.get(f"/api/v1/audience?{wrong}").status_code in (409, 422)


def test_a_reminder_leaves_out_who_has_answered_or_erased(
    shell: Shell, conn: db.Connection, tokens: Tokens, app: FlaskClient
) -> None:
    people = [*PEOPLE, "new"]
    erasure.erase(conn, tokens.recipient("=ben"))
    listed = "id\n" + "\n".join(people) + "\n"
    signed = shell.run("sign", "--campaign", "delay", "--unanswered", "-", stdin=listed)
    assert [row["id"] for row in rows(signed.stdout)] == ["zoë@example.com", "new"]
    assert "3 left out: they have answered." in signed.stderr
    asked = {"recipients": [{"reference": person} for person in people]}
    found = key(app, conn, "answers").post("/api/v1/campaigns/delay/unanswered", json=asked).json
    assert [person["reference"] for person in found["people"]] == ["zoë@example.com", "new"]
    shell.run("sign", "--contact", "--unanswered", "-", stdin=listed, code=2)


def test_kept_messages_without_an_answer_are_listed(
    shell: Shell, conn: db.Connection, tokens: Tokens, app: FlaskClient
) -> None:
    person = tokens.recipient("0017")
    messages = [
        KeptMessage(person, tokens.occasion(name), name, {}) for name in ("T-1", "T-2", "T-3")
    ]
    references.keep_messages(conn, "delay", messages, NOW)
    conn.execute(
        "update rating set occasion = %s where campaign = 'delay' and recipient = %s",
        [messages[0].occasion, person],
    )
    listed = rows(shell.run("unanswered", "delay").stdout)
    assert {(row["reference"], row["message"]) for row in listed} == {
        ("0017", "T-2"),
        ("0017", "T-3"),
    }
    program = key(app, conn, "answers", "references")
    first = program.get("/api/v1/campaigns/delay/unanswered?limit=1").json
    second = program.get(
        f"/api/v1/campaigns/delay/unanswered?limit=5&cursor={first['cursor']}"
    ).json
    assert second["cursor"] is None
    told = {person["message"] for person in first["people"] + second["people"]}
    assert told == {"T-2", "T-3"}
