"""What several commands share: the data directory, the settings, a connection, JSON."""

import json
import os
import secrets
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar
from uuid import UUID

import click

from feedback_buttons.base import slugs, time_zones
from feedback_buttons.config import key_file
from feedback_buttons.config.settings import Config

if TYPE_CHECKING:  # signing needs no database, and its start should not pay for one
    from feedback_buttons.storage.db import Connection

Function = TypeVar("Function", bound=Callable[..., object])
_DATA_DIR = "feedback_buttons.data_dir"


def _keep(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
    ctx.meta[_DATA_DIR] = value


data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    expose_value=False,
    callback=_keep,
    help="Where the embedded Postgres and the keys live.  [env: FEEDBACK_DATA_DIR]",
)
TARGET = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")


class Ticker:
    """Says on standard error how far a long job is, now and then."""

    def __init__(self, template: str) -> None:
        """``said`` holds {} for the number."""
        self._said = template
        self._live = sys.stderr.isatty()
        self._pause = 0.5 if self._live else 10
        self._next = time.monotonic() + self._pause

    def __call__(self, done: int) -> None:
        """Print how many are done, at most once in a while."""
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._pause
        click.echo(self._said.format(f"{done:,}"), err=True, nl=not self._live)
        if self._live:
            click.echo("\r", err=True, nl=False)


class Slug(click.ParamType[str]):
    """A campaign's slug."""

    name = "slug"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Check it, so that a typo is a usage error."""
        try:
            return slugs.check(value)
        except slugs.SlugError as error:
            self.fail(str(error), param, ctx)


def environment(**changes: object) -> dict[str, str]:
    """The environment, with what was said on the command line in its place."""
    changed = {**changes, "FEEDBACK_DATA_DIR": click.get_current_context().meta.get(_DATA_DIR)}
    return {
        **os.environ,
        **{name: str(value) for name, value in changed.items() if value is not None},
    }


def settings(needs: Collection[str] = key_file.NAMES) -> Config:
    """The settings, with the data directory of the command line; ``needs`` are the secrets that the
    command cannot do without. From then on the process is in their time zone.

    Raises:
        ConfigError: a setting is missing or wrong.
    """
    config = Config.from_env(environment(), needs=needs)
    time_zones.use(config.time_zone)
    return config


@contextmanager
def connection() -> "Iterator[Connection]":
    """A connection to the configured database, in one transaction."""
    from feedback_buttons.config import databases

    with databases.session(settings(needs=())) as opened:
        yield opened


@contextmanager
def writing(target: Path) -> Iterator[IO[bytes]]:
    """A file to write, or standard output for "-".

    The file takes its place only when it is whole and on the disk: so it may be the source as well, and a
    failure leaves what was there. Of two that write one file at once, the later one's stays.
    """
    if str(target) == "-" or (target.exists() and not target.is_file()):
        with click.open_file(str(target), "wb") as stream:
            yield stream
        return
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def as_text(stream: IO[bytes], encoding_errors: str = "strict") -> Iterator[TextIOWrapper]:
    """A byte stream as UTF-8 text, line ends as they are; the stream stays open."""
    text = TextIOWrapper(stream, "utf-8", encoding_errors, newline="")
    try:
        yield text
    finally:
        text.detach()  # flushes


def echo_json(value: object) -> None:
    """Print a value as JSON; times in ISO 8601, keys as text."""
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")
