"""A recipients' endpoint on a Postgres of the test's own, to be stopped, changed and started."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import clusters
import psycopg
import pytest
from outages import collector, resume
from person import Clock

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.endpoint.web_app import Endpoint, create_app


@pytest.fixture
def server(cluster: Path, data_dir: Path) -> Iterator[Server]:
    """A Postgres of this test's own, to be stopped and started."""
    with clusters.migrated(cluster, data_dir) as server:
        with psycopg.connect(server.url) as connection:
            campaigns.add(connection, Campaign(slug="apology", name="Apology", sender="Parcels"))
            campaigns.add(connection, Campaign(slug="flow", name="Flow", repeat_after=7))
        yield server
        resume(server)


@pytest.fixture
def own(config: Config, server: Server) -> Config:
    return replace(config, database_url=server.url)


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime.now(UTC))


@pytest.fixture
def make(own: Config, clock: Clock) -> Iterator[Callable[[], Endpoint]]:
    """Makes applications, as gunicorn's workers do."""
    made: list[Endpoint] = []

    def app() -> Endpoint:
        made.append(create_app(own, clock))
        return made[-1]

    yield app
    for each in made:
        collector(each).close()
