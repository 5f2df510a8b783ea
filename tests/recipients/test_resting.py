"""Nobody is asked again too soon: by lists, by the API; the same list again asks the same people; little is stored."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from shell import Shell

from feedback_buttons.accounts import api_keys
from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.app import create_app
from feedback_buttons.recipients import erasure, references, rest_rules, resting
from feedback_buttons.recipients.rest_rules import RestError
from feedback_buttons.recipients.resting import LeftOut, Rest
from feedback_buttons.signing.samples import Sample
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db, upkeep

LIST = "id\n" + "".join(f"p{number}\n" for number in range(20))


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        for slug, touchpoint in (("delay", "delivery"), ("other", "delivery"), ("order", "order")):
            campaigns.add(connection, Campaign(slug=slug, name=slug, touchpoint=touchpoint))
        yield connection


@pytest.fixture
def program(config: Config, conn: db.Connection) -> Iterator[FlaskClient]:
    app = create_app(config)
    _, secret = api_keys.add(conn, "program", ["tokens"], "anna")
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    yield client
    app.extensions["feedback_buttons"].close()


def signed(shell: Shell, campaign: str, rows: str = LIST, *more: str) -> tuple[int, str]:
    """How many rows of a list were signed, and what was said of it."""
    result = shell.run("sign", "--campaign", campaign, *more, "-", stdin=rows)
    return result.stdout.count("\n") - 1, result.stderr


def test_whoever_another_mail_asked_is_left_out_and_the_same_list_again_is_not(
    shell: Shell, conn: db.Connection
) -> None:
    assert signed(shell, "delay")[0] == 20
    assert db.first_value(conn, "select count(*) from asked") == 0  # nothing was asked for
    shell.run("rest", "set", "--days", "30")
    assert signed(shell, "delay", "id\np1\np2\n")[0] == 2
    for _ in range(2):
        number, told = signed(shell, "other")
        assert number == 18
        assert "2 left out: another mail asked them lately." in told
    assert signed(shell, "delay", "id\np1\np2\n")[0] == 2
    shell.run("rest", "set", "--days", "0", "--touchpoint", "order")
    assert signed(shell, "order")[0] == 20
    shell.run("rest", "set", "--days", "30", "--campaign", "order")
    assert signed(shell, "order")[0] == 0
    assert shell.run("sign", "--contact", "-", stdin=LIST).stdout.count("\n") == 21
    sums = {line["campaign"]: line["rested"] for line in shell.json("rest", "list")["left_out"]}
    assert sums == {"other": 4, "order": 20}


def test_a_message_to_somebody_who_was_asked_is_left_out_also_in_one_list(
    shell: Shell, conn: db.Connection
) -> None:
    assert conn
    shell.run("rest", "set", "--days", "30")
    orders = "id,order\np1,a\np1,b\np2,c\n"
    for _ in range(2):
        assert signed(shell, "delay", orders, "--message", "order", "--column", "id")[0] == 2


def test_a_list_that_is_refused_or_breaks_off_has_asked_nobody(
    shell: Shell, conn: db.Connection
) -> None:
    shell.run("rest", "set", "--days", "30")
    repeated = "id\n" + "p1\n" * 40 + "p2\n" * 40
    shell.run("sign", "--campaign", "delay", "--column", "id", "-", stdin=repeated, code=1)
    assert db.first_value(conn, "select count(*) from asked") == 0
    shell.env = {**shell.env, "DATABASE_URL": "postgresql://127.0.0.1:1/none"}
    number, told = signed(shell, "delay")
    assert number == 20
    assert "Nobody is left out: the database" in told


def test_a_program_gets_no_token_and_no_buttons_for_who_was_asked(
    program: FlaskClient, conn: db.Connection, config: Config
) -> None:
    rest_rules.set_(conn, 30, None)

    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = program.post(f"/api/v1/campaigns/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    for _ in range(2):
        snippet = post("delay/snippet", {"reference": "anna"})
        assert snippet["html"]
        assert not snippet["left_out"]
    left_out = post("other/snippet", {"reference": "anna", "attributes": {"plan": "gold"}})
    assert (left_out["html"], left_out["text"], left_out["token"]) == ("", "", None)
    assert left_out["left_out"]
    assert db.first_value(conn, "select count(*) from recipient") == 0
    people = {"recipients": [{"reference": "anna"}, {"reference": "ben"}]}
    for _ in range(2):
        tokens = post("other/tokens", people)
        assert tokens["left_out"] == 1
        assert [token["left_out"] for token in tokens["tokens"]] == [True, False]
        assert [bool(token["token"]) for token in tokens["tokens"]] == [False, True]
    assert resting.left_out(conn, ids.utc_now(), 1) == [LeftOut("other", 3, 0)]
    anna = Tokens(config.signing_keys, config.pseudonym_key).recipient("anna")
    erasure.erase(conn, anna)
    assert db.first_value(conn, "select count(*) from asked where recipient = %s", anna) == 0


@pytest.mark.parametrize(
    ("kept", "forget"),
    [
        ("insert into asked (recipient, day, mail) select n, '2020-01-01', 0 from generate_series(1, 5) as n",
         lambda conn: resting.forget(conn, ids.utc_now())),
        ("insert into recipient (recipient, bucket, reference, kept_at)"
         " select n, n & 31, 'person', '2020-01-01' from generate_series(1, 5) as n",
         lambda conn: references.forget(conn, ids.utc_now(), 180)),
    ],
)  # fmt: skip
def test_a_round_forgets_in_steps_for_some_seconds_and_the_next_one_goes_on(
    conn: db.Connection,
    monkeypatch: pytest.MonkeyPatch,
    kept: str,
    forget: Callable[[db.Connection], int],
) -> None:
    monkeypatch.setattr(upkeep, "_STEP", 2)
    conn.execute(kept.encode())
    monkeypatch.setattr(upkeep, "_SECONDS", 0)
    assert [forget(conn) for _ in range(4)] == [2, 2, 1, 0]
    conn.execute(kept.encode())
    monkeypatch.setattr(upkeep, "_SECONDS", 60)
    assert forget(conn) == 5


def test_who_was_asked_is_forgotten_when_no_rule_looks_back_so_far(
    program: FlaskClient, conn: db.Connection
) -> None:
    now = ids.utc_now()
    rest_rules.set_(conn, 30, None)
    program.post("/api/v1/campaigns/delay/snippet", json={"reference": "anna"})
    assert resting.forget(conn, now + timedelta(days=29)) == 0
    assert resting.forget(conn, now + timedelta(days=30)) == 1
    assert not program.post("/api/v1/campaigns/other/snippet", json={"reference": "anna"}).json[
        "left_out"
    ]
    rest_rules.set_(conn, None, None)
    assert resting.forget(conn, now) == 1
    columns = conn.execute(
        "select array_agg(column_name::text order by ordinal_position) from information_schema.columns "
        "where table_name = 'asked'"
    ).fetchone()
    assert columns == (["recipient", "day", "mail"],)


def test_a_sample_is_stable_other_for_each_campaign_and_stores_nothing(
    shell: Shell, conn: db.Connection
) -> None:
    people = "id\n" + "".join(f"p{number}\n" for number in range(1000))
    shell.run("rest", "set", "--percent", "20")
    lists = [
        shell.run("sign", "--campaign", slug, "-", stdin=people).stdout.splitlines()
        for slug in ("delay", "delay", "other")
    ]
    assert lists[0] == lists[1]
    assert 150 < len(lists[0]) < 250
    asked = [{row.partition(",")[0] for row in rows} for rows in lists]
    assert 0 < len(asked[0] & asked[2]) < 80
    assert db.first_value(conn, "select count(*) from asked") == 0


def test_a_larger_sample_holds_the_smaller_one() -> None:
    people = [number.to_bytes(8) for number in range(2000)]
    small, large = (Sample("a key", "delay", percent).holds(people) for percent in (10, 30))
    assert all(large[place] for place, holds in enumerate(small) if holds)
    assert all(Sample("a key", "delay", 100).holds(people))


def test_the_nearest_rule_counts(conn: db.Connection) -> None:
    assert rest_rules.of(conn, "delay") == Rest()
    rest_rules.set_(conn, 30, 50)
    rest_rules.set_(conn, 10, None, touchpoint="delivery")
    rest_rules.set_(conn, None, 5, campaign="delay")
    assert rest_rules.of(conn, "delay") == Rest(10, 5)
    assert rest_rules.of(conn, "other") == Rest(10, 50)
    assert rest_rules.of(conn, "order") == rest_rules.of(conn, "none") == Rest(30, 50)


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": 366}, {"days": -1}, {"percent": 0}, {"percent": 101},
        {"days": 3, "campaign": "none"}, {"days": 3, "campaign": "delay", "touchpoint": "order"},
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused(conn: db.Connection, wrong: dict[str, Any]) -> None:
    asked = {"days": None, "percent": None} | wrong
    with pytest.raises(RestError):
        rest_rules.set_(conn, asked.pop("days"), asked.pop("percent"), **asked)
    assert rest_rules.list_(conn) == []
