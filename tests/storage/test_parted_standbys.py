"""Of two real servers one is lost, and its standby lacks answers: web's disk has them."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from outages import address, collector, eventually, rows
from parted_site import Site, needs_plproxy
from person import Clock, Person

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint import standby_keep
from feedback_buttons.endpoint.web_app import Endpoint, create_app
from feedback_buttons.storage import distribution
from tests.faults import standbys

pytestmark = needs_plproxy
SCORES = "select score from rating where campaign = 'apology' order by score"


@pytest.fixture
def standby(parted: Site) -> Iterator[Server]:
    """Of the second server; the first and the front have none."""
    (sockets,) = parse_qs(urlsplit(parted.parts[1].url).query)["host"]
    cluster = Path(sockets).parent / "cluster"
    data_dir = Path(tempfile.mkdtemp(prefix="feedback-buttons-standby-"))  # its user can enter it
    with standbys.of(parted.parts[1], cluster, data_dir) as server:
        yield server
    shutil.rmtree(data_dir)


def _answer(app: Endpoint, config: Config, clock: Clock, people: range) -> None:
    for number in people:
        person = Person(app.test_client(), clock)
        assert person.open(f"{address(config, number)}/3").status_code == 200
        assert "saved" in person.press(number).text


def test_answers_stay_on_webs_disk_until_the_standby_of_their_server_has_them(
    parted: Site, standby: Server, config: Config
) -> None:
    own = replace(config, database_url=parted.front, keep_until="standby")
    with psycopg.connect(parted.front) as connection:
        campaigns.add(connection, Campaign(slug="apology", name="Apology"))
    clock = Clock.of_today()
    app = create_app(own, clock)
    folder = standby_keep.folder(own.data_dir)
    try:
        _answer(app, own, clock, range(1, 5))
        standbys.stop_receiving(standby)
        _answer(app, own, clock, range(5, 11))
        assert standby_keep.waiting_files(folder)
        standbys.fail_over(parted.parts[1], standby)
        eventually(lambda: standbys.value(standby.url, "select not pg_is_in_recovery()"))
        distribution.distribute(parted.front, [parted.parts[0].url, standby.url])
        # A fetch may have reached the standby whose press did not: what was kept is there when all scores are.
        eventually(lambda: rows(own, SCORES) == [(score,) for score in range(1, 11)])
    finally:
        collector(app).close()
    with psycopg.connect(standby.url) as connection:
        (there,) = connection.execute("select count(*) from only rating").fetchone() or (0,)
    assert 0 < there < 10
