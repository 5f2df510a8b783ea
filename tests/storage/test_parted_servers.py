"""The whole way of an answer over two real servers behind PL/Proxy, beside one plain server."""

import random
import re
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

import clusters
import psycopg
import pytest
from deeds import Recipient, Step, Ticking
from flask import Flask
from outages import address, collector, drained, rows, stop
from person import Clock, Person
from postbox import PASSWORD, signed_in
from shell import Shell
from sums import mislisted, unequal

from feedback_buttons.accounts import users
from feedback_buttons.base.ids import Ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.campaigns.follow_up_questions import Chosen
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard import app as dashboard
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.web_app import create_app
from feedback_buttons.ratings.write_pool import Database
from feedback_buttons.ratings.writer import Ratings
from feedback_buttons.storage import db, distribution
from feedback_buttons.storage.migrate import migrate

PLPROXY = Path("/usr/share/postgresql/15/extension/plproxy.control")
PROGRAMS = Path("/usr/lib/postgresql/15/bin")
pytestmark = pytest.mark.skipif(
    not PLPROXY.exists(), reason="Debian's postgresql-15-plproxy is not there"
)
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


class Site(NamedTuple):
    """Two servers, a database before them, and one that is all by itself."""

    parts: tuple[Server, Server]
    front: str
    plain: str


def _other(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    homes = [Path(tempfile.mkdtemp(prefix="feedback-buttons-")) for _ in range(2)]
    with ExitStack() as stack:
        with Server(homes[0], durable=False, programs=PROGRAMS) as server:
            migrate(server.url)
        second = stack.enter_context(
            clusters.copied(homes[0] / "postgres" / "cluster", homes[1], durable=False)
        )
        first = stack.enter_context(Server(homes[0], durable=False, programs=PROGRAMS))
        clusters.run(_other(first.url, "postgres"), "CREATE DATABASE front TEMPLATE feedback")
        clusters.run(_other(first.url, "postgres"), "CREATE DATABASE plain TEMPLATE feedback")
        yield Site((first, second), _other(first.url, "front"), _other(first.url, "plain"))
    for home in homes:
        shutil.rmtree(home)


@pytest.fixture(scope="module")
def parted(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The same, distributed by the command, twice, and with a campaign."""
    config = Config(
        data_dir=tmp_path_factory.mktemp("data"),
        signing_keys=("a signing key only for the tests: 1",),
        pseudonym_key="a pseudonym key only for the tests",
        session_keys=("a session key only for the tests: 1",),
        url="http://127.0.0.1:8080",
        dashboard_url="http://127.0.0.1:8050",
        database_url=site.front,
    )
    servers = [word for part in site.parts for word in ("--server", part.url)]
    shell = Shell(config)
    shown = shell.run("distribute", *servers, "--dry-run").stdout
    assert "create server feedback_parts" in shown
    with db.connect(site.front) as connection:
        assert distribution.state(connection).parts == 1  # nothing is done yet
    assert "Done" in shell.run("distribute", *servers).stdout
    for url in (site.front, site.plain):
        with psycopg.connect(url) as connection:
            campaigns.add(connection, Campaign(slug="wave", name="Wave"))
    assert "Done" in shell.run("distribute", *servers).stdout  # as after a migration
    swapped = [word for part in site.parts[::-1] for word in ("--server", part.url)]
    assert "part 1 of 2, not part 0 of 2" in shell.run("distribute", *swapped, code=1).stderr
    with db.connect(site.front) as connection:
        assert distribution.state(connection) == (2, 0, False)
    return site


def _deeds() -> list[list[Step]]:
    """Of each person the deeds in their order: clicks, presses with comments, erasures; a follow-up answer, an address,
    and an answer that is withdrawn since its client then opens all scores."""
    chance, ids = random.Random(17), Ids(Ticking())
    persons = [Recipient(number, ids, chance) for number in range(PERSONS)]
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
    for person in (Recipient(100 + number, ids, chance) for number in range(4)):
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


@pytest.mark.parametrize("late", [0, 1])
def test_a_change_that_is_under_way_on_one_server_is_not_passed_over(
    parted: Site, late: int
) -> None:
    with psycopg.connect(parted.parts[late].url) as writing:
        ((number,),) = writing.execute("select current_change()").fetchall()
        with psycopg.connect(parted.parts[1 - late].url, autocommit=True) as other:
            for _ in range(20):  # numbers there go on
                other.execute("select current_change()")
        with psycopg.connect(parted.front, autocommit=True) as front:
            horizon = "select change_horizon()"
            ((meanwhile,),) = front.execute(horizon).fetchall()
            writing.commit()
            ((later,),) = front.execute(horizon).fetchall()
    assert meanwhile <= number
    assert later >= meanwhile


def test_a_change_that_is_not_seen_yet_is_not_passed_over(parted: Site) -> None:
    """What commits while somebody reads is below no number that the reader takes for the end."""
    told = "select change_horizon()"
    with psycopg.connect(parted.front) as reading:
        reading.execute("select count(*) from rating_change").fetchall()
        numbers = []
        for part in parted.parts:
            with psycopg.connect(part.url) as writing:
                numbers += writing.execute("select current_change()").fetchall()
        ((meanwhile,),) = reading.execute(told).fetchall()
        assert meanwhile <= min(number for (number,) in numbers)
    with psycopg.connect(parted.front) as afterwards:
        ((later,),) = afterwards.execute(told).fetchall()
    assert later > meanwhile


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
