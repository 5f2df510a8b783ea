"""What stands above every page while the database takes nothing of what recipients send, or a clock is wrong."""

import threading
import time
from collections.abc import Callable

import psycopg
from dash import html
from dash.development.base_component import Component
from flask import current_app, g
from psycopg_pool import PoolTimeout

from feedback_buttons.base import ids
from feedback_buttons.config.settings import Config
from feedback_buttons.dashboard.kit.frame.clock_alarm import ClockWatch
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.dashboard.kit.shapes.blocks import Props
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.ratings import write_refusals
from feedback_buttons.ratings.write_refusals import RefusalNote, WriteRefusal
from feedback_buttons.storage import db

FRESH = 15.0  # seconds that one look at the database holds good for all pages
_EXTENSION, _CLOCK = "refusal", "clock"
SLOT = "refusal"


class Watch:
    """Knows whether recipients are refused: from the note of a web process on this machine, and from trying what it
    writes, since it may run on another.

    Args:
        look: tries it; what the server says, or None where it takes everything.
    """

    def __init__(self, config: Config, look: Callable[[], str | None]) -> None:
        self._note, self._look = RefusalNote(config.data_dir), look
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seen: WriteRefusal | None = None

    def standing(self) -> WriteRefusal | None:
        """The refusal that stands."""
        # Whoever comes while another looks is told what was seen before.
        if time.monotonic() - self._looked > FRESH and self._lock.acquire(blocking=False):
            try:
                words = self._look()
                since = self._seen.since if self._seen else ids.utc_now()
                self._seen = WriteRefusal(since, words) if words else None
                self._looked = time.monotonic()
            finally:
                self._lock.release()
        return self._note.read() or self._seen


def install(extensions: dict[str, object], pool: db.Pool, config: Config) -> None:
    """Let every page of a server know, through its extensions."""
    extensions[_EXTENSION] = Watch(config, lambda: _tried(pool, config))
    extensions[_CLOCK] = ClockWatch(pool)


def banner() -> list[Component]:
    """The alarms, for whoever is signed in; nothing where all is well."""
    return _alarms(_watch(), _clock()) if g.get("account") else []


def clock() -> list[Component]:
    """What there is to say of a wrong clock, to whoever signs in; nothing where all is well."""
    watch = _clock()
    return watch.alarm() if watch else []


def slot() -> html.Div:
    """The element of a live page that shows the alarm."""
    return html.Div(banner(), id=SLOT)


def notice() -> Callable[[], dict[str, Props]]:
    """Reads, after the request of now, what the place for the alarm holds, by its id."""
    watch, clock = _watch(), _clock()
    return lambda: {SLOT: {"children": _alarms(watch, clock)}}


def _watch() -> Watch | None:
    return current_app.extensions.get(_EXTENSION)


def _clock() -> ClockWatch | None:
    return current_app.extensions.get(_CLOCK)


def _alarms(watch: Watch | None, clock: ClockWatch | None) -> list[Component]:
    refused = _alarm(watch.standing() if watch else None)
    return [*refused, *(clock.alarm() if clock else [])]


def _alarm(refusal: WriteRefusal | None) -> list[Component]:
    if refusal is None:
        return []
    alarm = tr("The database refuses what recipients send: no answer arrives, since")
    reassurance = tr(
        "Recipients notice nothing, and nothing is lost: their answers wait on the web servers' disks and arrive when "
        "this is mended. Tell whoever runs this installation what the database says:"
    )
    lines = [
        html.P([html.Strong([alarm, " ", blocks.moment(refusal.since), "."])]),
        html.P([reassurance, " ", html.Q(refusal.words, lang="en")]),
    ]
    return [html.Div(lines, className="wrong refused", role="alert")]


def _tried(pool: db.Pool, config: Config) -> str | None:
    """What the server says to what a web process writes; None where it takes it, or is away, or where those write as
    somebody whom this process may not try to be."""
    try:
        with pool.connection() as connection:
            if config.collector_database_url or not write_refusals.may_try(connection):
                return None
            write_refusals.try_writing(connection, db.COLLECTOR)
    except PoolTimeout:
        return None
    except psycopg.Error as error:
        return write_refusals.in_one_line(error) if write_refusals.lasts(error) else None
    return None
