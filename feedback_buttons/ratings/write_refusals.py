"""Whether the database takes what recipients send. A server that answers and takes nothing is another matter than one
that is away: it does not pass by itself, and until somebody mends it no answer arrives.
"""

import itertools
import json
import logging
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import pq, sql

from feedback_buttons.base import datadir
from feedback_buttons.storage import db
from feedback_buttons.storage.own_session import SharedSession
from feedback_buttons.storage.parts import parting

FRESH = 30.0  # seconds that a note holds good; whoever is refused writes it anew more often
_AGAIN = 10.0  # seconds from one writing of the same note to the next
# What passes by itself, by the first two characters of its SQLSTATE: a broken connection, a write that met another,
# a lock, a server that stops or ends what takes too long. All else the server would say again.
_PASSING = ("08", "40", "55", "57")
# Before what PL/Proxy says itself, of a server that it does not reach; what a server said has a SQLSTATE of its own.
_PROXY = "PL/Proxy function "
_REMOTE = re.compile(r"\S+\(\d+\): \[[^]]*\] REMOTE ")
# What one row is to blame for, and no other.
OF_A_ROW = ("22", "23", "54")

# The statements of a click: those that take a batch do nothing with an empty one, the others are only planned, which
# asks for the same tables, columns and rights.
_BATCHES = ("record_visit", "record_seen", "record_verdict")
_PLANNED = (
    *("get_campaign", "evidence", "latest_occasion", "erased_since"),
    *("record_answer", "record_unsigned", "erase_answer"),
)
_EPOCH = datetime.fromtimestamp(0, UTC)
_NOBODY = {
    **{"events": "[]", "since": _EPOCH, "at": _EPOCH, "campaign": "", "slug": "", "comment": ""},
    **{"recipient": 0, "occasion": 0, "bucket": 0, "id": 0, "answer_id": 0, "client": 0},
    **{
        "language": None,
        "question": None,
        "choice": None,
        "contact": None,
        "page": 0,
        "kind": "",
        "score": None,
    },
}
# A page that was seen of a rating that there is not.
_NO_PAGE = {"campaign": "", "recipient": 0, "occasion": 0, "expected": 0}

log = logging.getLogger(__name__)


class WriteRefusal(NamedTuple):
    """Since when the database refuses what is written, and the server's own words, one line."""

    since: datetime
    words: str


def lasts(error: psycopg.Error) -> bool:
    """Whether the server itself said no, and would again."""
    if isinstance(error, SharedSession):
        return True
    if str(error).startswith(_PROXY) and error.sqlstate == "XX000":
        return False
    return error.sqlstate is not None and error.sqlstate[:2] not in _PASSING


def of_server(error: psycopg.Error) -> bool:
    """Whether it came from one of the servers behind a front, or about it, and not from the front itself."""
    return bool(str(error).startswith(_PROXY) or _REMOTE.match(str(error)))


def of_a_row(error: psycopg.Error) -> bool:
    """Whether it is about what was to be written, and not about the database."""
    return error.sqlstate is not None and error.sqlstate[:2] in OF_A_ROW


def answers(url: str) -> bool:
    """Whether a server is there and takes connections, though perhaps not ours: libpq tells no more of one that
    could not be made."""
    return (
        pq.PGconn.ping(psycopg.conninfo.make_conninfo(url, connect_timeout=2).encode())
        == pq.Ping.OK
    )


def in_one_line(error: psycopg.Error) -> str:
    """What the server said, without the row or the statement that it said it of."""
    words = error.diag.message_primary or str(error).strip()
    return words.splitlines()[-1].strip() if words else type(error).__name__


def may_try(connection: db.Connection) -> bool:
    """Whether this session's user may be the collector, as a web process is that uses the same address. Where the role
    is missing nobody may, which is a refusal."""
    membership = "select pg_has_role(current_user, oid, 'member') from pg_roles where rolname = %s"
    return bool(db.first_value(connection, f"select coalesce(({membership}), true)", db.COLLECTOR))


def try_writing(
    connection: db.Connection, role: str | None = None, *, servers: Iterable[int] | None = None
) -> None:
    """Ask the database for all that a click asks, without writing anything.

    Args:
        connection: an autocommitting one.
        role: whose rights are tried; None for the session's own.
        servers: where answers are on several, the places of those that are asked; None for all.

    Raises:
        psycopg.Error: what a click would get.
    """
    with connection.transaction(force_rollback=True):
        if servers is None:  # else the caller sees to it
            connection.execute("set local statement_timeout = '2s'")
        if role:
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        how = parting(connection)
        places = range(how.parts) if servers is None else servers
        # A batch of none counts as one of many, which is not to be called where each call is of one event.
        for name, part in itertools.product(() if how.single else _BATCHES, places):
            connection.execute(db.query(name), _NOBODY | {"bucket": part}, prepare=False)
        for name in (*_BATCHES, *_PLANNED) if how.parts > 1 else _PLANNED:
            connection.execute(b"explain " + db.query(name), _NOBODY, prepare=False)
    if how.single:
        _ask_nodes(connection, how.parts, role)


def _ask_nodes(connection: db.Connection, parts: int, role: str | None) -> None:
    """Let the node of each bucket look for a rating that nobody has: it takes the number of a change, and finds nothing
    to write. Only a call that is a transaction of its own goes to a node."""
    alone, connection.autocommit = connection.autocommit, True
    if role:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
    try:
        for bucket in range(parts):
            values = {"bucket": bucket, "events": json.dumps([_NO_PAGE | {"recipient": bucket}])}
            connection.execute(db.query("record_seen"), values, prepare=False)
    finally:
        if not connection.closed:
            if role:
                connection.execute("reset role")
            connection.autocommit = alone


def ask(connection: db.Connection, server: int) -> None:
    """Let the server at a place behind a front do nothing, for whoever wants to know whether it is there.

    Args:
        connection: an autocommitting one to the front, which keeps what is prepared on it: nothing is rolled back.
        server: its place.

    Raises:
        psycopg.Error: what a click would get.
    """
    connection.execute(db.query("record_seen"), _NOBODY | {"bucket": server})


class RefusalNote:
    """What the web processes of a data directory tell of a refusal, for whoever looks there: `check`, the metrics, the
    dashboard."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / "spool" / "refusal.json"
        self._written = float("-inf")

    def tell(self, refusal: WriteRefusal | None) -> None:
        """Note that the database refuses, to be repeated while it does; None when it takes what is written again."""
        try:
            if refusal is None:
                self._written = float("-inf")
                self._path.unlink(missing_ok=True)
            elif time.monotonic() - self._written > _AGAIN:
                self._write(refusal)
                self._written = time.monotonic()
        except OSError as error:
            log.error("cannot note that the database refuses what is written: %s", error)

    def read(self) -> WriteRefusal | None:
        """The refusal that stands; None where there is none, or whoever noted it has gone."""
        with suppress(OSError, ValueError, KeyError):
            if time.time() - self._path.stat().st_mtime < FRESH:
                values = json.loads(self._path.read_text("utf-8"))
                return WriteRefusal(datetime.fromisoformat(values["since"]), values["words"])
        return None

    def _write(self, refusal: WriteRefusal) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        values = {"since": refusal.since.isoformat(), "words": refusal.words}
        datadir.replace_file(self._path, json.dumps(values))
