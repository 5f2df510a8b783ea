"""The API over HTTP: who may do what, what is answered, what a program may rely on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import product
from math import ceil
from typing import Any, get_args

import pytest
from answers import Answer, crowd, put
from flask import Flask
from flask.testing import FlaskClient
from properties import given, settings, st
from shell import Shell
from werkzeug.test import TestResponse

from feedback_buttons.accounts import api_keys, audit
from feedback_buttons.accounts.api_keys import SCOPES
from feedback_buttons.base import ids
from feedback_buttons.base.rate_limiter import RateLimiter
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.api import request_checks
from feedback_buttons.dashboard.api.api_routes import REQUESTS
from feedback_buttons.dashboard.api.campaigns.campaign_request_models import Link
from feedback_buttons.dashboard.api.operations import OPERATIONS
from feedback_buttons.processes import refusals, worker
from feedback_buttons.recipients import erasure, references
from feedback_buttons.reports.segments import segments
from feedback_buttons.signing.tokens import Tokens
from feedback_buttons.storage import db


@pytest.fixture
def conn(config: Config) -> Iterator[db.Connection]:
    with db.connect(config.database_url or "", autocommit=True) as connection:
        campaigns.add(connection, Campaign(slug="delay", name="Delay", language="nl"))
        yield connection


class Program:
    """A program with a key, that calls the API."""

    def __init__(self, app: Flask, conn: db.Connection, *scopes: str) -> None:
        self.http: FlaskClient = app.test_client()
        self.key, secret = api_keys.add(conn, f"program {ids.utc_now()}", scopes or SCOPES, "anna")
        self.headers = {"Authorization": f"Bearer {secret}"}

    def call(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        said = {
            **self.headers,
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        return self.http.open(f"/api/v1{path}", method=method, headers=said, json=body)

    def get(self, path: str) -> Any:  # noqa: ANN401 (any JSON)
        response = self.call("GET", path)
        assert response.status_code == 200, response.text
        return response.json

    def follow(self, cursor: str | None = None, limit: int = 100) -> Any:  # noqa: ANN401
        behind = f"&cursor={cursor}" if cursor else ""
        return self.get(f"/campaigns/delay/answers?limit={limit}{behind}")


@pytest.fixture
def program(app: Flask, conn: db.Connection) -> Program:
    return Program(app, conn)


def problem(response: TestResponse) -> tuple[int, str]:
    assert response.mimetype == "application/problem+json"
    said = json.loads(response.text)
    assert said["status"] == response.status_code
    assert said["title"]
    assert said["detail"]
    return response.status_code, said["type"].rpartition(":")[2]


def test_nothing_answers_without_a_key(app: Flask, subtests: pytest.Subtests) -> None:
    sent = (None, "", "Bearer", "Bearer x", "Basic YTpi", "Bearer \udcff", "bearer fbk_")
    for path, authorization in product(("/campaigns", "/openapi.json", "/nothing", "/"), sent):
        with subtests.test(path, authorization=authorization):
            environ = {"HTTP_AUTHORIZATION": authorization} if authorization else {}
            response = app.test_client().get(f"/api/v1{path}", environ_overrides=environ)
            assert problem(response) == (401, "no-key")
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_session_is_no_key(app: Flask, conn: db.Connection) -> None:
    from feedback_buttons.accounts import users

    client = app.test_client()
    link = users.make_signin_link(conn)
    assert client.post(f"/sign-in/{link}").status_code == 303
    assert problem(client.get("/api/v1/campaigns")) == (401, "no-key")


def test_a_revoked_key_is_refused_at_once(program: Program, conn: db.Connection) -> None:
    assert program.get("/campaigns")
    assert api_keys.revoke(conn, program.key.name, "anna")
    assert problem(program.call("GET", "/campaigns")) == (401, "no-key")
    assert not api_keys.revoke(conn, program.key.name, "anna")
    assert [entry.did for entry in audit.page(conn, account="anna").entries] == [
        "key revoked", "key made",
    ]  # fmt: skip


def test_the_database_knows_no_secret(program: Program, conn: db.Connection) -> None:
    (row,) = conn.execute("select api_key::text from api_key").fetchall()
    assert program.headers["Authorization"][7:] not in str(row)


def test_a_key_is_good_for_its_scopes_only(
    app: Flask, conn: db.Connection, subtests: pytest.Subtests
) -> None:
    for each in OPERATIONS:
        with subtests.test(each.name):
            others = Program(app, conn, *(scope for scope in SCOPES if scope != each.scope))
            path = each.path.replace("{campaign}", "delay").replace("{case}", "delay~x~y")
            response = others.call(each.method, path, {} if each.body else None)
            assert problem(response) == (403, "scope")
            assert each.scope in response.text


UNANSWERED = [
    ("GET", "/nothing", (404, "not-found")),
    ("GET", "/campaigns/none", (404, "not-found")),
    ("GET", "/campaigns/none/answers", (404, "not-found")),
    ("PUT", "/campaigns/none/deliveries", (404, "not-found")),
    ("DELETE", "/campaigns", (405, "method")),
    ("OPTIONS", "/campaigns", (405, "method")),
    ("GET", "/campaigns?page=2", (422, "invalid")),
    ("GET", "/campaigns/delay/answers?limit=0", (422, "invalid")),
    ("GET", "/campaigns/delay/answers?limit=5&limit=6", (422, "invalid")),
    ("GET", "/campaigns/delay/answers?cursor=x", (422, "invalid")),
    ("GET", f"/campaigns/delay/answers?cursor=7{'0' * 47}", (409, "conflict")),
]  # fmt: skip


def test_what_cannot_be_answered_is_a_problem(program: Program, subtests: pytest.Subtests) -> None:
    hours = {"hours": [{"hour": "2026-12-05T09:00:00Z", "mails": 1}]}
    for method, path, expected in UNANSWERED:
        with subtests.test(f"{method} {path}"):
            body = hours if method == "PUT" else None
            assert problem(program.call(method, path, body)) == expected


BODIES = [
    (b"{", "application/json", (400, "malformed")),
    (b"", "application/json", (400, "malformed")),
    (b"\xff", "application/json", (400, "malformed")),
    (b"{}", "text/plain", (415, "media-type")),
    (b"{}", "application/json", (422, "invalid")),
    (b'{"slug":"new","name":"New","color":"red"}', "application/json", (422, "invalid")),
    (b'{"slug":"new","name":"New","mails":"5"}', "application/json", (422, "invalid")),
    (b'{"slug":"new","name":"a\\u0000b"}', "application/json", (422, "invalid")),
    (b'{"slug":"delay","name":"Again"}', "application/json", (409, "conflict")),
    (b" " * (request_checks.LARGEST + 1), "application/json", (413, "too-large")),
]


def test_a_body_is_checked(program: Program, subtests: pytest.Subtests) -> None:
    for data, kind, expected in BODIES:
        with subtests.test(str(data)[:40]):
            response = program.http.post(
                "/api/v1/campaigns", data=data, content_type=kind, headers=program.headers
            )
            assert problem(response) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [(413, "too-large"), (414, "address-too-long"), (431, "headers-too-large"), (400, "malformed")],
)
def test_what_the_server_does_not_take_is_a_problem_too(
    app: Flask, status: int, expected: str
) -> None:
    head = b"POST /api/v1/campaigns?x=1 HTTP/1.1\r\nHost: here\r\n"
    said = refusals.answer(app, HTTPStatus(status), head)
    assert b"Content-Type: application/problem+json" in said
    assert json.loads(said.partition(b"\r\n\r\n")[2])["type"].endswith(f":{expected}")
    said = refusals.answer(app, HTTPStatus(status), b"POST /studio HTTP/1.1\r\n")
    assert b"text/plain" in said


def test_what_there_is_not_is_no_empty_list(program: Program) -> None:
    for path, words in (
        ("/gains?by=attribute:shoe", "only by whole, language"),
        ("/cases?campaign=no", "no campaign 'no'"),
        ("/cases?touchpoint=no", "has the touchpoint 'no'"),
        ("/case-times?campaign=no", "no campaign 'no'"),
        ("/messages?channel=no", "no channel 'no'"),
    ):
        response = program.call("GET", path)
        assert (path, response.status_code) == (path, 409)
        assert words in response.json["detail"]


def test_an_address_with_a_character_that_cannot_be_stored_names_nothing(program: Program) -> None:
    for path in ("/campaigns/%00", "/campaigns/delay%00/answers", "/cases/%00", "/%00"):
        assert problem(program.call("GET", path)) == (404, "not-found")


def test_every_address_that_the_document_allows_is_taken(program: Program) -> None:
    pattern = get_args(Link)[1].pattern.removesuffix("$") + r"\Z"

    @settings(max_examples=100, derandomize=True, deadline=None, database=None)
    @given(st.from_regex(pattern).filter(lambda address: len(address) <= 1000))
    def take(address: str) -> None:
        response = program.call("PATCH", "/campaigns/delay", {"help_url": address})
        assert response.status_code == 200, response.text

    take()
    response = program.call("PATCH", "/campaigns/delay", {"help_url": "mailto:#"})
    assert problem(response) == (422, "invalid")
    assert "errors" in response.text


def test_a_day_that_there_is_not_is_refused_as_the_document_says(
    program: Program, subtests: pytest.Subtests
) -> None:
    asked = 0
    for path, operations in program.get("/openapi.json")["paths"].items():
        operation = operations.get("get", {})
        names = {parameter["name"] for parameter in operation.get("parameters", ())}
        for name in names & ({"period"} if path == "/gains" else {"period", "against"}):
            asked += 1
            with subtests.test(path=path, name=name):
                query = f"{name}=2026-13-45..2026-14-46" + "&period=7d" * (name == "against")
                response = program.call("GET", f"{path.format(campaign='delay')}?{query}")
                assert response.status_code in (409, 422), response.text
                assert str(response.status_code) in operation["responses"]
    assert asked > 4


def test_a_campaign_is_made_changed_closed_and_opened(
    program: Program, conn: db.Connection
) -> None:
    made = program.call("POST", "/campaigns", {"slug": "orders", "name": "Orders"})
    assert (made.status_code, made.json["policy"]) == (201, "balanced")  # type: ignore[index]
    changed = program.call("PATCH", "/campaigns/orders", {"mails": 50, "language": "fr"})
    assert changed.json == {**made.json, "mails": 50, "language": "fr"}  # type: ignore[dict-item]
    program.call("PATCH", "/campaigns/orders", {"language": None})
    texts = {"nl": {"thanks": "Fijn!", "question": None}, "de": {}}
    texted = program.call("PATCH", "/campaigns/orders", {"texts": texts})
    assert texted.json["texts"] == {"nl": {"thanks": "Fijn!"}}  # type: ignore[index]
    wrong = program.call("PATCH", "/campaigns/orders", {"texts": {"es": {}}})
    assert problem(wrong) == (422, "invalid")
    assert program.get("/campaigns/orders")["language"] is None
    assert program.call("POST", "/campaigns/orders/close").json["closed_at"]  # type: ignore[index]
    assert not program.call("POST", "/campaigns/orders/reopen").json["closed_at"]  # type: ignore[index]
    assert [each["slug"] for each in program.get("/campaigns")["campaigns"]] == ["orders", "delay"]
    entries = audit.page(conn, account=f"key {program.key.name}").entries
    assert [entry.did for entry in reversed(entries)] == [
        "campaign added", *["campaign changed"] * 3, "campaign closed", "campaign opened",
    ]  # fmt: skip


def test_follow_up_questions_are_asked_mended_and_ended(program: Program) -> None:
    def ask(*questions: dict[str, object]) -> TestResponse:
        return program.call("PATCH", "/campaigns/delay", {"questions": questions})

    choices = [{"nl": "Te laat"}, {"nl": "Iets anders"}]
    why = {"low": 1, "high": 6, "text": {"nl": "Wat ging er mis?"}, "choices": choices}
    (asked,) = ask(why).json["questions"]  # type: ignore[index]
    assert asked == {"id": 1, "asked": True, "withdrawn": [], **why}
    praise = {"low": 9, "high": 10, "text": {"nl": "Wat was goed?"}}
    both = ask({**asked, "text": {"nl": "Wat was er mis?"}}, praise).json["questions"]  # type: ignore[index]
    assert [(each["id"], each["choices"]) for each in both] == [(1, choices), (2, [])]
    assert problem(ask(why, why)) == (409, "conflict")
    (ended, *_) = ask().json["questions"]  # type: ignore[index]
    assert not ended["asked"]
    score = program.call("GET", "/campaigns/delay/score").json
    assert score["questions"] == []  # type: ignore[index]


def test_the_score_is_the_dashboards(program: Program, conn: db.Connection) -> None:
    assert program.get("/campaigns/delay/score")["score"] is None
    put(conn, "delay", Answer(1, 7, comment="fine"), Answer(2, 9), Answer(3, 1, aside="scanned"))
    early = program.get("/campaigns/delay/score")
    assert {early[name] for name in ("score", "nps", "csat", "ces")} == {None}
    assert "too early to tell" in early["withheld"]
    assert (early["answers"], 1 <= early["low"] < early["high"] <= 10) == (2, True)
    put(conn, "delay", *crowd(100, 7, people=19), *crowd(200, 9, people=19))
    campaigns.edit(conn, "delay", {"mails": 200})
    found = program.get("/campaigns/delay/score")
    assert (found["score"], found["withheld"], found["nps"]) == (8, None, 50)
    assert 1 <= found["low"] < 8 < found["high"] <= 10
    assert (found["answers"], found["comments"], found["set_aside"]) == (40, 1, 1)
    assert (found["response_rate"], found["counts"][6]) == (0.2, 20)


def test_csat_and_ces_stand_only_where_the_mail_asked_so(
    program: Program, conn: db.Connection
) -> None:
    put(conn, "delay", *crowd(0, 6), *crowd(100, 8))
    figures = ("asks", "csat", "ces")

    def told() -> list[object]:
        found = program.get("/campaigns/delay/score")
        return [found[name] for name in figures]

    assert told() == [None, None, None]
    program.call("POST", "/campaigns/delay/snippet", {"reference": "17", "scale": "csat"})
    assert told() == ["csat", 50, None]
    program.call("POST", "/campaigns/delay/snippet", {"reference": "17", "scale": "stars"})
    assert told() == ["csat", 50, None]  # what was said first stands until it is changed
    program.call("PATCH", "/campaigns/delay", {"asks": "ces"})
    assert told() == ["ces", None, 3.5]


def test_a_campaign_can_ask_from_0(program: Program, conn: db.Connection) -> None:
    made = program.call("POST", "/campaigns", {"slug": "nps", "name": "NPS", "scale": "0-10"})
    assert (made.status_code, made.json["scale"]) == (201, "0-10")  # type: ignore[index]
    assert program.get("/campaigns/delay")["scale"] == "1-10"
    part = program.call("POST", "/campaigns/nps/snippet", {"reference": "17"}).json
    assert part["html"].count("<a ") == 11  # type: ignore[index]
    stars = program.call("POST", "/campaigns/nps/snippet", {"reference": "17", "scale": "stars"})
    assert stars.status_code >= 400
    put(conn, "nps", *crowd(1, 0, people=60), *crowd(100, 10))
    found = program.get("/campaigns/nps/score")
    assert (found["scale"], found["score"], found["nps"]) == ("0-10", 2.5, -50)
    assert found["counts"] == [60, *[0] * 9, 20]
    assert 0 <= found["low"] < 2.5
    assert problem(program.call("PATCH", "/campaigns/nps", {"scale": "1-10"})) == (409, "conflict")


def test_the_score_of_each_group_comes_with_it(program: Program, conn: db.Connection) -> None:
    found = program.get("/campaigns/delay/score")
    assert (found["segments"], found["segments_at"]) == ([], None)
    put(conn, "delay", *(Answer(n, 8, language="nl", client="iphone") for n in range(12)))
    put(conn, "delay", *(Answer(n, 4, language="de", client="mac") for n in range(20, 23)))
    references.keep(conn, range(11), [""] * 11, [{"client": "mac"}] * 11, ids.utc_now())
    segments.renew(conn, ids.utc_now())
    found = program.get("/campaigns/delay/score")
    assert found["segments_at"]
    facts = ("kind", "attribute", "value", "score", "answers")
    assert [tuple(each[name] for name in facts) for each in found["segments"]] == [
        ("language", None, "nl", 8, 12),
        ("language", None, None, None, 3),
        ("client", None, "iphone", 8, 12),
        ("client", None, None, None, 3),
        ("attribute", "client", "mac", 8, 11),
    ]
    assert found["segments"][0]["low"] < 8 < found["segments"][0]["high"]
    assert found["segments"][1]["low"] is None


def test_recipients_are_signed_one_by_one_and_in_bulk(program: Program, config: Config) -> None:
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    sent = "2026-12-05T09:00:00+01:00"
    asked = [
        {"reference": "Zoë"},
        {"reference": "Zoë", "message": "order 4711", "sent_at": sent},
        *({"reference": str(number)} for number in range(9_998)),
    ]
    response = program.call("POST", "/campaigns/delay/tokens", {"recipients": asked})
    assert response.status_code == 200, response.text
    made = response.json["tokens"]  # type: ignore[index]
    assert [each["reference"] for each in made] == [each["reference"] for each in asked]
    plain, message = (tokens.read("delay", each["token"]) for each in made[:2])
    assert plain.recipient == message.recipient == erasure.parse(made[0]["recipient"])
    assert message.occasion == tokens.occasion("order 4711")
    assert message.sent_at == datetime.fromisoformat(sent).astimezone(UTC)
    assert tokens.read("delay", made[-1]["token"]).recipient == tokens.recipient("9997")


def test_a_token_may_name_its_wave(program: Program, conn: db.Connection, config: Config) -> None:
    sent, second = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 5, tzinfo=UTC)
    campaigns.edit(conn, "delay", {"sent_at": sent, "waves": [{"sent_at": second}]})
    asked = {"reference": "Zoë", "wave": 2}
    made = program.call("POST", "/campaigns/delay/tokens", {"recipients": [asked]})
    token = made.json["tokens"][0]["token"]  # type: ignore[index]
    read = Tokens(config.signing_keys, config.pseudonym_key).read("delay", token)
    assert (read.occasion, read.sent_at) == (0, second)
    snippet = program.call("POST", "/campaigns/delay/snippet", asked)
    assert snippet.json["token"] == token  # type: ignore[index]
    for wrong in ({"wave": 3}, {"sent_at": "2026-12-05T09:00:00Z"}):
        refused = program.call("POST", "/campaigns/delay/snippet", asked | wrong)
        assert problem(refused) == (409, "conflict")


def test_contacts_are_signed_for_every_campaign(program: Program, config: Config) -> None:
    response = program.call("POST", "/contact-tokens", {"references": ["a", "b"]})
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    for each in response.json["tokens"]:  # type: ignore[index]
        read = tokens.read("whatever", each["token"])
        assert read.recipient == tokens.recipient(each["reference"])


def test_a_snippet_is_ready_for_one_mail(program: Program) -> None:
    body = {"reference": "a", "message": "order 1", "sent_at": "2026-12-05T09:00:00Z"}
    made = program.call("POST", "/campaigns/delay/snippet", body).json
    assert made is not None
    for part in (made["html"], made["text"]):
        assert f"http://127.0.0.1:8080/r/delay/{made['token']}/10" in part
    assert "Welk cijfer" in made["text"]
    english = {**body, "language": "en", "question": "Well?", "scale": "stars", "theme": "#aa0000"}
    made = program.call("POST", "/campaigns/delay/snippet", english).json
    assert made is not None
    assert made["text"].startswith("Well?")
    assert made["html"].count("</a>") == 5


def test_mails_delivered_make_the_response_rate(program: Program, conn: db.Connection) -> None:
    hours = [
        {"hour": "2026-12-05T10:00:00Z", "mails": 30},
        {"hour": "2026-12-05T08:00:00Z", "mails": 0},
        {"hour": "2026-12-05T09:00:00Z", "mails": 50},
    ]
    told = program.call("PUT", "/campaigns/delay/deliveries", {"hours": hours}).json
    assert told == program.get("/campaigns/delay/deliveries")
    assert told is not None
    assert told["mails"] == 80
    assert [each["hour"][11:13] for each in told["hours"]] == ["08", "09", "10"]
    campaign = campaigns.get(conn, "delay")
    assert (campaign.mails, campaign.sent_at) == (80, datetime(2026, 12, 5, 9, tzinfo=UTC))
    # As Python writes a time, and of another zone.
    again = {"hours": [{"hour": "2026-12-05T11:00:00+01:00", "mails": 10}]}
    assert program.call("PUT", "/campaigns/delay/deliveries", again).json["mails"] == 60  # type: ignore[index]


def test_a_write_that_is_sent_again_is_done_once(program: Program, conn: db.Connection) -> None:
    new = {"slug": "orders", "name": "Orders"}
    first = program.call("POST", "/campaigns", new, Idempotency_Key="one")
    again = program.call("POST", "/campaigns", new, Idempotency_Key="one")
    assert (first.status_code, first.json) == (again.status_code, again.json)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    other = program.call("POST", "/campaigns", {**new, "name": "x"}, Idempotency_Key="one")
    assert problem(other) == (409, "reused")
    assert problem(program.call("POST", "/campaigns", new, Idempotency_Key="ö")) == (422, "invalid")
    assert problem(program.call("POST", "/campaigns", new)) == (409, "conflict")
    worker.keep_house(conn, ids.utc_now(), worker.Retention())
    assert program.call("POST", "/campaigns", new, Idempotency_Key="one").status_code == 201


def test_a_write_that_failed_may_be_sent_again(program: Program) -> None:
    wrong, right = {"slug": "delay", "name": "Taken"}, {"slug": "orders", "name": "Orders"}
    assert program.call("POST", "/campaigns", wrong, Idempotency_Key="one").status_code == 409
    assert program.call("POST", "/campaigns", right, Idempotency_Key="one").status_code == 201


def test_a_change_may_ask_that_nobody_has_changed_it_meanwhile(
    program: Program, conn: db.Connection
) -> None:
    address = "/campaigns/delay"
    read = program.call("GET", address).headers["ETag"]
    campaigns.edit(conn, "delay", {"sender": "Gifts"}, by="ben")
    mine = {"name": "Late"}
    assert problem(program.call("PATCH", address, mine, If_Match=read)) == (412, "changed")
    assert campaigns.get(conn, "delay").name == "Delay"
    read = program.call("GET", address).headers["ETag"]
    changed = program.call("PATCH", address, mine, If_Match=read)
    assert changed.status_code == 200
    assert changed.headers["ETag"] == program.call("GET", address).headers["ETag"]
    assert program.call("PATCH", address, mine).status_code == 200
    order = program.call("GET", "/touchpoints").headers["ETag"]
    wanted = {"touchpoints": ["Use", "Service"]}
    assert program.call("PUT", "/touchpoints", wanted, If_Match=order).status_code == 200
    assert problem(program.call("PUT", "/touchpoints", wanted, If_Match=order)) == (412, "changed")
    assert problem(program.call("POST", "/campaigns", mine, If_Match="*")) == (422, "invalid")


def test_a_key_may_ask_so_often_and_hears_how_often(
    program: Program, app: Flask, conn: db.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [20.0]
    monkeypatch.setattr(app.extensions["api"], "limiter", RateLimiter(REQUESTS, lambda: now[0]))
    for left in range(599, -1, -1):
        response = program.call("GET", "/nothing")
        seconds = ceil(round((600 - left) / 10, 3))
        assert response.headers["RateLimit"] == f'"key";r={left};t={seconds}'
    assert response.headers["RateLimit-Policy"] == '"key";q=600;w=60'
    refused = program.call("GET", "/nothing")
    assert problem(refused) == (429, "too-many")
    assert refused.headers["Retry-After"] == "1"
    assert Program(app, conn).call("GET", "/campaigns").status_code == 200
    now[0] += 0.1
    assert program.call("GET", "/campaigns").status_code == 200


def test_a_key_is_made_listed_and_revoked_from_the_command_line(shell: Shell, app: Flask) -> None:
    made = shell.run("key", "add", "order  mails", "--scope", "tokens", "--scope", "campaigns:read")
    assert "is not shown again" in made.stderr
    headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
    assert app.test_client().get("/api/v1/campaigns", headers=headers).status_code == 200
    (listed,) = shell.json("key", "list")
    assert (listed["name"], listed["scopes"]) == ("order mails", ["campaigns:read", "tokens"])
    assert listed["used_at"]
    assert made.stdout.strip() not in str(listed)
    assert "already" in shell.run("key", "add", "order mails", "--scope", "tokens", code=1).stderr
    shell.run("key", "revoke", "order mails")
    assert "revoked" in shell.run("key", "list").stdout
    assert "no key" in shell.run("key", "revoke", "order mails", code=1).stderr
    assert app.test_client().get("/api/v1/campaigns", headers=headers).status_code == 401
    assert "This key is" not in shell.run("key", "add", "order mails", "--scope", "tokens").stderr


@pytest.mark.parametrize(
    ("name", "scopes"),
    [("", ["tokens"]), ("x" * 65, ["tokens"]), ("a\0", ["tokens"]), ("x", []), ("x", ["all"])],
)
def test_a_key_that_makes_no_sense_is_not_made(
    conn: db.Connection, name: str, scopes: list[str]
) -> None:
    with pytest.raises(api_keys.ApiKeyError):
        api_keys.add(conn, name, scopes, "anna")


def test_waves_are_set_in_the_order_of_time_and_only_after_the_first(program: Program) -> None:
    reminder = {"sent_at": "2026-12-12T09:00:00Z", "mails": 4000, "name": "Reminder"}
    waves = [{"sent_at": "2026-12-20T09:00:00+05:45"}, reminder]
    early = program.call("POST", "/campaigns", {"slug": "sint", "name": "Sint", "waves": waves})
    assert problem(early) == (409, "conflict")
    assert early.json
    assert early.json["code"] == "wave-invalid"
    sent = {"slug": "sint", "name": "Sint", "waves": waves, "sent_at": "2026-12-05T09:00:00Z"}
    made = program.call("POST", "/campaigns", sent).json
    assert made
    assert [wave["name"] for wave in made["waves"]] == ["Reminder", ""]
    assert made["waves"][1]["sent_at"] == "2026-12-20T03:15:00Z"
    same = program.call("PATCH", "/campaigns/sint", {"waves": [{"sent_at": sent["sent_at"]}]})
    assert problem(same) == (409, "conflict")
