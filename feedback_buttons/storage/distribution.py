"""Parts the rows of recipients over several servers, by their bucket: over the nodes of Citus, or over plain servers
which PL/Proxy calls. docs/scale.md says what holds then, and what does not.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import LiteralString, NamedTuple

import psycopg
from psycopg import conninfo

from feedback_buttons.base.errors import FeedbackError
from feedback_buttons.storage import db
from feedback_buttons.storage.migrate import migrate, pending

# What a click asks, by bucket; what they call is called where they run.
WRITES = ("record_visit", "record_seen", "record_verdict", "record_answer", "erase_answer")
EVIDENCE = ("recorded_evidence", "last_occasion")
READS = (*EVIDENCE, "erased_after")
COUNTS = (2, 4, 8, 16, 32)  # of servers: PL/Proxy asks for a power of two, and there are 32 buckets
EXTENSIONS = ("plproxy", "postgres_fdw")
# A server that does not answer is away after seconds, not after the system's quarter of an hour.
_PATIENCE: Mapping[str, str | int | None] = {
    "connect_timeout": "5",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
_MADE = re.compile(r"^select create_\w+_table\('(\w+)'")
_DISTRIBUTED: LiteralString = (
    "select coalesce(array_agg(logicalrelid::regclass::text), '{}') from pg_dist_partition "
    "where partmethod = 'h' or repmodel = 't'"
)
# Whether Citus counts the coordinator among its nodes, whether any of them may hold rows, and those that do not know
# where rows are, by commas; here, as a plain server has no such table.
_NODES: LiteralString = (
    "select json_build_array(coalesce(bool_or(groupid = 0), false),"
    " coalesce(bool_or(shouldhaveshards and isactive and noderole = 'primary'), false),"
    " coalesce(string_agg(nodename || ':' || nodeport, ', ' order by nodename, nodeport)"
    " filter (where groupid <> 0 and noderole = 'primary' and not (hasmetadata and metadatasynced)), ''))"
    " from pg_dist_node"
)
# What queries join with the rows of recipients: whole on every node of Citus.
WHOLE = ("campaign", "tool_key", "touchpoint_target")


class DistributionError(FeedbackError):
    """Rows cannot be parted over servers; the message says why and what to do."""

    code = "not-distributed"


class PartingStep(NamedTuple):
    """A statement of the way there; one that holds a password is not to be shown."""

    secret: bool
    statement: str

    @property
    def shown(self) -> str:
        """The statement as people may read it."""
        return (
            self.statement.partition(" options (")[0] + " options (…)"
            if self.secret
            else self.statement
        )


class PartState(NamedTuple):
    """Over how many servers the rows are parted, and how many functions of a click do not lead there. ``part`` is which
    part of them this database itself is, None where it is none."""

    parts: int
    local: int
    citus: bool
    part: str | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether they are on other servers than the one that is asked."""
        return self.parts > 1 and not self.citus


def state(connection: db.Connection) -> PartState:
    """How the database stands."""
    values = {"functions": [*WRITES, *READS]}
    return db.row(connection, PartState, "part_state", values) or PartState(1, 0, False)


def on_citus(connection: db.Connection) -> list[PartingStep]:
    """The statements that distribute this migrated database over the nodes of its Citus; those that were run already
    are left out.

    Raises:
        DistributionError: there is no Citus, or it has no nodes for rows.
    """
    if not db.first_value(connection, "select count(*) from pg_extension where extname = 'citus'"):
        raise DistributionError(
            "this database has no citus extension: run this on a coordinator of Citus, or name the plain servers that "
            "the rows are to be parted over, each with --server"
        )
    _refuse_nodes(*db.first_value(connection, _NODES))
    return citus_steps(connection, db.first_value(connection, _DISTRIBUTED))


def _refuse_nodes(coordinator: bool, rows: bool, unaware: str) -> None:
    if not coordinator:
        raise DistributionError(
            "Citus does not count this coordinator among its nodes, so that its tables cannot refer to those of all: "
            "run select citus_set_coordinator_host('its name', its port) first"
        )
    if not rows:
        raise DistributionError(
            "Citus has no node that may hold rows: run select citus_add_node('its name', its port) for each worker "
            "first"
        )
    if unaware:
        raise DistributionError(
            f"these nodes do not know where rows are, so that no click can be sent there: {unaware}. Run "
            "select start_metadata_sync_to_all_nodes() first"
        )


def undistributed(connection: db.Connection) -> list[str]:
    """The tables of this coordinator of Citus that are to be on its nodes and are not, as after a migration."""
    steps = citus_steps(connection, db.first_value(connection, _DISTRIBUTED))
    return [table for step in steps for table in _MADE.findall(step.statement)]


def citus_steps(connection: db.Connection, done: Sequence[str]) -> list[PartingStep]:
    """The statements that distribute this migrated database over the nodes of its Citus, but for tables that are so."""
    values = {
        "whole": list(WHOLE),
        "functions": [name for name in (*WRITES, *EVIDENCE) if name != "erase_answer"],
        "done": list(done),
        "node": db.value(connection, "citus_node"),
    }
    return db.rows(connection, PartingStep, "citus_statements", values)


