"""Fixtures for all tests: a real Postgres, a fresh database for each test, the command line.

What only some tests need is imported by the fixture that makes it, so that a file of pure tests starts at once.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import pytest

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from flask import Flask
    from shell import Shell

    from feedback_buttons.config.settings import Config
    from feedback_buttons.storage.db import Connection

KEYS = ("a signing key only for the tests: 1", "a signing key only for the tests: 2")
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run may take longer for."""
    parser.addoption("--long", action="store_true", help="let faults last as long as in real life")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes the longest goes first: at the end of a run nobody waits for one of several workers.

    The tests that ask for the well-filled database stand together, so that few workers fill one.
    """
    slow = {"packaging": 1, "browser": 2}

    def place(item: pytest.Item) -> int:
        if item.path.stem == "test_api_fuzzed":  # one test of minutes
            return 0
        full = "full_config" in getattr(item, "fixturenames", ())
        return 3 if full else slow.get(item.path.parent.name, 4)

    items.sort(key=place)


def named(url: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def folder() -> Path:
    """A new folder which Postgres' own user can enter; pytest's own are closed to it."""
    return Path(tempfile.mkdtemp(prefix="feedback-buttons-"))


@pytest.fixture(scope="session")
def real_hasher() -> Iterator[PasswordHasher]:
    """What hashes passwords outside of tests; in them, where hundreds sign in, a hash costs next to nothing."""
    from argon2 import PasswordHasher, profiles

    from feedback_buttons.accounts import passwords

    real, passwords.hasher = passwords.hasher, PasswordHasher.from_parameters(profiles.CHEAPEST)
    yield real
    passwords.hasher = real


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stopped Postgres with a migrated database, for servers to be copied from (tests/support/clusters.py)."""
    import clusters

    ours = tmp_path_factory.getbasetemp()
    return clusters.made_once(ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours)


@pytest.fixture(scope="session")
def database_url(real_hasher: PasswordHasher, cluster: Path) -> Iterator[str]:  # noqa: ARG001 (cheap hashes)
    """The address of a Postgres of the tests' own; for tests that need no tables."""
    import clusters

    data_dir = folder()
    with clusters.copied(cluster, data_dir, durable=False) as server:
        yield server.url
    shutil.rmtree(data_dir)


@pytest.fixture(scope="session")
def _template() -> str:
    """The name of a migrated database, for the others to be copied from."""
    import clusters

    return clusters.MIGRATED


@pytest.fixture
def database(database_url: str, _template: str) -> Iterator[str]:
    """The address of a freshly migrated, empty database, for one test alone."""
    name = f"test_{next(_numbers)}"
    _admin(database_url, f"CREATE DATABASE {name} TEMPLATE {_template} STRATEGY file_copy")
    yield named(database_url, name)
    _admin(database_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def _full_template(database_url: str, _template: str) -> str:
    """The name of the well-filled database, for others to be copied from."""
    import full_database  # it needs all of the product, which most tests do not

    _admin(database_url, f"CREATE DATABASE well_filled TEMPLATE {_template} STRATEGY file_copy")
    data_dir = folder()
    full_database.fill(_config(named(database_url, "well_filled"), data_dir))
    shutil.rmtree(data_dir)
    return "well_filled"


@pytest.fixture
def full_config(database_url: str, _full_template: str, data_dir: Path) -> Iterator[Config]:
    """Settings for a well-filled database (tests/support/full_database.py), for one test alone."""
    name = f"full_{next(_numbers)}"
    _admin(database_url, f"CREATE DATABASE {name} TEMPLATE {_full_template} STRATEGY file_copy")
    yield _config(named(database_url, name), data_dir)
    _admin(database_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """An empty data directory that the embedded Postgres can use."""
    path = folder()
    yield path
    shutil.rmtree(path)


@pytest.fixture
def config(database: str, data_dir: Path) -> Config:
    """Settings for the `database` fixture, with keys of the tests' own."""
    return _config(database, data_dir)


def _config(database: str, data_dir: Path) -> Config:
    from metrics_access import TOKEN

    from feedback_buttons.config.settings import Config

    return Config(
        data_dir=data_dir,
        signing_keys=KEYS,
        pseudonym_key="a pseudonym key only for the tests",
        session_keys=("a session key only for the tests: 1",),
        metrics_token=TOKEN,
        url="http://127.0.0.1:8080",
        dashboard_url="http://127.0.0.1:8050",
        database_url=database,
    )


@pytest.fixture
def app(config: Config, conn: Connection) -> Iterator[Flask]:
    """The dashboard, over what the test's own `conn` fixture has put into the database."""
    from feedback_buttons.dashboard.app import create_app

    assert conn.info.dbname in str(config.database_url)
    dashboard = create_app(config)
    yield dashboard
    dashboard.extensions["feedback_buttons"].close()


@pytest.fixture
def shell(config: Config) -> Shell:
    """The command line, with the settings of the `config` fixture in its environment."""
    from shell import Shell

    return Shell(config)


def _admin(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
