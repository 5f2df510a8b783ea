"""Checks an installation: what is wrong, and what to do about it."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple
from urllib.parse import urlsplit

import psycopg

from feedback_buttons.base import ids
from feedback_buttons.base.datadir import DataDirError
from feedback_buttons.config import databases
from feedback_buttons.config.mail_server import Smtp
from feedback_buttons.config.settings import Config
from feedback_buttons.embedded_postgres.postgres import PostgresError
from feedback_buttons.endpoint.spool import Spool, SpoolError
from feedback_buttons.mail import smtp
from feedback_buttons.mail.smtp import SmtpError
from feedback_buttons.processes import trusted_clock
from feedback_buttons.processes.checks import (
    channels_check,
    parts_check,
    public_addresses,
    standby_check,
    writing_check,
)
from feedback_buttons.processes.checks.finding import Finding, is_local
from feedback_buttons.processes.checks.public_addresses import Fetch
from feedback_buttons.reports.answers import broken_clicks, shared_tokens
from feedback_buttons.storage import clock_state, db, distribution, migrate, own_session
from feedback_buttons.storage.own_session import SharedSession

VERSIONS = range(15, 19)  # of Postgres, those that the tests run on
PARTITION_DAYS = 3  # ahead; the worker makes a week's
LONG_WAIT = timedelta(minutes=10)  # on this disk; a replay begins within seconds
SUMS_LIMIT = 600.0  # seconds to count all ratings; who asks for a check can wait
CLOCK_LIMIT = timedelta(seconds=5)


def check(config: Config, fetch: Fetch | None = None) -> Iterator[Finding]:
    """Look at everything that can be looked at with these settings; with ``fetch`` at the public addresses too."""
    yield _keys(config)
    yield _url("FEEDBACK_URL", config.url)
    yield _url("FEEDBACK_DASHBOARD_URL", config.dashboard_url)
    yield _proxies(config)
    if fetch:
        yield from public_addresses.look(config, fetch)
    yield _spool(config)
    if config.smtp:
        yield _smtp(config.smtp)
    with ExitStack() as stack:
        try:
            url = stack.enter_context(databases.address(config))
            connection = stack.enter_context(db.connect(url))
            yield _sessions(connection, stack.enter_context(db.connect(url)))
        except SharedSession as error:
            yield Finding("database", False, str(error), _NO_POOLER)
            return
        except (psycopg.Error, PostgresError, DataDirError) as error:
            todo = _START if config.database_url else ""
            yield Finding("database", False, str(error).strip(), todo)
            return
        yield from _database(config, connection, ids.utc_now())


_NO_POOLER = "Let DATABASE_URL and COLLECTOR_DATABASE_URL name Postgres itself."
_START = "Start that Postgres, or correct DATABASE_URL, or unset it for the embedded one."


class DatabaseState(NamedTuple):
    """The server's version, its clock, and how many of the next days have no partition."""

    version: int
    clock: datetime
    missing: int


def _database(config: Config, connection: db.Connection, now: datetime) -> Iterator[Finding]:
    today = {"today": now.date(), "days": PARTITION_DAYS}
    state = db.row(connection, DatabaseState, "check_database", today)
    version, clock, missing = state or DatabaseState(0, now, PARTITION_DAYS)
    yield Finding(
        "database", version in VERSIONS, f"Postgres {version} answers",
        f"Use Postgres {VERSIONS[0]} to {VERSIONS[-1]}.",
    )  # fmt: skip
    yield (migrations := _migrations(connection))
    away = False
    if migrations.ok:
        parting = distribution.state(connection)
        yield from parts_check.of(connection, parting)
        if parting.elsewhere:
            look = partial(_of_rows, config)
            findings, away = parts_check.servers(connection, parting.parts, look)
            yield from findings
        else:
            yield _partitions(missing)
            yield _sums(connection)
        yield _broken(connection)
        if not away:  # these ask all servers
            yield _shared(connection)
            yield _deleting(connection)
            yield standby_check.look(config, connection)
            yield writing_check.look(config, connection)
        yield channels_check.look(connection)
    clocks = clock_state.read(connection) if migrations.ok and not away else None
    yield _clock(clock, clocks.future if clocks else None)


