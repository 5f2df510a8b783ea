"""What housekeeping last did, and passes through tables that are too large to be read at once.

A pass reads a table's blocks one after the other, some of them in each round, so that a table of any size is gone
through without an index that every click would have to write to. Where rows are parted over nodes,
which have blocks of their own, it goes from bucket to bucket.
"""

import time
from datetime import datetime, timedelta
from typing import NamedTuple

from feedback_buttons.base.ids import BUCKETS
from feedback_buttons.storage import db, engine

AGAIN = timedelta(hours=20)  # from the end of one pass to the beginning of the next
_STEP = 10_000  # rows that are deleted in one transaction, where an index finds them
_BLOCKS = 1_000  # of 8 kB, in one transaction
_ALL_BLOCKS = 2**32 - 1
_SECONDS = 10.0  # of a round of a minute


class UpkeepStep(NamedTuple):
    """A step: when it last ran and for how many seconds, how many rows (of evidence: days) it has dealt with since the
    installation began, what went wrong ("": nothing) and when it last did, whether it is within a table, and when it
    last came to the end of it; how many it dealt with when it last found any, and when that was."""

    step: str
    at: datetime
    seconds: float
    done: int
    error: str
    failed_at: datetime | None
    under_way: bool
    passed_at: datetime | None
    last_done: int | None
    last_done_at: datetime | None


class _Pass(NamedTuple):
    """A table's blocks, the next one to be looked through, and when the last pass came to its end."""

    blocks: int
    block: int
    passed_at: datetime | None


def note(
    connection: db.Connection, step: str, at: datetime, *, seconds: float, done: int, error: str
) -> None:
    """Note what a step did in this round: how many rows, or what went wrong."""
    values = {"step": step, "at": at, "seconds": seconds, "done": done, "error": error}
    connection.execute(db.query("note_upkeep"), values)


def steps(connection: db.Connection) -> list[UpkeepStep]:
    """The steps that have run, by name."""
    return db.rows(connection, UpkeepStep, "upkeep")


def forget(
    connection: db.Connection,
    step: str,
    table: str,
    query: str,
    now: datetime,
    before: datetime | None = None,
) -> int:
    """Go on with the pass of ``step`` through ``table``: for some seconds, or to its end.

    Args:
        connection: in autocommit; each part is a transaction of its own.
        step: under which name the place in the table is noted.
        table: the table.
        query: deletes from ``block`` to before ``end_block``, or of a ``bucket``, and tells how many rows.
        now: when this is; a day after a pass the next one begins.
        before: what the query deletes is older than that, where it asks for it.

    Returns:
        How many rows were deleted in this round.
    """
    deadline, deleted = time.monotonic() + _SECONDS, 0
    blocks, block, passed_at = _where(connection, step, table)
    if passed_at and block == 0 and passed_at <= now < passed_at + AGAIN:
        return 0
    by_bucket = engine.of_nodes(connection)
    blocks = BUCKETS if by_bucket else blocks
    while block < blocks and time.monotonic() < deadline:
        part = {"block": block, "end_block": block + _BLOCKS, "before": before, "bucket": None}
        if by_bucket:
            part |= {"block": 0, "end_block": _ALL_BLOCKS, "bucket": block}
        deleted += db.value(connection, query, part)
        block += 1 if by_bucket else _BLOCKS
        _note_pass(connection, step, now, block)
    if block >= blocks:
        _note_pass(connection, step, now, 0, now)
    return deleted


def forget_in_steps(connection: db.Connection, query: str, **values: object) -> int:
    """Delete by a query that takes at most ``most`` rows, a transaction for each, to the end or for some seconds: the
    next round goes on.

    Returns:
        How many rows were deleted in this round.
    """
    deadline, deleted = time.monotonic() + _SECONDS, 0
    count = _STEP
    while count == _STEP:
        count = connection.execute(db.query(query), {**values, "most": _STEP}).rowcount
        deleted += count
        if time.monotonic() >= deadline:
            break
    return deleted


def _where(connection: db.Connection, step: str, table: str) -> _Pass:
    where = db.row(connection, _Pass, "table_pass", {"step": step, "table": table})
    return where or _Pass(0, 0, None)


def _note_pass(
    connection: db.Connection,
    step: str,
    at: datetime,
    block: int,
    passed_at: datetime | None = None,
) -> None:
    values = {"step": step, "at": at, "block": block, "passed_at": passed_at}
    connection.execute(db.query("note_table_pass"), values)
