"""The whole way of an answer over two real servers behind PL/Proxy, beside one plain server."""

import random
import re
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import psycopg
import pytest
from click.testing import CliRunner
from deeds import Recipient, Step, Ticking
from flask import Flask
from outages import address, collector, drained, rows, stop
from parted_site import Site, needs_plproxy
from person import Clock, Person
from postbox import PASSWORD, signed_in
from shell import Shell
from sums import mislisted, unequal

from feedback_buttons.accounts import api_keys, users
from feedback_buttons.base import ids
from feedback_buttons.base.ids import Ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.cli import main
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import app as dashboard
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.recipients import erasure
from feedback_buttons.storage import db

pytestmark = needs_plproxy
PERSONS = 24
APART = re.compile(
    r"/audit|/cases/times|/what-if"
)  # tell when they were asked for, or need a choice
# What a deed leaves, but for what has the time of a write.
LEFT = (
    "select recipient, score, aside, state, proof, reason, events, clicked, language, comment, question, choice"
    " from rating",
    "select recipient, did, score, network, mode from visit",
    "select campaign, minute, sum(n1), sum(n5), sum(n9), sum(c7), sum(unconfirmed), sum(withdrawn), sum(comments)"
    " from rollup group by 1, 2",
    "select recipient, score, at, words, question, choice from comment",
    "select recipient, address from contact_request",
    "select recipient, campaign, occasion, at from erasure",
    "select recipient, campaign from rating_change group by 1, 2",
)


def _deeds() -> list[list[Step]]:
    """Of each person the deeds in their order: clicks, presses with comments, erasures; a follow-up answer, an address,
    and an answer that is withdrawn since its client then opens all scores."""
    chance, ticks = random.Random(17), Ids(Ticking())
    persons = [Recipient(number, ticks, chance) for number in range(PERSONS)]
    deeds = [[step for _ in range(2) for step in person.deeds()] for person in persons]
    for person, steps in list(zip(persons, deeds, strict=True))[::2]:
        page = person.visit("get", 3)
        press = person.visit("press", 3, page, "ask")
        steps += [
            lambda ratings, own=person, page=page: ratings.visit(own.subject, page),
            lambda ratings, own=person, press=press: ratings.press(
                own.subject, press, "late again", Chosen(1, 2), "anna@example.com"
            ),
        ]
    for person in (Recipient(100 + number, ticks, chance) for number in range(4)):
        steps = person.click()
        for score in range(1, 11):
            visit = person.visit("get", score)
            steps.append(lambda ratings, own=person, visit=visit: ratings.visit(own.subject, visit))
        deeds.append(steps)
    return deeds


def test_all_deeds_leave_the_same_as_on_one_server(parted: Site) -> None:
    deeds = _deeds()
    for url, threads in ((parted.front, 8), (parted.plain, 1)):
        database = Database(url, role=db.COLLECTOR, limit=20)
        ratings = Ratings(database)

        def do(steps: list[Step], ratings: Ratings = ratings) -> None:
            for step in steps:
                step(ratings)

        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(do, deeds))
        database.close()
        with db.connect(url, autocommit=True) as connection:
            erasure.again(connection, ids.utc_now())
    with psycopg.connect(parted.front) as front, psycopg.connect(parted.plain) as plain:
        for query in LEFT:
            own, others = (
                sorted(map(repr, side.execute(query.encode()))) for side in (front, plain)
            )
            assert own == others, query
            assert own, query
        states = {state for (state,) in front.execute("select state from rating")}
        assert states >= {"counted", "withdrawn", "erased"}
    for number, part in enumerate(parted.parts):
        assert not unequal(part.url)
        assert not mislisted(part.url)
        with psycopg.connect(part.url) as connection:
            buckets = {
                own
                for (own,) in connection.execute(
                    "select bucket from visit union select bucket from rating"
                )
            }
        assert buckets
        assert {own % 2 for own in buckets} == {number}
    assert not unequal(parted.front)


def _files(app: Flask) -> Iterator[tuple[str, str]]:
    """Every file of the dashboard as CSV, of the campaign where it is of one, with what it holds."""
    client = signed_in(app, "admin")
    for rule in app.url_map.iter_rules():
        if "csv" in rule.rule and "<id>" not in rule.rule and not APART.search(rule.rule):
            path = re.sub(r"<any\(([^,)]*)[^>]*>", r"\1", rule.rule).replace("<slug>", "wave")
            answer = client.get(f"{path}?campaign=wave" if "compare" in path else path)
            yield path, f"{answer.status_code} {answer.text}"


