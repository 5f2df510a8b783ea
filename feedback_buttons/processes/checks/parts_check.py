"""Whether recipients' rows are parted over several servers, and all that a click asks leads there."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import psycopg

from feedback_buttons.processes.checks.finding import Finding
from feedback_buttons.storage import changes, db, distribution, engine, parts
from feedback_buttons.storage.distribution import PartState

_MOMENT = 2.0  # seconds, after which what was under way on a node is over
_AWAY = "Start it. Answers of its recipients wait on web's disk; reports fail until it is back."
_AGAIN = "Run `feedback-buttons distribute` again, with the same servers in the same order."


class UnequalSums(NamedTuple):
    """A campaign whose sums are not what its ratings are; both as unequal_sums.sql has them."""

    campaign: str
    rolled: list[int] | None
    counted: list[int] | None


def look(state: PartState) -> Finding:
    """What to say of rows that are parted, or could be."""
    if state.citus:
        words = (
            "by Citus" if state.parts > 1 else "Citus is there, and all answers are on this server"
        )
        return Finding("servers", state.parts > 1, words, "Run `feedback-buttons distribute`.")
    words = f"answers are on {state.parts} others"
    if state.local:
        words = f"{state.local} functions of a click do not lead to the {state.parts} others, and take nothing here"
    return Finding("servers", not state.local, words, _AGAIN)


def of(connection: db.Connection, state: PartState) -> list[Finding]:
    """What to say where rows are parted, or could be; nothing of one plain server."""
    return [look(state), *nodes(connection)] if state.parts > 1 or state.citus else []


def nodes(connection: db.Connection) -> list[Finding]:
    """Whether all nodes of Citus are active and number changes, and all tables of recipients are on them."""
    if not engine.of_nodes(connection):
        return []
    away = db.column(connection, "inactive_nodes")
    words = f"not active, so that reports fail: {', '.join(away)}" if away else "all are active"
    activate = "Start it, and run select citus_activate_node('its name', its port)."
    findings = [Finding("nodes", not away, words, activate)]
    left = distribution.undistributed(connection)
    words = f"not on the nodes of Citus: {', '.join(left)}" if left else "all on the nodes"
    findings.append(Finding("tables", not left, words, "Run `feedback-buttons distribute`."))
    try:
        changes.progress(connection)
        return [*findings, Finding("changes", True, "all nodes number them", "")]
    except psycopg.Error as error:
        cause = error.diag.message_primary or str(error).strip().splitlines()[0]
        advice = "Start the node, or run `feedback-buttons distribute` where it was added since."
        return [*findings, Finding("changes", False, cause, advice)]


def unequal_sums(connection: db.Connection) -> list[UnequalSums]:
    """The campaigns whose sums are not those of their ratings; of several nodes,
    which have no one moment, for a while."""
    unequal = db.rows(connection, UnequalSums, "unequal_sums")
    if unequal and engine.of_nodes(connection):
        time.sleep(_MOMENT)
        later = {sums.campaign for sums in db.rows(connection, UnequalSums, "unequal_sums")}
        unequal = [sums for sums in unequal if sums.campaign in later]
    return unequal


def servers(
    connection: db.Connection, count: int, look: Callable[[db.Connection], list[Finding]]
) -> tuple[list[Finding], bool]:
    """What there is to say of each of the servers, and whether one is away."""
    findings: list[Finding] = []
    away = False
    for place in range(count):
        try:
            with parts.server_of(connection, place) as server:
                findings += [
                    replace(finding, name=f"{finding.name} of server {place}")
                    for finding in look(server)
                ]
        except psycopg.OperationalError as error:
            away = True
            cause = str(error).strip().splitlines()[0]
            findings.append(Finding(f"server {place}", False, f"does not answer: {cause}", _AWAY))
    return findings, away
