"""Fixtures for all tests: a real Postgres, a fresh database for each test, a browser."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from argon2 import PasswordHasher, profiles
from hypothesis import settings
from shell import Shell

from feedback_buttons.accounts import passwords
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres import postgres
from feedback_buttons.storage.migrate import migrate

# No test may depend on the machine's speed.
settings.register_profile("steady", deadline=None)
settings.load_profile("steady")

KEYS = ("a signing key only for the tests: 1", "a signing key only for the tests: 2")
CHROMIUM_FLAGS = (
    "--no-sandbox",  # root has none
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """What a run may take longer for."""
    parser.addoption("--long", action="store_true", help="let faults last as long as in real life")


def named(url: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def folder() -> Path:
    """A new folder which Postgres' own user can enter; pytest's own are closed to it."""
    return Path(tempfile.mkdtemp(prefix="feedback-buttons-"))


@pytest.fixture(scope="session", autouse=True)
def real_hasher() -> Iterator[PasswordHasher]:
    """What hashes passwords outside of tests; in them, where hundreds sign in, a hash costs next to nothing."""
    real, passwords.hasher = passwords.hasher, PasswordHasher.from_parameters(profiles.CHEAPEST)
    yield real
    passwords.hasher = real


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """The address of a Postgres of the tests' own; for tests that need no tables."""
    data_dir = folder()
    with postgres.running(data_dir, durable=False) as url:
        yield url
    shutil.rmtree(data_dir)


@pytest.fixture(scope="session")
def _template(database_url: str) -> str:
    """The name of a migrated database, for the others to be copied from."""
    _admin(database_url, "CREATE DATABASE migrated")
    migrate(named(database_url, "migrated"))
    return "migrated"


@pytest.fixture
def database(database_url: str, _template: str) -> Iterator[str]:
    """The address of a freshly migrated, empty database, for one test alone."""
    name = f"test_{next(_numbers)}"
    _admin(database_url, f"CREATE DATABASE {name} TEMPLATE {_template} STRATEGY file_copy")
    yield named(database_url, name)
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
    return Config(
        data_dir=data_dir,
        signing_keys=KEYS,
        pseudonym_key="a pseudonym key only for the tests",
        session_keys=("a session key only for the tests: 1",),
        url="http://127.0.0.1:8080",
        dashboard_url="http://127.0.0.1:8050",
        database_url=database,
    )


@pytest.fixture(scope="session")
def base_url() -> None:
    """Pages are opened by their full addresses. (pytest-playwright's own would warn.)"""


@pytest.fixture
def shell(config: Config) -> Shell:
    """The command line, with the settings of the `config` fixture in its environment."""
    return Shell(config)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Playwright's browser is the system's Chromium, or the one that `./run test` has fetched."""
    return {
        **browser_type_launch_args,
        "executable_path": _chromium(),
        "args": list(CHROMIUM_FLAGS),
    }


def _chromium() -> str:
    fetched = Path(__file__).parents[1] / ".venv" / "chromium" / "browser"
    own = os.environ.get("FEEDBACK_CHROMIUM", "chromium-headless-shell")
    names = (own, "chromium", "chromium-browser", str(fetched))
    found = next(filter(None, map(shutil.which, names)), None)
    if not found:
        pytest.fail("no Chromium: start the tests with ./run test, or set FEEDBACK_CHROMIUM")
    return found


def _admin(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