def test_reports_read_all_servers(parted: Site, config: Config) -> None:
    answers = []
    for url in (parted.front, parted.plain):
        own = replace(config, database_url=url)
        report = Shell(own).json("report", "wave")
        for moment in ("since", "until"):  # when it was asked
            del report["cases"][moment]
        with db.connect(url) as connection:
            users.add(connection, "admin", PASSWORD, "admin")
        app = dashboard.create_app(own)
        answers.append({"report": report, **dict(_files(app))})
        app.extensions["feedback_buttons"].close()
    front, plain = answers
    assert {name: value for name, value in front.items() if value != plain[name]} == {}
    assert len(plain) > 10
    assert [name for name, value in plain.items() if not str(value).startswith(("200 ", "{"))] == []


def test_what_would_be_written_beside_the_servers_is_refused(parted: Site) -> None:
    with (
        psycopg.connect(parted.front) as connection,
        pytest.raises(psycopg.errors.RaiseException, match="several servers"),
    ):
        connection.execute("insert into rating_change values ('wave', 1, 1, 0, 1)")
    events = '[{"bucket": 0}, {"bucket": 1}]'
    with (
        psycopg.connect(parted.front) as connection,
        pytest.raises(psycopg.Error, match="recipients of several servers"),
    ):
        connection.execute("select record_seen(0::smallint, %s::json)", [events])


def test_nothing_is_lost_while_one_server_is_away(parted: Site, config: Config) -> None:
    own = replace(config, database_url=parted.front)
    with psycopg.connect(parted.front) as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology"))
    clock = Clock.of_today()
    app = create_app(own, clock)
    try:
        stop(parted.parts[1])
        for number in range(6):
            person = Person(app.test_client(), clock)
            assert person.open(address(own, number) + "/3").status_code == 200
            assert "saved" in person.press(number + 4, f"as {number}").text
        assert collector(app).spool.waiting().entries
        parted.parts[1].ensure()
        drained(app)
    finally:
        collector(app).close()
    answers = "select score, comment from rating where campaign = 'apology' order by score"
    assert rows(own, answers) == [(number + 4, f"as {number}") for number in range(6)]
    assert not any(unequal(part.url) for part in parted.parts)


def _asked(app: Flask, own: Config) -> dict[str, tuple[object, str]]:
    """How pages, files, the API and commands answer: their status or exit code, and what they say."""
    client, shell = signed_in(app, "away"), Shell(own)
    with db.connect(own.database_url or "") as connection:
        scopes = ["answers", "campaigns:read"]
        _, key = api_keys.add(connection, secrets.token_hex(4), scopes, "away")
    told: dict[str, tuple[object, str]] = {}
    for path in ("/", "/campaign/wave", "/comments", "/comments.csv"):
        answer = client.get(path)
        told[path] = answer.status_code, answer.data.decode(errors="replace")
    for path in ("/api/v1/overview", "/api/v1/campaigns/wave/answers"):
        answer = app.test_client().get(path, headers={"Authorization": f"Bearer {key}"})
        told[path] = answer.status_code, answer.text
    for words in ("report wave", "check", "overrule wave fzzzzzzzzzzzz --score 9"):
        result = CliRunner().invoke(main, words.split(), env=shell.env)
        assert isinstance(result.exception, SystemExit | None), result.exception
        told[words.split()[0]] = result.exit_code, result.output
    return told


def test_reports_say_that_a_server_is_away_and_recover(parted: Site, config: Config) -> None:
    own = replace(config, database_url=parted.front)
    with db.connect(parted.front) as connection:
        users.add(connection, "away", PASSWORD, "admin")
    app = dashboard.create_app(own)
    try:
        stop(parted.parts[1])
        away = _asked(app, own)
        parted.parts[1].ensure()
        back = _asked(app, own)
    finally:
        app.extensions["feedback_buttons"].close()
    for path in ("/", "/campaign/wave", "/comments"):
        assert "The database is away" in away[path][1], path
        assert "The database is away" not in back[path][1], path
    for path in ("/comments.csv", *(path for path in away if "api" in path)):
        assert (away[path][0], back[path][0]) == (503, 200), path
    assert "is away" in away["/comments.csv"][1]
    assert "feedback_part_1" in away["report"][1]
    assert (away["report"][0], back["report"][0]) == (1, 0)
    assert "cannot be used" in away["overrule"][1]
    assert re.search(r"server 1\W+.*does not answer", away["check"][1])
    assert re.search(r"sums of server 0\W+.*equal", away["check"][1])
    assert re.search(r"sums of server 1\W+.*equal", back["check"][1])
