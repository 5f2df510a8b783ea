"""Several messages to one person: each has its own answer, which names it, and attributes of its own."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import workbooks
from person import Clock, Person
from shell import Shell

from feedback_buttons.accounts import api_keys
from feedback_buttons.base import ids
from feedback_buttons.base.ids import recipient_code
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.endpoint import web_app
from feedback_buttons.recipients import erasure, references
from feedback_buttons.reports.segments import segments
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db

LONG = "1234567890123456789"  # a ticket's number, which Excel would round
SIGN = ("sign", "--campaign", "support", "--message", "ticket", "--keep", "channel")


@pytest.fixture(autouse=True)
def conn(database: str) -> Iterator[db.Connection]:
    with db.connect(database, autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="support", name="Support", policy="instant"))
        yield connection


def signed(shell: Shell, rows: str) -> list[str]:
    """The tokens of a CSV with the columns email, ticket and channel."""
    result = shell.run(*SIGN, "-", stdin=f"email,ticket,channel\n{rows}")
    return [row["feedback_token"] for row in csv.DictReader(io.StringIO(result.stdout))]


def press(config: Config, scores: dict[str, int]) -> None:
    """Whoever has each token presses this score."""
    clock = Clock(ids.utc_now() - timedelta(hours=1))
    app = web_app.create_app(config, clock)
    for token, score in scores.items():
        clock.later(60)
        person = Person(app.test_client(), clock)
        person.headers |= {"Origin": config.url}
        person.open(f"/r/support/{token}/{score}")
        person.press(score)
    app.close()


def exported(shell: Shell) -> list[dict[str, str]]:
    text = shell.run("export", "support").stdout_bytes.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_two_tickets_of_one_customer_on_a_day_are_two_answers(
    config: Config, shell: Shell, tmp_path: Path
) -> None:
    first, second = signed(shell, f"anna@example.com,{LONG},phone\nanna@example.com,T-2,chat\n")
    press(config, {first: 3, second: 9})
    rows = {row["message"]: row for row in exported(shell)}
    assert {name: row["score"] for name, row in rows.items()} == {f"'{LONG}": "3", "T-2": "9"}
    assert rows["T-2"]["attributes"] == '{"channel": "chat"}'
    assert len({row["recipient"] for row in rows.values()}) == 1
    shell.run("export", "support", str(tmp_path / "answers.xlsx"))
    ((heads, *book),) = workbooks.sheets((tmp_path / "answers.xlsx").read_bytes())
    place = heads.index(("text", "message"))
    assert {row[place] for row in book} == {("text", LONG), ("text", "T-2")}


def test_each_channel_keeps_its_answers(conn: db.Connection, config: Config, shell: Shell) -> None:
    people = [f"p{number}@example.com" for number in range(20)]
    for channel, score in (("phone", 3), ("chat", 9)):
        rows = "".join(f"{who},{channel} {who},{channel}\n" for who in people)
        press(config, dict.fromkeys(signed(shell, rows), score))
    segments.renew(conn, ids.utc_now())
    groups = {
        each.value: (each.answers, each.score and each.score.mean)
        for each in segments.read(conn, "support").segments
        if each.kind == "channel"
    }
    assert groups == {"phone": (20, 3.0), "chat": (20, 9.0)}


def test_without_a_message_attributes_are_the_person_s_as_before(
    conn: db.Connection, shell: Shell
) -> None:
    rows = "email,plan\nanna@example.com,gold\n"
    shell.run("sign", "--campaign", "support", "--keep", "plan", "-", stdin=rows)
    assert conn.execute("select attributes from recipient").fetchall() == [({"plan": "gold"},)]
    assert conn.execute("select count(*) from occasion_attribute").fetchone() == (0,)


def test_a_row_without_a_message_is_left_out_and_a_repeat_is_told(shell: Shell) -> None:
    rows = "email,ticket,channel\na@example.com,,x\na@example.com,1,x\nb@example.com,1,x\na@example.com,1,y\n"
    result = shell.run(*SIGN, "-", stdin=rows)
    assert "line 2 is left out: ticket is empty" in result.stderr
    assert "line 5 names the same person and message as line 3" in result.stderr
    assert "line 4 names" not in result.stderr
    shell.run("sign", "--contact", "--message", "ticket", "-", stdin=rows, code=2)


def test_the_tokens_are_those_of_the_library(config: Config, shell: Shell) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    assert signed(shell, "anna@example.com,Zürich 1,x\n") == [
        tokens.sign("support", tokens.recipient("anna@example.com"), tokens.occasion("Zürich 1"))
    ]


def test_the_api_takes_attributes_and_names_the_message(
    conn: db.Connection, config: Config
) -> None:
    _, secret = api_keys.add(conn, "crm", ["tokens", "answers", "references"], "anna")
    app = create_app(config)
    client = app.test_client()
    bearer = {"Authorization": f"Bearer {secret}"}
    about = {"message": LONG, "attributes": {"channel": "phone"}}
    recipients = [
        {"reference": "anna", **about},
        {"reference": "ben", "attributes": {"plan": "gold"}},
    ]
    address = "/api/v1/campaigns/support"
    answer = client.post(f"{address}/tokens", json={"recipients": recipients}, headers=bearer)
    assert answer.status_code == 200, answer.text
    first, second = answer.get_json()["tokens"]
    occasion = str(Tokens(config.signing_keys, config.pseudonym_key).occasion(LONG))
    assert (first["message"], first["occasion"]) == (LONG, occasion)
    assert (second["message"], second["occasion"]) == (None, "0")
    made = client.post(f"{address}/snippet", json={"reference": "anna", **about}, headers=bearer)
    assert {name: made.get_json()[name] for name in ("token", "message", "occasion")} == {
        "token": first["token"], "message": LONG, "occasion": occasion
    }  # fmt: skip
    press(config, {first["token"]: 4, second["token"]: 8})
    feed = client.get(f"{address}/answers", headers=bearer).get_json()["answers"]
    told = {(each["message"], each["occasion"], each["score"]) for each in feed}
    assert told == {(LONG, occasion, 4), (None, "0", 8)}
    assert [each["attributes"] for each in feed] == [{"channel": "phone"}, {"plan": "gold"}]
    app.extensions["feedback_buttons"].close()


def test_what_is_kept_of_messages_is_erased_and_forgotten(
    conn: db.Connection, config: Config, shell: Shell
) -> None:
    signed(shell, "anna@example.com,T-1,phone\nben@example.com,T-2,chat\n")
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    anna = tokens.recipient("anna@example.com")
    assert erasure.erase(conn, anna).references == 1
    left = "select recipient, reference from occasion_attribute"
    assert conn.execute(left).fetchall() == [(tokens.recipient("ben@example.com"), "T-2")]
    assert recipient_code(anna) not in str(conn.execute(left).fetchall())
    assert references.forget(conn, ids.utc_now(), -1) == 1
    assert conn.execute(left).fetchall() == []
