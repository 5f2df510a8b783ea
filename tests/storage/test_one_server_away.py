"""Of two real servers behind PL/Proxy one is away: what is the other's is written and shown at once, what is its own
waits on web's disk, and nobody waits for it twice.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import clusters
import psycopg
import pytest
from metrics_access import HEADERS
from outages import address, collector, eventually, freeze, resume, rows, stop
from parted_site import Site, needs_plproxy
from person import Clock, Person

from feedback_buttons.base import ids
from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.ratings.write_pool import Away
from feedback_buttons.signing.tokens import Tokens
from tests.faults import sites
from tests.faults.load import SLUG

pytestmark = needs_plproxy
SCORES = (
    "select score, comment from rating where campaign = %s and score is not null order by score"
)

STUCK = (
    "select count(*) from pg_stat_activity where datname = 'front' and state = 'active'"
    " and clock_timestamp() - query_start > interval '5 s'"
)


@pytest.fixture(scope="module", autouse=True)
def campaign(parted: Site) -> None:
    """One that people answer, over servers whose commits outlive a kill, which those of other tests need not."""
    for part in parted.parts:
        clusters.run(part.url, "alter database feedback set synchronous_commit = on")
    with psycopg.connect(parted.front) as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology"))


@pytest.fixture
def own(parted: Site, config: Config) -> Config:
    return replace(config, database_url=parted.front)


@pytest.fixture
def clock() -> Clock:
    return Clock.of_today()


@pytest.fixture
def app(own: Config, clock: Clock) -> Iterator[Endpoint]:
    app = create_app(own, clock)
    yield app
    collector(app).close()


def _people(config: Config, place: int, count: int) -> list[int]:
    """The numbers of people whose answers are on the server at a place."""
    tokens = Tokens(config.signing_keys, config.pseudonym_key)
    numbers = (n for n in range(1000) if _bucket(tokens, n) % 2 == place)
    return [next(numbers) for _ in range(count)]


def _bucket(tokens: Tokens, number: int) -> int:
    return ids.bucket(tokens.recipient(f"customer {number}"))


def _answer(app: Endpoint, config: Config, clock: Clock, number: int, score: int) -> None:
    person = Person(app.test_client(), clock)
    assert person.open(f"{address(config, number)}/3").status_code == 200
    assert "saved" in person.press(score, f"as {number}").text


def _there(server: Server) -> list[tuple[object, ...]]:
    """What one server has of the campaign."""
    with psycopg.connect(server.url) as connection:
        return connection.execute(SCORES.encode(), ["apology"]).fetchall()


def _forgotten(parted: Site) -> None:
    for part in parted.parts:
        with psycopg.connect(part.url) as connection:
            connection.execute("delete from rating where campaign = 'apology'")
            connection.execute("delete from visit where campaign = 'apology'")
            connection.execute("delete from rollup where campaign = 'apology'")


def _metric(app: Endpoint, place: int) -> str:
    lines = app.test_client().get("/metrics", headers=HEADERS).text.splitlines()
    own = f'feedback_server_away{{server="{place}"}} '
    return next(line.removeprefix(own) for line in lines if line.startswith(own))


@pytest.mark.parametrize(("lose", "mend"), [(stop, Server.ensure), (freeze, resume)])
def test_only_answers_of_the_server_that_is_away_wait(
    parted: Site,
    own: Config,
    app: Endpoint,
    clock: Clock,
    lose: Callable[[Server], None],
    mend: Callable[[Server], None],
) -> None:
    _forgotten(parted)
    near, far = _people(own, 0, 4), _people(own, 1, 4)
    _answer(app, own, clock, near[0], 1)
    _answer(app, own, clock, far[0], 2)
    lose(parted.parts[1])
    try:
        _answer(app, own, clock, far[1], 4)
        with pytest.raises(Away):  # at once: it is not asked again
            collector(app).database.use(lambda _: pytest.fail("it was asked"), bucket=1)
        for score, number in ((3, near[1]), (5, near[2]), (7, near[3])):
            _answer(app, own, clock, number, score)
            assert (score, f"as {number}") in _there(parted.parts[0])
        for score, number in ((6, far[2]), (8, far[3])):
            _answer(app, own, clock, number, score)
        waiting = [path.stem.split("-")[2:] for path in collector(app).spool.folder.glob("[0-9]*")]
        assert set(map(tuple, waiting)) == {("1",)}
        status = app.test_client().get("/readyz")
        assert (status.status_code, status.text) == (503, "server 1: away\n")
        assert (_metric(app, 0), _metric(app, 1)) == ("0.0", "1.0")
        eventually(lambda: rows(own, STUCK) == [(0,)])  # else the front runs out of sessions
    finally:
        mend(parted.parts[1])
    eventually(lambda: collector(app).spool.waiting().entries == 0)
    assert [score for score, _ in _there(parted.parts[0])] == [1, 3, 5, 7]
    assert [score for score, _ in _there(parted.parts[1])] == [2, 4, 6, 8]
    eventually(lambda: app.test_client().get("/readyz").status_code == 200)
    assert (_metric(app, 0), _metric(app, 1)) == ("0.0", "0.0")


def test_a_web_that_starts_while_all_are_away_sorts_what_waits(
    parted: Site, own: Config, clock: Clock
) -> None:
    _forgotten(parted)
    (near,), (far,) = _people(own, 0, 1), _people(own, 1, 1)
    first = create_app(own, clock)
    collector(first).close()  # its disk knows the campaign now
    nowhere = replace(own, database_url="postgresql://127.0.0.1:1/none")
    away = create_app(nowhere, clock)
    for number, score in ((near, 3), (far, 6)):
        _answer(away, own, clock, number, score)
    collector(away).close()
    stop(parted.parts[1])
    later = create_app(own, clock)
    try:
        eventually(lambda: _there(parted.parts[0]) == [(3, f"as {near}")])
        eventually(lambda: [p.stem[-2:] for p in _files(later)] == ["-1"])
        parted.parts[1].ensure()
        eventually(lambda: _there(parted.parts[1]) == [(6, f"as {far}")])
        eventually(lambda: not _files(later))
    finally:
        collector(later).close()


def _files(app: Endpoint) -> list[Path]:
    return sorted(collector(app).spool.folder.glob("[0-9]*.jsonl"))


def test_nothing_is_lost_under_load_and_the_others_go_on(parted: Site, own: Config) -> None:
    _forgotten(parted)
    folder = Path(tempfile.mkdtemp(prefix="feedback-buttons-webs-"))
    site = sites.Site(own, folder, 20261129)
    try:
        web = site.add(parted.front)
        with site.load() as load:
            eventually(lambda: len(load.report.last) > 10)
            stop(parted.parts[1])
            before, told = _count(parted.parts[0]), load.report.acknowledged
            eventually(lambda: _count(parted.parts[0]) > before + 20)  # while the other is away
            eventually(lambda: load.report.acknowledged > told + 40)
            assert web.metrics()["feedback_waiting"]
            parted.parts[1].ensure()
            eventually(web.drained)
        eventually(web.drained)
        outcome = sites.compare(parted.front, load)
    finally:
        site.close()
        shutil.rmtree(folder)
    assert not outcome.failures
    assert not load.report.later
    assert not outcome.lost
    assert not outcome.unequal


def _count(server: Server) -> int:
    with psycopg.connect(server.url) as connection:
        (count,) = connection.execute(
            "select count(*) from rating where campaign = %s and score is not null", [SLUG]
        ).fetchone() or (0,)
    return int(count)
