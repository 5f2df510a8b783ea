"""One of two real servers behind PL/Proxy is moved to another database, as docs/scale.md says, while people answer."""

import subprocess
from dataclasses import replace

import clusters
import psycopg
from outages import address, collector, eventually
from parted_site import PROGRAMS, Site, needs_plproxy
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.storage import distribution

pytestmark = needs_plproxy
SCORES = "select score from rating where campaign = 'apology' and score is not null order by score"
PUT_OUT = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'feedback'"


def _answer(app: Endpoint, config: Config, clock: Clock, score: int) -> None:
    person = Person(app.test_client(), clock)
    assert person.open(f"{address(config, score)}/3").status_code == 200
    assert "saved" in person.press(score).text


def _moved(url: str) -> str:
    """Put who is there out of a database, rename it, and bring what it holds into a new one; the address of that."""
    other = url.replace("/feedback?", "/postgres?")
    clusters.run(other, "create database feedback_new")
    for statement in (PUT_OUT, "alter database feedback rename to feedback_moved"):
        clusters.run(other, statement)
    old, new = (
        url.replace("/feedback?", f"/{name}?") for name in ("feedback_moved", "feedback_new")
    )
    dump = subprocess.run(
        [PROGRAMS / "pg_dump", "--format=custom", old], check=True, capture_output=True
    )
    restore = [PROGRAMS / "pg_restore", f"--dbname={new}", "--exit-on-error"]
    subprocess.run(restore, input=dump.stdout, check=True)
    return new


def test_a_server_is_moved_and_nothing_is_lost(parted: Site, config: Config) -> None:
    own = replace(config, database_url=parted.front)
    with psycopg.connect(parted.front) as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology"))
    clock = Clock.of_today()
    app = create_app(own, clock)
    try:
        for score in range(4):
            _answer(app, own, clock, score + 1)
        new = _moved(parted.parts[1].url)
        for score in range(4, 10):
            _answer(app, own, clock, score + 1)
        distribution.distribute(parted.front, [parted.parts[0].url, new])
        eventually(lambda: collector(app).spool.waiting().entries == 0)
    finally:
        collector(app).close()
    with psycopg.connect(parted.front) as connection:
        assert connection.execute(SCORES.encode()).fetchall() == [(n,) for n in range(1, 11)]
    with psycopg.connect(new) as connection:
        assert len(connection.execute(SCORES.encode()).fetchall()) > 0
