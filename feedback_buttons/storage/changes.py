"""Keeps the numbers of changes rising, also where a dump was restored into a server that begins anew with them, and
those of several servers together."""

import logging
from datetime import datetime
from typing import NamedTuple

from feedback_buttons.storage import db

log = logging.getLogger(__name__)


class ChangeProgress(NamedTuple):
    """The number below which all changes are over, the number that the next one will have, at least, and the epoch in
    which they are counted."""

    horizon: int
    newest: int
    epoch: int


def progress(connection: db.Connection) -> ChangeProgress:
    """How far the changes of all servers are. What is read below the horizon afterwards lacks none."""
    return db.row(connection, ChangeProgress, "change_progress") or ChangeProgress(0, 0, 0)


def renew(connection: db.Connection, now: datetime) -> None:
    """Count on above all changes that there are, if the server's own numbers lie below them; where rows are parted over
    several servers, let the numbers of those that write less keep up with the others'. To be called before changes are
    read.

    Args:
        connection: as the owner of the tables.
        now: names the new epoch, so that no two restores of one dump have the same.
    """
    if db.value(connection, "renew_changes", {"epoch": int(now.timestamp() * 1e6)}):
        log.warning("this database was restored: who follows the changes of answers begins again")


def begin_anew(connection: db.Connection, now: datetime) -> None:
    """Refuse all cursors from before: after a restore they may stand behind changes that are no more.

    Args:
        connection: as the owner of the tables, which are up to date.
        now: names the new epoch.
    """
    db.value(connection, "begin_change_epoch", {"epoch": int(now.timestamp() * 1e6)})
