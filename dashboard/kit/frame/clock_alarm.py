"""What stands above every page while a clock is wrong: periods, ages and links to sign in are counted by it."""

import threading
import time
from datetime import timedelta

import psycopg
from dash import html
from dash.development.base_component import Component
from psycopg_pool import PoolTimeout

from feedback_buttons.base import ids
from feedback_buttons.dashboard.kit.shapes import blocks
from feedback_buttons.i18n.team_language import tr
from feedback_buttons.storage import clock_state, db
from feedback_buttons.storage.clock_state import ClockState
from feedback_buttons.verdicts.visits_in_words import span

APART = timedelta(minutes=2)  # from the database's clock, from which on pages say so
FRESH = 15.0  # seconds that one look holds good for all pages


class ClockWatch:
    """Knows how far this process's clock is from the database's, and whether answers come from the future."""

    def __init__(self, pool: db.Pool) -> None:
        self._pool, self._lock = pool, threading.Lock()
        self._looked = float("-inf")
        self._ahead = timedelta()
        self._state: ClockState | None = None

    def alarm(self) -> list[Component]:
        """The alarm; nothing where all is well."""
        # Whoever comes while another looks is told what was seen before.
        if time.monotonic() - self._looked > FRESH and self._lock.acquire(blocking=False):
            try:
                self._look()
                self._looked = time.monotonic()
            finally:
                self._lock.release()
        return alarm(self._ahead, self._state)

    def _look(self) -> None:
        try:
            with self._pool.connection() as connection:
                self._state = clock_state.read(connection)
        except (psycopg.Error, PoolTimeout):
            return
        if self._state:
            self._ahead = ids.utc_now() - self._state.clock


def alarm(ahead: timedelta, state: ClockState | None) -> list[Component]:
    """What to say of a clock that is ahead of the database's, or behind it where that is negative, and of answers that
    are of the future."""
    lines: list[str | list[str | Component]] = []
    if abs(ahead) > APART:
        wrong = (
            tr("The clock of this dashboard is {span} ahead of the database's.")
            if ahead > timedelta()
            else tr("The clock of this dashboard is {span} behind the database's.")
        )
        consequence = tr(
            "Periods such as 24 hours, what waits for how long, and until when links and sessions are good are counted "
            "by it. Tell whoever runs this installation."
        )
        lines.append(f"{wrong.format(span=span(abs(ahead)))} {consequence}")
    if state and state.future:
        future = tr(
            "Answers have come that are later than the database's clock: that of a server which takes them is ahead. "
            "The newest is of"
        )
        lines.append([future, " ", blocks.moment(state.future), "."])
    return (
        [html.Div([html.P(line) for line in lines], className="wrong", role="alert")]
        if lines
        else []
    )
