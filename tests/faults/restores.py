"""A database that is lost while people answer, and comes back from a backup in another server."""

import time
from dataclasses import dataclass
from pathlib import Path

from feedback_buttons.backups import backing_up, restoring
from feedback_buttons.base.ids import utc_now
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import Server
from tests.faults.load import Load
from tests.faults.machines import Web, kill_postgres
from tests.faults.sites import Site, scores

# Seconds after the database was killed: who is thanked later is thanked for what lies on a web machine's disk.
UNSURE = 3.0


@dataclass(frozen=True, slots=True)
class Restored:
    """What was acknowledged when, and how much of it is there no more.

    Attributes:
        held: people whose last answer was in the database before the backup began, or came when the database was gone.
        held_lost: of those.
        between: people whose last answer came after the backup began, and before the database was gone.
        between_lost: of those.
    """

    held: int
    held_lost: int
    between: int
    between_lost: int


def lose_and_restore(
    site: Site, server: Server, other: Server, config: Config, folder: Path, seconds: float
) -> tuple[Load, Restored]:
    """Back up under load, go on, kill the database, go on, restore into the other server and point web there.

    Args:
        seconds: how long each of these lasts.
    """
    with site.load() as load:
        load.wait(seconds)
        began = time.monotonic()
        backup = backing_up.make(server.url, config, folder, utc_now())
        load.wait(seconds)
        kill_postgres(server)
        gone = time.monotonic() + UNSURE
        load.wait(UNSURE + seconds)
        restoring.restore(other.url, backup, utc_now())
        for web in site.webs:
            _point(web, other.url)
        load.wait(seconds)
    site.drain()
    return load, _outcome(load, scores(other.url), began, gone)


def _point(web: Web, url: str) -> None:
    """Start a web machine anew, with this database."""
    web.stop()
    web.env["DATABASE_URL"] = url
    web.start()


def _outcome(load: Load, counted: dict[int, int], began: float, gone: float) -> Restored:
    """Of each person the last score that was thanked for counts, and when that was."""
    last = {who: (at, score) for at, who, score in load.report.thanks}
    between = {who for who, (at, _) in last.items() if began <= at < gone}
    lost = {who for who, (_, score) in last.items() if counted.get(who) != score}
    held = last.keys() - between
    return Restored(len(held), len(held & lost), len(between), len(between & lost))
