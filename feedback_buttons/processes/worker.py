"""The housekeeping that nobody waits for: partitions ahead, retention, keys thrown away, sums folded,
segments summed up, comments tagged with their topics.

Any number of these processes may run: an advisory lock lets one work, and the next takes over when that
one is gone.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from feedback_buttons.alerts import alert_collecting
from feedback_buttons.base import ids
from feedback_buttons.base.metrics import Metrics
from feedback_buttons.campaigns import deletion
from feedback_buttons.cases import case_opening
from feedback_buttons.digests import digest_queue
from feedback_buttons.processes import parted_steps, trusted_clock
from feedback_buttons.processes.retention import Retention as Retention
from feedback_buttons.processes.retention import deleting_steps
from feedback_buttons.rated import rated_feeds
from feedback_buttons.ratings import rollup_folds
from feedback_buttons.recipients import erasure
from feedback_buttons.reports.answers import shared_tokens
from feedback_buttons.reports.segments import segments
from feedback_buttons.storage import changes, db, distribution, migrate, upkeep
from feedback_buttons.tickets import ticket_feeds
from feedback_buttons.topics import housekeeping as topics

PERIOD = 60.0  # seconds between rounds
ROUNDS = "feedback_worker_round_seconds"
_LOCK = 0x6662_776F  # any number that no other program on this database uses

log = logging.getLogger(__name__)


def run(
    url: str,
    retention: Retention,
    stop: threading.Event,
    data_dir: Path,
    serve: Callable[[Metrics], AbstractContextManager[None]] = lambda _: nullcontext(),
) -> None:
    """Keep house until told to stop; outlasts a database that is away.

    Args:
        url: the database's address.
        retention: how long everything is kept.
        stop: set to end it after the round that is under way.
        data_dir: where the time of each round is noted, for the report of the other processes.
        serve: answers who asks for this process's report meanwhile.

    Raises:
        SharedSession: the address leads through a pooler, where no lock can be held.
    """
    db.refuse_pooler(url)
    metrics = Metrics(data_dir)
    outcomes = {"outcome": ("ok", "failed")}
    timer = metrics.timers(ROUNDS, "Seconds that a round of housekeeping took.", outcomes)
    with serve(metrics):
        while not stop.is_set():
            try:
                with db.connect(url, autocommit=True) as connection:
                    while not stop.is_set():
                        if _mine(connection):
                            _timed_round(connection, retention, timer)
                        stop.wait(PERIOD)
            except psycopg.Error as error:
                log.warning("housekeeping failed and is tried again: %s", str(error).strip())
                stop.wait(PERIOD / 10)
    metrics.close()


def _timed_round(
    connection: db.Connection, retention: Retention, timer: Callable[..., Any]
) -> None:
    """One round, with a note of how long it took and whether any of it failed."""
    began, outcome = time.perf_counter(), "failed"
    try:
        if not keep_house(connection, ids.utc_now(), retention):
            outcome = "ok"
    finally:
        timer(outcome).observe(time.perf_counter() - began)


def _mine(connection: db.Connection) -> bool:
    """Whether this process is the one that works; the lock is the session's, and taken once."""
    held = "select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()"
    if db.first_value(connection, held):
        return True
    return bool(db.first_value(connection, "select pg_try_advisory_lock(%s)", _LOCK))


def keep_house(connection: db.Connection, now: datetime, retention: Retention) -> list[str]:
    """One round of everything. A step that fails keeps none of the others from their work.

    Returns:
        The steps that failed or were held, of which the log says more; empty where all went well.

    Raises:
        psycopg.Error: the database is away.
    """
    steps: dict[str, Callable[[], object]] = {
        "partitions": lambda: migrate.keep_partitions(connection, now),
        "changes": lambda: changes.renew(connection, now),
        "deleted campaigns": lambda: deletion.sweep(connection),
        "sums": lambda: rollup_folds.fold(connection),
        "segments": lambda: segments.renew(connection, now),
        "late erasures": lambda: erasure.again(connection, now),
        "topics": lambda: topics.keep(connection),
        "cases": lambda: _open_cases(connection, now),  # some rules ask for topics
        "alerts": lambda: alert_collecting.round_(connection, now),
        "tickets": lambda: ticket_feeds.queue(connection, now),
        "rated": lambda: rated_feeds.queue(connection, now),
        "statistics": lambda: erasure.forget_samples(connection),
        "digests": lambda: digest_queue.fill(connection, now),
        "shared tokens": lambda: shared_tokens.note(connection, now),
    }
    state = distribution.state(connection)
    if why := trusted_clock.distrusted(connection, now):
        log.error("HOUSEKEEPING DELETES NOTHING: %s", why)
    else:
        steps |= deleting_steps(connection, now, retention)
    return [
        *(["deleting"] if why else []),
        *(
            name
            for name, step in parted_steps.of(state, steps).items()
            if not _done(connection, name, now, step)
        ),
    ]


def _open_cases(connection: db.Connection, now: datetime) -> int:
    """Open cases, and let what became of them be read in this round, also where they are on several servers."""
    opened = case_opening.look(connection, now)
    changes.renew(connection, now)
    return opened


def _done(connection: db.Connection, name: str, now: datetime, step: Callable[[], object]) -> bool:
    """Whether a step of the round went well, which is noted, with how many rows it says that it dealt with.

    Raises:
        psycopg.Error: the database is away.
    """
    began, done, error = time.perf_counter(), 0, ""
    try:
        result = step()
        done = result if isinstance(result, int) else 0
    except psycopg.Error as failure:
        if connection.closed:
            raise
        error = str(failure).strip()
        log.warning("housekeeping: %s failed, the rest goes on: %s", name, error)
    seconds = time.perf_counter() - began
    upkeep.note(connection, name, now, seconds=seconds, done=done, error=error)
    return not error
