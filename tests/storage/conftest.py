"""Two real servers behind PL/Proxy, for the tests that are about them; and what an engine is told of the database."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import clusters
import psycopg
import pytest
from engine_rules import Catalog
from nodes_rules import Rules
from parted_site import PROGRAMS, Site
from shell import Shell

from feedback_buttons.campaigns import campaigns
from feedback_buttons.campaigns.campaigns import Campaign
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from feedback_buttons.storage import db, distribution
from feedback_buttons.storage.migrate import migrate

# Not by bucket of whom its rows are about, though it holds one: it is sent from one place.
WHOLE = {"outbox_message"}
UNITED = {"counted_sums", "exact_sums"}
VIEWS = {*UNITED, "single_visit"}


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
        assert distribution.state(connection) == (2, 0, False, None)
    with db.connect(site.parts[1].url) as connection:
        assert distribution.state(connection).part == "part 1 of 2"
    return site


@pytest.fixture
def owner(database: str) -> Iterator[db.Connection]:
    with db.connect(database) as connection:
        yield connection


@pytest.fixture
def catalog(owner: db.Connection) -> Catalog:
    columns = dict(
        owner.execute(
            "select relname::text, array_agg(attname::text) from pg_class join pg_attribute on attrelid = pg_class.oid"
            " where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v') and attnum > 0 group by 1"
        ).fetchall()
    )
    kinds: dict[str, set[str]] = defaultdict(set)
    for name, kind in owner.execute("select proname::text, provolatile::text from pg_proc"):
        kinds[kind].add(name)
    parted = {table for table, names in columns.items() if "bucket" in names} - WHOLE | VIEWS
    assert {"visit", "rating", "rollup", "comment", "rating_change"} <= parted
    return Catalog(
        {table: frozenset(names) for table, names in columns.items()},
        frozenset(parted),
        frozenset(kinds["v"]),
        frozenset(kinds["s"] - kinds["i"]),
    )


@pytest.fixture
def rules(catalog: Catalog) -> Rules:
    return Rules(catalog, distribution.WHOLE, UNITED)
