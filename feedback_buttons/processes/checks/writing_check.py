"""Checks that the database accepts answers in the way in which the web processes write them."""

from contextlib import ExitStack

import psycopg

from feedback_buttons.config.settings import Config
from feedback_buttons.processes.checks.finding import Finding
from feedback_buttons.ratings import write_refusals
from feedback_buttons.ratings.write_refusals import RefusalNote
from feedback_buttons.storage import db

# What to do, by the beginning of the server's SQLSTATE; _LET_IN without one, which is all that libpq tells of a
# connection that could not be made; _MEND for all else.
_TODO = {
    "25": "That server is read-only, such as a standby: let DATABASE_URL name the primary, or switch the server back.",
    "42": "Run `feedback-buttons migrate`, and look at the rights of the role feedback_collector.",
    "53": "Give the server what it lacks: room on its disk, connections (max_connections), or memory.",
}
_LET_IN = "Put the right user and password into COLLECTOR_DATABASE_URL, and start the web processes again."
_BUSY = "Run this again when the database has less to do."
# What PL/Proxy says of a server that the front does not reach.
_UNREACHED = "XX000"
_SERVER = "Let the front in there: the server runs, takes the password, and its user has the role feedback_collector."
_MEND = "Mend what the server says; its own log says more."
_KEPT = " Answers wait on the web machines' disks, and are replayed within moments after that."


def look(config: Config, connection: db.Connection) -> Finding:
    """Try what a click writes, and read what the web processes of this machine have noted.

    Args:
        config: the settings, of which COLLECTOR_DATABASE_URL counts where it is set.
        connection: a fresh one as the owner of the tables.
    """
    try:
        _try(config, connection)
    except psycopg.Error as error:
        words, state = write_refusals.in_one_line(error), error.sqlstate
        if state and not write_refusals.lasts(error):
            todo = _SERVER + _KEPT if state == _UNREACHED else _BUSY
            return Finding("writing", False, f"what recipients send is not written: {words}", todo)
        todo = (_TODO.get(state[:2], _MEND) if state else _LET_IN) + _KEPT
        return Finding(
            "writing", False, f"the database refuses what recipients send: {words}", todo
        )
    if noted := RefusalNote(config.data_dir).read():
        words = f"the web process is refused since {noted.since:%Y-%m-%d %H:%M} UTC: {noted.words}"
        return Finding("writing", False, words, _MEND + _KEPT)
    return Finding("writing", True, "the database takes what recipients send")


def _try(config: Config, connection: db.Connection) -> None:
    with ExitStack() as stack:
        if config.collector_database_url:
            own = db.connect(config.collector_database_url, autocommit=True)
            write_refusals.try_writing(stack.enter_context(own))
        else:
            connection.rollback()
            write_refusals.try_writing(connection, db.COLLECTOR)