def _clock(clock: datetime, future: datetime | None) -> Finding:
    """Whether this machine's clock is the database's, and no answer later than that."""
    ahead = ids.utc_now() - clock
    side = "ahead of" if ahead > timedelta() else "behind"
    words = f"{abs(ahead).total_seconds():.1f} s {side} the database's"
    if future:
        words += f"; answers of {future:%Y-%m-%d %H:%M} UTC have come, later than that"
    return Finding(
        "clock",
        abs(ahead) < CLOCK_LIMIT and future is None,
        words,
        "Keep the clocks of all machines right, of those that run web too, for example with chrony or "
        "systemd-timesyncd.",
    )


def _of_rows(config: Config, server: db.Connection) -> list[Finding]:
    """What there is to say of the rows on one of several servers, and of its standbys."""
    today = {"today": ids.utc_now().date(), "days": PARTITION_DAYS}
    state = db.row(server, DatabaseState, "check_database", today)
    partitions = _partitions(state.missing if state else PARTITION_DAYS)
    return [partitions, _sums(server), standby_check.look(config, server)]


def _partitions(missing: int) -> Finding:
    """Whether there are partitions for the evidence of the next days."""
    return Finding(
        "partitions",
        not missing,
        f"{missing} of the next {PARTITION_DAYS} days have none" if missing else "made ahead",
        "Run `feedback-buttons worker` all the time; `up` does, and the Procfile names it.",
    )


def _sessions(first: db.Connection, second: db.Connection) -> Finding:
    """Whether a connection has one session for all its transactions."""
    shared = own_session.swaps(first, second)
    words = own_session.MESSAGE if shared else "each connection has its own"
    return Finding("sessions", not shared, words, _NO_POOLER)


def _migrations(connection: db.Connection) -> Finding:
    """Whether the database has what this code needs, and nothing else."""
    try:
        pending = migrate.pending(connection)
    except migrate.MigrationError as error:
        return Finding("migrations", False, error.sentence, error.hint)
    pending_words = f"{len(pending)} to apply: {', '.join(pending)}" if pending else "all applied"
    return Finding("migrations", not pending, pending_words, "Run: feedback-buttons migrate")


def _deleting(connection: db.Connection) -> Finding:
    """Whether housekeeping may delete what is past its retention."""
    why = trusted_clock.held(connection, ids.utc_now())
    return Finding(
        "deleting",
        not why,
        f"nothing is deleted: {why}" if why else "what is past its retention is deleted",
        "Put the clock right. If it is, as after weeks in which no worker ran, deleting goes on a day later by itself.",
    )


def _sums(connection: db.Connection) -> Finding:
    """Whether the rollup's sums are those of the ratings, campaign by campaign."""
    try:
        with connection.transaction():
            connection.execute(f"set local statement_timeout = '{SUMS_LIMIT}s'".encode())
            unequal = parts_check.unequal_sums(connection)
    except psycopg.errors.QueryCanceled:
        words = f"nobody knows whether they equal the ratings: counting takes more than {SUMS_LIMIT:g} s"
        return Finding("sums", False, words, "Run this again when the database has less to do.")
    campaigns = [sums.campaign for sums in unequal]
    wrong = ", ".join(sorted(set(campaigns)))
    return Finding(
        "sums",
        not campaigns,
        f"wrong in {wrong}" if campaigns else "equal the ratings",
        "Please report this with the output of: feedback-buttons check --json",
    )


def _broken(connection: db.Connection) -> Finding:
    """Whether buttons that name nobody were clicked within seven days."""
    broken_buttons = broken_clicks.list_(connection)
    lines = "; ".join(
        f"{broken.clicks:,} clicks in {broken.campaign} since {broken.first_at:%Y-%m-%d %H:%M} UTC ({broken.kind})"
        for broken in broken_buttons
    )
    return Finding(
        "broken buttons",
        not broken_buttons,
        lines or "none was clicked within seven days",
        "A mail went out without tokens, with a merge tag that is not filled in, or with tokens of "
        "something else. Ask `feedback-buttons lint` about that mail, and send it again.",
    )