def over_servers(connection: db.Connection, servers: Sequence[str]) -> list[PartingStep]:
    """The statements that part the rows of this migrated database over plain servers, which PL/Proxy calls.

    Args:
        connection: of a superuser: PL/Proxy is a language of theirs.
        servers: their addresses, always in the same order: the place of one says which buckets it has.

    Raises:
        DistributionError: it cannot be, for a reason that is said.
    """
    if len(set(servers)) != len(servers) or len(servers) not in COUNTS:
        raise DistributionError(
            f"name {', '.join(map(str, COUNTS[:-1]))} or {COUNTS[-1]} different servers, not {len(servers)}"
        )
    parts = [conninfo.conninfo_to_dict(server) for server in servers]
    users = {(part.pop("user", None), part.pop("password", None)) for part in parts}
    parts = [{**_PATIENCE, **part} for part in parts]
    if len(users) > 1:
        raise DistributionError(
            "the servers' addresses must have one user and one password, since PL/Proxy has one for all"
        )
    _refuse(connection, len(servers))
    ((user, password),) = users
    places = [
        {
            "address": conninfo.make_conninfo(
                "", **part, options=f"-c role={db.COLLECTOR} {db.WRITE_OPTIONS}"
            ),
            "owners": conninfo.make_conninfo("", **part, options=db.WRITE_OPTIONS),
            "options": part,
        }
        for part in parts
    ]
    values = {
        "servers": json.dumps(places),
        "functions": [*WRITES, *READS],
        "user": user or "",
        "password": password or "",
    }
    return db.rows(connection, PartingStep, "proxy_statements", values)


def _refuse(connection: db.Connection, count: int) -> None:
    there = "select array_agg(name::text) from pg_available_extensions"
    if lacks := sorted(set(EXTENSIONS) - set(db.first_value(connection, there))):
        raise DistributionError(
            f"this server has no {' and no '.join(lacks)}: install what brings it, such as Debian's "
            "postgresql-15-plproxy"
        )
    parts = state(connection).parts
    if parts not in (1, count):
        raise DistributionError(
            f"the rows are parted over {parts} servers already, which cannot become {count}"
        )
    if parts == 1 and db.value(connection, "any_own_rows"):
        raise DistributionError(
            "this database holds answers: begin with an empty one, and bring these into the servers by their buckets"
        )


def prepare(servers: Sequence[str]) -> None:
    """Migrate each of the servers' databases, and note there which part it is.

    Raises:
        DistributionError: one is another part, or holds answers that nobody parted; nothing is noted then.
    """
    wanted = {server: f"part {place} of {len(servers)}" for place, server in enumerate(servers)}
    for server, part in wanted.items():
        migrate(server)
        with db.connect(server) as connection:
            noted = db.first_value(
                connection, "select obj_description('bucket_parts()'::regprocedure)"
            )
            if noted not in (None, part):
                raise DistributionError(
                    f"a server is {noted}, not {part}: name the same servers in the same order"
                )
            if not noted and db.value(connection, "any_own_rows"):
                raise DistributionError(f"the server that would be {part} holds answers already")
    for server, part in wanted.items():
        with db.connect(server) as connection:
            carry_out(connection, part_statements(connection, part))


def part_statements(connection: db.Connection, part: str) -> list[PartingStep]:
    """The statements that make a migrated database one of several servers; ``part`` is such as "part 0 of 2"."""
    return db.rows(connection, PartingStep, "part_statements", {"part": part})


def distribute(url: str, servers: Sequence[str]) -> int:
    """Part the rows of the front at ``url`` over these servers, or do so anew, as after a migration; without servers
    over the nodes of its Citus. How many statements that took.

    Raises:
        DistributionError: it cannot be, for a reason that is said.
    """
    with db.connect(url, autocommit=not servers) as connection:
        todo = steps(connection, servers)
        prepare(servers)
        carry_out(connection, todo)
    return len(todo)


def steps(connection: db.Connection, servers: Sequence[str]) -> list[PartingStep]:
    """The statements of the way there, as :func:`distribute` runs them.

    Raises:
        DistributionError: it cannot be, for a reason that is said.
    """
    if left := pending(connection):
        raise DistributionError(
            f"this database lacks {len(left)} migrations: run feedback-buttons migrate first"
        )
    return over_servers(connection, servers) if servers else on_citus(connection)


def carry_out(connection: db.Connection, steps: Sequence[PartingStep]) -> None:
    """Run the statements: all or none, or, on a connection that commits each by itself, up to one that is refused.

    Raises:
        DistributionError: one was refused.
    """
    connection.execute("set statement_timeout = 0")  # rows that there are already may be many
    for step in steps:
        try:
            connection.execute(step.statement.encode())
        except psycopg.Error as error:
            words = ". ".join(
                filter(None, (error.diag.message_primary or str(error), error.diag.message_hint))
            )
            raise DistributionError(
                f"{step.shown[:120]} … was refused: {words}. Nothing is lost: run this again once that is mended"
            ) from error
