"""Checks how far a standby is behind, and whether this machine keeps what it lacks."""

from feedback_buttons.config.settings import STANDBY, Config
from feedback_buttons.endpoint import standby_keep
from feedback_buttons.endpoint.standby_keep import StandbyProgress
from feedback_buttons.processes.checks.finding import Finding
from feedback_buttons.storage import db, engine

_FAR = 16 * 1024 * 1024  # bytes of the log, about a minute of ten thousand answers
_SYNCHRONOUS = (
    "select count(*) from pg_settings where name = 'synchronous_standby_names' and setting <> ''"
)


def look(config: Config, connection: db.Connection) -> Finding:
    """Read how far the primary's standbys are, and what this machine keeps for them. Of a front: its own standbys."""
    *_, progress = [None, *db.rows(connection, StandbyProgress, "standbys_of_servers")]
    synchronous = bool(db.first_value(connection, _SYNCHRONOUS))
    waiting = standby_keep.count(config.data_dir)
    on = config.keep_until == STANDBY
    if engine.of_nodes(connection):
        return of_coordinator(progress, on=on)
    return judge(progress, waiting, on=on, synchronous=synchronous)


def of_coordinator(progress: StandbyProgress | None, *, on: bool) -> Finding:
    """What to say where answers are on the nodes of Citus: what this machine keeps waits for the coordinator's standbys
    alone, which lack them."""
    standbys = progress.standbys if progress else 0
    words = f"{standbys} connected to the coordinator; those of the nodes, which have the answers, are not looked at"
    todo = "Make the standbys of all nodes synchronous, and set FEEDBACK_KEEP_UNTIL=local."
    return Finding("standby", not on, words, todo if on else "")


def judge(
    progress: StandbyProgress | None, waiting: int, *, on: bool, synchronous: bool
) -> Finding:
    """What to say: ``waiting`` requests are on this disk, which keeps them if ``on``."""
    standbys = progress.standbys if progress else 0
    words = f"{standbys} connected; {waiting} requests are on this disk until it has them"
    todo = ""
    if not on:
        words = f"{standbys} connected"
        if standbys and not synchronous:
            words += ", and what it lags behind is lost when it is promoted"
            todo = "Set FEEDBACK_KEEP_UNTIL=standby on the web machines, see docs/deploy.md."
    elif not standbys:
        todo = (
            "Start the standby; 256 MB and 24 hours are kept for it, and what is older is given up."
        )
    elif progress and progress.flushed is None:
        todo = "Grant pg_monitor to the role that owns the database: it may not see how far the standby is."
    elif progress and progress.here - (progress.flushed or 0) > _FAR:
        words += f"; it lags {(progress.here - (progress.flushed or 0)) // 2**20} MB"
        todo = "Look at the standby and the network to it."
    return Finding("standby", not todo, words, todo)
