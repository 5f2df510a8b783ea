"""Where the rows of a recipient are written: in the database itself, or, where they are parted over plain servers, on
the one that has their bucket. What is written there is committed before the transaction here that it belongs to.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from feedback_buttons.base import ids
from feedback_buttons.storage import db


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


def together(connection: db.Connection, recipients: Sequence[int]) -> list[list[int]]:
    """The places in the sequence of those whose rows are in one place, for each place: one call is of these."""
    parts = db.first_value(connection, "select bucket_parts()")
    places: dict[int, list[int]] = defaultdict(list)
    for place, recipient in enumerate(recipients):
        places[ids.bucket(recipient) % parts].append(place)
    return [places[part] for part in sorted(places)]
