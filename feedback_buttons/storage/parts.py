"""Where the rows of a recipient are written: in the database itself, or, where they are parted over plain servers, on
the one that has their bucket. What is written there is committed before the transaction here that it belongs to.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from feedback_buttons.base import ids
from feedback_buttons.storage import db


class Parting(NamedTuple):
    """Over how many servers rows are parted by their bucket, and whether each call there is of a single event, as on
    Citus."""

    parts: int
    single: bool

    @property
    def called(self) -> bool:
        """Whether they are on plain servers, which the database that is asked calls."""
        return self.parts > 1 and not self.single


def parting(connection: db.Connection) -> Parting:
    """How the rows are parted."""
    return db.row(connection, Parting, "bucket_parts") or Parting(1, single=False)


@contextmanager
def server_of(connection: db.Connection, recipient: int) -> Iterator[db.Connection]:
    """A connection to where a recipient's rows are: this one, or one of its own, whose transaction ends with the block.

    Raises:
        psycopg.OperationalError: that server is away.
    """
    address = db.value(connection, "part_address", {"bucket": ids.bucket(recipient)})
    if address is None:
        yield connection
        return
    with db.connect(address) as server:
        yield server


def elsewhere(connection: db.Connection) -> bool:
    """Whether no recipient's rows are in the database itself."""
    return db.value(connection, "part_address", {"bucket": 0}) is not None


def name(connection: db.Connection) -> str:
    """Which part of an installation this database is: "front of 2", "part 0 of 2", or "" where it is all of one."""
    there = db.first_value(connection, "select to_regprocedure('bucket_parts()') is not null")
    return str(db.value(connection, "part_name")) if there else ""  # an older release's has none


def addresses(connection: db.Connection) -> list[str]:
    """The addresses of the servers that rows are parted over, in their order; none where they are not. They hold the
    password."""
    there = name(connection).startswith("front") and elsewhere(connection)
    parts = db.first_value(connection, "select bucket_parts()") if there else 0
    return [db.value(connection, "part_address", {"bucket": place}) for place in range(parts)]


def together(connection: db.Connection, recipients: Sequence[int]) -> list[list[int]]:
    """The places in the sequence of those whose rows are in one place, for each place: one call is of these."""
    parts = db.first_value(connection, "select bucket_parts()")
    places: dict[int, list[int]] = defaultdict(list)
    for place, recipient in enumerate(recipients):
        places[ids.bucket(recipient) % parts].append(place)
    return [places[part] for part in sorted(places)]
