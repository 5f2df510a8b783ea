"""Whether a connection leads to a session of its own. Behind a pooler of transactions, such as pgbouncer in that mode,
each transaction may run in another one: settings, roles and locks that were meant for us are then somebody else's.
"""

from typing import Any

import psycopg

# A setting that only our connections ask for when they begin.
OPTION = "-c feedback.session=own"
_REFUSED = "unsupported startup parameter"  # pgbouncer's words, where it is not told to ignore them
MESSAGE = (
    "the address leads through a connection pooler, such as pgbouncer, which shares sessions: let it name the Postgres "
    "server itself (each process holds a few connections, and keeps them)"
)


class SharedSession(psycopg.OperationalError):
    """The database's address leads through a pooler; nothing was done there."""

    def __init__(self) -> None:
        super().__init__(MESSAGE)


def check(connection: psycopg.Connection[Any]) -> None:
    """See that a new connection, made with OPTION, has what it asked for, from the server that it greeted.

    Args:
        connection: an autocommitting one.

    Raises:
        SharedSession: a pooler stands between.
        psycopg.Error: as from psycopg itself.
    """
    query = "select current_setting('feedback.session', true), pg_backend_pid()"
    with connection.cursor() as cursor:
        answered = tuple(cursor.execute(query, prepare=False).fetchone() or ())
    if answered != ("own", connection.info.backend_pid):
        raise SharedSession


def translated(error: psycopg.OperationalError) -> psycopg.OperationalError:
    """An error of connecting; SharedSession where it is a pooler's that takes no settings."""
    return SharedSession() if _REFUSED in str(error) else error


def swaps(first: psycopg.Connection[Any], second: psycopg.Connection[Any]) -> bool:
    """Whether what one connection sets in a transaction is gone in its next one, or there in another's."""
    read = "select current_setting('feedback.probe', true)"
    first.execute("set feedback.probe = 'first'")
    first.commit()
    others = second.execute(read).fetchone()  # in a transaction that goes on meanwhile
    own = first.execute(read).fetchone()
    second.rollback()
    first.rollback()
    return own != ("first",) or others == ("first",)