def _shared(connection: db.Connection) -> Finding:
    """Whether many clients answered with one recipient's token within seven days."""
    tokens = shared_tokens.list_(connection)
    lines = "; ".join(
        f"{shared.answers:,} answers from {shared.clients:,} devices with one token in {shared.campaign} "
        f"since {shared.first_at:%Y-%m-%d %H:%M} UTC (recipient {shared.code})"
        for shared in tokens
    )
    return Finding(
        "shared tokens",
        not tokens,
        lines or "nobody's was answered with by many within seven days",
        "A mail went to many people with the token of one: put the merge tag into the mail itself, send a test to two "
        "contacts, and send it again. Only one answer of theirs counts.",
    )


def _spool(config: Config) -> Finding:
    """Whether entries wait on this machine's disk for the database, or were refused by it."""
    spool = Spool(config.data_dir)
    todo = "Make room on that disk at once: nothing could be kept if the database went away."
    try:
        waiting = spool.waiting()
    except SpoolError as error:
        return Finding("spool", False, str(error), todo)
    if not spool.room():
        return Finding("spool", False, f"the disk of {spool.folder} is all but full", todo)
    entries = f"{waiting.entries} answers and visits wait for the database"
    if waiting.refused:
        todo = f"Look at {spool.refused}, which the database would not take, and remove it then."
        return Finding("spool", False, f"{entries}, {waiting.refused} were refused", todo)
    if waiting.since is not None and time.time() - waiting.since > LONG_WAIT.total_seconds():
        since = f"{datetime.fromtimestamp(waiting.since, UTC):%Y-%m-%d %H:%M} UTC"
        todo = (
            "If the web process runs and the database answers, its log says what keeps them here. They "
            "are replayed within moments when that is mended."
        )
        return Finding("spool", False, f"{entries} since {since}", todo)
    return Finding(
        "spool",
        not waiting.entries,
        entries if waiting.entries else "nothing waits on this disk",
        "They are replayed within moments once the database is back and the web process runs.",
    )


def _smtp(server: Smtp) -> Finding:
    """Whether the mail server lets us in; test mails go through it."""
    where = f"{server.host}:{server.port}"
    try:
        smtp.probe(server)
    except SmtpError as error:
        return Finding("smtp", False, str(error), "Correct FEEDBACK_SMTP_URL, or unset it.")
    return Finding("smtp", True, f"{where} lets us in")


def _keys(config: Config) -> Finding:
    keys = [*config.signing_keys, config.pseudonym_key, *config.session_keys]
    return Finding(
        "keys",
        len(set(keys)) == len(keys),
        f"{len(keys)} set, each long enough"
        if len(set(keys)) == len(keys)
        else "the same key stands in two places",
        "Give each of FEEDBACK_SIGNING_KEYS, FEEDBACK_PSEUDONYM_KEY and FEEDBACK_SESSION_KEYS "
        "secrets of its own.",
    )


def _url(name: str, url: str) -> Finding:
    parts = urlsplit(url)
    ok = parts.scheme == "https" or is_local(parts.hostname or "")
    return Finding(
        name,
        ok,
        url if ok else f"{url} is not encrypted",
        f"Put a proxy with a certificate in front, and set {name} to its https:// address.",
    )


def _proxies(config: Config) -> Finding:
    """Whether a proxy is declared where the address is https: nothing here speaks TLS."""
    ok = config.proxies > 0 or urlsplit(config.url).scheme != "https"
    return Finding(
        "proxies",
        ok,
        f"{config.proxies} trusted"
        if ok
        else "none trusted, though FEEDBACK_URL is https: all visitors would look like the proxy",
        "Set FEEDBACK_PROXIES to the number of proxies that a request passes, mostly 1.",
    )
