"""The database that the settings name, else the embedded one, opened for as long as it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager

from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres import postgres
from feedback_buttons.storage import db


@contextmanager
def address(config: Config) -> Iterator[str]:
    """The database's address: DATABASE_URL, or the embedded Postgres of the data directory."""
    if config.database_url:
        yield config.database_url
    else:
        with postgres.running(config.data_dir) as url:
            yield url


def exists(config: Config) -> bool:
    """Whether there is one, as far as can be told without calling it."""
    return bool(config.database_url) or (config.data_dir / "postgres").exists()


@contextmanager
def session(config: Config) -> Iterator[db.Connection]:
    """A connection to the configured database, starting the embedded one if need be."""
    with address(config) as url, db.connect(url) as connection:
        yield connection
